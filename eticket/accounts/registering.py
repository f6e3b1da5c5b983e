"""Asking to come in (S15-S35): as a customer by RFC, or as a prospect with one's data.

Each asking is a Registration and a link by mail; completing.py makes the person of it. What a
stranger sees never depends on whether an address or a prospect's RFC is known (B2).
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from eticket.accounts.models import Account, Contact, Membership, Registration, User
from eticket.accounts.passwords import MAILS
from eticket.accounts.throttling import Pace, TooManyTries, take_try
from eticket.events.recording import record
from eticket.lib.emails import clean_email
from eticket.lib.rfc import GENERIC
from eticket.lib.tokens import hash_of, token_of

PURPOSE, CHOICE = "eticket.accounts.registering", "eticket.accounts.registering.choice"
LINK_LIFE = timedelta(hours=24)
KEPT = timedelta(hours=48)
# An RFC is printed on every invoice: five look-ups an hour from an address, and a ceiling in all.
LOOK_UPS = Pace(free=4, waits=(3600,), memory=3600)
ALL_LOOK_UPS = Pace(free=300, waits=(10,), memory=3600)
# Whichever way is tried, an address gets five mails of registrations a day (E6).
MAILS_A_DAY = Pace(free=4, waits=(86_400,), memory=86_400)
FORMS = Pace(free=9, waits=(600, 3600), memory=3600)
ALL_FORMS = Pace(free=300, waits=(5,), memory=3600)


def look_up(rfc: str, *, address: str) -> Account | None:
    """The customer with this RFC (cleaned), asked by a stranger at ``address``.

    Raises TooManyTries.
    """
    take_try([(f"rfc-from:{address}", LOOK_UPS), ("rfc", ALL_LOOK_UPS)])
    return customer_of(rfc)


def customer_of(rfc: str) -> Account | None:
    """The customer with this RFC; nobody for generic ones (C105)."""
    account = account_of(rfc)
    return account if account and account.is_customer else None


def account_of(rfc: str) -> Account | None:
    """The one account of a RFC; generic ones are nobody's."""
    return Account.objects.filter(rfc=rfc).exclude(rfc__in=["", *GENERIC]).first()


def emails_of(account: Account) -> dict[str, str]:
    """The addresses on file, contacts' and people's, by a key that tells nothing of them."""
    people = Membership.objects.active().filter(account=account)
    found = {
        *account.contacts.values_list("email", flat=True),
        *people.values_list("user__email", flat=True),
    }
    emails = sorted({clean_email(email) for email in found})
    return {token_of(CHOICE, account.pk, email): email for email in emails}


def contact_of(account: Account, email: str) -> Contact | None:
    """Who is on file at the account with this address."""
    contacts = account.contacts.order_by("id")
    return next((one for one in contacts if clean_email(one.email) == email), None)


def ask_as_customer(account: Account, email: str) -> None:
    """Have a link mailed to an address on file."""
    _ask(registration_on_file(account, email))


def registration_on_file(account: Account, email: str) -> Registration:
    """The asking, not yet saved, of whoever is on file with this address."""
    contact = contact_of(account, email)
    return Registration(
        account=account,
        rfc=account.rfc,
        name=account.name,
        contact=contact.name if contact else "",
        phone=contact.phone if contact else "",
        email=email,
    )


def ask_as_prospect(
    *, name: str, rfc: str, contact: str, email: str, phone: str, address: str
) -> None:
    """Have a link mailed to who wants to be a prospect. Raises TooManyTries."""
    take_try([(f"prospect-from:{address}", FORMS), ("prospect", ALL_FORMS)])
    _ask(Registration(name=name, rfc=rfc, contact=contact, email=email, phone=phone))


def token_for(registration: Registration) -> str:
    """What the link of its mail holds."""
    return token_of(PURPOSE, registration.pk, registration.email)


def sweep() -> int:
    """Remove registrations, used or not, after 48 hours (B11); how many."""
    return Registration.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()[0]


@transaction.atomic
def send_link(registration: Registration, *, by: User | None) -> None:
    """Have the link mailed that completes this registration. Raises TooManyTries."""
    email = registration.email
    take_try([(f"registration:{email}", MAILS), (f"registration-mails:{email}", MAILS_A_DAY)])
    registration.save()
    registration.token_hash = hash_of(token_for(registration))
    registration.save(update_fields=["token_hash"])
    record("registration.requested", registration, by=by)


def _ask(registration: Registration) -> None:
    try:
        send_link(registration, by=None)
    except TooManyTries:
        # The answer must not tell that a mail is on its way already.
        return
