"""Opening tickets: who may, on which serial, and how many at a time (S48-S68)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts import addresses
from eticket.accounts.models import Account, User
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.lib.prepared import Prepared
from eticket.licensing.models import Device, Policy, Product, Serial
from eticket.tickets import drafting, searching
from eticket.tickets.attaching import NewFile, attach, check_room
from eticket.tickets.models import Area, Kind, Message, Ticket
from eticket.tickets.numbering import free_number

MADE: Prepared[Ticket] = Prepared(lambda form_key: Ticket.objects.filter(form_key=form_key), str)


LATEST: Prepared[Policy] = Prepared(
    lambda serial: Policy.objects.filter(serial=serial).order_by("-valid_until", "-id")[:1], int
)
# How many open tickets of the account a serial has; nothing when it has none.
HELD: Prepared[dict[str, int]] = Prepared(
    lambda serial, account: (
        Ticket.objects.open()
        .filter(serial=serial, account=account)
        .order_by()
        .values("serial")
        .annotate(n=Count("pk"))
    ),
    int,
    int,
)


class TooManyOpenTickets(RuleBroken):
    code = "too_many_open_tickets"
    message = _(
        "El número de serie: [%(serial)s] ha alcanzado el límite "
        "de tickets permitidos, simultáneamente"
    )


class AlreadyOpen(RuleBroken):
    code = "already_open"
    message = _(
        "Ya cuenta con un ticket abierto para el sistema y correo solicitado, "
        "favor de consultar la lista de tickets"
    )


class SerialExpired(RuleBroken):
    code = "serial_expired"
    message = _("La póliza de la serie %(serial)s venció el %(day)s.")


class RenewalAsked(RuleBroken):
    code = "renewal_asked"
    message = _("La renovación de la serie %(serial)s ya está pedida.")


class FormAlreadyUsed(RuleBroken):
    """The form was sent before with another text: it must not vanish into the old ticket."""

    code = "form_already_used"
    message = _("Con este formulario ya se generó el ticket %(number)s; revise y envíe otra vez.")


@dataclass(frozen=True)
class NewTicket:
    """What a form says about a ticket to be; every value cleaned, the serial the account's own."""

    kind: Kind
    area: Area
    subject: str
    body: str
    follow_up_email: str
    phone: str
    contact_hours: str = ""
    serial: Serial | None = None
    product: Product | None = None
    device: Device | None = None
    previous: Ticket | None = None
    # A contact who cannot sign in; staff opens for them.
    contact_name: str = ""

    def digest(self, account: Account, raised_by: User, files: Sequence[NewFile]) -> str:
        """One number for all that the form said; another one for any other thing said."""
        parts = [
            self.kind,
            str(account.pk),
            str(raised_by.pk),
            self.contact_name,
            str(self.previous.pk if self.previous else ""),
            str(self.serial.pk if self.serial else ""),
            str(self.product.pk if self.product else ""),
            str(self.device.pk if self.device else ""),
            str(self.area.pk),
            self.subject,
            self.body,
            self.follow_up_email,
            self.phone,
            self.contact_hours,
            *sorted(f.sha256 for f in files),
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@transaction.atomic
def open_ticket(
    account: Account,
    new: NewTicket,
    *,
    by: User,
    raised_by: User | None = None,
    files: Sequence[NewFile] = (),
    form_key: str | None = None,
    exception: bool = False,
    reason: str = "",
) -> Ticket:
    """Open a ticket unless a rule forbids it; the same form sent again gives the same ticket.

    ``raised_by`` is the customer's person when staff opens on their behalf. ``exception`` is
    for staff only: the limits are passed over, and that is recorded with its ``reason``.
    Raises TooManyOpenTickets, AlreadyOpen, SerialExpired, RenewalAsked, FormAlreadyUsed,
    FilesRefused.
    """
    # Order of locks everywhere: account, serial, ticket.
    account = Account.objects.locked(account.pk)
    digest = new.digest(account, raised_by or by, files)
    if made := _made_with(form_key, digest):
        return made
    serial = Serial.objects.locked(new.serial.pk) if new.serial else None
    if serial and serial.account_id != account.pk:
        raise ValueError("the serial belongs to another account")
    if new.device and (serial is None or new.device.serial_id != serial.pk):
        raise ValueError("the computer belongs to another serial")
    if serial and not exception and (refusal := refusal_of_serial(serial, new.kind)):
        raise refusal
    check_room(None, files)
    ticket = _create(account, new, serial, by, raised_by or by, form_key, digest, exception)
    message = Message.objects.create(
        ticket=ticket,
        author=ticket.raised_by,
        author_name=ticket.raised_by_name,
        body=new.body,
        created_at=ticket.opened_at,
    )
    attach(files, ticket, message=message)
    searching.index_message(message, ticket, first=True)
    given = {"reason": reason} if reason else {}
    record("ticket.opened", ticket, by=by, number=ticket.number, exception=exception, **given)
    addresses.ask_for_proof(account, ticket.follow_up_email, by=by)
    drafting.forget(by, drafting.form_of_new(serial, new.kind))
    return ticket


def has_room_for_ticket(serial: Serial) -> bool:
    """Whether one more ticket may be open on this serial (S67).

    Those of the account that it was moved from do not count.
    """
    held = HELD.first(serial.pk, serial.account_id)
    return (held["n"] if held else 0) < serial.open_ticket_limit


def refusal_of_serial(serial: Serial, kind: str = Kind.SUPPORT) -> RuleBroken | None:
    """Why no ticket may be opened on this serial now; None when one may.

    An expired one gets no support, but its renewal is asked for with a ticket de servicio.
    """
    if serial.is_expired and kind == Kind.SUPPORT:
        return SerialExpired(serial=serial.number, day=f"{serial.valid_until:%d/%m/%Y}")
    if kind == Kind.SERVICE and renewals_of(serial).exists():
        return RenewalAsked(serial=serial.number)
    if not has_room_for_ticket(serial):
        return TooManyOpenTickets(serial=serial.number)
    return None


def renewals_of(serial: Serial) -> QuerySet[Ticket]:
    """The open ticket that asks for the serial's renewal, if there is one."""
    own = Ticket.objects.open().filter(serial=serial, account=serial.account_id)
    return own.filter(kind=Kind.SERVICE)


def with_room(serials: QuerySet[Serial]) -> QuerySet[Serial]:
    """The serials, each with ``open_count`` and ``open_limit``: has_room_for_ticket() in rows."""
    own = Ticket.objects.open().filter(serial=OuterRef("pk"), account=OuterRef("account"))
    held = own.order_by().values("serial")
    return serials.annotate(
        open_count=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0),
        open_limit=Coalesce("max_open_tickets", "product__max_open_tickets"),
    )


def holders_of(refusal: RuleBroken, account: Account, new: NewTicket) -> list[Ticket]:
    """The open tickets that a refusal speaks of, newest first."""
    tickets = Ticket.objects.open().filter(account=account).order_by("-opened_at", "-id")
    if isinstance(refusal, TooManyOpenTickets):
        tickets = tickets.filter(serial=new.serial)
    elif isinstance(refusal, RenewalAsked):
        tickets = tickets.filter(serial=new.serial, kind=Kind.SERVICE)
    elif isinstance(refusal, AlreadyOpen):
        product = new.serial.product if new.serial else new.product
        tickets = tickets.filter(product=product, follow_up_email=new.follow_up_email)
    else:
        return []
    return list(tickets[:20])


def _made_with(form_key: str | None, digest: str) -> Ticket | None:
    """The ticket that this very form made already. Raises FormAlreadyUsed for another text."""
    made = MADE.first(form_key) if form_key else None
    if made and made.form_digest != digest:
        raise FormAlreadyUsed(number=made.number)
    return made


def _create(
    account: Account,
    new: NewTicket,
    serial: Serial | None,
    by: User,
    raised_by: User,
    form_key: str | None,
    digest: str,
    exception: bool,
) -> Ticket:
    now = timezone.now()
    ticket = Ticket(
        kind=new.kind,
        account=account,
        serial=serial,
        policy=LATEST.first(serial.pk) if serial else None,
        product=serial.product if serial else new.product,
        device=new.device,
        area=new.area,
        subject=new.subject,
        follow_up_email=new.follow_up_email,
        phone=new.phone,
        contact_hours=new.contact_hours,
        raised_by=None if new.contact_name else raised_by,
        raised_by_name=new.contact_name or raised_by.name,
        opened_at=now,
        turn_since=now,
        is_exception=exception,
        form_key=form_key,
        form_digest=digest,
        previous=new.previous,
    )
    key = ticket.key_while_open
    # An exception stands beside the ticket that holds the key; alone, it holds the key itself.
    taken = exception and Ticket.objects.filter(open_key=key).exists()
    ticket.open_key = None if taken else key
    while True:
        ticket.number = free_number(new.kind, raised_by.pk, now)
        try:
            with transaction.atomic():
                ticket.save(force_insert=True)
        except IntegrityError:
            # The same form for another account at the same moment: that lock is not ours.
            _made_with(form_key, digest)
            if ticket.open_key and Ticket.objects.filter(open_key=ticket.open_key).exists():
                raise AlreadyOpen from None
            if not Ticket.objects.filter(number=ticket.number).exists():
                raise
        else:
            return ticket
