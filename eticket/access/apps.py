from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "eticket.access"
    label = "access"
