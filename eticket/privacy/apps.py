from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "eticket.privacy"
    label = "privacy"
