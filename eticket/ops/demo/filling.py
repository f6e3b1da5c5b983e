"""Fills the database with as many tickets as are wanted, for measuring; about 4 messages each."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from eticket.accounts.models import Account, Membership, Role, User
from eticket.events.models import Event
from eticket.lib import days
from eticket.lib.folding import fold, stem, words
from eticket.licensing.models import Policy, Product, Serial
from eticket.ops.demo import cast
from eticket.ops.demo.corpus import SENTENCES, Corpus
from eticket.ops.demo.limits import lift_time_limits
from eticket.ops.demo.rfcs import with_check_digit
from eticket.tickets import searching
from eticket.tickets.models import Area, Kind, Message, Status, Ticket
from eticket.tickets.numbering import number_at

SEED = 7
BATCH = 2000
SPAN = timedelta(days=3 * 365)
# The first customer has exactly so many tickets, however many there are in all.
FIRST_HAS = 40
STATUSES = (Status.OPEN, Status.IN_PROGRESS, Status.WAITING, Status.CLOSED)
STATUS_WEIGHTS = (8, 14, 8, 70)
MESSAGES, MESSAGE_WEIGHTS = (2, 3, 4, 5, 7), (15, 25, 30, 20, 10)
Progress = Callable[[int], None]


def holder_email(customer: int) -> str:
    """Who signs in for the n-th customer; everybody has the demo's password."""
    return f"titular@cliente{customer}.example"


@dataclass
class Batch:
    """Rows of some tickets, waiting to be written together."""

    tickets: list[Ticket] = field(default_factory=list)
    # Each with the words of its text.
    messages: list[tuple[Message, set[str]]] = field(default_factory=list)
    # Each with the message it tells of.
    events: list[tuple[Event, Ticket, Message | None]] = field(default_factory=list)


class Filler:
    """Makes customers and their tickets, oldest first."""

    def __init__(self, count: int) -> None:
        lift_time_limits()
        self.rng = random.Random(SEED)  # noqa: S311
        self.corpus = Corpus(self.rng, min(SENTENCES, count * 20))
        self.now = timezone.now()
        self.count = count
        self.customers = max(2, count // 10)
        self.areas = list(Area.objects.all())
        self.agents = {area.pk: list(area.agents.filter(staff_role="agent")) for area in self.areas}
        self.numbers: set[str] = set()
        self.area_words = {area.pk: set(map(stem, words(area.name))) for area in self.areas}

    def fill(self, progress: Progress) -> None:
        """Write customers, then tickets in batches; ``progress`` hears how many there are."""
        self._make_customers()
        step = self.count // FIRST_HAS
        first = {self.count - n * step for n in range(FIRST_HAS)}
        batch = Batch()
        for n in range(1, self.count + 1):
            self._make_ticket(batch, n, 1 if n in first else self.rng.randint(2, self.customers))
            if len(batch.tickets) == BATCH or n == self.count:
                _write(batch)
                batch = Batch()
                progress(n)
        if connection.vendor == "postgresql":
            # SQLite is measured without: no installation would have statistics there.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    @transaction.atomic
    def _make_customers(self) -> None:
        products = list(Product.objects.all())
        numbers = range(1, self.customers + 1)
        began, password = self.now - SPAN, make_password(cast.PASSWORD)
        self.accounts = Account.objects.bulk_create(
            (_account(n, began) for n in numbers), batch_size=BATCH
        )
        self.holders = User.objects.bulk_create(
            (_holder(n, began, password) for n in numbers), batch_size=BATCH
        )
        Membership.objects.bulk_create(
            (
                Membership(account=account, user=user, role=Role.HOLDER)
                for account, user in zip(self.accounts, self.holders, strict=True)
            ),
            batch_size=BATCH,
        )
        self.serials = Serial.objects.bulk_create(
            (
                Serial(
                    account=account,
                    product=products[n % len(products)],
                    number=str(uuid.UUID(int=self.rng.getrandbits(128), version=4)).upper(),
                    valid_until=days.today() + timedelta(days=300),
                )
                for n, account in enumerate(self.accounts)
            ),
            batch_size=BATCH,
        )
        self.policies = Policy.objects.bulk_create(
            (_policy(n, serial) for n, serial in enumerate(self.serials)), batch_size=BATCH
        )

    def _make_ticket(self, batch: Batch, n: int, customer: int) -> None:
        rng = self.rng
        user, serial = self.holders[customer - 1], self.serials[customer - 1]
        area = rng.choices(self.areas, (70, 18, 12))[0]
        opened = self.now - SPAN + (SPAN - timedelta(hours=1)) * (n / self.count)
        number = number_at(Kind.SUPPORT, user.pk, opened)
        while number in self.numbers:
            opened += timedelta(seconds=1)
            number = number_at(Kind.SUPPORT, user.pk, opened)
        self.numbers.add(number)
        subject, found = self.corpus.subject()
        status = rng.choices(STATUSES, STATUS_WEIGHTS)[0]
        agent = None if status == Status.OPEN else rng.choice(self.agents[area.pk])
        ticket = Ticket(
            number=number,
            kind=Kind.SUPPORT,
            account=self.accounts[customer - 1],
            serial=serial,
            policy=self.policies[customer - 1],
            product=serial.product,
            area=area,
            status=status,
            subject=subject,
            follow_up_email=f"seguimiento{n}@cliente{customer}.example",
            phone=user.phone,
            raised_by=user,
            raised_by_name=user.name,
            assigned_to=agent,
            opened_at=opened,
        )
        batch.tickets.append(ticket)
        own = {
            *found,
            *self.area_words[area.pk],
            *map(stem, words(f"{ticket.account.name} {ticket.account.rfc} {serial.product.name}")),
            *words(serial.number),
            *map(stem, words(ticket.follow_up_email)),
        }
        self._make_thread(batch, ticket, user, agent, own)

    def _make_thread(
        self, batch: Batch, ticket: Ticket, user: User, agent: User | None, own: set[str]
    ) -> None:
        rng, at = self.rng, ticket.opened_at
        count = rng.choices(MESSAGES, MESSAGE_WEIGHTS)[0]
        for n in range(count):
            by = agent if n % 2 and agent else user
            body, found = self.corpus.message()
            last = n == count - 1 and ticket.status == Status.CLOSED
            message = Message(
                ticket=ticket,
                author=by,
                author_name=by.name,
                from_staff=by is not user,
                is_solution=last,
                body=body,
                created_at=at,
            )
            found |= {searching.account_word(ticket.account.pk), *map(stem, words(by.name))}
            batch.messages.append((message, found | own if n == 0 else found))
            for kind in _kinds(n, last=last, from_staff=message.from_staff):
                batch.events.append((_event(kind, ticket, by, at), ticket, message))
            at = min(at + timedelta(seconds=rng.randint(600, 90_000)), self.now)
        ticket.turn_since = at
        ticket.first_answered_at = at if agent else None
        if ticket.status == Status.CLOSED:
            ticket.closed_at = at
        else:
            ticket.open_key = ticket.key_while_open


def _account(n: int, began: datetime) -> Account:
    name, rfc = f"Cliente {n}, S.A. de C.V.", _rfc(n)
    return Account(name=name, rfc=rfc, folded=fold(f"{name} {rfc}"), customer_since=began)


def _holder(n: int, began: datetime, password: str) -> User:
    return User(
        email=holder_email(n),
        name=f"Titular {n}",
        password=password,
        phone=f"+5255{n:08}",
        email_proved_at=began,
    )


def _policy(n: int, serial: Serial) -> Policy:
    description = f"{serial.product.name} Licencia Anual"
    return Policy(
        serial=serial,
        number=f"22{n:08}",
        description=description,
        folded=fold(f"{description} {serial.product.name} {serial.number}"),
        registered_on=serial.valid_until - timedelta(days=365),
        valid_until=serial.valid_until,
    )


def _rfc(n: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    code = "".join(letters[n // 26**place % 26] for place in range(4))
    return with_check_digit(f"M{code[2:4]}990101{code[0]}{code[1]}")


def _kinds(n: int, *, last: bool, from_staff: bool) -> tuple[str, ...]:
    """The events that the deed behind the n-th message records."""
    if n == 0:
        return ("ticket.opened",)
    if last:
        return ("ticket.closed",)
    if from_staff:
        taken = ("ticket.taken",) if n == 1 else ()
        return (*taken, "ticket.replied", "ticket.waited")
    return ("ticket.replied", "ticket.progressed")


def _event(kind: str, ticket: Ticket, by: User, at: datetime) -> Event:
    return Event(
        kind=kind,
        subject_kind="ticket",
        account=ticket.account,
        actor=by,
        happened_at=at,
        is_pending=False,
    )


@transaction.atomic
def _write(batch: Batch) -> None:
    Ticket.objects.bulk_create(batch.tickets, batch_size=BATCH)
    Message.objects.bulk_create((message for message, _words in batch.messages), batch_size=BATCH)
    searching.index_texts((message.pk, " ".join(found)) for message, found in batch.messages)
    for event, ticket, message in batch.events:
        event.subject_id = ticket.pk
        if message and event.kind in ("ticket.replied", "ticket.closed"):
            event.data = {"message": message.pk}
    Event.objects.bulk_create((event for event, _t, _m in batch.events), batch_size=BATCH)
