"""Signing in by RFC or e-mail (S8): an RFC means its account's Titular, an e-mail its person."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from eticket.accounts.models import Membership, Role, User
from eticket.lib.emails import clean_email
from eticket.lib.rfc import GENERIC, bare, looks_like_rfc


class Backend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        login: str = "",
        password: str = "",
        **_others: Any,
    ) -> User | None:
        """The active person whose password this is; unknown logins cost the same time."""
        user = person_of(login)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


def person_of(login: str) -> User | None:
    """Who a typed RFC or e-mail names; nobody for generic RFCs and unknown ones (C105)."""
    if not looks_like_rfc(login):
        return User.objects.filter(email=clean_email(login)).first()
    rfc = bare(login)
    if not rfc or rfc in GENERIC:
        return None
    holder = (
        Membership.objects.active()
        .filter(account__rfc=rfc, role=Role.HOLDER)
        .select_related("user")
        .first()
    )
    return holder.user if holder else None
