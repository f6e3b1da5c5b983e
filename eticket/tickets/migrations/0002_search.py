"""The full-text index over messages; its SQL is the searching module's."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from eticket.tickets.searching import CREATE


def create(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute(CREATE[editor.connection.vendor])


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE ticket_search")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
