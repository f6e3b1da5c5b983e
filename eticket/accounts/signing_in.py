"""Signing in by RFC or e-mail (S8): an RFC means its account's Titular, an e-mail its person.

Every failure is the same to a stranger: one sentence, one cost, and no rule that lets him lock
somebody else out (C092, C097).
"""

import logging
import secrets
import unicodedata
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Membership, Role, Throttle, User
from eticket.accounts.publishing import publisher
from eticket.accounts.throttling import (
    Counter,
    Pace,
    forget,
    give_back,
    raise_alarm,
    take_try,
)
from eticket.events.recording import record
from eticket.lib.emails import clean_email
from eticket.lib.errors import RuleBroken
from eticket.lib.folding import CONTROL
from eticket.lib.rfc import GENERIC, bare

logger = logging.getLogger(__name__)

# From one address for one login: five tries, then waits that double up to a quarter of an hour.
PAIR = Pace(free=4, waits=(5, 10, 20, 40, 80, 160, 320, 640, 900), memory=86_400)
# From one address for anybody: an office behind one address signs in of a morning.
ADDRESS = Pace(free=60, waits=(2, 5, 15, 60, 300), memory=3600)
# For one account, from wherever: twenty tries in any 24 hours, the last ones hours apart. Never a
# lock: who comes from a known browser, or by a link of the mailbox, is not slowed (B4, C097).
ACCOUNT = Pace(
    free=9,
    waits=(60, 120, 300, 600, 1800, 3600, 7200, 10_800, 14_400, 21_600, 25_920),
    memory=86_400,
)
# All strangers together: what two cores can hash without starving the pages.
# Right ones give theirs back: this is a hundred wrong ones at once, then one a second (B5).
ALL = Pace(free=100, waits=(1,), memory=60)

# So many accounts failed from one address, or addresses at one account, within a day.
MANY_ACCOUNTS, MANY_ADDRESSES = 20, 5

BROWSER_LIFE = 180 * 86_400
PEOPLE_OF_A_BROWSER = 5
_BROWSER = signing.TimestampSigner(salt="known-browser")


class SignInRefused(RuleBroken):
    code = "sign_in_refused"
    message = _("El RFC o correo y la contraseña no coinciden. Revíselos e intente de nuevo.")


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
        return user if user.check_password(password) and may_enter(user) else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


class KnownBrowser:
    """The people who signed in from a browser before, as its signed cookie tells."""

    def __init__(self, cookie: str = "") -> None:
        self.name, self.people = "", []
        try:
            name, *people = _BROWSER.unsign(cookie, max_age=BROWSER_LIFE).split(".")
            self.name, self.people = name, [int(pk) for pk in people]
        except (signing.BadSignature, ValueError):
            pass

    def cookie_with(self, user: User) -> str:
        """The cookie that also knows ``user``, under a fresh name: old waits stay with the old."""
        people = [user.pk, *(pk for pk in self.people if pk != user.pk)][:PEOPLE_OF_A_BROWSER]
        return _BROWSER.sign(".".join((secrets.token_hex(8), *map(str, people))))


def check_sign_in(login: str, password: str, *, address: str, browser: KnownBrowser) -> User:
    """Who signs in with these. Raises SignInRefused, or TooManyTries before anything is hashed."""
    named = person_of(login)
    whose = named.pk if named else login_key(login)
    pair = f"sign-in-pair:{address}:{whose}"
    account = f"sign-in-account:{whose}"
    shared = {f"sign-in-from:{address}": ADDRESS, "sign-in": ALL}
    known = named is not None and named.pk in browser.people
    if known:
        # Slowed by its own tries only: whatever strangers do with this login, its owner gets in.
        pair = f"sign-in-browser:{browser.name}"
        take_try([Counter(pair, PAIR, named)])
    else:
        counters = [Counter(pair, PAIR, named), Counter(account, ACCOUNT, named)]
        take_try([*counters, *shared.items()])
    user = Backend().authenticate(None, login=login, password=password)
    if user is None:
        _refused(named, address)
        raise SignInRefused
    own = forget(pair)
    if not known:
        # Their own slips; what strangers tried at this account goes on counting.
        give_back([account], own)
        give_back(shared)
    return user


@transaction.atomic
def _refused(named: User | None, address: str) -> None:
    """Record it, without what was typed: people type passwords into the wrong field."""
    logger.info("sign-in refused from %s", address)
    name = named.name if named else _("alguien que no existe")
    record("user.sign_in_refused", named or publisher(), by=None, name=str(name))
    failed = Throttle.objects.filter(purpose="sign-in-pair", forget_at__gt=timezone.now())
    if failed.filter(address=address)[:MANY_ACCOUNTS].count() >= MANY_ACCOUNTS:
        what = _("muchas cuentas probadas desde %(address)s") % {"address": address}
        raise_alarm("address", address, what=str(what))
    if named and failed.filter(user=named)[:MANY_ADDRESSES].count() >= MANY_ADDRESSES:
        what = _("muchas direcciones prueban la cuenta de %(name)s") % {"name": name}
        raise_alarm("account", str(named.pk), what=str(what))


def person_of(login: str) -> User | None:
    """Who a typed RFC or e-mail names; nobody for generic RFCs and unknown ones (C105)."""
    key = login_key(login)
    if "@" in key:
        return User.objects.filter(email=key).first()
    holder = membership_of_rfc(key)
    return holder.user if holder else None


def membership_of_rfc(login: str) -> Membership | None:
    """The Titular's place in the account of this RFC: signing in by it opens that account."""
    rfc = login_key(login)
    if not rfc or rfc in GENERIC:
        return None
    holders = Membership.objects.active().filter(account__rfc=rfc, role=Role.HOLDER)
    return holders.select_related("user").first()


def place_of(user: User, pk: int) -> Membership | None:
    """This place in an account, if the person still has it."""
    return Membership.objects.active().filter(user=user, pk=pk).first()


def may_enter(user: User) -> bool:
    """Whether this person works here or still has a place in some account (C101)."""
    return user.is_active and (
        user.works_here or Membership.objects.active().filter(user=user).exists()
    )


def has_several_accounts(user: User) -> bool:
    """Whether there is another account to switch to (product.md, Registration 5)."""
    return Membership.objects.active().filter(user=user)[:2].count() > 1


def login_key(login: str) -> str:
    """One form for all the ways people write the same RFC or e-mail (C096, C103)."""
    # The wide "＠" of an Asian keyboard is an "@" too.
    plain = unicodedata.normalize("NFKC", CONTROL.sub("", login[:320]))
    return clean_email(plain) if "@" in plain else bare(plain)
