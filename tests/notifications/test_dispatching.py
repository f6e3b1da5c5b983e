import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from eticket.accounts.models import User
from eticket.events.models import Event
from eticket.events.recording import record
from eticket.events.redacting import redacting
from eticket.notifications import dispatching
from eticket.notifications.dispatching import dispatch, dispatch_events
from eticket.notifications.models import Delivery
from eticket.notifications.routes import ROUTES, Route
from eticket.tickets.models import Ticket
from eticket.tickets.replying import reply_as_staff


def test_an_event_makes_its_deliveries_once_however_often_it_is_dispatched(
    ticket: Ticket, dario: User
) -> None:
    event = Event.objects.get(kind="ticket.opened")
    assert dispatch([event]) == 2
    assert dispatch([event]) == 0
    Event.objects.update(is_pending=True)
    dispatch([event])
    assert Delivery.objects.count() == 2
    assert not Event.objects.pending().filter(pk=event.pk).exists()


def test_a_deed_that_was_rolled_back_tells_nobody(ticket: Ticket, dario: User) -> None:
    dispatch_events()
    told = Delivery.objects.count()
    with transaction.atomic():
        reply_as_staff(ticket, by=dario, body="¿Qué versión tiene?")
        transaction.set_rollback(True)
    assert dispatch_events() == 0
    assert Delivery.objects.count() == told


def test_what_is_gone_is_not_told_and_holds_nothing_up(ticket: Ticket, dario: User) -> None:
    with redacting("a ticket that is gone", by=None):
        Event.objects.filter(kind="ticket.opened").update(subject_id=987654)
    dispatch_events()
    assert Delivery.objects.count() == 0
    assert not Event.objects.pending().exists()


def test_an_event_that_cannot_be_told_waits_without_holding_the_others_up(
    ticket: Ticket, dario: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(notice: object) -> Any:
        raise ValueError

    monkeypatch.setitem(ROUTES, "ticket.opened", [Route("ticket_opened", fail)])
    reply_as_staff(ticket, by=dario, body="¿Qué versión tiene?")
    dispatch_events()
    assert [event.kind for event in Event.objects.pending()] == ["ticket.opened"]
    assert Delivery.objects.count() == 1
    assert dispatch_events() == 0
    monkeypatch.setattr(dispatching, "_set_aside", {})
    assert dispatch_events() == 1


def test_who_waits_before_the_screen_comes_first(ticket: Ticket, ana: User) -> None:
    Event.objects.bulk_create(
        Event(kind="ticket.taken", subject_kind="ticket", subject_id=ticket.pk, happened_at=now)
        for now in [timezone.now()] * 200
    )
    with transaction.atomic():
        record("user.password_reset_requested", ana, by=None)
    dispatch_events(limit=10)
    assert Delivery.objects.get().template == "password_reset"


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_makes_the_deliveries(ticket: Ticket, dario: User) -> None:
    made: list[int] = []

    def work() -> None:
        made.append(dispatch(Event.objects.filter(kind="ticket.opened")))
        connection.close()

    threads = [threading.Thread(target=work) for _worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 0, 0, 0, 0, 2]
    assert Delivery.objects.count() == 2
