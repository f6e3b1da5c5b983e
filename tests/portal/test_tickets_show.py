"""Seguimiento: all about one ticket, and nothing that is not the customer's (S70-S72, S112)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eticket.accounts import publishing
from eticket.accounts.models import Publisher, User
from eticket.events.redacting import redacting
from eticket.tickets.assigning import transfer_ticket
from eticket.tickets.attaching import store
from eticket.tickets.closing import cancel_ticket, close_ticket
from eticket.tickets.models import Area, Message, Status, Ticket, Unread
from eticket.tickets.previewing import make_previews
from eticket.tickets.replying import reply_as_customer, reply_as_staff, write_note
from tests.cast import a_file
from tests.tickets.test_previewing import picture

Enter = Callable[[User], Client]


def page(client: Client, ticket: Ticket, **query: Any) -> str:
    answer = client.get(reverse("portal:tickets.show", args=[ticket.number]), query)
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def answered(ticket: Ticket, dario: User) -> Ticket:
    reply_as_staff(ticket, by=dario, body="Gracias, Ana. ¿Nos comparte el XML? Con uno basta.")
    return Ticket.objects.get(pk=ticket.pk)


def test_s70_the_page_tells_all_of_the_ticket(ana: User, answered: Ticket, enter: Enter) -> None:
    html = page(enter(ana), answered)
    for said in (
        "Error al timbrar la nómina",
        "eComprobante · Soporte técnico",
        "Marca CFDI40147 en 12 recibos.",
        "Le toca a usted",
        "En espera de su respuesta",
        "eComprobante META Licencia Anual",
        "(200 días)",
        "Dario Vega",
        "Ana Ruiz",
        'href="tel:+525512345678">55 1234 5678',
        "Dario Vega tomó el ticket: En proceso",
    ):
        assert said in html, said


def test_what_is_asked_stands_above_the_composer_on_the_customers_turn(
    ana: User, ticket: Ticket, dario: User, enter: Enter
) -> None:
    assert "le pidió" not in page(enter(ana), ticket)
    reply_as_staff(ticket, by=dario, body="Gracias, Ana. ¿Nos comparte el XML? Con uno basta.")
    assert "Dario le pidió:</strong> ¿Nos comparte el XML?</p>" in page(enter(ana), ticket)


def test_both_sides_are_told_apart(ana: User, bruno: User, answered: Ticket, enter: Enter) -> None:
    html = page(enter(ana), answered)
    assert 'Ana Ruiz <span class="side">usted</span>' in html
    assert 'Dario Vega <span class="side">dSoft</span>' in html
    assert 'class="side">usted' not in page(enter(bruno), answered)


def test_opening_marks_read(ana: User, answered: Ticket, enter: Enter) -> None:
    assert Unread.objects.filter(user=ana, ticket=answered).exists()
    page(enter(ana), answered)
    assert not Unread.objects.filter(user=ana, ticket=answered).exists()


@pytest.mark.parametrize("who", ["carla", "beto"])
def test_c119_a_strangers_ticket_does_not_exist(
    request: pytest.FixtureRequest, ticket: Ticket, enter: Enter, who: str
) -> None:
    client = enter(request.getfixturevalue(who))
    for name in ("show", "reply", "cancel", "rate", "news"):
        address = reverse(f"portal:tickets.{name}", args=[ticket.number])
        assert client.get(address).status_code == 404
        if name in ("reply", "cancel", "rate"):
            sent = {"body": "Hola", "reason": "x", "stars": "1"}
            assert client.post(address, sent).status_code == 404
    ticket.refresh_from_db()
    assert (ticket.status, ticket.messages.count()) == (Status.OPEN, 1)


def test_c122_nothing_tells_of_an_internal_note(
    ana: User, ticket: Ticket, dario: User, enter: Enter
) -> None:
    before = page(enter(ana), ticket)
    write_note(ticket, by=dario, body="Ojo: cliente difícil", files=[store(a_file("interno.txt"))])
    after = page(enter(ana), ticket)
    for word in ("difícil", "interno.txt", "nota interna"):
        assert word not in after
    assert before.count('class="message') == after.count('class="message')
    assert before.count('class="event"') == after.count('class="event"')


def test_the_transfer_shows_and_its_reason_does_not(
    ana: User, ticket: Ticket, dario: User, ventas: Area, enter: Enter
) -> None:
    transfer_ticket(ticket, ventas, by=dario, reason="Que lo vean ellos")
    html = page(enter(ana), ticket)
    assert "El ticket pasó de Soporte técnico a Ventas" in html
    assert "Que lo vean ellos" not in html


def test_c123_the_page_opens_when_its_people_are_erased(
    ana: User, bruno: User, answered: Ticket, dario: User, enter: Enter
) -> None:
    client = enter(bruno)
    with redacting("people who are gone", by=None):
        ana.delete()
        dario.delete()
    html = page(client, answered)
    assert "Ana Ruiz" in html
    assert "usuario eliminado tomó el ticket" in html


def test_c030_c135_c136_texts_are_only_texts(ana: User, ticket: Ticket, enter: Enter) -> None:
    body = "<b>hola</b> (ver https://example.mx/ayuda). javascript:alert(1)\n" + "A" * 4000
    evil = '"><img src=x onerror=alert(1)>.jpg'
    reply_as_customer(ticket, by=ana, body=body, files=[store(a_file(evil))])
    html = page(enter(ana), ticket)
    assert '&lt;b&gt;hola&lt;/b&gt; (ver <a href="https://example.mx/ayuda"' in html
    assert 'href="javascript' not in html
    assert "<img src=x" not in html
    assert "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;.jpg" in html


def test_a_picture_is_shown_by_its_preview(ana: User, ticket: Ticket, enter: Enter) -> None:
    reply_as_customer(ticket, by=ana, body="Va", files=[store(a_file("captura.png", picture()))])
    assert "/vista/" not in page(enter(ana), ticket)
    make_previews()
    attachment = ticket.attachments.get()
    assert reverse("attachments.preview", args=[attachment.public_id]) in page(enter(ana), ticket)


def test_an_unproved_address_is_said_and_a_proved_one_is_not(
    ana: User, ticket: Ticket, opened: Callable[..., Ticket], enter: Enter
) -> None:
    assert "Falta confirmar el correo" not in page(enter(ana), ticket)
    assert "Falta confirmar el correo" in page(enter(ana), opened())


def test_long_threads_come_by_the_hundred(ana: User, ticket: Ticket, enter: Enter) -> None:
    Message.objects.bulk_create(
        Message(ticket=ticket, author=ana, author_name=ana.name, body=f"mensaje {n}.")
        for n in range(2, 206)
    )
    client = enter(ana)
    newest = page(client, ticket)
    assert newest.count('class="message') == 100
    assert "mensaje 205." in newest
    before = Message.objects.get(body="mensaje 106.").pk
    assert f"?antes={before}" in newest
    older = page(client, ticket, antes=before)
    assert older.count('class="message') == 100
    assert "mensaje 105." in older
    assert "Ir a lo más reciente" in older


@pytest.mark.parametrize("bad", ["x", "-1", "9" * 40, "\x00", "٣"])
def test_a_broken_place_in_the_thread_is_forgiven(
    ana: User, ticket: Ticket, enter: Enter, bad: str
) -> None:
    assert page(enter(ana), ticket, antes=bad)


def test_the_way_back_keeps_the_lists_filters(ana: User, ticket: Ticket, enter: Enter) -> None:
    client = enter(ana)
    address = reverse("portal:tickets.show", args=[ticket.number])
    listed = reverse("portal:tickets.index")
    came = client.get(address, HTTP_REFERER=f"http://testserver{listed}?estado=open&q=nomina")
    assert f'href="{listed}?estado=open&amp;q=nomina"' in came.text
    sent = client.post(
        reverse("portal:tickets.reply", args=[ticket.number]) + "?lista=estado%3Dopen",
        {"body": "Va"},
    )
    assert "lista=estado%3Dopen" in sent["Location"]
    foreign = client.get(address, HTTP_REFERER=f"http://otro.example{listed}?estado=open")
    assert f'href="{listed}"' in foreign.text


def test_a_closed_ticket_offers_rating_and_the_way_to_reopen(
    ana: User, ticket: Ticket, dario: User, enter: Enter
) -> None:
    close_ticket(ticket, by=dario, solution="Se cambió el régimen.")
    client = enter(ana)
    html = page(client, ticket)
    assert "Solución" in html
    assert "¿Cómo le fue con este ticket?" in html
    assert "checked" not in html
    assert "y se reabre" in html
    assert 'name="body"' not in html
    assert 'name="body"' in page(client, ticket, responder=1)


def test_after_the_days_to_reopen_a_linked_ticket_is_offered(
    ana: User, ticket: Ticket, dario: User, enter: Enter
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    Ticket.objects.update(closed_at=timezone.now() - timedelta(days=8))
    html = page(enter(ana), ticket, responder=1)
    assert f"?anterior={ticket.number}" in html
    assert 'name="body"' not in html


def test_a_cancelled_ticket_offers_a_linked_one(ana: User, ticket: Ticket, enter: Enter) -> None:
    cancel_ticket(ticket, by=ana, reason="Ya quedó")
    html = page(enter(ana), ticket)
    assert "Este ticket se canceló" in html
    assert f"?anterior={ticket.number}" in html
    assert "Usted lo canceló: Ya quedó" in html


def test_news_come_once_staff_answered_and_only_then(
    ana: User, ticket: Ticket, dario: User, enter: Enter
) -> None:
    client = enter(ana)
    address = reverse("portal:tickets.news", args=[ticket.number])
    newest = ticket.messages.get().pk
    assert client.get(address, {"desde": newest}).status_code == 204
    write_note(ticket, by=dario, body="Interno")
    assert client.get(address, {"desde": newest}).status_code == 204
    message = reply_as_staff(ticket, by=dario, body="Listo")
    answer = client.get(address, {"desde": newest})
    assert "Hay una respuesta nueva" in answer.text
    assert f"#m{message.pk}" in answer.text
    assert client.get(address, {"desde": "x"}).status_code == 204


def test_the_page_needs_nine_statements_whatever_its_length(
    ana: User, answered: Ticket, dario: User, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client = enter(ana)
    page(client, answered)
    for n in range(6):
        files = [store(a_file(f"{n}.txt", b"x"))]
        reply_as_customer(answered, by=ana, body=f"Otro {n}", files=files)
        reply_as_staff(answered, by=dario, body=f"Otra {n}", files=[store(a_file())])
    with django_assert_max_num_queries(9):
        page(client, answered)


def test_the_publisher_is_named_by_its_short_name(
    ana: User, ticket: Ticket, publisher: Publisher, enter: Enter
) -> None:
    Publisher.objects.update(short_name="Otra Casa")
    publishing.forget()
    assert "Le toca a Otra Casa" in page(enter(ana), ticket)
