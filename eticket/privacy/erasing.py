"""A person on the way out: blocked first, then without name; their tickets stay (J5, C123)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.accounts.models import Invitation, Membership, Role, Session, User
from eticket.events.models import Event, EventQuerySet
from eticket.events.recording import record
from eticket.events.redacting import blank
from eticket.lib import days
from eticket.privacy.exporting import path_of
from eticket.privacy.models import ArcoRequest, DataExport, Deletion, RequestState
from eticket.tickets.attaching import path_on_disk
from eticket.tickets.models import OPEN_STATUSES, Message, Ticket, Upload
from eticket.tickets.searching import rebuild_index

# Below this name no address can exist (RFC 2606): nothing is ever sent there.
NOWHERE = "eliminado.invalid"


def gone_name() -> str:
    """What stands where the name was."""
    return _("Usuario eliminado")


def gone_email(user: User) -> str:
    """What stands where the address was; each person's is another one."""
    return f"usuario-{user.pk}@{NOWHERE}"


def block(user: User, request: ArcoRequest, *, by: User) -> Deletion:
    """Shut a person out at once: no session, no mail, no place; inside the caller's transaction.

    A Titular's place becomes an ordinary one, so that the account can have another.
    """
    now = timezone.now()
    deletion, made = Deletion.objects.get_or_create(
        user=user,
        defaults={
            "request": request,
            "erase_on": days.today() + timedelta(days=settings.ERASE_AFTER_DAYS),
        },
    )
    if not made:
        return deletion
    places = Membership.objects.filter(user=user)
    places.filter(role=Role.HOLDER).update(role=Role.COLLABORATOR)
    places.filter(disabled_at=None).update(disabled_at=now)
    Invitation.objects.pending().filter(email=user.email).update(withdrawn_at=now)
    User.objects.filter(pk=user.pk).update(is_active=False)
    Session.objects.filter(user=user).delete()
    record("user.blocked", user, by=by, erase_on=f"{deletion.erase_on:%d/%m/%Y}")
    return deletion


def erase_due() -> int:
    """Take the name off everybody whose days are over; how many."""
    due = list(Deletion.objects.filter(erased_at=None, erase_on__lte=days.today()))
    erased = sum(map(_erase, due))
    if erased:
        # The index gives no single word back; made anew it holds none of the names.
        rebuild_index()
    return erased


@transaction.atomic
def _erase(deletion: Deletion) -> int:
    held = Deletion.objects.select_for_update(of=("self",)).filter(pk=deletion.pk, erased_at=None)
    found = held.select_related("user", "request").first()
    if found is None:
        return 0
    user = found.user
    _blank_events(user)
    for act in ACTS.values():
        act(user)
    # Last: the others find their rows by the address.
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(
        name=gone_name(),
        email=gone_email(user),
        phone="",
        contact_hours="",
        password=user.password,
        is_active=False,
        last_login=None,
    )
    now = timezone.now()
    held.update(erased_at=now)
    ArcoRequest.objects.filter(pk=found.request_id, state=RequestState.GRANTED).update(
        state=RequestState.DONE, finished_at=now, due_on=None
    )
    record("user.erased", user, by=None)
    return 1


def _tickets(user: User) -> None:
    raised = Ticket.objects.filter(raised_by=user)
    raised.update(raised_by_name=gone_name(), phone="", contact_hours="", form_digest="")
    for ticket in Ticket.objects.filter(follow_up_email=user.email).select_related("product"):
        ticket.follow_up_email = gone_email(user)
        if ticket.open_key and ticket.status in OPEN_STATUSES:
            ticket.open_key = ticket.key_while_open
        ticket.save(update_fields=["follow_up_email", "open_key"])


def _uploads(user: User) -> None:
    for upload in Upload.objects.filter(user=user):
        upload.delete()
        _unlink(path_on_disk(upload.path))


def _exports(user: User) -> None:
    for export in DataExport.objects.filter(user=user):
        export.delete()
        _unlink(path_of(export))


def _unlink(file: Path) -> None:
    """Remove it once its row is gone for good."""
    transaction.on_commit(lambda: file.unlink(missing_ok=True))


def _requests(user: User) -> None:
    mine = ArcoRequest.objects.filter(Q(user=user) | Q(email=user.email))
    # Folio, right, dates and answers stay: proof that the law was kept.
    mine.update(name=gone_name(), email=gone_email(user), text="")


def _deliveries(user: User) -> None:
    model = apps.get_model("notifications.Delivery")
    mine = model._default_manager.filter(Q(user=user) | Q(address=user.email))
    mine.filter(state="pending").update(state="dropped")
    mine.update(address=gone_email(user), user=None, error="")


def _delete(label: str, lookup: str) -> Callable[[User], None]:
    """Rows that are nothing without the person."""

    def act(user: User) -> None:
        value: object = user.email if lookup.endswith("email") else user
        apps.get_model(label)._default_manager.filter(**{lookup: value}).delete()

    return act


# What becomes of each table that the inventory says has a person in it.
ACTS: dict[str, Callable[[User], None]] = {
    "tickets.Ticket": _tickets,
    "tickets.Message": lambda user: _renamed(Message, user, "author", "author_name"),
    "tickets.Upload": _uploads,
    "tickets.Draft": _delete("tickets.Draft", "user"),
    "tickets.Unread": _delete("tickets.Unread", "user"),
    "notifications.Delivery": _deliveries,
    "privacy.DataExport": _exports,
    "privacy.ArcoRequest": _requests,
    "accounts.Contact": _delete("accounts.Contact", "email"),
    "accounts.Address": _delete("accounts.Address", "email"),
    "accounts.EmailChange": _delete("accounts.EmailChange", "user"),
    "accounts.Invitation": _delete("accounts.Invitation", "email"),
    "accounts.CodePair": _delete("accounts.CodePair", "registration__email"),
    "accounts.Registration": _delete("accounts.Registration", "email"),
    "accounts.Authenticator": _delete("accounts.Authenticator", "user"),
    "accounts.RecoveryCode": _delete("accounts.RecoveryCode", "user"),
    "accounts.Session": _delete("accounts.Session", "user"),
    "accounts.Throttle": _delete("accounts.Throttle", "user"),
    "accounts.Membership": _delete("accounts.Membership", "user"),
}


def _renamed(model: Any, user: User, link: str, name: str) -> None:
    model.objects.filter(**{link: user}).update(**{name: gone_name()})


def _blank_events(user: User) -> None:
    """Take the person out of what was recorded of them, by them and about their address."""
    words = [word for word in (user.email, user.name, user.phone) if word]
    tickets = Ticket.objects.filter(raised_by=user).values("pk")
    places = Membership.objects.filter(user=user).values("pk")
    about = Q(actor=user) | Q(subject_kind="user", subject_id=user.pk)
    about |= Q(subject_kind="ticket", subject_id__in=tickets)
    about |= Q(subject_kind="membership", subject_id__in=places)
    named = Event.objects.annotate(text=Cast("data", TextField())).filter(text__contains=user.email)
    found: EventQuerySet = Event.objects.filter(about | Q(pk__in=named.values("pk")))

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without(one) for key, one in value.items()}
        if isinstance(value, list):
            return [without(one) for one in value]
        if isinstance(value, str):
            for word in words:
                value = value.replace(word, gone_name())
        return value

    blank(found, without, reason="a person was erased", by=None)
