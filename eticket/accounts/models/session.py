"""Browsers that are signed in."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from eticket.accounts.models.membership import Membership
from eticket.accounts.models.user import User


class Session(AbstractBaseSession):
    """A browser that is signed in; knows its person, so that one query brings both."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # "Chrome en Windows": how its person tells one session from another (S38).
    browser = models.CharField(max_length=60, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type:
        from eticket.accounts.sessions import SessionStore

        return SessionStore
