"""Entering customers by hand: accounts and the contacts on file, by staff who may."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Account, Contact, User
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken


class AlreadyEntered(RuleBroken):
    """Another account has this RFC; ``params["account"]`` is its key."""

    code = "already_entered"
    message = _("El RFC %(rfc)s ya es de %(name)s.")


class ContactAlreadyEntered(RuleBroken):
    code = "contact_already_entered"
    message = _("%(email)s ya es contacto de esta cuenta.")


@transaction.atomic
def enter_account(
    *, name: str, rfc: str, phone: str, additional_users: int | None, by: User
) -> Account:
    """Put a new account on file, a prospect until it has a serial. Raises AlreadyEntered."""
    account = Account(name=name, rfc=rfc, phone=phone, additional_users=additional_users)
    _save(account)
    record("account.entered", account, by=by, name=name, rfc=rfc)
    return account


@transaction.atomic
def change_account(account: Account, *, by: User, **values: Any) -> Account:
    """Correct an account's own data, recording what it was. Raises AlreadyEntered."""
    account = Account.objects.locked(account.pk)
    before = {
        name: getattr(account, name)
        for name, value in values.items()
        if getattr(account, name) != value
    }
    if before:
        for name, value in values.items():
            setattr(account, name, value)
        _save(account)
        record("account.changed", account, by=by, before=before)
    return account


@transaction.atomic
def add_contact(account: Account, *, name: str, email: str, phone: str, by: User) -> Contact:
    """Put a person on file who may register with this address. Raises ContactAlreadyEntered."""
    contact, is_new = Contact.objects.get_or_create(
        account=account, email=email, defaults={"name": name, "phone": phone}
    )
    if not is_new:
        raise ContactAlreadyEntered(email=email)
    record("account.contact_added", account, by=by, name=name, email=email)
    return contact


def _save(account: Account) -> None:
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        other = Account.objects.filter(rfc=account.rfc).exclude(pk=account.pk).first()
        if other is None or not account.rfc:
            raise
        raise AlreadyEntered(rfc=account.rfc, name=other.name, account=other.pk) from None
