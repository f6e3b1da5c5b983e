import re
from collections.abc import Callable
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from eticket.accounts.changing_email import ask_to_change, confirm, confirm_token
from eticket.accounts.inviting import invite_person
from eticket.accounts.managing import make_holder
from eticket.accounts.models import Account, Membership, Publisher, Role, User
from eticket.accounts.offering import invite
from eticket.events.recording import record
from eticket.licensing.activating import activate_device, deactivate_device, undo_change
from eticket.licensing.models import Device, Serial
from eticket.tickets.assigning import assign_ticket, transfer_ticket
from eticket.tickets.attaching import store
from eticket.tickets.closing import cancel_ticket, close_ticket
from eticket.tickets.models import Area, Status, Ticket
from eticket.tickets.rating import rate_ticket
from eticket.tickets.replying import reply_as_customer, reply_as_staff, write_note
from tests.cast import PASSWORD, a_file
from tests.notifications.conftest import Sink, html_of, text_of

Deliver = Callable[[], None]
LINK = re.compile(r"http://localhost:8000/\S*")


@pytest.fixture(autouse=True)
def _everybody(publisher: Publisher, dario: User, sonia: User, diana: User) -> None:
    """Soporte técnico has its agents, Ventas has Diana."""


def test_the_receipt_says_what_was_received_in_text_and_in_html(
    ticket: Ticket, sink: Sink, deliver: Deliver
) -> None:
    deliver()
    [mail] = sink.to("ana@acme.example")
    for body in (text_of(mail), unescape(html_of(mail))):
        assert "Recibimos su ticket" in body
        assert "Estimado usuario: Ana Ruiz" in body
        assert ticket.number in body
        assert "Marca CFDI40147 en 12 recibos." in body
        assert f"http://localhost:8000/tickets/{ticket.number}/" in body
        assert "Gracias por su preferencia." in body
        assert "favor de no contestarlo" in body
    assert mail["Subject"].strip() == f"{ticket.subject} [{ticket.number}]"
    assert "\n\n\n" not in text_of(mail)


def test_every_mail_is_marked_as_automatic_and_asks_for_no_answer(
    ticket: Ticket, sink: Sink, deliver: Deliver
) -> None:
    deliver()
    assert len(sink.mails) == 3
    for mail in sink.mails:
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["X-Auto-Response-Suppress"] == "All"
        assert mail["From"] == "eTicket <no-responder@localhost>"
        assert mail["Reply-To"] is None
        assert mail["Message-ID"]


@pytest.mark.parametrize(
    ("path", "sender"), [("<>", "<>"), ("rebotes@dsoft.example", "rebotes@dsoft.example")]
)
def test_refused_mail_goes_back_where_the_operator_wants(
    ticket: Ticket, sink: Sink, deliver: Deliver, settings: Any, path: str, sender: str
) -> None:
    settings.MAIL_RETURN_PATH = path
    deliver()
    assert {envelope[0] for envelope in sink.envelopes} == {sender}
    assert {mail["From"] for mail in sink.mails} == {"eTicket <no-responder@localhost>"}


def test_the_mails_of_a_ticket_form_one_thread_for_each_reader(
    ticket: Ticket, ana: User, dario: User, sink: Sink, deliver: Deliver
) -> None:
    reply_as_staff(ticket, by=dario, body="¿Qué versión tiene?")
    reply_as_customer(ticket, by=ana, body="La 21.3")
    reply_as_staff(ticket, by=dario, body="Gracias.", then=Status.IN_PROGRESS)
    close_ticket(ticket, by=dario, solution="Régimen 605.")
    deliver()
    mails = sink.to("ana@acme.example")
    ids = [mail["Message-ID"] for mail in mails]
    root = mails[0]["References"]
    assert [mail["References"].split() for mail in mails] == [
        [root, *ids[:number]] for number in range(4)
    ]
    assert [mail["In-Reply-To"] for mail in mails] == [root, *ids[:3]]
    assert len({mail["Subject"] for mail in mails}) == 1


def test_c142_a_subject_of_250_letters_arrives_however_often_it_is_answered(
    opened: Callable[..., Ticket], ana: User, dario: User, sink: Sink, deliver: Deliver
) -> None:
    ticket = opened(subject="Re: RE: RV: " + "ñandú " * 39 + "ñañ")
    for _answer in range(5):
        reply_as_staff(ticket, by=dario, body="¿Sigue?")
        reply_as_customer(ticket, by=ana, body="Sigue.")
    deliver()
    subjects = {mail["Subject"].strip() for mail in sink.to("ana@acme.example")}
    assert len(sink.to("ana@acme.example")) == 6
    assert len(subjects) == 1
    [subject] = subjects
    assert len(subject) <= 250
    assert subject.endswith(f"[{ticket.number}]")


def test_nothing_typed_can_add_a_header_or_a_receiver(
    opened: Callable[..., Ticket], ana: User, sink: Sink, deliver: Deliver
) -> None:
    User.objects.filter(pk=ana.pk).update(name="Ana\r\nBcc: todos@otro.example")
    ticket = opened(follow_up_email="ana@acme.example")
    Ticket.objects.filter(pk=ticket.pk).update(
        subject="Hola\r\nBcc: todos@otro.example\n\n<script>alert(1)</script>\x07\u202e"
    )
    deliver()
    [mail] = sink.to("ana@acme.example")
    assert mail["Bcc"] is None
    assert [envelope[1] for envelope in sink.envelopes] == [[mail["To"]] for mail in sink.mails]
    assert "\n" not in mail["Subject"]
    assert "<script>" not in html_of(mail)


def test_text_is_shown_as_typed_and_never_as_markup(
    ticket: Ticket, dario: User, sink: Sink, deliver: Deliver
) -> None:
    reply_as_staff(ticket, by=dario, body='<img src=x> "5 > 4" & www.sat.gob.mx')
    deliver()
    mail = sink.to("ana@acme.example")[-1]
    assert '<img src=x> "5 > 4" & www.sat.gob.mx' in text_of(mail)
    assert "&lt;img src=x&gt;" in html_of(mail)
    assert 'href="https://www.sat.gob.mx"' in html_of(mail)


def test_c025_files_are_counted_and_never_mailed(
    ticket: Ticket, dario: User, sink: Sink, deliver: Deliver
) -> None:
    files = [store(a_file(f"{number}.txt", b"secreto")) for number in range(3)]
    reply_as_staff(ticket, by=dario, body="Vea esto.", files=files)
    deliver()
    mail = sink.to("ana@acme.example")[-1]
    assert "3 archivos: véalos en el portal." in text_of(mail)
    assert list(mail.iter_attachments()) == []
    assert b"secreto" not in mail.as_bytes()


def test_the_closing_mail_has_the_solution_and_a_link_for_each_star(
    ticket: Ticket, dario: User, sink: Sink, deliver: Deliver, client: Client
) -> None:
    close_ticket(ticket, by=dario, solution="Régimen 605.")
    deliver()
    mail = sink.to("ana@acme.example")[-1]
    assert "Régimen 605." in text_of(mail)
    links = re.findall(r"http://localhost:8000(/calificar/[^/]+/\?estrellas=\d)", text_of(mail))
    assert [link[-1] for link in links] == list("12345")
    assert all(f'href="http://localhost:8000{link}"' in html_of(mail) for link in links)
    assert client.get(links[0]).status_code == 200


def test_a_closing_mail_that_comes_after_the_reopening_asks_for_no_rating(
    ticket: Ticket, ana: User, dario: User, sink: Sink, deliver: Deliver
) -> None:
    close_ticket(ticket, by=dario, solution="Régimen 605.")
    reply_as_customer(ticket, by=ana, body="No.")
    deliver()
    closing = [mail for mail in sink.mails if "quedó cerrado" in text_of(mail)]
    assert len(closing) == 1
    assert "/calificar/" not in text_of(closing[0])


def test_the_mail_that_asks_for_proof_holds_nothing_that_somebody_typed(
    acme: Account, ana: User, new_ticket: Any, opened: Any, sink: Sink, deliver: Deliver
) -> None:
    opened(follow_up_email="nominas@acme.example")
    deliver()
    [mail] = sink.to("nominas@acme.example")
    said = text_of(mail) + html_of(mail) + str(mail["Subject"])
    # A random token may hold any letters.
    said = re.sub(r"https?://[^\s\"<]+", "", said)
    for typed in ("Acme", "Ana", "nómina", "CFDI40147", "S_"):
        assert typed not in said
    assert mail["References"] is None


def test_what_staff_note_among_themselves_is_in_no_mail(
    ticket: Ticket, dario: User, sink: Sink, deliver: Deliver
) -> None:
    write_note(ticket, by=dario, body="Ojo: moroso.")
    close_ticket(ticket, by=dario, solution="Listo.")
    deliver()
    assert not any("moroso" in text_of(mail) for mail in sink.mails)


def test_no_mail_loads_anything_from_anywhere(
    ticket: Ticket, dario: User, sink: Sink, deliver: Deliver
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    deliver()
    for mail in sink.mails:
        assert not re.search(r"<(img|link|script|iframe)\b|url\(|\bsrc=", html_of(mail))


def test_the_titular_hears_of_a_computer_that_others_changed(
    serial: Serial, ana: User, adela: User, dario: User, sink: Sink, deliver: Deliver
) -> None:
    device = Device.objects.create(serial=serial, name="CONTA-01", fingerprint="a")
    change = deactivate_device(device, by=adela, reason="Cambio de equipo")
    assert change
    undo_change(change, by=adela)
    deactivate_device(device, by=ana, reason="Robo")
    activate_device(device, by=dario, reason="Lo pidió por teléfono")
    deliver()
    mails = [mail for mail in sink.mails if "/series/" in text_of(mail)]
    assert {mail["To"] for mail in mails} == {"ana@acme.example"}
    said = [
        ("Se desactivó un equipo", "Adela Soto desactivó CONTA-01", "Motivo: Cambio de equipo."),
        ("Se deshizo un cambio", "Adela Soto deshizo su cambio", "queda como estaba"),
        ("Se activó un equipo", "Dario Vega activó CONTA-01", "Motivo: Lo pidió por teléfono."),
    ]
    for mail, words in zip(mails, said, strict=True):
        for body in (text_of(mail), unescape(html_of(mail))):
            assert all(word in body for word in (*words, "eComprobante"))


@pytest.fixture
def every_mail(
    ticket: Ticket,
    serial: Serial,
    opened: Callable[..., Ticket],
    acme: Account,
    ana: User,
    adela: User,
    bruno: User,
    beto: User,
    dario: User,
    sonia: User,
    ventas: Area,
    sink: Sink,
    deliver: Deliver,
) -> list[EmailMessage]:
    """One of every kind, delivered."""
    assign_ticket(ticket, dario, by=sonia)
    reply_as_staff(ticket, by=dario, body="¿Qué versión tiene?")
    reply_as_customer(ticket, by=ana, body="La 21.3")
    reply_as_staff(ticket, by=dario, body="Gracias.", then=Status.IN_PROGRESS)
    close_ticket(ticket, by=dario, solution="Régimen 605.")
    rate_ticket(ticket, by=None, stars=1, comment="Tardaron.")
    reopened = opened(by=bruno)
    close_ticket(reopened, by=dario, solution="Listo.")
    reply_as_customer(reopened, by=ana, body="Otra vez.")
    deliver()
    cancel_ticket(reopened, by=sonia, reason="Duplicado")
    transfer_ticket(opened(follow_up_email="nominas@acme.example"), ventas, by=dario, reason="Suyo")
    invite_person(
        acme, email="nueva@acme.example", name="Nora Paz", role=Role.COLLABORATOR, by=sonia
    )
    invite(acme, email="luz@acme.example", name="Luz", role=Role.COLLABORATOR, by=ana)
    change = ask_to_change(adela, "adela@nuevo.example", password=PASSWORD, address="")
    deliver()
    confirm(confirm_token(change))
    heir = Membership.objects.select_related("account").get(user=beto)
    make_holder(heir, by=ana, password=PASSWORD, address="")
    with transaction.atomic():
        record("user.password_reset_requested", ana, by=None)
        record("user.password_changed", ana, by=ana)
    device = Device.objects.create(serial=serial, name="CONTA-01", fingerprint="a")
    deactivate_device(device, by=dario, reason="Robo")
    deliver()
    return sink.mails


def test_every_link_of_every_mail_opens(
    every_mail: list[EmailMessage], enter: Callable[[User], Client]
) -> None:
    seen = set()
    # Signing in spends a link for a password: those first.
    for mail in sorted(every_mail, key=lambda mail: "contraseña" not in text_of(mail)):
        links = set(LINK.findall(text_of(mail)))
        assert links, mail["Subject"]
        assert links <= set(LINK.findall(re.sub(r'[">]', " ", unescape(html_of(mail)))))
        for path in (link.removeprefix("http://localhost:8000") for link in links):
            name = resolve(path.partition("?")[0]).view_name
            seen.add(name)
            client = enter(User.objects.get(email=mail["To"])) if ":" in name else Client()
            assert client.get(path).status_code == 200, f"{mail['To']} {name}"
    assert seen == {
        "portal:tickets.show",
        "portal:serials.show",
        "desk:tickets.show",
        "rate_by_link",
        "prove_address",
        "accept_invitation",
        "confirm_email",
        "undo_email",
        "portal:people.index",
        "account_reset_password",
        "account_reset_password_confirm",
    }


def test_every_mail_says_something_in_each_of_its_places(every_mail: list[EmailMessage]) -> None:
    said = {text_of(mail).partition("\n")[0] for mail in every_mail}
    assert len(said) == 23
    for mail in every_mail:
        assert not re.search(r"\{\{|\{%|None|\(\)|\[\]", text_of(mail))
        assert re.search(r"<h1[^>]*>[^<]+</h1>", html_of(mail))
