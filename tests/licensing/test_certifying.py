"""Constancias (issue 4, point 2): what they say, to whom, and what they are worth later."""

import io
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from eticket.accounts.models import Account, Role, User
from eticket.accounts.throttling import TooManyTries
from eticket.events.models import Event
from eticket.licensing import certifying
from eticket.licensing.blocking import block_serial
from eticket.licensing.certifying import (
    NothingValid,
    ReasonMissing,
    TooManyLicences,
    certificate_of,
    clean_code,
    issue_certificate,
    revoke_certificate,
    standing_of,
)
from eticket.licensing.issuing import renew_serial
from eticket.licensing.letterheads import LogoRefused, clean_logo
from eticket.licensing.models import Certificate, Product, Serial
from eticket.licensing.moving import move_serial
from tests.cast import issue, member
from tests.crowd import crowd

Maker = Callable[..., Any]


@pytest.fixture
def paper(acme: Account, ana: User, serial: Serial) -> Certificate:
    return issue_certificate(acme, acme.serials.all(), by=ana)


def test_a_paper_says_what_is_valid_and_shortens_the_serials(
    acme: Account, ana: User, serial: Serial, carlas_serial: Serial, product: Product
) -> None:
    issue(acme, product, -1)
    last_day = issue(acme, product, 0, devices_kind="unlimited", devices_max=None)
    paper = issue_certificate(acme, Serial.objects.all(), by=ana)
    said = paper.said["licences"]
    assert [one["id"] for one in said] == [serial.pk, last_day.pk]
    assert said[0]["policy"] == serial.policies.get().number
    assert said[0]["serial"] == f"{serial.number[:8]}-…-{serial.number[-4:]}"
    assert serial.number not in str(paper.said)
    assert said[1]["devices"] == "ilimitados"
    assert Event.objects.get(kind="certificate.issued").actor_id == ana.pk


def test_a_blocked_serial_is_on_no_paper(acme: Account, ana: User, serial: Serial) -> None:
    Serial.objects.filter(pk=serial.pk).update(blocked_at=timezone.now())
    with pytest.raises(NothingValid):
        issue_certificate(acme, acme.serials.all(), by=ana)


def test_the_same_wish_on_one_day_is_the_same_paper(
    acme: Account, ana: User, adela: User, paper: Certificate, product: Product
) -> None:
    assert issue_certificate(acme, acme.serials.all(), by=ana) == paper
    assert issue_certificate(acme, acme.serials.all(), by=adela) != paper
    issue(acme, product)
    assert issue_certificate(acme, acme.serials.all(), by=ana) != paper


@pytest.mark.crowd
@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_get_one_paper(acme: Account, product: Product) -> None:
    ana = member(acme, "ana@acme.example", "Ana", Role.HOLDER)
    issue(acme, product)
    asking = partial(issue_certificate, acme, acme.serials.all(), by=ana)
    with crowd(16) as people:
        papers = people.do([asking] * 16)
    assert len({one.pk for one in papers if isinstance(one, Certificate)}) == 1


def test_nothing_valid_and_too_much_are_refused(
    acme: Account, ana: User, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(acme, product, -1)
    with pytest.raises(NothingValid):
        issue_certificate(acme, acme.serials.all(), by=ana)
    monkeypatch.setattr(certifying, "LICENCES_LIMIT", 1)
    issue(acme, product)
    issue(acme, product)
    with pytest.raises(TooManyLicences):
        issue_certificate(acme, acme.serials.all(), by=ana)


def test_asking_over_and_over_gets_slow(acme: Account, ana: User, paper: Certificate) -> None:
    for _n in range(certifying.DRAWING.free):
        issue_certificate(acme, acme.serials.all(), by=ana)
    with pytest.raises(TooManyTries):
        issue_certificate(acme, acme.serials.all(), by=ana)


def test_a_code_is_found_however_it_is_typed(paper: Certificate) -> None:
    for typed in (paper.code, paper.code.lower(), paper.code.replace("-", " "), f" {paper.code}. "):
        assert certificate_of(typed) == paper
    assert clean_code("") == clean_code("ABCD") == clean_code("X" * 500) == ""
    assert certificate_of("\0") is None
    assert not set(certifying.ALPHABET) & set("01OILU")


def test_c076_a_paper_holds_through_its_last_day_in_mexico_city(
    acme: Account, ana: User, product: Product, time_machine: Any
) -> None:
    serial = issue(acme, product, 10)
    paper = issue_certificate(acme, acme.serials.all(), by=ana)
    # 23:30 in Mexico City is the next day's early morning in UTC.
    late = f"{serial.valid_until + timedelta(days=1):%Y-%m-%d}T05:30:00+00:00"
    time_machine.move_to(late, tick=False)
    assert standing_of(paper).state == "valid"
    time_machine.move_to(late.replace("T05:30", "T06:00"), tick=False)
    assert standing_of(paper).state == "expired"


def test_a_renewal_does_not_lengthen_a_paper(
    acme: Account, ana: User, product: Product, time_machine: Any
) -> None:
    serial = issue(acme, product, 1)
    paper = issue_certificate(acme, acme.serials.all(), by=ana)
    until = serial.valid_until + timedelta(days=365)
    renew_serial(
        serial, by=None, policy_number="P-2", description="R", registered_on=until,
        valid_until=until,
    )  # fmt: skip
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert standing_of(paper).state == "expired"


def test_a_paper_is_revoked_with_a_reason_once(ana: User, paper: Certificate) -> None:
    with pytest.raises(ReasonMissing):
        revoke_certificate(paper, by=ana, reason="  ")
    revoke_certificate(paper, by=ana, reason="Se perdió")
    revoke_certificate(paper, by=ana, reason="Otra vez")
    paper.refresh_from_db()
    assert paper.revocation_reason == "Se perdió"
    assert standing_of(paper).state == "revoked"
    assert Event.objects.filter(kind="certificate.revoked").count() == 1


def test_a_moved_or_blocked_serial_revokes_what_papers_say_of_it(
    acme: Account, otra: Account, ana: User, elena: User, product: Product, serial: Serial
) -> None:
    other = issue(acme, product)
    paper = issue_certificate(acme, acme.serials.all(), by=ana)
    move_serial(serial, otra, by=elena, reason="Se vendió la sucursal")
    standing = standing_of(paper)
    assert standing.state == "valid"
    assert {one["id"]: one["state"] for one in standing.licences} == {
        serial.pk: "revoked",
        other.pk: "valid",
    }
    block_serial(other, by=elena, reason="Robada")
    assert standing_of(paper).state == "revoked"


def test_a_logo_is_drawn_anew_or_refused() -> None:
    picture = io.BytesIO()
    Image.new("RGBA", (3000, 500), (200, 0, 0, 120)).save(picture, "PNG")
    drawn = clean_logo(io.BytesIO(picture.getvalue()), len(picture.getvalue()))
    with Image.open(io.BytesIO(drawn)) as logo:
        assert (logo.format, logo.mode) == ("PNG", "RGB")
        assert logo.width <= 900
    for broken in (b"", b"<svg onload=alert(1)>", picture.getvalue()[:200]):
        with pytest.raises(LogoRefused):
            clean_logo(io.BytesIO(broken), len(broken))
    with pytest.raises(LogoRefused):
        clean_logo(io.BytesIO(picture.getvalue()), 3 * 1024 * 1024)
