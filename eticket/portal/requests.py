from django.http import HttpRequest

from eticket.access.viewers import CustomerViewer
from eticket.accounts.models import User


class PortalRequest(HttpRequest):
    """What a view of the portal gets: access/middleware.py let nobody else through."""

    user: User
    viewer: CustomerViewer
