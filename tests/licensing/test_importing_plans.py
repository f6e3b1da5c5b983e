"""What rows do to the tables: like the deeds, repeatable, or refused by row and column."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.forms.models import model_to_dict

from eticket.accounts.entering import add_contact, enter_account
from eticket.accounts.models import Account, Contact, Membership, User
from eticket.lib import days
from eticket.licensing.importing.columns import KINDS, guess_kind, map_headers
from eticket.licensing.issuing import issue_serial, renew_serial
from eticket.licensing.models import Device, Policy, Product, Serial
from tests.cast import issue
from tests.licensing.importing import (
    NUMBER,
    SAMPLES,
    SERIAL_HEADERS,
    applied,
    checked,
    numbers,
    serial_row,
    table,
)

ORDER = ("sistemas", "cuentas", "contactos", "series", "polizas", "equipos")


def test_the_sample_files_are_loaded_and_loaded_again_change_nothing(elena: User) -> None:
    files = [(SAMPLES / f"{name}.csv").read_bytes() for name in ORDER]
    files.append((SAMPLES / "series.xlsx").read_bytes())
    first = [numbers(applied(content, elena)) for content in files]
    assert first == [{"made": 3}] * 4 + [{"made": 2}, {"made": 3}, {"made": 1}]
    again = [numbers(applied(content, elena)) for content in files]
    assert again == [{"left": 3}] * 4 + [{"left": 2}, {"left": 3}, {"left": 1}]
    serial = Serial.objects.get(number=NUMBER)
    assert (serial.valid_until, serial.policies.count()) == (date(2028, 1, 14), 2)
    assert Policy.objects.get(number="P-2026-0103").registered_on == date(2026, 3, 1)
    assert Account.objects.filter(customer_since=None).count() == 0
    assert Device.objects.get(name="RECEPCIÓN").deactivation_reason == "Cambio de equipo"
    assert Device.objects.filter(name="=2+5 BODEGA").count() == 1


def test_the_samples_are_recognised_by_their_headers() -> None:
    kinds = []
    for name in ORDER:
        first = (SAMPLES / f"{name}.csv").read_text("utf-8-sig").splitlines()[0]
        kind = guess_kind(first.split(";" if ";" in first else ","))
        assert kind
        kinds.append(kind.name)
    assert kinds == ["products", "accounts", "contacts", "serials", "policies", "devices"]


def test_headings_mean_the_same_in_other_letters_and_words() -> None:
    headers = ["r.f.c.", "PROGRAMA", "No. de Serie", "NUM. DE POLIZA", "concepto", "Alta", "VENCE"]
    mapping = map_headers(KINDS["serials"], headers)
    names = ["rfc", "product", "serial", "policy", "description", "registered_on", "valid_until"]
    assert mapping == {name: place for place, name in enumerate(names)}


def same(one: Any, other: Any, *apart: str) -> bool:
    left_out = {"id", "created_at", "customer_since", *apart}
    first, second = (
        {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.attname not in left_out
        }
        for row in (one, other)
    )
    assert model_to_dict(one).keys() == model_to_dict(other).keys()
    return first == second


def test_an_imported_account_and_contact_equal_those_entered_by_hand(elena: User) -> None:
    made = enter_account(
        name="Ñandú, S.C.", rfc="NAN010203AB1", phone="+525512345678", additional_users=5, by=elena
    )
    applied(
        table(
            ["RFC", "Nombre", "Teléfono", "Usuarios adicionales"],
            ["nan-010203 ab2", " Ñandú,  S.C. ", "044 55 1234 5678", "5"],
        ),
        elena,
    )
    imported = Account.objects.get(rfc="NAN010203AB2")
    assert same(imported, made, "rfc", "folded")
    assert imported.folded == "nandu, s.c. nan010203ab2"
    by_hand = add_contact(made, name="Luz", email="luz@a.example", phone="+525512345678", by=elena)
    applied(
        table(
            ["RFC", "Nombre", "Correo", "Teléfono"],
            ["NAN010203AB2", "Luz", " LUZ@a.example", "55 1234 5678"],
        ),
        elena,
    )
    assert same(Contact.objects.get(account=imported), by_hand, "account_id")


def test_an_imported_serial_equals_one_that_was_issued_and_renewed(
    acme: Account, product: Product, elena: User
) -> None:
    said = {"registered_on": date(2026, 1, 15), "valid_until": date(2027, 1, 14)}
    made = issue_serial(
        acme, product, by=elena, number="A" * 8 + "-AAAA-AAAA-AAAA-" + "A" * 12,
        policy_number="M-1", description="eComprobante META", edition="META",
        devices_kind="number", devices_max=5, rfcs_kind="unlimited", rfcs_max=None,
        users_kind="na", users_max=None, **said,
    )  # fmt: skip
    headers = [*SERIAL_HEADERS, "Edición", "Equipos", "RFC permitidos", "Usuarios"]
    row = [*serial_row(), "META", "5", "Ilimitados", "n/a"]
    applied(table(headers, row), elena)
    imported = Serial.objects.get(number=NUMBER)
    assert same(imported, made, "number")
    renewed = {"registered_on": date(2027, 1, 10), "valid_until": date(2028, 1, 14)}
    renew_serial(made, by=elena, policy_number="M-2", description="Renovación", **renewed)
    applied(
        table(
            ["Serie", "Póliza", "Descripción", "Registro", "Vigencia"],
            [NUMBER, "P-2", "Renovación", "2027-01-10", "46766"],
        ),
        elena,
    )
    for ours, theirs in (("P-1", "M-1"), ("P-2", "M-2")):
        first, second = (Policy.objects.get(number=number) for number in (ours, theirs))
        assert same(first, second, "number", "serial_id", "folded")
        assert first.folded.replace(NUMBER.lower(), "") == second.folded.replace(
            made.number.lower(), ""
        )
    imported.refresh_from_db()
    assert imported.valid_until == date(2028, 1, 14)


def test_a_changed_row_changes_that_and_says_what(acme: Account, elena: User) -> None:
    content = table(["RFC", "Nombre", "Teléfono"], [acme.rfc, "Acme Nueva", ""])
    job = checked(content, elena)
    assert job.changes == [[2, "Nombre o razón social", "Acme, S.A. de C.V.", "Acme Nueva"]]
    assert Account.objects.get(pk=acme.pk).name == acme.name
    applied(content, elena)
    found = Account.objects.get(pk=acme.pk)
    assert (found.name, found.folded) == ("Acme Nueva", "acme nueva acm010203ab1")
    # An empty cell, and a column that is not there, take nothing away.
    assert (found.phone, found.additional_users) == (acme.phone, acme.additional_users)


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"rfc": "ACM019903AB1"}, "RFC", "La fecha dentro del RFC no existe"),
        ({"rfc": "XAXX010101000"}, "RFC", "no identifica a un cliente"),
        ({"rfc": "NUE010203AB1"}, "RFC", "No hay una cuenta con el RFC NUE010203AB1"),
        ({"product": "Otro"}, "Sistema", "No existe este sistema"),
        ({"number": "778F0FAC"}, "Número de serie", "32 letras y números"),
        ({"policy": ""}, "Póliza", "Falta este dato"),
        ({"policy": "x" * 41}, "Póliza", "más de 40 letras"),
        ({"start": "01/15/2026"}, "Registro", "dd/mm/aaaa"),
        ({"start": "31/02/2026"}, "Registro", "dd/mm/aaaa"),
        ({"end": "14/01/2025"}, "Vigencia", "anterior al registro"),
    ],
)
def test_a_wrong_cell_is_refused_by_row_and_column(
    change: dict[str, str], column: str, said: str, acme: Account, product: Product, elena: User
) -> None:
    job = checked(table(SERIAL_HEADERS, [], serial_row(**change)), elena)
    assert numbers(job) == {"refused": 1}
    assert [job.problems[0][:2], said in job.problems[0][2]] == [[3, column], True]


def test_c011_a_serial_that_comes_twice_in_other_letters_is_refused_the_second_time(
    acme: Account, product: Product, elena: User
) -> None:
    twice = serial_row(number="{" + NUMBER.lower() + "}", policy="P-2")
    job = checked(table(SERIAL_HEADERS, serial_row(), twice), elena)
    assert numbers(job) == {"made": 1, "refused": 1}
    assert job.problems == [[3, "Número de serie", "Ya viene en el renglón 2."]]


def test_a_policy_of_another_serial_is_refused(
    acme: Account, product: Product, serial: Serial, elena: User
) -> None:
    taken = serial.policies.get().number
    job = checked(table(SERIAL_HEADERS, serial_row(policy=taken)), elena)
    assert job.problems == [[2, "Póliza", "Esta póliza ya es de otra serie."]]


def test_a_moved_serial_is_a_conflict_until_somebody_ticks_it(
    acme: Account, serial: Serial, otra: Account, elena: User
) -> None:
    device = Device.objects.create(serial=serial, name="CONTA-01", fingerprint="a")
    policy = serial.policies.get()
    row = serial_row(
        otra.rfc, number=serial.number, policy=policy.number, description=policy.description,
        start=f"{policy.registered_on:%d/%m/%Y}", end=f"{policy.valid_until:%d/%m/%Y}",
    )  # fmt: skip
    content = table(SERIAL_HEADERS, row)
    job = checked(content, elena)
    assert job.counts == {"refused": 1, "conflicts": {"moved": 1}}
    assert "es hoy de Acme" in job.problems[0][2]
    applied(content, elena, accepted=["moved"])
    serial.refresh_from_db()
    device.refresh_from_db()
    assert (serial.account, serial.moved_at is None, device.is_active) == (otra, False, False)


def test_b1_a_prospect_who_registered_alone_gets_no_serial_by_a_slip(
    pablo: User, product: Product, elena: User
) -> None:
    account = Membership.objects.get(user=pablo).account
    content = table(SERIAL_HEADERS, serial_row(account.rfc))
    assert checked(content, elena).counts["conflicts"] == {"claimed": 1}
    applied(content, elena, accepted=["claimed"])
    account.refresh_from_db()
    assert account.is_customer


def test_c126_imported_computers_take_no_more_seats_than_there_are(
    acme: Account, product: Product, elena: User
) -> None:
    serial = issue(acme, product, devices_max=2)
    Device.objects.create(serial=serial, name="CONTA-01", fingerprint="a")
    headers = ["Serie", "Equipo", "Huella", "Baja", "Activación"]
    rows = [
        [serial.number, "CONTA-01 RENOMBRADA", " A ", "", ""],
        [serial.number, "CONTA-02", "b", "", "01/02/2023 10:30"],
        [serial.number, "CONTA-03", "c", "", ""],
        [serial.number, "CONTA-04", "d", "01/03/2023", "01/02/2023"],
    ]
    job = applied(table(headers, *rows), elena, skips=True)
    assert numbers(job) == {"changed": 1, "made": 2, "refused": 1}
    assert job.problems == [[4, "Número de serie", "La serie ya tiene sus 2 equipos activos."]]
    assert Device.objects.active().filter(serial=serial).count() == 2
    # Of Mexico City, whatever the server's clock says.
    assert Device.objects.get(fingerprint="b").activated_at.hour == 16


def test_c129_a_name_alone_never_makes_two_computers_one(
    acme: Account, product: Product, elena: User
) -> None:
    serial = issue(acme, product, devices_kind="unlimited", devices_max=None)
    rows = [[serial.number, "PC-CONTA-01", print_] for print_ in ("a", "b")]
    assert numbers(applied(table(["Serie", "Equipo", "Huella"], *rows), elena)) == {"made": 2}


def test_c132_a_computer_of_tomorrow_is_refused_and_none_is_switched_off(
    serial: Serial, elena: User
) -> None:
    Device.objects.create(serial=serial, name="CONTA-01", fingerprint="a")
    future = f"{days.today() + timedelta(days=3):%d/%m/%Y}"
    rows = [[serial.number, "X", "b", "", future], [serial.number, "X", "a", "01/03/2023", ""]]
    headers = ["Serie", "Equipo", "Huella", "Baja", "Activación"]
    job = checked(table(headers, *rows), elena)
    assert [problem[2] for problem in job.problems] == [
        "La fecha es futura.",
        "El equipo está activo. Desactívelo en la página de su serie.",
    ]


def test_a_corrected_policy_moves_the_validity_back_as_well(
    acme: Account, product: Product, elena: User
) -> None:
    applied(table(SERIAL_HEADERS, serial_row()), elena)
    applied(table(SERIAL_HEADERS, serial_row(end="14/12/2026")), elena)
    assert Serial.objects.get().valid_until == date(2026, 12, 14)
