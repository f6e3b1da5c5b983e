from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "eticket.notifications"
    label = "notifications"
    verbose_name = "Avisos"
