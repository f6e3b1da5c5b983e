"""Files of tickets, at the deed: taken, kept, attached, refused."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from eticket.accounts.models import Account, User
from eticket.tickets import attaching
from eticket.tickets.attaching import FilesRefused, choose, claim, path_on_disk, stage, store
from eticket.tickets.models import Attachment, Ticket, Upload
from eticket.tickets.opening import open_ticket
from eticket.tickets.replying import reply_as_customer, write_note
from tests.cast import a_file

Maker = Callable[..., Any]


@pytest.mark.parametrize(
    ("name", "content"),
    [("acuse.pdf", b"%PDF-1.7 \x00\xff"), ("nomina.xlsx", b"PK\x03\x04" + bytes(range(256)) * 40)],
)
def test_c016_a_file_kept_through_a_failed_form_arrives_byte_for_byte(
    ana: User, ticket: Ticket, name: str, content: bytes
) -> None:
    kept = choose([a_file(name, content)], [], ana).keep(ana)
    files = choose([], [kept[0].token], ana).files
    reply_as_customer(ticket, by=ana, body="Va el archivo", files=files)
    attachment = Attachment.objects.get()
    assert path_on_disk(attachment.path).read_bytes() == content
    assert attachment.sha256 == hashlib.sha256(content).hexdigest()
    assert Upload.objects.count() == 0


def test_c023_equal_names_keep_their_own_content_and_owner(
    ana: User, carla: User, ticket: Ticket, otra: Account, new_ticket: Maker, carlas_serial: Any
) -> None:
    hers = open_ticket(
        otra, new_ticket(serial=carlas_serial), by=carla, files=[store(a_file("c.pdf", b"%PDF-B"))]
    )
    twice = [store(a_file("c.pdf", b"%PDF-A1")), store(a_file("c.pdf", b"%PDF-A2"))]
    reply_as_customer(ticket, by=ana, body="Dos", files=twice)
    found = {
        (a.ticket_id, path_on_disk(a.path).read_bytes())
        for a in Attachment.objects.filter(name="c.pdf")
    }
    assert found == {(hers.pk, b"%PDF-B"), (ticket.pk, b"%PDF-A1"), (ticket.pk, b"%PDF-A2")}


def test_c024_an_empty_file_is_refused_with_words_and_the_good_one_kept(ana: User) -> None:
    chosen = choose([a_file("log.txt", b""), a_file("bien.txt", b"hola")], [], ana)
    assert chosen.problems == ["log.txt está vacío (0 bytes)."]
    assert [f.name for f in chosen.keep(ana)] == ["bien.txt"]


def test_c026_a_file_over_the_limit_is_refused_by_name(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "FILE_LIMIT", 8)
    chosen = choose([a_file("video.mp4", b"123456789")], [], ana)
    assert "video.mp4" in chosen.problems[0]
    assert chosen.files == []


def test_c026_the_eleventh_file_is_refused_and_ten_are_kept(ana: User) -> None:
    chosen = choose([a_file(f"{n}.txt", b"x") for n in range(12)], [], ana)
    assert chosen.problems == ["Son 12 archivos; el límite es 10 por mensaje."]
    assert len(chosen.files) == 10


def test_a_ticket_holds_so_many_bytes_and_no_more(
    ana: User, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "TICKET_LIMIT", 10)
    reply_as_customer(ticket, by=ana, body="a", files=[store(a_file("a.txt", b"123456"))])
    with pytest.raises(FilesRefused):
        reply_as_customer(ticket, by=ana, body="b", files=[store(a_file("b.txt", b"123456"))])
    assert ticket.messages.filter(body="b").count() == 0


def test_a_quoted_name_comes_as_browsers_write_it(ana: User) -> None:
    assert store(a_file("enero %22copia%22.pdf", b"x")).name == 'enero "copia".pdf'


def test_staged_files_are_their_owners_alone(ana: User, carla: User) -> None:
    token = stage([store(a_file())], ana)[0].token
    assert claim([token], carla) == []
    attaching.unstage(token, carla)
    assert [f.token for f in claim([token], ana)] == [token]


def test_a_token_that_is_gone_is_said(ana: User) -> None:
    assert choose([], ["ar_no_existe"], ana).problems == [
        "Un archivo ya no estaba guardado; adjúntelo otra vez."
    ]


def test_a_file_goes_with_one_message_only(ana: User, ticket: Ticket) -> None:
    token = stage([store(a_file())], ana)[0].token
    files = claim([token], ana)
    reply_as_customer(ticket, by=ana, body="uno", files=files)
    with pytest.raises(FilesRefused):
        reply_as_customer(ticket, by=ana, body="dos", files=files)
    assert Attachment.objects.count() == 1


def test_a_full_disk_is_said_and_leaves_nothing(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("eticket.tickets.attaching.os.fsync", full)
    chosen = choose([a_file("a.txt", b"x")], [], ana)
    assert chosen.problems == ["No pudimos guardar a.txt; intente de nuevo en unos minutos."]


def test_a_file_that_a_message_took_meanwhile_is_not_taken_from_it(
    ana: User, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = stage([store(a_file())], ana)[0].token
    read = Upload.objects.filter

    def take_first(*args: Any, **given: Any) -> Any:
        found = read(*args, **given)
        if given.get("token") == token and "user" in given:
            # Read by whoever takes it out; at this moment the form itself is sent.
            list(found)
            monkeypatch.setattr(Upload.objects, "filter", read)
            rows = list(found.values_list("pk", "path"))
            reply_as_customer(ticket, by=ana, body="Va", files=claim([token], ana))
            return type("Read", (), {"values_list": lambda *_: rows, "__iter__": lambda _: iter(
                [Upload(pk=pk, path=path) for pk, path in rows])})()  # fmt: skip
        return found

    monkeypatch.setattr(Upload.objects, "filter", take_first)
    attaching.unstage(token, ana)
    assert path_on_disk(Attachment.objects.get().path).exists()


def test_a9_files_of_notes_take_no_room_from_customers_and_are_not_told(
    ana: User, dario: User, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "TICKET_LIMIT", 100)
    file = a_file("captura.png", b"x" * 60)
    write_note(ticket, by=dario, body="Interna", files=[store(file)])
    reply_as_customer(ticket, by=ana, body="Va", files=[store(file)])
    with pytest.raises(FilesRefused):
        reply_as_customer(ticket, by=ana, body="Otro", files=[store(file)])


def test_i4_forms_that_are_refused_again_and_again_do_not_fill_the_disk(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "STAGED_LIMIT", 50, raising=False)
    for _ in range(2):
        choose([a_file("a.txt", b"x" * 30)], [], ana).keep(ana)
    refused = choose([a_file("a.txt", b"x" * 30)], [], ana)
    assert refused.problems == [
        "Tiene demasiados archivos sin enviar; envíe su mensaje o quite algunos."
    ]
    assert Upload.objects.count() == 2


@pytest.mark.parametrize("token", ["a\0b", "\ud800", "x" * 5000, ""])
def test_c9_a_token_that_is_none_is_nobodys_file(ana: User, token: str) -> None:
    assert claim([token], ana) == []
    attaching.unstage(token, ana)
