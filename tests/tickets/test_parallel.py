"""The rules when everybody comes at once (C001, C006, C007, C010), on both databases."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from eticket.accounts.models import Account, Role, User
from eticket.events.models import Event
from eticket.lib.errors import RuleBroken
from eticket.licensing.models import Product, Serial
from eticket.tickets.attaching import FilesRefused, claim, stage, store
from eticket.tickets.closing import cancel_ticket, close_ticket
from eticket.tickets.models import Attachment, Kind, Message, Rating, Status, Ticket, Upload
from eticket.tickets.opening import AlreadyOpen, TooManyOpenTickets, open_ticket
from eticket.tickets.rating import rate_ticket
from eticket.tickets.replying import reply_as_customer, reply_as_staff
from eticket.tickets.saying import TicketIsOver
from tests.cast import a_file, issue, member
from tests.crowd import crowd

pytestmark = [pytest.mark.crowd, pytest.mark.django_db(transaction=True)]

Maker = Callable[..., Any]
CROWD, ROUNDS = 64, 20


def kinds(outcomes: list[Any]) -> dict[type, int]:
    counts: dict[type, int] = {}
    for outcome in outcomes:
        counts[type(outcome)] = counts.get(type(outcome), 0) + 1
    return counts


def opens(account: Account, new: Any, by: User, **more: Any) -> Callable[[], Ticket]:
    return partial(open_ticket, account, new, by=by, **more)


def test_a_serial_never_has_more_open_tickets_than_its_limit_nor_one_less(
    acme: Account, ana: User, bruno: User, product: Product, new_ticket: Maker
) -> None:
    with crowd(CROWD) as people:
        for turn in range(ROUNDS):
            limit = 1 + turn % 4
            serial = issue(acme, product, max_open_tickets=limit)
            outcomes = people.do(
                [
                    opens(
                        acme,
                        new_ticket(serial=serial, follow_up_email=f"{turn}.{n}@acme.example"),
                        (ana, bruno)[n % 2],
                    )
                    for n in range(CROWD)
                ]
            )
            assert kinds(outcomes) == {Ticket: limit, TooManyOpenTickets: CROWD - limit}
            assert serial.tickets.open().count() == limit


def test_c010_the_same_system_and_email_are_open_once_whatever_the_serial(
    acme: Account, ana: User, product: Product, new_ticket: Maker
) -> None:
    serials = [issue(acme, product) for _ in range(8)]
    with crowd(CROWD) as people:
        for turn in range(3):
            email = f"{turn}@acme.example"
            outcomes = people.do(
                [
                    opens(acme, new_ticket(serial=serials[n % 8], follow_up_email=email), ana)
                    for n in range(CROWD)
                ]
            )
            opened = Ticket.objects.get(follow_up_email=email)
            assert kinds(outcomes) == {Ticket: 1, AlreadyOpen: CROWD - 1}
            cancel_ticket(opened, by=ana, reason="Otra vuelta")


def test_c001_one_form_sent_64_times_makes_one_ticket_and_one_answer(
    acme: Account, ana: User, new_ticket: Maker
) -> None:
    with crowd(CROWD) as people:
        for turn in range(3):
            new = new_ticket(follow_up_email=f"{turn}@acme.example")
            outcomes = people.do([opens(acme, new, ana, form_key=f"llave-{turn}")] * CROWD)
            assert set(outcomes) == {Ticket.objects.get(form_key=f"llave-{turn}")}
    assert Message.objects.count() == Event.objects.filter(kind="ticket.opened").count() == 3


def test_c006_two_customers_at_once_keep_their_authors_serials_and_files(
    acme: Account,
    ana: User,
    otra: Account,
    carla: User,
    serial: Serial,
    carlas_serial: Serial,
    new_ticket: Maker,
) -> None:
    Serial.objects.update(max_open_tickets=100)
    sides = [(acme, ana, serial), (otra, carla, carlas_serial)]

    def raise_one(account: Account, by: User, on: Serial, n: int) -> Ticket:
        said = f"{by.email} {n}"
        new = new_ticket(serial=on, subject=said, body=said, follow_up_email=f"{n}-{by.email}")
        return open_ticket(account, new, by=by, files=[store(a_file(f"{said}.txt", said.encode()))])

    with crowd(20) as people:
        for turn in range(5):
            deeds = [partial(raise_one, *sides[n % 2], turn * 20 + n) for n in range(20)]
            assert set(kinds(people.do(deeds))) == {Ticket}
    assert Ticket.objects.values("number").distinct().count() == 100
    for account, by, on in sides:
        tickets = Ticket.objects.filter(account=account)
        assert tickets.count() == 50
        for ticket in tickets:
            said, file = ticket.messages.get(), ticket.attachments.get()
            assert (ticket.raised_by, ticket.serial, said.author) == (by, on, by)
            assert by.email in ticket.follow_up_email
            assert ticket.number.startswith(f"S_{by.pk}_")
            assert said.body == ticket.subject == file.name.removesuffix(".txt")


def test_c007_one_place_left_goes_to_one_of_ten_people(
    acme: Account, serial: Serial, opened: Maker, new_ticket: Maker
) -> None:
    Serial.objects.filter(pk=serial.pk).update(max_open_tickets=2)
    opened()
    ten = [member(acme, f"p{n}@acme.example", f"Persona {n}", Role.COLLABORATOR) for n in range(10)]
    with crowd(10) as people:
        outcomes = people.do(
            [opens(acme, new_ticket(follow_up_email=who.email), who) for who in ten]
        )
    assert kinds(outcomes) == {Ticket: 1, TooManyOpenTickets: 9}
    assert all(serial.number in str(o) for o in outcomes if isinstance(o, RuleBroken))
    assert serial.tickets.open().count() == 2


def test_one_reply_sent_64_times_is_said_once(ticket: Ticket, ana: User, dario: User) -> None:
    with crowd(CROWD) as people:
        said = people.do(
            [partial(reply_as_customer, ticket, by=ana, body="Aquí está", form_key="r1")] * CROWD
        )
        answered = people.do(
            [partial(reply_as_staff, ticket, by=dario, body="Gracias", form_key="r2")] * CROWD
        )
    assert len(set(said)) == len(set(answered)) == 1
    assert ticket.messages.count() == 3
    assert Event.objects.filter(kind="ticket.replied").count() == 2


def test_one_rating_sent_64_times_is_one_rating(ticket: Ticket, ana: User, dario: User) -> None:
    close_ticket(ticket, by=dario, solution="Listo")
    with crowd(CROWD) as people:
        outcomes = people.do(
            [partial(rate_ticket, ticket, by=ana, stars=4, comment="Bien")] * CROWD
        )
    assert set(kinds(outcomes)) == {Rating}
    assert Rating.objects.get().stars == 4
    assert Event.objects.filter(kind="ticket.rated").count() == 1


def test_a_reply_beside_the_closing_is_never_lost(opened: Maker, ana: User, dario: User) -> None:
    Serial.objects.update(max_open_tickets=100)
    with crowd(3) as people:
        for turn in range(10):
            ticket = opened()
            outcomes = people.do(
                [
                    partial(close_ticket, ticket, by=dario, solution="Listo"),
                    partial(reply_as_customer, ticket, by=ana, body=f"Otra cosa {turn}"),
                    partial(reply_as_staff, ticket, by=dario, body="Un dato"),
                ]
            )
            ticket.refresh_from_db()
            said = set(ticket.messages.values_list("body", flat=True))
            assert {"Listo", f"Otra cosa {turn}"} <= said
            # Either the reply came first, or it reopened what had just been closed.
            assert ticket.status in (Status.CLOSED, Status.IN_PROGRESS, Status.WAITING)
            assert ticket.is_open == (ticket.open_key is not None) == (ticket.closed_at is None)
            assert isinstance(outcomes[2], Message | TicketIsOver)
            if ticket.is_open:
                cancel_ticket(ticket, by=ana, reason="Otra vuelta")


def test_closing_and_cancelling_at_once_ends_a_ticket_once(
    opened: Maker, ana: User, dario: User
) -> None:
    with crowd(2) as people:
        for _ in range(10):
            ticket = opened()
            deeds: list[Callable[[], Message | Ticket]] = [
                partial(close_ticket, ticket, by=dario, solution="Listo"),
                partial(cancel_ticket, ticket, by=ana, reason="Ya quedó"),
            ]
            assert kinds(people.do(deeds))[TicketIsOver] == 1
            ends = ["ticket.closed", "ticket.cancelled"]
            assert Event.objects.about(ticket).filter(kind__in=ends).count() == 1


def test_a_staged_file_goes_into_one_of_two_forms_sent_at_once(
    acme: Account, ana: User, product: Product, new_ticket: Maker
) -> None:
    with crowd(2) as people:
        for turn in range(10):
            token = stage([store(a_file())], ana)[0].token
            serials = [issue(acme, product) for _ in range(2)]
            outcomes = people.do(
                [
                    opens(
                        acme,
                        new_ticket(serial=on, follow_up_email=f"{turn}.{n}@acme.example"),
                        ana,
                        files=claim([token], ana),
                    )
                    for n, on in enumerate(serials)
                ]
            )
            assert kinds(outcomes) == {Ticket: 1, FilesRefused: 1}
    assert Attachment.objects.count() == Ticket.objects.count() == 10
    assert Upload.objects.count() == 0


def test_reopening_and_opening_at_once_obey_the_same_limit(
    acme: Account, ana: User, dario: User, product: Product, opened: Maker, new_ticket: Maker
) -> None:
    with crowd(16) as people:
        for turn in range(6):
            serial = issue(acme, product, max_open_tickets=20)
            closed = [opened(serial=serial) for _ in range(8)]
            for ticket in closed:
                close_ticket(ticket, by=dario, solution="Listo")
            Serial.objects.filter(pk=serial.pk).update(max_open_tickets=3)
            replies = [partial(reply_as_customer, t, by=ana, body="Sigue igual") for t in closed]
            others = [
                opens(
                    acme,
                    new_ticket(serial=serial, follow_up_email=f"{turn}.{n}@acme.example"),
                    ana,
                )
                for n in range(8)
            ]
            deeds: list[Callable[[], Message | Ticket]] = [*replies, *others]
            outcomes = kinds(people.do(deeds))
            assert outcomes.pop(TooManyOpenTickets) == 13
            assert sum(outcomes.values()) == 3
            assert serial.tickets.open().count() == 3


def test_a_ticket_is_not_reopened_beside_a_new_one_of_the_same_system_and_email(
    acme: Account, ana: User, dario: User, product: Product, new_ticket: Maker
) -> None:
    with crowd(2) as people:
        for turn in range(10):
            new = new_ticket(
                kind=Kind.SERVICE, product=product, follow_up_email=f"{turn}@acme.example"
            )
            old = open_ticket(acme, new, by=ana)
            close_ticket(old, by=dario, solution="Listo")
            deeds: list[Callable[[], Message | Ticket]] = [
                partial(reply_as_customer, old, by=ana, body="Sigue igual"),
                opens(acme, new, ana),
            ]
            outcomes = kinds(people.do(deeds))
            assert outcomes[AlreadyOpen] == 1
            assert Ticket.objects.open().filter(open_key=old.key_while_open).count() == 1
