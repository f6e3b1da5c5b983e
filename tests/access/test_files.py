"""Files over HTTP: through the viewer, always a download, never run (security.md, D1, D2)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from eticket.accounts.models import User
from eticket.tickets import uploading
from eticket.tickets.attaching import path_on_disk, store
from eticket.tickets.models import Attachment, Draft, Ticket, Upload
from eticket.tickets.previewing import make_previews
from eticket.tickets.replying import reply_as_customer, write_note
from tests.cast import a_file
from tests.tickets.test_previewing import picture

Enter = Callable[[User], Client]


@pytest.fixture
def attach(ana: User, ticket: Ticket) -> Callable[..., Attachment]:
    def make(name: str = "acuse.pdf", content: bytes = b"%PDF-1.7 acuse") -> Attachment:
        reply_as_customer(ticket, by=ana, body="Va", files=[store(a_file(name, content))])
        return Attachment.objects.latest("id")

    return make


def get(
    client: Client, attachment: Attachment, name: str = "attachments.show", **extra: Any
) -> Any:
    answer: Any = client.get(reverse(name, args=[attachment.public_id]), **extra)
    # Read to its end: the file is closed there.
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def is_defused(answer: HttpResponseBase) -> bool:
    return (
        answer.headers["Content-Disposition"].startswith("attachment")
        and answer.headers["X-Content-Type-Options"] == "nosniff"
        and answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        and answer.headers["Cache-Control"] == "private, no-store"
    )


def test_c016_what_was_sent_is_what_comes_back(
    ana: User, enter: Enter, attach: Callable[..., Attachment]
) -> None:
    content = bytes(range(256)) * 2000
    answer = get(enter(ana), attach("datos.bin", content), HTTP_ACCEPT_ENCODING="gzip, br")
    assert is_defused(answer)
    assert "Content-Encoding" not in answer.headers
    assert int(answer.headers["Content-Length"]) == len(content)
    assert answer.body == content


@pytest.mark.parametrize(
    "name",
    [
        "Póliza señal №7 €.pdf",
        "captura 😀.png",
        'Factura 12, enero "copia"; v2.pdf',
        '"><img src=x onerror=alert(1)>.jpg',
        "línea\r\nSet-Cookie: a=b.txt",
        "100% seguro.txt",
        "a\\b;filename=c.exe",
    ],
)
def test_d2_c019_c020_every_name_survives_in_one_safe_header(
    ana: User, enter: Enter, attach: Callable[..., Attachment], name: str
) -> None:
    attachment = attach(name)
    header = get(enter(ana), attachment).headers["Content-Disposition"]
    assert "\n" not in header
    assert "\r" not in header
    shown = attachment.name
    plain = shown.replace("\\", "\\\\").replace('"', '\\"')
    assert header in (
        f'attachment; filename="{plain}"',
        f"attachment; filename*=utf-8''{quote(shown, safe=chr(33) + '#$&+-.^_`|~')}",
        f"attachment; filename*=utf-8''{quote(shown)}",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plano.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("error.html", b"<html><script>alert(1)</script>"),
        ("hoja.xml", b"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><a/>"),
        ("mezcla.gif", b"GIF89a/*<script>alert(1)</script>*/"),
        ("guion.pdf.js", b"alert(1)"),
    ],
)
def test_c029_what_could_run_is_downloaded_inert(
    dario: User, enter: Enter, attach: Callable[..., Attachment], name: str, content: bytes
) -> None:
    answer = get(enter(dario), attach(name, content))
    assert is_defused(answer)
    assert answer.headers["Content-Type"] in ("text/plain", "application/xml", "image/gif")


@pytest.mark.parametrize(("who", "status"), [("bruno", 200), ("beto", 404), ("carla", 404)])
def test_c033_only_who_may_see_the_ticket_gets_the_file(
    request: pytest.FixtureRequest,
    enter: Enter,
    attach: Callable[..., Attachment],
    who: str,
    status: int,
) -> None:
    attachment = attach()
    client = enter(request.getfixturevalue(who))
    assert get(client, attachment).status_code == status
    assert get(client, attachment, "attachments.preview").status_code == 404


def test_c033_nobody_gets_it_without_signing_in_or_after_leaving(
    ana: User, enter: Enter, attach: Callable[..., Attachment]
) -> None:
    attachment = attach()
    assert get(Client(), attachment).status_code == 302
    client = enter(ana)
    client.logout()
    assert get(client, attachment).status_code == 302
    attachment.public_id = f"{int(attachment.public_id, 16) + 1:032x}"
    assert get(enter(ana), attachment).status_code == 404


def test_c034_any_agent_of_the_area_gets_it_and_others_are_refused(
    dario: User,
    sonia: User,
    diana: User,
    elena: User,
    enter: Enter,
    attach: Callable[..., Attachment],
) -> None:
    attachment = attach()
    assert [get(enter(who), attachment).status_code for who in (dario, sonia, elena)] == [200] * 3
    assert get(enter(diana), attachment).status_code == 404


def test_c122_a_file_of_an_internal_note_does_not_exist_for_customers(
    ana: User, dario: User, ticket: Ticket, enter: Enter
) -> None:
    write_note(ticket, by=dario, body="Interno", files=[store(a_file())])
    attachment = Attachment.objects.get()
    assert get(enter(ana), attachment).status_code == 404
    assert get(enter(dario), attachment).status_code == 200


def test_a_file_lost_from_the_disk_is_said(
    ana: User, enter: Enter, attach: Callable[..., Attachment]
) -> None:
    attachment = attach()
    path_on_disk(attachment.path).unlink()
    answer = get(enter(ana), attachment)
    assert answer.status_code == 410
    assert "acuse.pdf" in answer.text


def test_c027_the_preview_is_our_own_picture(
    ana: User, enter: Enter, attach: Callable[..., Attachment]
) -> None:
    attachment = attach("captura.png", picture())
    client = enter(ana)
    assert get(client, attachment, "attachments.preview").status_code == 404
    make_previews()
    answer = get(client, attachment, "attachments.preview")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.body[8:12] == b"WEBP"


def send(client: Client, name: str = "captura.png", content: bytes = b"\x89PNG\r\n\x1a\n x") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("uploads.create"), {"file": file}, HTTP_ACCEPT="application/json")


def test_a_file_goes_up_alone_and_leaves_a_token(ana: User, enter: Enter) -> None:
    client = enter(ana)
    answer = send(client)
    assert answer.status_code == 201
    assert answer.json()["name"] == "captura.png"
    assert answer.json()["kind"] == "image/png"
    token = answer.json()["token"]
    assert Upload.objects.get(token=token).user == ana
    assert client.post(reverse("uploads.remove"), {"token": token}).status_code == 204
    assert Upload.objects.count() == 0


def test_c024_an_empty_file_is_said(ana: User, enter: Enter) -> None:
    answer = send(enter(ana), "log.txt", b"")
    assert (answer.status_code, answer.json()["error"]) == (422, "log.txt está vacío (0 bytes).")


def test_c026_a_file_is_stopped_while_it_streams(
    ana: User, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "FILE_LIMIT", 1000)
    answer = send(enter(ana), "video.mp4", b"x" * 200_000)
    assert answer.status_code == 413
    assert answer.json()["error"] == "video.mp4 pesa más de 25 MB, el límite por archivo."
    assert Upload.objects.count() == 0


def test_c026_a_body_beyond_every_limit_is_not_read(ana: User, enter: Enter) -> None:
    answer = enter(ana).generic(
        "POST", reverse("uploads.create"), b"x", CONTENT_LENGTH=str(1024**3)
    )
    assert answer.status_code == 413
    assert "Caben hasta 10 archivos de 25 MB" in answer.text


def test_one_person_cannot_fill_the_disk_with_files_never_sent(
    ana: User, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eticket.tickets.attaching.STAGED_LIMIT", 5)
    client = enter(ana)
    assert send(client).status_code == 201
    assert send(client).status_code == 413


def test_a_full_disk_while_receiving_is_said(
    ana: User, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def write(self, data: bytes) -> None:
            raise OSError(28, "No space left on device")

        def close(self) -> None: ...

    monkeypatch.setattr(uploading, "SpooledTemporaryFile", lambda size: Full())
    answer = send(enter(ana))
    assert answer.status_code == 413
    assert "No pudimos guardar captura.png" in answer.json()["error"]


def test_strangers_send_nothing(db: None) -> None:
    assert send(Client()).status_code in (302, 307, 401)
    assert Upload.objects.count() == 0


def keep(client: Client, form: str, **fields: str) -> Any:
    return client.post(reverse("drafts.save"), {"form": form, **fields})


def test_c114_a_draft_belongs_to_one_person_and_one_form(
    ana: User, bruno: User, ticket: Ticket, enter: Enter
) -> None:
    answer = keep(enter(ana), f"reply:{ticket.pk}", body="Casi listo")
    assert set(answer.json()) == {"saved"}
    draft = Draft.objects.get()
    assert (draft.user, draft.form) == (ana, f"reply:{ticket.pk}")
    assert draft.fields == {"body": "Casi listo"}
    keep(enter(bruno), f"reply:{ticket.pk}", body="Otra cosa")
    assert Draft.objects.count() == 2


def test_c115_a_draft_with_a_file_is_saved_with_it(ana: User, ticket: Ticket, enter: Enter) -> None:
    client = enter(ana)
    token = send(client).json()["token"]
    keep(client, f"reply:{ticket.pk}", body="Va la captura", upload=token)
    assert Draft.objects.get().fields == {"body": "Va la captura", "upload": token}


@pytest.mark.parametrize(
    "form", ["reply:{pk}", "note:{pk}", "reply:x", "", "reply:99999999999999999"]
)
def test_c119_no_draft_for_a_form_one_cannot_open(
    carla: User, ticket: Ticket, enter: Enter, form: str
) -> None:
    assert keep(enter(carla), form.format(pk=ticket.pk), body="x").status_code == 404
    assert Draft.objects.count() == 0


def test_files_and_drafts_change_by_post_alone(ana: User, enter: Enter) -> None:
    client = enter(ana)
    for name in ("uploads.create", "uploads.remove", "drafts.save"):
        assert client.get(reverse(name)).status_code == 405
    assert not Upload.objects.exists()
