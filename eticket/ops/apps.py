from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "eticket.ops"
    label = "ops"
