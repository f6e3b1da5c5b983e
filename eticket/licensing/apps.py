from django.apps import AppConfig


class LicensingConfig(AppConfig):
    name = "eticket.licensing"
    label = "licensing"
    verbose_name = "Licencias"
