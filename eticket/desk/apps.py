from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "eticket.desk"
    label = "desk"
