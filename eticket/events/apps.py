from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "eticket.events"
    label = "events"
