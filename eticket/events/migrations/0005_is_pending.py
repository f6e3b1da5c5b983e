"""Whether an event was told is one byte; when, nobody ever asked."""

from importlib import import_module
from typing import Any

from django.db import migrations, models

append_only = import_module("eticket.events.migrations.0004_append_only")


def keep_what_is_known(apps: Any, schema_editor: Any) -> None:
    apps.get_model("events", "Event").objects.exclude(dispatched_at=None).update(is_pending=False)


def keep_what_was_known(apps: Any, schema_editor: Any) -> None:
    events = apps.get_model("events", "Event").objects.filter(is_pending=False)
    events.update(dispatched_at=models.F("happened_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0004_append_only"),
    ]

    operations = [
        # SQLite makes the table anew, without its triggers.
        migrations.RunPython(append_only.let_go, append_only.keep),
        migrations.AddField(
            model_name="event",
            name="is_pending",
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(keep_what_is_known, keep_what_was_known),
        migrations.RemoveIndex(model_name="event", name="event_pending"),
        migrations.RemoveField(model_name="event", name="dispatched_at"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("is_pending", True)), fields=["id"], name="event_pending"
            ),
        ),
        migrations.RunPython(append_only.keep, append_only.let_go),
    ]
