"""The notice that the publisher's row held becomes version 1."""

from typing import Any

from django.db import migrations


def publish(apps: Any, schema_editor: Any) -> None:
    notices = apps.get_model("privacy", "PrivacyNotice")
    for row in apps.get_model("accounts", "Publisher").objects.exclude(privacy_notice=""):
        notices.objects.create(version=1, full=row.privacy_notice, simplified="")


def take_back(apps: Any, schema_editor: Any) -> None:
    notice = apps.get_model("privacy", "PrivacyNotice").objects.order_by("-version").first()
    if notice:
        apps.get_model("accounts", "Publisher").objects.update(privacy_notice=notice.full)


class Migration(migrations.Migration):

    dependencies = [
        ("privacy", "0001_initial"),
        ("accounts", "0007_codes_by_sms"),
    ]

    operations = [
        migrations.RunPython(publish, take_back),
    ]
