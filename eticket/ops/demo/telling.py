"""Makes tickets: a customer, a conversation and a clock, and the matter runs its course."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from eticket.accounts.models import User
from eticket.lib.days import MEXICO
from eticket.licensing.models import Policy, Product, Serial
from eticket.ops.demo.cast import SOPORTE
from eticket.ops.demo.conversations import Conversation, Turn, filled, words_of_a_case
from eticket.ops.demo.customers import Customer
from eticket.ops.demo.histories import History
from eticket.ops.demo.names import BLAME, PRAISE
from eticket.tickets.models import Area, Kind, Status, Ticket

STARS, STAR_WEIGHTS = (5, 4, 3, 2, 1), (62, 24, 7, 4, 3)


@dataclass
class Publishing:
    """What the publisher's side brings to a ticket."""

    areas: dict[str, Area]
    products: dict[str, Product]
    agents: dict[str, list[User]]


@dataclass
class Case:
    """Which conversation, whose, when it began, and how far it may go."""

    conversation: Conversation
    customer: Customer
    raiser: User
    opened_at: datetime
    serial: Serial | None = None
    product: Product | None = None
    agent: User | None = None
    # How many turns are said; None: all, to the end.
    turns: int | None = None
    # When each turn is said; those not given follow by themselves.
    moments: tuple[datetime, ...] = ()
    taken: bool = True
    # The area it was addressed to by mistake.
    first_area: str = ""
    email: str = ""
    words: dict[str, str] | None = None


class Teller:
    """Keeps what tickets share: free places on serials, numbers, unique keys of the open ones."""

    def __init__(
        self,
        rng: random.Random,
        now: datetime,
        publishing: Publishing,
        serials: list[Serial],
        policies: list[Policy],
    ) -> None:
        self.rng, self.now, self.publishing = rng, now, publishing
        self.serials: dict[int, list[Serial]] = {}
        for serial in serials:
            self.serials.setdefault(serial.account_id, []).append(serial)
        self.policies: dict[int, list[Policy]] = {}
        for policy in policies:
            self.policies.setdefault(policy.serial_id, []).append(policy)
        self.open_on: Counter[int] = Counter()
        self.keys: set[str] = set()
        self.numbers: set[str] = set()
        self.histories: list[History] = []

    def pick(self, conversation: Conversation, customer: Customer, opened_at: datetime) -> Case:
        """A case of ``customer``: somebody of its people, a serial of a fitting product."""
        case = Case(conversation, customer, self.rng.choice(customer.people), opened_at)
        fitting = [
            serial
            for serial in self.serials.get(customer.account.pk, [])
            if not conversation.products or serial.product.name in conversation.products
        ]
        if fitting:
            case.serial = self.rng.choice(fitting)
        elif conversation.products:
            case.product = self.publishing.products[conversation.products[0]]
        return case

    def tell(self, case: Case) -> History | None:
        """Play a case until its end or until now; None if a rule of opening would refuse it."""
        history = History(self._ticket(case), case.raiser)
        while self._number_taken(case, history.ticket):
            history.ticket.opened_at += timedelta(seconds=1)
        self._play(case, history)
        if not self._is_allowed(history.ticket):
            return None
        self.numbers.add(history.ticket.number)
        self.histories.append(history)
        return history

    def forget_open(self, ticket: Ticket) -> None:
        """Free what a ticket held that is open no more."""
        if ticket.serial:
            self.open_on[ticket.serial.pk] -= 1
        self.keys.discard(f"{ticket.account_id}:{ticket.product_id}:{ticket.follow_up_email}")

    def _ticket(self, case: Case) -> Ticket:
        is_support = case.conversation.is_support and case.serial is not None
        product = case.serial.product if case.serial else case.product
        serial = case.serial if is_support else None
        return Ticket(
            kind=Kind.SUPPORT if is_support else Kind.SERVICE,
            account=case.customer.account,
            serial=serial,
            policy=self._policy_at(serial, case.opened_at) if serial else None,
            product=product,
            area=self.publishing.areas[case.first_area or case.conversation.area],
            follow_up_email=case.email or case.raiser.email,
            phone=case.raiser.phone,
            contact_hours=case.raiser.contact_hours,
            raised_by=case.raiser,
            raised_by_name=case.raiser.name,
            opened_at=case.opened_at,
        )

    def _policy_at(self, serial: Serial, moment: datetime) -> Policy:
        policies = self.policies[serial.pk]
        known = [p for p in policies if p.registered_on <= moment.date()]
        return known[-1] if known else policies[0]

    def _number_taken(self, case: Case, ticket: Ticket) -> bool:
        letter = "S" if ticket.kind == Kind.SUPPORT else "SV"
        there = ticket.opened_at.astimezone(MEXICO)
        return f"{letter}_{case.raiser.pk}_{there:%d%m%Y%H%M%S}" in self.numbers

    def _is_allowed(self, ticket: Ticket) -> bool:
        if not ticket.is_open:
            return True
        if ticket.open_key in self.keys:
            return False
        if ticket.serial:
            if self.open_on[ticket.serial.pk] >= ticket.serial.open_ticket_limit:
                return False
            self.open_on[ticket.serial.pk] += 1
        if ticket.open_key:
            self.keys.add(ticket.open_key)
        return True

    def _play(self, case: Case, history: History) -> None:
        words = words_of_a_case(
            self.rng,
            case.opened_at,
            case.raiser.first_name,
            case.serial.number if case.serial else "A3C1E9D4",
        )
        words.update(case.words or {})
        history.ticket.subject = filled(case.conversation.subject, words)
        turns = [
            Turn(t.by, filled(t.text, words), tuple(filled(f, words) for f in t.files))
            for t in case.conversation.turns
        ]
        history.open(turns[0].text, turns[0].files)
        at = self._put_right(case, history)
        agent = case.agent or self.rng.choice(self.publishing.agents[case.conversation.area])
        shown = turns[: case.turns]
        moments = iter(case.moments)
        if case.taken:
            at = next(moments, None) or self._later(at, by_staff=True)
            if at >= self.now:
                return
            history.take(agent, at)
        for n, turn in enumerate(shown[1:], 1):
            at = next(moments, None) or self._later(at, by_staff=turn.by != "customer")
            if at >= self.now:
                return
            self._say(history, turn, agent, at, self._next_speaker(turns, n))

    def _put_right(self, case: Case, history: History) -> datetime:
        at = history.ticket.opened_at
        if case.first_area:
            at += timedelta(minutes=9)
            area, by = case.conversation.area, self.publishing.agents[case.first_area][0]
            history.transfer(self.publishing.areas[area], by, at, "La consulta es de otra área.")
        return at

    def _next_speaker(self, turns: list[Turn], n: int) -> str:
        return next((t.by for t in turns[n + 1 :] if t.by != "note"), "solution")

    def _say(self, history: History, turn: Turn, agent: User, at: datetime, following: str) -> None:
        if turn.by == "customer":
            history.reply(turn.text, at, turn.files)
        elif turn.by == "note":
            history.note(turn.text, agent, at)
        elif turn.by == "solution":
            history.close(turn.text, agent, at)
        else:
            history.answer(turn.text, agent, at, waits=following == "customer")

    def _later(self, at: datetime, *, by_staff: bool) -> datetime:
        if not by_staff:
            return at + timedelta(minutes=self.rng.randint(9, 900), seconds=self.rng.randint(0, 59))
        return in_office(at + timedelta(minutes=self.rng.randint(6, 190)), self.rng)

    def end(self, history: History) -> None:
        """What may follow a closed ticket: it comes back once, or it is rated."""
        rng, ticket = self.rng, history.ticket
        if ticket.status != Status.CLOSED or ticket.closed_at is None:
            return
        agent = ticket.assigned_to or self.publishing.agents[SOPORTE][0]
        back = ticket.closed_at + timedelta(hours=rng.randint(3, 90))
        again = in_office(back + timedelta(minutes=rng.randint(10, 200)), rng)
        if rng.random() < 0.04 and again < self.now - timedelta(days=2):
            history.reply("Volvió a pasar hoy por la mañana. ¿Lo pueden revisar otra vez?", back)
            history.close(
                "Faltaba reiniciar el servicio; quedó reiniciado y probado.", agent, again
            )
        rated = (ticket.closed_at or back) + timedelta(minutes=rng.randint(4, 2800))
        if rng.random() < 0.66 and rated < self.now:
            stars = rng.choices(STARS, STAR_WEIGHTS)[0]
            history.rate(stars, rng.choice(PRAISE if stars > 3 else BLAME), rated)


def in_office(moment: datetime, rng: random.Random) -> datetime:
    """The moment, or the next working hour: Monday to Friday, 9:00 to 18:00 in Mexico City."""
    there = moment.astimezone(MEXICO)
    if there.hour >= 18:
        there = (there + timedelta(days=1)).replace(hour=9, minute=rng.randint(1, 58))
    elif there.hour < 9:
        there = there.replace(hour=9, minute=rng.randint(1, 58))
    while there.weekday() > 4:
        there = (there + timedelta(days=1)).replace(hour=9, minute=rng.randint(1, 58))
    return there
