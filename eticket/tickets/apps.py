from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "eticket.tickets"
    label = "tickets"
    verbose_name = "Tickets"
