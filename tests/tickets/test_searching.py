"""Searching: what people type finds what they mean, alike on both databases (C082-C087)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eticket.accounts.models import Account, User
from eticket.lib.folding import clean_line, stem, words
from eticket.licensing.models import Product, Serial
from eticket.tickets import searching
from eticket.tickets.models import Kind, Message, Ticket
from eticket.tickets.opening import open_ticket
from eticket.tickets.replying import reply_as_staff, write_note
from eticket.tickets.searching import matching, rebuild_index
from tests.cast import issue

Maker = Callable[..., Any]


def found(query: str, account: Account | None = None) -> list[str]:
    return sorted(t.subject for t in matching(Ticket.objects.all(), query, account=account))


@pytest.mark.parametrize(
    "query",
    ["nomina", "nómina", "NÓMINA", "  Nóminas ", "nomin", "nom", "timbrar nomina", "TIMBR"],
)
def test_c082_accents_case_and_plurals_are_the_same(opened: Maker, query: str) -> None:
    opened(subject="Error al timbrar la nómina", body="Marca un error")
    opened(subject="Otra cosa", body="Nada que ver")
    assert found(query) == ["Error al timbrar la nómina"]


@pytest.mark.parametrize("query", ["pérez ñúñez", "PEREZ NUNEZ", "Pérez Núñ"])
def test_c083_capital_letters_with_accents(opened: Maker, query: str) -> None:
    opened(subject="Finiquito de PÉREZ ÑÚÑEZ")
    opened(subject="Finiquito de Paredes")
    assert found(query) == ["Finiquito de PÉREZ ÑÚÑEZ"]


@pytest.mark.parametrize(
    "form", ["{}", "[Ticket {}]", "#{}", "Ticket {}", "Re: [Ticket {}] Error", " {} ", "lower"]
)
def test_c084_c086_a_number_finds_its_ticket_and_nothing_else(opened: Maker, form: str) -> None:
    tickets = [opened(subject=f"Ticket {n}", body="S 28 error") for n in range(3)]
    number = tickets[1].number
    query = number.lower() if form == "lower" else form.format(number)
    assert found(query) == ["Ticket 1"]


def test_the_beginning_of_a_number_finds_the_tickets_of_that_day(opened: Maker) -> None:
    ticket = opened(subject="El de hoy")
    assert found(ticket.number[:-6]) == ["El de hoy"]
    assert found("SV_999") == []


def test_an_imported_number_is_found_as_it_was_kept(opened: Maker) -> None:
    ticket = opened(subject="Uno viejo")
    Ticket.objects.filter(pk=ticket.pk).update(number="HD-00123/A")
    assert found("HD-00123/A") == ["Uno viejo"]


NUMBER = "3F9A0C21-7B4E-4D19-9C55-0A1B2C3D4E5F"


@pytest.mark.parametrize(
    "query",
    [
        NUMBER,
        NUMBER.lower(),
        NUMBER.replace("-", ""),
        f"{{{NUMBER}}}",
        f"  {NUMBER} ",
        NUMBER.replace("-", "–"),
        NUMBER[:8],
        NUMBER[-6:],
        "9C55",
        "7b4e-4d19",
    ],
)
def test_c085_a_serial_in_any_dress_and_in_part(
    acme: Account, product: Product, opened: Maker, query: str
) -> None:
    serial = issue(acme, product)
    Serial.objects.filter(pk=serial.pk).update(number=NUMBER)
    serial.refresh_from_db()
    opened(subject="Con esa serie", serial=serial)
    opened(subject="Con otra")
    assert found(query, acme) == ["Con esa serie"]
    assert found(query) == ["Con esa serie"]


@pytest.mark.parametrize(
    "name", ["Refacciones (Norte), S.A. de C.V.", "O'Farrill & Hijos", "Nómina [Sur] {2026}"]
)
def test_c087_signs_in_a_name_are_no_syntax(opened: Maker, acme: Account, name: str) -> None:
    Account.objects.filter(pk=acme.pk).update(name=name)
    opened(subject="El suyo")
    assert found(name) == ["El suyo"]


@pytest.mark.parametrize(
    "query", ['"', "'", "*", "a AND", "NEAR(", "a:*", "\\", "!a & |", "%", "()"]
)
def test_what_is_typed_is_never_syntax(opened: Maker, query: str) -> None:
    opened(subject="Uno")
    found(query)


def test_people_system_area_customer_and_replies_are_searched_but_notes_are_not(
    ticket: Ticket, dario: User, acme: Account
) -> None:
    reply_as_staff(ticket, by=dario, body="Revise el certificado")
    write_note(ticket, by=dario, body="Cliente enojado")
    words = ("ana ruiz", "eComprobante", "soporte", "acme", acme.rfc, "certificado", "dario")
    for query in (*words, ticket.follow_up_email):
        assert found(query) == [ticket.subject], query
    assert found("enojado") == []


def test_a_customer_searches_only_what_is_theirs(
    ticket: Ticket, otra: Account, carla: User, carlas_serial: Serial, new_ticket: Maker
) -> None:
    hers = open_ticket(otra, new_ticket(serial=carlas_serial, subject="Nómina de Carla"), by=carla)
    assert found("nomina", otra) == ["Nómina de Carla"]
    assert found("nomina") == sorted([ticket.subject, hers.subject])
    # Whoever guesses how accounts are marked gains nothing, nor writes into another's part.
    mark = searching.account_word(ticket.account_id)
    assert found(mark, otra) == []
    assert mark not in {stem(word) for word in words(f"{mark} {mark[1:]}")}


def test_a_very_long_word_is_found_by_its_beginning(opened: Maker) -> None:
    opened(subject="Un sello", body="x1" * 5000)
    assert found("x1" * 40) == ["Un sello"]


def test_a_deleted_message_is_found_no_more(ticket: Ticket, dario: User) -> None:
    message = reply_as_staff(ticket, by=dario, body="Palabra secreta")
    assert found("secreta") == [ticket.subject]
    message.delete()
    assert found("secreta") == []
    reply_as_staff(ticket, by=dario, body="Otra respuesta")
    assert found("secreta") == []


def test_rebuilding_gives_the_same_answers_and_todays_names(
    ticket: Ticket, acme: Account, dario: User
) -> None:
    reply_as_staff(ticket, by=dario, body="Revise el certificado").delete()
    reply_as_staff(ticket, by=dario, body="Revise el timbre")
    Account.objects.filter(pk=acme.pk).update(name="Nombre Nuevo")
    rebuild_index()
    assert found("timbre") == found("nuevo") == found("eComprobante") == [ticket.subject]
    assert found("certificado") == found("acme s.a.") == []


def test_a_search_reads_the_index(opened: Maker, acme: Account) -> None:
    opened(kind=Kind.SERVICE)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = matching(Ticket.objects.all(), "nomina", account=acme).explain()
    used = "VIRTUAL TABLE INDEX" if connection.vendor == "sqlite" else "ticket_search_words"
    assert used in plan
    assert not re.search(r"SCAN (tickets_message|tickets_ticket)(?! USING)", plan)


TEXTS = st.lists(
    st.text("aeñózs19 -_.'\"&|*()ßİ中", min_size=0, max_size=25), min_size=1, max_size=6
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(texts=TEXTS, query=st.text("aeñózs19 -_.'\"&|*()ßİ中", min_size=1, max_size=12))
def test_both_databases_find_what_the_words_say(
    ticket: Ticket, texts: list[str], query: str
) -> None:
    """Each text is a message of the same ticket; a plain reading of the rule is the judge."""
    Message.objects.filter(ticket=ticket).delete()
    for text in texts:
        message = Message.objects.create(ticket=ticket, author_name="", body=text)
        searching.index_message(message, ticket)
    terms = words(clean_line(query))
    expected = bool(terms) and any(_meets(set(map(stem, words(t))), terms) for t in texts)
    if not clean_line(query):
        expected = True
    assert matching(Ticket.objects.all(), query).exists() == expected


def _meets(indexed: set[str], terms: list[str]) -> bool:
    *whole, last = terms
    begun = len(last) >= 3 and any(word.startswith(last) for word in indexed)
    return all(stem(term) in indexed for term in whole) and (begun or stem(last) in indexed)
