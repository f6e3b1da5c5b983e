from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "eticket.ui"
    label = "ui"
