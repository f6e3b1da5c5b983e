"""Of a ticket's events nobody asks by person, and every deed paid for the index."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

append_only = import_module("eticket.events.migrations.0004_append_only")


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0005_is_pending"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # SQLite makes the table anew, without its triggers.
        migrations.RunPython(append_only.let_go, append_only.keep),
        migrations.AlterField(
            model_name="event",
            name="actor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(append_only.keep, append_only.let_go),
    ]
