import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from eticket.access.viewers import AgentViewer
from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.notifications import mail, sending
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.models import Delivery, State
from eticket.notifications.sending import Sender
from eticket.tickets.assigning import take_ticket
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Kind, Ticket
from eticket.tickets.replying import reply_as_staff
from tests.notifications.conftest import Sink, free_port


@pytest.fixture
def delivery(ticket: Ticket) -> Delivery:
    """The receipt for Ana, to be sent."""
    dispatch_events()
    return Delivery.objects.get(template="ticket_opened")


def open_many(opened: Callable[..., Ticket], number: int) -> None:
    for _ticket in range(number):
        opened(kind=Kind.SERVICE)


def minutes_to_next_try(delivery: Delivery) -> float:
    delivery.refresh_from_db()
    return (delivery.next_at - timezone.now()).total_seconds() / 60


def test_what_was_sent_is_not_sent_again(delivery: Delivery, sink: Sink) -> None:
    assert Sender().send_due() == 1
    assert Sender().send_due() == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.SENT, 1)
    assert delivery.sent_at
    assert len(sink.mails) == 1


def test_a_full_mailbox_is_tried_again_after_1_2_5_10_and_30_minutes(
    delivery: Delivery, sink: Sink
) -> None:
    sink.on_receiver["*"] = "452 4.2.2 mailbox full"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for minutes in (1, 2, 5, 10, 30, 30):
            assert Sender().send_due() == 1
            assert minutes_to_next_try(delivery) == minutes
            assert Sender().send_due() == 0
            clock.shift(timedelta(minutes=minutes))
        sink.on_receiver.clear()
        assert Sender().send_due() == 1
    delivery.refresh_from_db()
    assert delivery.state == State.SENT
    assert [received["Message-ID"] for received in sink.mails] == [mail.message_id(delivery)]


@pytest.mark.parametrize("where", ["on_receiver", "on_data"])
def test_what_is_refused_for_good_is_given_up_at_once_and_the_desk_sees_it(
    delivery: Delivery, ticket: Ticket, elena: User, sink: Sink, where: str
) -> None:
    refusal = "550 5.1.1 no such user"
    setattr(sink, where, {"*": refusal} if where == "on_receiver" else refusal)
    Sender().send_due()
    delivery.refresh_from_db()
    assert delivery.state == State.FAILED
    assert delivery.error.startswith("550")
    seen = AgentViewer(elena).undelivered(ticket)
    assert seen == [{"address": delivery.address, "error": delivery.error}]


def test_after_72_hours_it_is_given_up(delivery: Delivery, sink: Sink) -> None:
    sink.on_receiver["*"] = "452 4.2.2 mailbox full"
    with time_machine.travel(timezone.now() + timedelta(hours=71)):
        Sender().send_due()
        delivery.refresh_from_db()
        assert delivery.state == State.PENDING
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        Sender().send_due()
        delivery.refresh_from_db()
        assert delivery.state == State.FAILED


def refused(sink: Sink, settings: Any) -> None:
    settings.EMAIL_PORT = free_port()


def greets_with_4xx(sink: Sink, settings: Any) -> None:
    sink.on_data = "421 4.3.0 come back later"


def hangs(sink: Sink, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    sink.silent_seconds = 1


def hangs_up(sink: Sink, settings: Any) -> None:
    sink.hangs_up = True


def has_no_tls(sink: Sink, settings: Any) -> None:
    settings.EMAIL_USE_TLS = True


def knows_no_password(sink: Sink, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "eticket", "equivocada"


@pytest.mark.parametrize(
    "trouble",
    [refused, greets_with_4xx, hangs, hangs_up, has_no_tls, knows_no_password],
)
def test_a_server_in_trouble_is_left_alone_for_a_while_and_nothing_is_lost(
    opened: Callable[..., Ticket],
    sink: Sink,
    settings: Any,
    trouble: Callable[[Sink, Any], None],
) -> None:
    open_many(opened, 4)
    dispatch_events()
    pending = Delivery.objects.pending().count()
    kept = {
        name: getattr(settings, name) for name in ("EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_TIMEOUT")
    }
    sender = Sender()
    trouble(sink, settings)
    assert sender.send_due() == 1
    assert Delivery.objects.pending().count() == pending
    assert sender.send_due() == 0
    assert sender.paused_until > 0
    sink.mails.clear()
    sink.on_data, sink.silent_seconds, sink.hangs_up = "250 OK", 0, False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    for name, value in kept.items():
        setattr(settings, name, value)
    sender.paused_until = 0
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        while sender.send_due():
            pass
    assert len(sink.mails) == pending
    assert Delivery.objects.filter(state=State.SENT).count() == pending


def test_the_pauses_grow_while_the_trouble_lasts(delivery: Delivery, sink: Sink) -> None:
    sink.hangs_up = True
    sender = Sender()
    waits = []
    for _try in range(6):
        with time_machine.travel(timezone.now() + timedelta(days=_try / 10)):
            sender.paused_until = 0
            sender.send_due()
        delivery.refresh_from_db()
        waits.append(sender.troubles)
    assert waits == [1, 2, 3, 4, 5, 6]
    assert delivery.attempts == 6


def test_a_message_waits_for_the_earlier_ones_of_its_ticket(
    ticket: Ticket, dario: User, sink: Sink
) -> None:
    dispatch_events()
    sink.on_receiver["ana@acme.example"] = "452 4.2.2 mailbox full"
    Sender().send_due()
    sink.on_receiver.clear()
    close_ticket(ticket, by=dario, solution="Listo.")
    dispatch_events()
    assert Sender().send_due() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        while Sender().send_due():
            pass
    ids = [mail.message_id(one) for one in Delivery.objects.order_by("pk") if "ana" in one.address]
    assert [received["Message-ID"] for received in sink.to("ana@acme.example")] == ids


def test_a_link_for_a_password_overtakes_what_was_queued_before(
    opened: Callable[..., Ticket], dario: User, ana: User, sink: Sink
) -> None:
    open_many(opened, 5)
    dispatch_events()
    with transaction.atomic():
        record("user.password_reset_requested", ana, by=None)
    dispatch_events()
    Sender().send_due(limit=1)
    assert "Restablezca" in sink.mails[0]["Subject"]


def test_who_lost_the_right_meanwhile_is_not_told(
    ticket: Ticket, ana: User, dario: User, sink: Sink
) -> None:
    dispatch_events()
    User.objects.filter(pk=dario.pk).update(is_active=False)
    Sender().send_due()
    assert sink.to("dario@dsoft.example") == []
    dropped = Delivery.objects.get(address="dario@dsoft.example")
    assert (dropped.state, dropped.sent_at) == (State.DROPPED, None)


def test_words_that_cannot_be_composed_are_tried_later_and_hold_nothing_up(
    delivery: Delivery, ticket: Ticket, dario: User, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise KeyError

    monkeypatch.setitem(mail._CONTENT, "ticket_opened", fail)
    take_ticket(ticket, by=dario)
    reply_as_staff(ticket, by=dario, body="Hola")
    dispatch_events()
    Sender().send_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (State.PENDING, "KeyError")


def test_a_worker_killed_before_it_could_write_it_down_sends_one_copy_with_the_same_id(
    delivery: Delivery, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_arguments: object, **_fields: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_mark", die)
        with pytest.raises(Killed):
            Sender().send_due()
    assert Sender().send_due() == 0
    with time_machine.travel(timezone.now() + sending.LEASE):
        assert Sender().send_due() == 1
        assert Sender().send_due() == 0
    assert len(sink.mails) == 2
    assert len({received["Message-ID"] for received in sink.mails}) == 1


def test_a_worker_that_is_stopping_ends_with_the_message_in_hand(
    opened: Callable[..., Ticket], sink: Sink
) -> None:
    open_many(opened, 2)
    dispatch_events()
    sender = Sender(stopping=lambda: len(sink.mails) == 1)
    assert sender.send_due() == 1
    assert len(sink.mails) == 1


@pytest.fixture
def hanging_server(settings: Any) -> Iterator[None]:
    """Takes the connection and says nothing, not even hello."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = "eticket.notifications.smtp.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        yield


def test_a_server_that_never_greets_costs_one_time_out_for_all(
    opened: Callable[..., Ticket], hanging_server: None
) -> None:
    open_many(opened, 3)
    dispatch_events()
    assert Sender().send_due() == 1
    assert Delivery.objects.filter(attempts__gt=0).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_one_message_twice(
    opened: Callable[..., Ticket], sink: Sink
) -> None:
    open_many(opened, 12)
    dispatch_events()

    deadline = time.monotonic() + 30

    def work() -> None:
        sender = Sender()
        while Delivery.objects.pending().exists() and time.monotonic() < deadline:
            sender.send_due()
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    copies = Counter(received["Message-ID"] for received in sink.mails)
    assert len(copies) == Delivery.objects.count() == 24
    assert set(copies.values()) == {1}
