"""/mesa/tickets/<number>/responder/ and nota/: what is written, once, on fresh sight."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import User
from eticket.tickets.drafting import draft_of, form_of_reply, save_draft
from eticket.tickets.models import Attachment, Message, Note, Status, Ticket, Upload
from eticket.tickets.replying import reply_as_customer
from tests.cast import a_file

Enter = Callable[[User], Client]


def say(client: Client, ticket: Ticket, act: str = "responder", **fields: Any) -> Any:
    sent = {"body": "Reinicie el servicio.", "form_key": "k1", "seen": "1", "then": "wait"}
    return client.post(f"/mesa/tickets/{ticket.number}/{act}/?vista=mios", {**sent, **fields})


@pytest.mark.parametrize(
    ("then", "status"),
    [
        ("wait", Status.WAITING),
        ("stay", Status.IN_PROGRESS),
        ("close", Status.CLOSED),
        ("nonsense", Status.WAITING),
    ],
)
def test_an_answer_goes_on_in_three_ways(
    ticket: Ticket, dario: User, enter: Enter, then: str, status: str
) -> None:
    answer = say(enter(dario), ticket, then=then)
    message = ticket.messages.get(from_staff=True)
    assert answer["Location"] == f"/mesa/tickets/{ticket.number}/?vista=mios#m{message.pk}"
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assigned_to) == (status, dario)
    assert message.is_solution is (then == "close")


def test_the_same_form_twice_says_it_once_files_included(
    ticket: Ticket, dario: User, enter: Enter
) -> None:
    client = enter(dario)
    first = say(client, ticket, files=a_file())
    again = say(client, ticket, files=a_file())
    assert first["Location"] == again["Location"]
    assert Message.objects.filter(from_staff=True).count() == 1
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("then", "said"),
    [("wait", "Escriba su respuesta."), ("close", "Para cerrar escriba la solución.")],
)
def test_nothing_said_is_refused_with_words(
    ticket: Ticket, dario: User, enter: Enter, then: str, said: str
) -> None:
    answer = say(enter(dario), ticket, body="  \n ", then=then)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Message.objects.filter(from_staff=True).exists()


def test_c125_an_answer_on_stale_sight_comes_back_with_its_text_and_the_news(
    ticket: Ticket, ana: User, dario: User, enter: Enter
) -> None:
    client = enter(dario)
    page = client.get(f"/mesa/tickets/{ticket.number}/").context
    reply_as_customer(ticket, by=ana, body="Ya quedó, gracias.")
    answer = say(client, ticket, shown_at=str(page["shown_at"]), files=a_file())
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "El ticket cambió mientras usted escribía" in shown
    assert "Ana Ruiz escribió" in shown
    assert "Reinicie el servicio." in shown
    assert [file.name for file in answer.context["reply"].files] == ["captura.png"]
    token = answer.context["reply"].files[0].token
    sent = say(client, ticket, seen=str(answer.context["ticket"].version), upload=token)
    assert sent.status_code == 302
    assert Attachment.objects.get().name == "captura.png"


def test_a_file_can_be_taken_out_without_script(ticket: Ticket, dario: User, enter: Enter) -> None:
    client = enter(dario)
    token = say(client, ticket, body="", files=a_file()).context["reply"].files[0].token
    answer = say(client, ticket, body="Va el texto", upload=token, drop=token)
    assert answer.status_code == 422
    assert answer.context["reply"].files == []
    assert "Va el texto" in answer.content.decode()
    assert not Upload.objects.exists()
    assert not Message.objects.filter(from_staff=True).exists()


def test_what_was_sent_leaves_no_draft(ticket: Ticket, dario: User, enter: Enter) -> None:
    save_draft(dario, form_of_reply(ticket), {"body": "Reinicie"})
    say(enter(dario), ticket)
    assert draft_of(dario, form_of_reply(ticket)) is None


def test_c122_a_note_is_no_message_and_no_customer_reaches_it(
    ticket: Ticket, ana: User, dario: User, enter: Enter
) -> None:
    answer = say(enter(dario), ticket, "nota", body="Cliente difícil", files=a_file("interno.png"))
    note = Note.objects.get()
    assert answer["Location"].endswith(f"#n{note.pk}")
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    file = Attachment.objects.get()
    customer = enter(ana)
    page = customer.get(f"/tickets/{ticket.number}/").content.decode()
    assert "difícil" not in page
    assert "interno.png" not in page
    assert customer.get(f"/archivos/{file.public_id}/").status_code == 404
    assert ticket.number not in customer.get("/tickets/", {"q": "difícil"}).content.decode()
    seen = enter(dario).get(f"/archivos/{file.public_id}/")
    seen.close()
    assert seen.status_code == 200


def test_the_same_note_twice_is_one_note(ticket: Ticket, dario: User, enter: Enter) -> None:
    client = enter(dario)
    assert say(client, ticket, "nota")["Location"] == say(client, ticket, "nota")["Location"]
    assert Note.objects.count() == 1


@pytest.mark.parametrize("act", ["responder", "nota"])
def test_only_the_areas_agents_write_and_only_by_post(
    ticket: Ticket, diana: User, ana: User, dario: User, enter: Enter, act: str
) -> None:
    assert say(enter(diana), ticket, act).status_code == 404
    assert say(enter(ana), ticket, act).status_code == 404
    assert enter(dario).get(f"/mesa/tickets/{ticket.number}/{act}/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = enter(dario).cookies
    assert say(strict, ticket, act).status_code == 403
    assert Message.objects.filter(from_staff=True).count() + Note.objects.count() == 0


@pytest.mark.parametrize("act", ["responder", "nota"])
def test_c002_another_text_with_an_old_form_is_not_swallowed(
    ticket: Ticket, dario: User, enter: Enter, act: str
) -> None:
    client = enter(dario)
    assert say(client, ticket, act).status_code == 302
    ticket.refresh_from_db()
    other = say(client, ticket, act, body="Y después avise.", seen=str(ticket.version))
    assert other.status_code == 302
    said = [
        *ticket.messages.filter(from_staff=True).values_list("body", flat=True),
        *ticket.notes.values_list("body", flat=True),
    ]
    assert said == ["Reinicie el servicio.", "Y después avise."]


def test_the_same_form_on_another_ticket_says_it_there(
    ticket: Ticket, opened: Callable[..., Ticket], dario: User, enter: Enter
) -> None:
    other, client = opened(), enter(dario)
    say(client, ticket)
    say(client, other)
    assert other.messages.filter(from_staff=True).count() == 1


def test_a_text_too_long_is_said_and_kept_whole(ticket: Ticket, dario: User, enter: Enter) -> None:
    answer = say(enter(dario), ticket, body="x" * 20_001)
    assert answer.status_code == 422
    assert "Caben hasta 20,000 letras" in answer.content.decode()
    assert "x" * 20_001 in answer.content.decode()
    assert not Message.objects.filter(from_staff=True).exists()


@pytest.mark.parametrize("name", ["form_key", "upload", "drop", "seen", "shown_at", "then", "body"])
def test_c9_a_nul_in_any_field_is_no_error(
    ticket: Ticket, dario: User, enter: Enter, name: str
) -> None:
    assert say(enter(dario), ticket, **{name: "a\0b"}).status_code in (302, 422)
