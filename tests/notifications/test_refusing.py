"""An address that refuses for good is left alone after three mails, until proved again (E4)."""

from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from eticket.access.viewers import AgentViewer
from eticket.accounts.models import Account, User
from eticket.accounts.passwords import new_reset_token, request_reset, reset_password
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.models import Delivery, State
from eticket.notifications.refusing import is_stopped
from eticket.tickets.models import Kind, Ticket
from tests.notifications.conftest import Sink

Deliver = Callable[[], None]
Enter = Callable[[User], Client]
REFUSAL = "550 5.1.1 no such user"


def test_e4_after_three_refusals_nothing_is_sent_but_what_its_reader_asked_for(
    acme: Account, ana: User, elena: User, publisher: object, sink: Sink, deliver: Deliver,
    opened: Callable[..., Ticket], enter: Enter,
) -> None:  # fmt: skip
    sink.on_receiver[ana.email] = REFUSAL
    for _ in range(3):
        opened(kind=Kind.SERVICE)
    deliver()
    assert Delivery.objects.failed().filter(address=ana.email).count() == 3
    assert is_stopped(ana.email)
    # The mailbox works again, but a notice is not tried: the desk and the person see why.
    sink.on_receiver.clear()
    ticket = opened(kind=Kind.SERVICE)
    deliver()
    assert not sink.to(ana.email)
    [seen] = AgentViewer(elena).undelivered(ticket)
    assert "rechazó los últimos correos" in seen["error"]
    card = enter(elena).get(f"/mesa/clientes/{acme.pk}/").content.decode()
    assert "Su correo rechaza los avisos" in card
    assert "Su correo rechaza nuestros avisos" in enter(ana).get("/perfil/").content.decode()
    # A link just asked for goes; used, it proves the address, and notices go on.
    request_reset(ana.email, address="")
    deliver()
    assert len(sink.to(ana.email)) == 1
    reset_password(*new_reset_token(ana), "Jacaranda azul 88")
    assert not is_stopped(ana.email)
    opened(kind=Kind.SERVICE)
    deliver()
    assert len(sink.to(ana.email)) == 3


def test_e4_two_refusals_and_a_server_that_was_away_stop_nothing(ana: User, ticket: Ticket) -> None:
    dispatch_events()
    made = Delivery.objects.get(template="ticket_opened")
    for number, error in enumerate([REFUSAL, REFUSAL, *["ConnectionRefusedError: x"] * 5]):
        Delivery.objects.create(
            event=made.event, template=f"t{number}", address="x@acme.example",
            state=State.FAILED, error=error, created_at=timezone.now(),
        )  # fmt: skip
    assert not is_stopped("x@acme.example")
    Delivery.objects.filter(template="t6").update(error="554 no")
    assert is_stopped("x@acme.example")
