"""Loads the demo: the same people, licences and conversations each time, with dates near today."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from eticket.accounts import publishing
from eticket.accounts.models import Account, Publisher, StaffRole, User
from eticket.events.models import Event
from eticket.lib.days import MEXICO
from eticket.lib.errors import RuleBroken
from eticket.licensing.models import Product
from eticket.ops.demo import cast, conversations, privacy, publisher, saving, showcase
from eticket.ops.demo.conversations import Conversation
from eticket.ops.demo.customers import Customer, make_customers, make_unclaimed
from eticket.ops.demo.limits import lift_time_limits
from eticket.ops.demo.names import CANCEL_REASONS
from eticket.ops.demo.serials import Warehouse
from eticket.ops.demo.telling import Publishing, Teller
from eticket.tickets.models import Area, Ticket

SEED = 20_261_027
DAYS = 548
MARK = "demo.loaded"
# How many are told, of 600, that are open these days, and as many that were closed lately.
RECENT = {cast.SOPORTE: 18, cast.VENTAS: 8, cast.ATENCION: 6}
PROSPECT_SUBJECTS = {"Licencia para un despacho con varios RFC", "Demostración de NomiTool 21"}


class RealDataThere(RuleBroken):
    code = "real_data_there"
    message = "Ya hay datos de verdad en esta base; la demostración no se carga."


@dataclass(frozen=True)
class Size:
    """How much of each thing."""

    tickets: int = 600
    companies: int = 35
    # Serials of Servicios Administrativos Sierra Madre.
    serials: int = 5000
    mariana: int = 41


SMALL = Size(tickets=80, companies=12, serials=60)


def is_loaded() -> bool:
    """Whether the demo is there. Raises RealDataThere when something else is."""
    if Event.objects.filter(kind=MARK).exists():
        return True
    if any(model.objects.exists() for model in (Account, Ticket, Product, Area, Publisher)):
        raise RealDataThere
    return False


@transaction.atomic
def load(size: Size) -> None:
    """Fill an empty database; nothing is mailed, for every event counts as told."""
    lift_time_limits()
    now = timezone.now()
    rng = random.Random(SEED)  # noqa: S311
    company = publisher.make_publisher()
    publishing.forget()
    areas, products = publisher.make_areas(), publisher.make_products()
    team = publisher.make_team(areas)
    customers = make_customers(rng, now, size.companies)
    warehouse = Warehouse(rng, now, products)
    warehouse.stock_bajio(customers[0])
    warehouse.stock(customers[1], size.serials)
    for customer in customers[2 : 2 + size.companies]:
        warehouse.stock(customer, rng.choice((1, 2, 2, 3, 4, 6, 9)))
    warehouse.stock(make_unclaimed(now), 2)
    warehouse.save(customers)
    agents = {
        name: [u for u, c in zip(team, cast.TEAM, strict=True) if name in c.areas and _answers(u)]
        for name in areas
    }
    teller = Teller(
        rng, now, Publishing(areas, products, agents), warehouse.serials, warehouse.policies
    )
    privacy.make_privacy(now)
    _tell(teller, customers, size)
    saving.save(teller.histories, customers)
    Event.objects.create(
        kind=MARK,
        subject_kind="publisher",
        subject_id=company.pk,
        data={"tickets": size.tickets},
        happened_at=now,
        is_pending=False,
    )


def people_to_try() -> list[dict[str, str]]:
    """Those of cast.to_try, with the RFC of whoever may sign in by it."""
    emails = [cast.HOLDER.email, cast.PROSPECT[3]]
    users = User.objects.filter(email__in=emails, memberships__role="holder")
    return cast.to_try(dict(users.values_list("email", "memberships__account__rfc")))


def to_register() -> dict[str, Any]:
    """The customer whom nobody runs yet, for who wants to try a registration."""
    account = Account.objects.filter(name=cast.UNCLAIMED[0]).first()
    return {
        "rfc": account.rfc if account else "",
        "emails": [email for _name, email in cast.ON_FILE],
        "mobile": "55 1234 5678",
    }


def _answers(user: User) -> bool:
    return user.staff_role == StaffRole.AGENT


def _tell(teller: Teller, customers: list[Customer], size: Size) -> None:
    talks = conversations.read()
    showcase.show(teller, customers, {t.subject: t for t in talks}, others=size.companies > 9)
    bajio = size.mariana - sum(
        h.ticket.account_id == customers[0].account.pk for h in teller.histories
    )
    while bajio > 0:
        bajio -= _tell_old(teller, customers[0], talks)
    for area, count in RECENT.items():
        of_area = [t for t in talks if t.area == area]
        for _ in range(count * size.tickets // 600):
            while not _tell_recent(teller, _somebody(teller, customers), of_area):
                pass
            _tell_closed(teller, _somebody(teller, customers), of_area)
    while len(teller.histories) < size.tickets:
        _tell_old(teller, _somebody(teller, customers), talks)


def _somebody(teller: Teller, customers: list[Customer]) -> Customer:
    others = customers[1:]
    return teller.rng.choices(others, [8, *[max(1, 6 - n // 6) for n in range(len(others) - 1)]])[0]


def _talk(teller: Teller, customer: Customer, talks: list[Conversation]) -> Conversation:
    if not customer.account.is_customer:
        talks = [t for t in conversations.read() if t.subject in PROSPECT_SUBJECTS]
    return teller.rng.choice(talks)


def _tell_old(teller: Teller, customer: Customer, talks: list[Conversation]) -> bool:
    """One ticket of the last 18 months that came to its end."""
    rng = teller.rng
    since = min(DAYS, (teller.now - customer.account.created_at).days)
    opened = _working_moment(teller, rng.uniform(min(9, since / 2), since))
    case = teller.pick(_talk(teller, customer, talks), customer, opened)
    cancelled = rng.random() < 0.06
    if cancelled:
        case.turns, case.taken = 1, False
    elif not case.conversation.is_support and rng.random() < 0.15:
        case.first_area = cast.SOPORTE
    history = teller.tell(case)
    if history and cancelled:
        history.cancel(rng.choice(CANCEL_REASONS), opened + timedelta(minutes=34))
        teller.forget_open(history.ticket)
    elif history:
        teller.end(history)
    return history is not None


def _tell_closed(teller: Teller, customer: Customer, talks: list[Conversation]) -> None:
    """One ticket that was closed in the last hours."""
    rng = teller.rng
    end = teller.now - timedelta(minutes=rng.randint(5, 900))
    opened = (end - timedelta(minutes=rng.randint(90, 1900))).replace(microsecond=0)
    case = teller.pick(_talk(teller, customer, talks), customer, opened)
    turns = len(case.conversation.turns)
    case.moments = tuple(opened + (end - opened) * n / turns for n in range(1, turns + 1))
    if history := teller.tell(case):
        teller.end(history)


def _tell_recent(teller: Teller, customer: Customer, talks: list[Conversation]) -> bool:
    """One ticket of these days that is still open; nobody waits for days to be taken."""
    rng = teller.rng
    talk = _talk(teller, customer, talks)
    turns = 1 if rng.random() < 0.3 else rng.randint(1, max(1, len(talk.turns) - 1))
    taken = turns > 1 or rng.random() < 0.3
    opened = (
        _working_moment(teller, rng.uniform(0.1, 4))
        if taken
        else teller.now - timedelta(seconds=rng.randint(200, 20_000))
    )
    case = teller.pick(talk, customer, opened)
    case.turns, case.taken = turns, taken
    history = teller.tell(case)
    if history:
        history.has_unread = history.ticket.status == "waiting" and rng.random() < 0.7
    return history is not None


def _working_moment(teller: Teller, days_ago: float) -> datetime:
    """When customers write: on weekdays by day; a few at other hours."""
    moment = (teller.now - timedelta(days=days_ago)).astimezone(MEXICO)
    if teller.rng.random() < 0.93:
        while moment.weekday() > 4:
            moment -= timedelta(days=1)
        hour, minute = teller.rng.randint(8, 18), teller.rng.randint(0, 59)
        planned = moment.replace(hour=hour, minute=minute)
        moment = planned if planned < teller.now else moment
    return moment.replace(second=teller.rng.randint(0, 59), microsecond=0)
