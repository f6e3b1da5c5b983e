"""Answering from the ticket's page: sent once, and never lost (S71, S113)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eticket.accounts.models import User
from eticket.licensing.models import Serial
from eticket.tickets import drafting, uploading
from eticket.tickets.attaching import path_on_disk, stage, store
from eticket.tickets.closing import cancel_ticket, close_ticket
from eticket.tickets.drafting import draft_of, form_of_new, save_draft
from eticket.tickets.models import Attachment, Draft, Message, Status, Ticket, Upload
from eticket.tickets.replying import reply_as_staff
from tests.cast import a_file

Enter = Callable[[User], Client]


def send(client: Client, ticket: Ticket, **fields: Any) -> Any:
    return client.post(reverse("portal:tickets.reply", args=[ticket.number]), fields)


def token_in(html: str) -> str:
    return html.split('name="upload" value="', 1)[1].split('"', 1)[0]


def test_c003_a_reply_leads_to_itself_in_the_ticket(
    ana: User, ticket: Ticket, enter: Enter
) -> None:
    client = enter(ana)
    answer = send(client, ticket, body="Va el XML", form_key="k1")
    message = Message.objects.get(body="Va el XML")
    address = reverse("portal:tickets.show", args=[ticket.number])
    assert answer["Location"] == f"{address}#m{message.pk}"
    html = client.get(address).text
    assert f'id="m{message.pk}"' in html
    assert "Su respuesta se envió." in html


def test_c001_the_same_form_sent_again_leads_to_the_same_message(
    ana: User, ticket: Ticket, enter: Enter
) -> None:
    client = enter(ana)
    token = stage([store(a_file())], ana)[0].token
    fields = {"body": "Una vez", "form_key": "k1", "upload": token}
    first, again = send(client, ticket, **fields), send(client, ticket, **fields)
    assert first["Location"] == again["Location"]
    assert Message.objects.filter(body="Una vez").count() == 1
    assert Attachment.objects.count() == 1


def test_c002_another_text_from_the_same_form_is_not_swallowed(
    ana: User, ticket: Ticket, enter: Enter
) -> None:
    client = enter(ana)
    send(client, ticket, body="Uno", form_key="k1")
    send(client, ticket, body="Dos", form_key="k1")
    assert ticket.messages.count() == 3


def test_an_empty_reply_is_refused_with_words(ana: User, ticket: Ticket, enter: Enter) -> None:
    answer = send(enter(ana), ticket, body="  \n ", form_key="k1")
    assert answer.status_code == 422
    assert "Escriba su respuesta." in answer.text
    assert ticket.messages.count() == 1


def test_c036_files_alone_are_a_reply(ana: User, ticket: Ticket, enter: Enter) -> None:
    send(enter(ana), ticket, body="", files=[a_file("a.txt", b"a"), a_file("b.txt", b"b")])
    message = ticket.messages.latest("id")
    assert message.body == "(archivo adjunto)"
    assert message.attachments.count() == 2


def test_c014_c016_c024_text_and_files_survive_a_refusal(
    ana: User, ticket: Ticket, enter: Enter
) -> None:
    client = enter(ana)
    files = [a_file("vacio.txt", b""), a_file("acuse.pdf", b"%PDF-1 acuse")]
    refused = send(client, ticket, body="Van dos", files=files, form_key="k1")
    assert refused.status_code == 422
    assert "vacio.txt está vacío (0 bytes)." in refused.text
    assert ">\nVan dos</textarea>" in refused.text
    assert "acuse.pdf" in refused.text
    send(client, ticket, body="Van dos", upload=token_in(refused.text), form_key="k1")
    attachment = Attachment.objects.get()
    assert path_on_disk(attachment.path).read_bytes() == b"%PDF-1 acuse"


def test_c026_a_file_too_big_is_named_and_the_rest_kept(
    ana: User, ticket: Ticket, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "FILE_LIMIT", 1000)
    files = [a_file("bien.txt", b"x"), a_file("video.mp4", b"x" * 5000), a_file("fin.txt", b"y")]
    refused = send(enter(ana), ticket, body="Va", files=files)
    assert refused.status_code == 422
    assert "video.mp4 pesa más de 25 MB" in refused.text
    assert ">\nVa</textarea>" in refused.text
    kept = Upload.objects.order_by("id")
    assert [u.name for u in kept] == ["bien.txt", "fin.txt"]
    assert [path_on_disk(u.path).read_bytes() for u in kept] == [b"x", b"y"]


def test_c026_thirty_files_are_too_many_and_ten_stay(
    ana: User, ticket: Ticket, enter: Enter
) -> None:
    files = [a_file(f"{n}.txt", b"x") for n in range(30)]
    refused = send(enter(ana), ticket, body="Van", files=files)
    assert refused.status_code == 422
    assert "Son 30 archivos; el límite es 10 por mensaje." in refused.text
    assert Upload.objects.count() == 10


def test_without_script_a_kept_file_is_taken_out(ana: User, ticket: Ticket, enter: Enter) -> None:
    one, two = (u.token for u in stage([store(a_file("a.txt")), store(a_file("b.txt"))], ana))
    answer = send(enter(ana), ticket, body="Aún no", upload=[one, two], drop=one)
    assert answer.status_code == 200
    assert ">\nAún no</textarea>" in answer.text
    assert token_in(answer.text) == two
    assert ticket.messages.count() == 1


def test_c111_c114_a_draft_waits_and_goes_once_sent(
    ana: User, ticket: Ticket, enter: Enter
) -> None:
    client = enter(ana)
    token = stage([store(a_file("captura.png"))], ana)[0].token
    form = drafting.form_of_reply(ticket)
    drafting.save_draft(ana, form, {"body": "A medias", "upload": token})
    html = client.get(reverse("portal:tickets.show", args=[ticket.number])).text
    assert ">\nA medias</textarea>" in html
    assert "Borrador guardado" in html
    assert token_in(html) == token
    send(client, ticket, body="Ya completo", upload=token)
    assert Draft.objects.count() == 0


def test_c114_another_tickets_draft_stays_there(
    ana: User, bruno: User, ticket: Ticket, opened: Callable[..., Ticket], enter: Enter
) -> None:
    drafting.save_draft(ana, drafting.form_of_reply(ticket), {"body": "Solo aquí"})
    other = reverse("portal:tickets.show", args=[opened().number])
    assert "Solo aquí" not in enter(ana).get(other).text
    here = reverse("portal:tickets.show", args=[ticket.number])
    assert "Solo aquí" not in enter(bruno).get(here).text


def test_c116_a_reply_within_the_days_reopens(
    ana: User, ticket: Ticket, dario: User, enter: Enter
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    client = enter(ana)
    send(client, ticket, body="Gracias, pero sigue fallando")
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS
    shown = client.get(reverse("portal:tickets.show", args=[ticket.number])).text
    assert "el ticket se reabrió" in shown


@pytest.mark.parametrize("how", ["late", "cancelled"])
def test_c116_too_late_nothing_typed_is_lost(
    ana: User, ticket: Ticket, dario: User, enter: Enter, how: str
) -> None:
    if how == "late":
        close_ticket(ticket, by=dario, solution="Listo.")
        Ticket.objects.update(closed_at=timezone.now() - timedelta(days=8))
    else:
        cancel_ticket(ticket, by=ana, reason="Ya quedó")
    client = enter(ana)
    answer = send(client, ticket, body="Sigue fallando", files=[a_file("a.txt", b"a")])
    assert answer.status_code == 422
    assert "Este ticket ya no se puede reabrir" in answer.text
    assert ">\nSigue fallando</textarea>" in answer.text
    (link,) = re.findall(r'href="([^"]+\?anterior=[^"]+)"', answer.text)
    form = client.get(link).text
    assert ">\nSigue fallando</textarea>" in form
    assert f'value="{ticket.subject}"' in form
    assert "a.txt" in form
    assert token_in(form)


def test_c116_what_waits_in_the_form_of_a_new_ticket_is_not_overwritten(
    ana: User, ticket: Ticket, serial: Serial, enter: Enter
) -> None:
    cancel_ticket(ticket, by=ana, reason="Ya quedó")
    save_draft(ana, form_of_new(serial), {"body": "Otra cosa"})
    answer = send(enter(ana), ticket, body="Sigue fallando")
    assert "Copie aquí su texto" in answer.text
    draft = draft_of(ana, form_of_new(serial))
    assert draft is not None
    assert draft.fields == {"body": "Otra cosa"}


def test_c116_reopening_obeys_the_limit_and_says_it_exactly(
    ana: User,
    ticket: Ticket,
    serial: Serial,
    dario: User,
    opened: Callable[..., Ticket],
    enter: Enter,
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    for _ in range(3):
        opened()
    answer = send(enter(ana), ticket, body="Sigue fallando", files=[a_file("a.txt", b"a")])
    assert answer.status_code == 422
    assert (
        f"El número de serie: [{serial.number}] ha alcanzado el límite "
        "de tickets permitidos, simultáneamente"
    ) in answer.text
    assert ">\nSigue fallando</textarea>" in answer.text
    assert token_in(answer.text)
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED


def test_c120_opening_the_address_sends_nothing(ana: User, ticket: Ticket, enter: Enter) -> None:
    address = reverse("portal:tickets.reply", args=[ticket.number])
    assert enter(ana).get(address, {"body": "Hola"}).status_code == 302
    assert ticket.messages.count() == 1


def test_c120_nothing_is_sent_without_the_pages_own_token(ana: User, ticket: Ticket) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana, backend="eticket.accounts.signing_in.Backend")
    assert send(client, ticket, body="Hola").status_code == 403
    assert ticket.messages.count() == 1


def test_a_text_beyond_the_limit_is_said_and_kept(ana: User, ticket: Ticket, enter: Enter) -> None:
    answer = send(enter(ana), ticket, body="x" * 20_001)
    assert answer.status_code == 422
    assert "Caben hasta 20,000 letras" in answer.text


def test_the_customers_answer_gives_the_turn_back(
    ana: User, ticket: Ticket, dario: User, enter: Enter
) -> None:
    reply_as_staff(ticket, by=dario, body="¿Nos comparte el XML?")
    send(enter(ana), ticket, body="Aquí está")
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS
