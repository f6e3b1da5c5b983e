"""Events stay as they were written: the database refuses every other way (checklist 39)."""

from typing import Any

from django.db import migrations

KEPT = (
    "id", "kind", "subject_kind", "subject_id", "account_id", "actor_id", "data", "happened_at",
    "audited",
)
REFUSAL = "events are append-only (eticket/events/redacting.py is the way)"
OPEN = "EXISTS (SELECT 1 FROM events_redaction WHERE is_open)"
ACTS = {"update": f"UPDATE OF {', '.join(KEPT)}", "delete": "DELETE"}


def keep(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION events_keep() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
            f"IF NOT {OPEN} THEN RAISE EXCEPTION '{REFUSAL}'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $body$"
        )
    for name, act in ACTS.items():
        schema_editor.execute(_trigger(schema_editor.connection.vendor, name, act))


def _trigger(vendor: str, name: str, act: str) -> str:
    head = f"CREATE TRIGGER events_kept_{name} BEFORE {act} ON events_event"
    if vendor == "postgresql":
        return f"{head} FOR EACH ROW EXECUTE FUNCTION events_keep()"
    return f"{head} WHEN NOT {OPEN} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"


def let_go(apps: Any, schema_editor: Any) -> None:
    on = " ON events_event" if schema_editor.connection.vendor == "postgresql" else ""
    for name in ACTS:
        schema_editor.execute(f"DROP TRIGGER events_kept_{name}{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION events_keep()")


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0003_audit"),
    ]

    operations = [
        migrations.RunPython(keep, let_go),
    ]
