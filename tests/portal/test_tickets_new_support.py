"""Raising a ticket de soporte (S56-S68): the form, its errors, its refusals, what is kept."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.licensing.models import Product, Serial
from eticket.tickets import drafting
from eticket.tickets.attaching import path_on_disk
from eticket.tickets.models import Area, Attachment, Draft, Kind, Ticket, Upload
from tests.cast import a_file, issue

Maker = Callable[..., Any]


@pytest.fixture
def address(serial: Serial) -> str:
    return f"/tickets/generar/soporte/{serial.number}/"


@pytest.fixture
def said(soporte: Area) -> dict[str, Any]:
    """What Ana sends: a form without errors."""
    return {
        "form_key": "k" * 22,
        "area": soporte.pk,
        "subject": "No importa las incapacidades de octubre",
        "follow_up_email": "ana@acme.example",
        "confirm_email": "ana@acme.example",
        "phone": "55 1234 5678",
        "confirm_phone": "55 1234 5678",
        "contact_hours": "De 9:00 a 14:00",
        "body": "Marca «folio duplicado» en 12 de 84 trabajadores.\r\n\r\nUrge hoy.",
    }


@pytest.fixture
def client(enter: Maker, ana: User) -> Client:
    return enter(ana)


def html(answer: Any, status: int) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def errors(text: str) -> list[str]:
    return re.findall(r'<p class="error"[^>]*>.*?<span>([^<]*)</span>', text, re.S)


def tokens(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="upload" value="([^"]+)"', text)))


def test_the_fields_stand_in_the_order_of_the_guide(client: Client, address: str) -> None:
    text = html(client.get(address), 200)
    labels = re.findall(r"<label for=[^>]*>([^<]+?)\s*<", text)
    assert labels == [
        "Área", "Asunto", "Correo seguimiento", "Confirma Correo", "Teléfono para contactar",
        "Confirmar Teléfono", "Horario a contactar", "Descripción del problema",
    ]  # fmt: skip
    assert text.index("Adjuntar Archivo") > text.index("Descripción del problema")
    assert text.index(">Generar Ticket</button>") > text.index("Adjuntar Archivo")


def test_the_form_begins_with_what_is_known_of_the_person(
    client: Client, ana: User, address: str, serial: Serial
) -> None:
    ana.contact_hours = "Por la mañana"
    ana.save()
    text = html(client.get(address.lower()), 200)
    assert text.count('value="ana@acme.example"') == 2
    assert text.count('value="55 1234 5678"') == 2
    assert 'value="Por la mañana"' in text
    assert "eComprobante META Licencia Anual" in text
    assert "Ninguno abierto; puede tener 3" in text
    assert serial.number in text.replace("<wbr>", "")
    assert "nunca hacen falta" in text


def test_a_ticket_is_made_and_shown(
    client: Client, ana: User, address: str, said: dict[str, Any], serial: Serial
) -> None:
    answer = client.post(address, said)
    ticket = Ticket.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/tickets/{ticket.number}/"
    assert ticket.kind == Kind.SUPPORT
    assert ticket.serial == serial
    assert ticket.raised_by == ana
    assert ticket.phone == "+525512345678"
    assert ticket.contact_hours == "De 9:00 a 14:00"
    assert ticket.messages.get().body == (
        "Marca «folio duplicado» en 12 de 84 trabajadores.\n\nUrge hoy."
    )
    shown = client.get(answer["Location"]).content.decode()
    assert f"Se generó el ticket {ticket.number}." in shown


def test_hours_and_telephone_are_remembered(
    client: Client, ana: User, address: str, said: dict[str, Any]
) -> None:
    said |= {"phone": "33 1234 5678", "confirm_phone": "3312345678"}
    assert client.post(address, said).status_code == 302
    ana.refresh_from_db()
    assert (ana.phone, ana.contact_hours) == ("+523312345678", "De 9:00 a 14:00")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"subject": " \u200b "}, "Falta el asunto."),
        ({"subject": "x" * 251}, "Caben 250 letras y son 251."),
        ({"body": "\n \n"}, "Falta la descripción del problema."),
        ({"body": "x" * 20_001}, "Caben 20000 letras y son 20001."),
        ({"area": ""}, "Elija el área."),
        ({"area": "999"}, "Elija el área."),
        ({"area": "\0"}, "Elija el área."),
        ({"follow_up_email": ""}, "Falta el correo seguimiento."),
        (
            {"follow_up_email": "ana@acme"},
            "Escriba un correo completo, por ejemplo nombre@empresa.com.mx.",
        ),
        ({"follow_up_email": "otra@acme.example"}, "No coincide con el correo seguimiento."),
        ({"confirm_email": "ana@acme.exampl"}, "No coincide con el correo seguimiento."),
        (
            {"follow_up_email": "otra@acme.example", "confirm_email": ""},
            "Escriba otra vez el correo seguimiento.",
        ),
        ({"phone": ""}, "Falta el teléfono para contactar."),
        ({"phone": "123"}, "Escriba el teléfono con sus 10 dígitos, por ejemplo 55 1234 5678."),
        ({"confirm_phone": "55 1234 5679"}, "No coincide con el teléfono para contactar."),
        (
            {"phone": "33 1234 5678", "confirm_phone": ""},
            "Escriba otra vez el teléfono para contactar.",
        ),
    ],
)
def test_an_error_stands_at_its_field_and_all_is_kept(
    client: Client, address: str, said: dict[str, Any], changed: dict[str, str], sentence: str
) -> None:
    said |= changed
    text = html(client.post(address, said), 422)
    assert errors(text) == [sentence]
    assert "Falta corregir 1 dato" in text
    assert "Todo lo que escribió y sus archivos siguen aquí." in text
    assert len(re.findall(r"<(?:input|textarea|select)[^>]* autofocus", text)) == 1
    assert 'aria-invalid="true"' in text
    assert said["contact_hours"] in text
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("given", "again"),
    [
        ("Ana@ACME.example", "ana@acme.example"),
        ("ana\u200b@acme.example", "ana@acme.example\u00a0"),
        ("ana\uff20acme.example", "ana@acme.example"),
        ("ana@acme.example", ""),
    ],
)
def test_c064_addresses_are_compared_after_cleaning(
    client: Client, address: str, said: dict[str, Any], given: str, again: str
) -> None:
    said |= {"follow_up_email": given, "confirm_email": again}
    assert client.post(address, said).status_code == 302
    assert Ticket.objects.get().follow_up_email == "ana@acme.example"


@pytest.mark.parametrize("again", ["5512345678", "+52 55 1234 5678", "044 55 1234 5678", ""])
def test_telephones_are_compared_after_cleaning(
    client: Client, address: str, said: dict[str, Any], again: str
) -> None:
    assert client.post(address, said | {"confirm_phone": again}).status_code == 302


def test_controls_and_accents_of_a_text_are_mended_not_refused(
    client: Client, address: str, said: dict[str, Any]
) -> None:
    said |= {"subject": "No\0mina\x07 de Ma\u0301laga", "body": "a\0b\r\nc"}
    assert client.post(address, said).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.subject == "No mina de M\u00e1laga"
    assert ticket.messages.get().body == "ab\nc"


def test_c014_c016_files_are_kept_through_two_errors_byte_for_byte(
    client: Client, address: str, said: dict[str, Any]
) -> None:
    pdf, sheet = (
        b"%PDF-1.7\n" + bytes(range(256)) * 40,
        b"PK\x03\x04" + bytes(range(255, -1, -1)) * 9,
    )
    said |= {"confirm_email": "x", "confirm_phone": "y", "body": ""}
    files = [a_file("póliza.pdf", pdf), a_file("cargos.xlsx", sheet)]
    text = html(client.post(address, said | {"files": files}), 422)
    kept = tokens(text)
    assert len(kept) == 2
    assert "póliza.pdf" in text
    said |= {"upload": kept, "body": "Listo", "confirm_email": "ana@acme.example"}
    text = html(client.post(address, said), 422)
    assert tokens(text) == kept
    said["confirm_phone"] = said["phone"]
    assert client.post(address, said).status_code == 302
    arrived = {a.name: path_on_disk(a.path).read_bytes() for a in Attachment.objects.all()}
    assert arrived == {"póliza.pdf": pdf, "cargos.xlsx": sheet}
    assert not Upload.objects.exists()


def test_c024_an_empty_file_is_named_and_the_good_one_kept(
    client: Client, address: str, said: dict[str, Any]
) -> None:
    files = [a_file("log.txt", b""), a_file("captura.png")]
    text = html(client.post(address, said | {"files": files}), 422)
    assert "log.txt está vacío" in text
    assert len(tokens(text)) == 1
    assert not Ticket.objects.exists()


def test_c026_too_many_files_are_said_and_ten_kept(
    client: Client, address: str, said: dict[str, Any]
) -> None:
    files = [a_file(f"{n}.txt", b"uno") for n in range(12)]
    text = html(client.post(address, said | {"files": files}), 422)
    assert "el límite es 10 por mensaje" in text
    assert len(tokens(text)) == 10
    assert said["subject"] in text


def test_a_file_is_taken_out_without_a_script(
    client: Client, address: str, said: dict[str, Any]
) -> None:
    files = [a_file("una.png"), a_file("otra.png")]
    one, other = tokens(html(client.post(address, said | {"body": "", "files": files}), 422))
    text = html(client.post(address, said | {"upload": [one, other], "drop": one}), 200)
    assert tokens(text) == [other]
    assert errors(text) == []
    assert said["body"].split("\r")[0] in text
    assert not Ticket.objects.exists()


def test_another_persons_files_cannot_be_claimed(
    client: Client,
    enter: Maker,
    carla: User,
    carlas_serial: Serial,
    address: str,
    said: dict[str, Any],
) -> None:
    theirs = tokens(html(client.post(address, said | {"body": "", "files": [a_file()]}), 422))
    said |= {"follow_up_email": carla.email, "confirm_email": carla.email, "upload": theirs}
    there = f"/tickets/generar/soporte/{carlas_serial.number}/"
    text = html(enter(carla).post(there, said), 422)
    assert tokens(text) == []
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_c001_the_same_form_sent_again_leads_to_the_same_ticket(
    client: Client, address: str, said: dict[str, Any], script: bool
) -> None:
    if script:
        kept = tokens(html(client.post(address, said | {"body": "", "files": [a_file()]}), 422))
        first, second = client.post(address, said | {"upload": kept}), None
        second = client.post(address, said | {"upload": kept})
    else:
        first = client.post(address, said | {"files": [a_file()]})
        second = client.post(address, said | {"files": [a_file()]})
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == Attachment.objects.count() == 1


def test_another_text_with_an_old_form_is_kept_and_said(
    client: Client, address: str, said: dict[str, Any]
) -> None:
    client.post(address, said)
    number = Ticket.objects.get().number
    text = html(client.post(address, said | {"body": "Otra cosa distinta"}), 422)
    assert f"Con este formulario ya se generó el ticket {number}" in text
    assert f'href="/tickets/{number}/"' in text
    assert "Otra cosa distinta" in text
    assert f'name="form_key" value="{said["form_key"]}"' not in text


def test_s67_a_full_serial_is_refused_with_a_way_out(
    client: Client, ana: User, address: str, said: dict[str, Any], serial: Serial, opened: Maker,
    beto: User,
) -> None:  # fmt: skip
    mine, betos = opened(), opened(by=beto)
    opened()
    form_of = drafting.form_of_new(serial)
    drafting.save_draft(ana, form_of, {"body": "A medias"})
    assert "ha alcanzado el límite" in html(client.get(address), 200)
    text = html(client.post(address, said | {"files": [a_file()]}), 422)
    sentence = (
        f"El número de serie: [{serial.number}] ha alcanzado el límite de tickets permitidos, "
        "simultáneamente"
    )
    assert sentence in text
    assert said["subject"] in text
    assert Ticket.objects.count() == 3
    # One press adds text and file to an open one.
    form = text[text.index(f'action="/tickets/{mine.number}/responder/"') :]
    form = form[: form.index("</form>")]
    assert f'action="/tickets/{betos.number}/responder/"' in text
    body = re.search(r"<textarea name=\"body\" hidden>(.*?)</textarea>", form, re.S)[1]  # type: ignore[index]
    key = re.search(r'name="form_key" value="([^"]+)"', form)[1]  # type: ignore[index]
    assert f'name="draft" value="{form_of}"' in form
    sent = {"body": body, "form_key": key, "upload": tokens(form), "draft": form_of}
    assert client.post(f"/tickets/{mine.number}/responder/", sent).status_code == 302
    message = mine.messages.order_by("-id").first()
    assert message.body.startswith(f"{said['subject']}\n\nMarca «folio")
    assert message.attachments.count() == 1
    assert not Draft.objects.exists()


def test_s68_the_same_system_and_email_is_refused(
    client: Client, address: str, said: dict[str, Any], ticket: Ticket
) -> None:
    text = html(client.post(address, said), 422)
    assert (
        "Ya cuenta con un ticket abierto para el sistema y correo solicitado, "
        "favor de consultar la lista de tickets"
    ) in text
    assert f'action="/tickets/{ticket.number}/responder/"' in text
    assert Ticket.objects.count() == 1


def test_a_refusal_shows_only_tickets_the_person_may_see(
    enter: Maker, beto: User, address: str, said: dict[str, Any], ticket: Ticket
) -> None:
    Serial.objects.update(max_open_tickets=1)
    said |= {"follow_up_email": beto.email, "confirm_email": beto.email}
    client = enter(beto)
    for text in (html(client.get(address), 200), html(client.post(address, said), 422)):
        assert "ha alcanzado el límite" in text
        assert ticket.number not in text
        assert ticket.subject not in text
        assert "Un ticket abierto lo levantó otra persona de su cuenta." in text


def test_an_expired_policy_offers_its_renewal_and_loses_nothing(
    client: Client, acme: Account, product: Product, said: dict[str, Any]
) -> None:
    expired = issue(acme, product, days_valid=-1)
    address = f"/tickets/generar/soporte/{expired.number}/"
    text = html(client.get(address), 200)
    assert f"La póliza de la serie {expired.number} venció el" in text
    assert f'href="/tickets/generar/servicio/?renovar={expired.number}"' in text
    assert ">Generar Ticket</button>" not in text
    text = html(client.post(address, said), 422)
    assert "venció el" in text
    assert said["subject"] in text


def test_c114_a_draft_comes_back_to_its_own_form_only(
    client: Client, ana: User, address: str, serial: Serial, acme: Account, product: Product,
    said: dict[str, Any],
) -> None:  # fmt: skip
    form = drafting.form_of_new(serial)
    drafting.save_draft(ana, form, {"subject": "A medias", "body": "Lo que llevo"})
    Draft.objects.update(saved_at=timezone.now() - timedelta(hours=2))
    text = html(client.get(address), 200)
    assert 'value="A medias"' in text
    assert "Lo que llevo" in text
    assert "Borrador guardado" in text
    assert "(hace 2 horas)" in text
    assert f'form-key="{form}"' in text
    other = issue(acme, product)
    assert (
        "A medias" not in client.get(f"/tickets/generar/soporte/{other.number}/").content.decode()
    )
    assert client.post(address, said).status_code == 302
    assert not Draft.objects.exists()


def test_strangers_serials_and_nonsense_are_404(
    client: Client, carlas_serial: Serial, said: dict[str, Any]
) -> None:
    for number in (carlas_serial.number, "no-es-serie", "0" * 32):
        address = f"/tickets/generar/soporte/{number}/"
        assert client.get(address).status_code == 404
        assert client.post(address, said).status_code == 404
    assert client.put("/tickets/generar/servicio/").status_code == 405


def test_a_form_takes_few_statements(client: Client, address: str, ticket: Ticket) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as statements:
        client.get(address)
    assert len(statements) <= 8
