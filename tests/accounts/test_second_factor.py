"""The second factor: staff never enter without, a code works once (B9)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pyotp
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from eticket.accounts import second_factor
from eticket.accounts.models import Account, Authenticator, RecoveryCode, Role, Session, User
from eticket.accounts.second_factor import (
    FactorNeeded,
    ReasonMissing,
    WrongCode,
    codes_left,
    enrol,
    is_due,
    new_codes,
    prove,
    remove,
    reset,
)
from eticket.accounts.throttling import TooManyTries
from eticket.events.models import Event
from tests.cast import TOTP_SECRET, code_now, member, with_authenticator
from tests.crowd import crowd

HALF_MINUTE = timedelta(seconds=30)


def test_staff_need_one_always_and_customers_who_chose_it(ana: User, dario: User) -> None:
    assert is_due(dario)
    assert not is_due(ana)
    assert is_due(with_authenticator(ana))


def test_enrolling_takes_a_code_that_shows_the_application_has_the_secret(ana: User) -> None:
    with pytest.raises(WrongCode):
        enrol(ana, TOTP_SECRET, "000000")
    assert not Authenticator.objects.exists()
    codes = enrol(ana, TOTP_SECRET, code_now())
    assert len(set(codes)) == 10
    kept = Authenticator.objects.get(user=ana)
    assert TOTP_SECRET not in kept.secret
    assert Event.objects.get(kind="user.second_factor_added").actor_id == ana.pk


def test_b9_a_code_works_once_also_the_one_that_enrolled(ana: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        enrol(ana, TOTP_SECRET, code_now())
        with pytest.raises(WrongCode):
            prove(ana, code_now())
        now.shift(HALF_MINUTE)
        code = code_now()
        prove(ana, f"{code[:3]} {code[3:]}")
        with pytest.raises(WrongCode):
            prove(ana, code)


def test_a_clock_half_a_minute_off_is_forgiven_and_more_is_not(ana: User) -> None:
    with_authenticator(ana)
    with time_machine.travel(timezone.now(), tick=False):
        late = pyotp.TOTP(TOTP_SECRET).at(timezone.now() - 2 * HALF_MINUTE)
        with pytest.raises(WrongCode):
            prove(ana, late)
        prove(ana, pyotp.TOTP(TOTP_SECRET).at(timezone.now() - HALF_MINUTE))


def test_a_code_on_paper_works_once_however_it_is_typed(ana: User) -> None:
    codes = enrol(ana, TOTP_SECRET, code_now())
    prove(ana, codes[0].lower().replace("-", " "))
    with pytest.raises(WrongCode):
        prove(ana, codes[0])
    assert codes_left(ana) == 9
    assert Event.objects.get(kind="user.recovery_code_used").data == {"left": 9}
    assert not RecoveryCode.objects.filter(code_hash__contains=codes[1][:3]).exists()


def test_new_codes_end_the_ones_of_before(ana: User) -> None:
    old = enrol(ana, TOTP_SECRET, code_now())
    new = new_codes(ana)
    with pytest.raises(WrongCode):
        prove(ana, old[0])
    prove(ana, new[0])


def test_codes_of_one_person_are_no_codes_of_another(ana: User, bruno: User) -> None:
    codes = enrol(ana, TOTP_SECRET, code_now())
    with_authenticator(bruno)
    with pytest.raises(WrongCode):
        prove(bruno, codes[0])


def test_guessing_gets_slow(ana: User) -> None:
    with_authenticator(ana)
    for _n in range(5):
        with pytest.raises(WrongCode):
            prove(ana, "000000")
    with pytest.raises(TooManyTries):
        prove(ana, code_now())


@pytest.mark.crowd
@pytest.mark.django_db(transaction=True)
def test_b9_of_64_uses_at_once_one_is_accepted() -> None:
    acme = Account.objects.create(name="Acme", customer_since=timezone.now())
    ana = member(acme, "ana@acme.example", "Ana", Role.HOLDER)
    codes = enrol(ana, TOTP_SECRET, code_now())
    with crowd(64) as people:
        answers = people.do([partial(_is_accepted, ana, codes[0])] * 64)
    assert answers.count(True) == 1
    assert codes_left(ana) == 9


def _is_accepted(user: User, code: str) -> bool:
    try:
        prove(user, code)
    except (WrongCode, TooManyTries):
        return False
    return True


def test_customers_may_go_back_to_the_password_and_staff_may_not(ana: User, dario: User) -> None:
    remove(with_authenticator(ana))
    assert not is_due(ana)
    with pytest.raises(FactorNeeded):
        remove(with_authenticator(dario))


def test_who_lost_all_begins_anew_and_is_signed_out(
    dario: User, elena: User, enter: Callable[[User], Client]
) -> None:
    enrol(dario, TOTP_SECRET, code_now())
    enter(dario)
    with pytest.raises(ReasonMissing):
        reset(dario, by=elena, reason=" ")
    reset(dario, by=elena, reason="Perdió su teléfono; llamó desde su extensión")
    assert not second_factor.is_enrolled(dario)
    assert not RecoveryCode.objects.filter(user=dario).exists()
    assert not Session.objects.filter(user=dario).exists()
    assert Event.objects.get(kind="user.second_factor_reset").actor_id == elena.pk
