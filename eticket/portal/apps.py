from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "eticket.portal"
    label = "portal"
