"""Registering with two codes: exact under parallel guesses, and a budget (B3; security.md 3.4)."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from eticket.accounts import code_budget, coding
from eticket.accounts.code_budget import CodesPaused
from eticket.accounts.coding import CodesOver, WrongCodes
from eticket.accounts.completing import Obstacle, RegistrationRefused, registration_of
from eticket.accounts.models import Account, CodePair, Contact, Registration, Role, User
from eticket.accounts.throttling import TooManyTries
from eticket.events.models import Event
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.models import Delivery
from tests.cast import member
from tests.crowd import crowd

PASSWORD = "otra-bien-larga-52"
NORA, MOBILE = "nora@nopal.example", "+525512345678"


@pytest.fixture
def nopal(db: None) -> Account:
    account = Account.objects.create(
        rfc="NOP010203AB4", name="Nopal, S.A.", customer_since=timezone.now()
    )
    Contact.objects.create(account=account, name="Nora Paz", email=NORA, phone="+525599999999")
    return account


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def ask(account: Account, phone: str = MOBILE, address: str = "192.0.2.1") -> str:
    return coding.ask_for_codes(account, NORA, phone, address=address)


def pair(key: str) -> CodePair:
    found = coding.pair_of(key)
    assert found
    return found


def enter(key: str, sms: str | None = None, mail: str | None = None) -> User:
    asked = pair(key)
    return coding.register(
        key,
        sms=sms or coding.sms_code(asked),
        mail=mail or coding.mail_code(asked),
        password=PASSWORD,
        notice="abc",
    )


def other(code: str) -> str:
    """Another code of the same length."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def wait_of(refusal: pytest.ExceptionInfo[TooManyTries]) -> int:
    return refusal.value.seconds


def test_s96_both_codes_make_the_titular_and_the_number_is_used_for_nothing_else(
    nopal: Account,
) -> None:
    nora = enter(ask(nopal))
    assert (nora.email, nora.name, nora.memberships.get().role) == (NORA, "Nora Paz", Role.HOLDER)
    assert nora.check_password(PASSWORD)
    assert nora.email_proved_at
    assert nora.phone == "+525599999999"
    assert Event.objects.get(kind="user.registered").data["notice"] == "abc"


def test_the_codes_have_four_and_six_digits_and_differ_between_askings(nopal: Account) -> None:
    first = pair(ask(nopal))
    second = pair(ask(nopal, "+525587654321"))
    assert len(coding.sms_code(first)) == 4
    assert len(coding.mail_code(first)) == 6
    assert coding.mail_code(first) != coding.mail_code(second)
    assert coding.sms_code(first) == coding.sms_code(pair_again(first))


def pair_again(one: CodePair) -> CodePair:
    return CodePair.objects.get(pk=one.pk)


@pytest.mark.parametrize("wrong", ["sms", "mail"])
def test_b3_one_right_code_opens_nothing_and_which_is_wrong_is_not_told(
    nopal: Account, wrong: str
) -> None:
    key = ask(nopal)
    code = coding.sms_code(pair(key)) if wrong == "sms" else coding.mail_code(pair(key))
    with pytest.raises(WrongCodes) as refusal:
        enter(key, **{wrong: other(code)})
    assert str(refusal.value) == "Alguno de los códigos no es correcto. Le quedan 2 intentos."
    assert User.objects.count() == 0


def test_c099_the_third_wrong_try_kills_the_codes_and_the_right_ones_come_too_late(
    nopal: Account,
) -> None:
    key = ask(nopal)
    wrong = other(coding.sms_code(pair(key)))
    for words in ("Le quedan 2 intentos", "Le queda 1 intento"):
        with pytest.raises(WrongCodes, match=words):
            enter(key, sms=wrong)
    for sms in (wrong, None):
        with pytest.raises(CodesOver):
            enter(key, sms=sms)
    assert User.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_b3_64_guesses_at_once_count_as_64(nopal: Account) -> None:
    key = ask(nopal)
    wrong = other(coding.sms_code(pair(key)))
    with crowd() as people:
        outcomes = people.do([partial(enter, key, sms=wrong)] * 64)
    assert sum(isinstance(outcome, CodesOver) for outcome in outcomes) >= 61
    assert Event.objects.filter(kind="registration.codes_refused").count() == 3
    with pytest.raises(CodesOver):
        enter(key)


@pytest.mark.django_db(transaction=True)
def test_b8_of_64_right_entries_at_once_one_makes_a_person(nopal: Account) -> None:
    key = ask(nopal)
    sms, mail = coding.sms_code(pair(key)), coding.mail_code(pair(key))
    entry = partial(coding.register, key, sms=sms, mail=mail, password=PASSWORD, notice="abc")
    with crowd() as people:
        outcomes = people.do([entry] * 64)
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    assert nopal.memberships.count() == 1


@pytest.mark.django_db(transaction=True)
def test_e12_64_senders_at_once_stay_within_the_budget(nopal: Account) -> None:
    def send(n: int) -> str:
        try:
            # Nothing in common but the RFC.
            return coding.ask_for_codes(
                nopal, f"x{n}@nopal.example", f"+5255{n:04}5678", address=f"192.0.2.{n}"
            )
        except TooManyTries:
            return ""

    with crowd() as people:
        keys = people.do([partial(send, n) for n in range(64)])
    assert sum(map(bool, keys)) == CodePair.objects.count() == 5


def test_b3_codes_die_after_ten_minutes(nopal: Account, clock: Any) -> None:
    key = ask(nopal)
    clock.shift(timedelta(minutes=10))
    assert coding.tries_left(pair(key)) == 0
    with pytest.raises(CodesOver):
        enter(key)


def test_b3_codes_work_only_where_they_were_asked_for(nopal: Account) -> None:
    asked = pair(ask(nopal))
    with pytest.raises(CodesOver):
        coding.register(
            "another browser",
            sms=coding.sms_code(asked),
            mail=coding.mail_code(asked),
            password=PASSWORD,
            notice="",
        )
    assert asked.tries == 0


def test_b3_nothing_that_is_kept_holds_a_code_or_opens_the_page(nopal: Account) -> None:
    key = ask(nopal)
    codes = (coding.sms_code(pair(key)), coding.mail_code(pair(key)))
    dispatch_events()
    kept = (
        list(Registration.objects.values_list("token_hash", flat=True)),
        list(CodePair.objects.values_list("key_hash", flat=True)),
        list(Event.objects.values_list("data", flat=True)),
        list(Delivery.objects.values_list("error", "template")),
    )
    assert key not in str(kept)
    assert codes[1] not in str(kept)
    assert registration_of(key) is None
    assert registration_of("") is None


def test_c100_other_codes_kill_the_earlier_ones(nopal: Account, clock: Any) -> None:
    key = ask(nopal)
    first = pair(key)
    clock.shift(timedelta(minutes=1))
    coding.send_again(key, address="192.0.2.1")
    with pytest.raises(WrongCodes):
        enter(key, coding.sms_code(first), coding.mail_code(first))
    assert enter(key).email == NORA


def test_c100_a_refused_resend_leaves_the_codes_right(nopal: Account) -> None:
    key = ask(nopal)
    with pytest.raises(TooManyTries):
        coding.send_again(key, address="192.0.2.1")
    assert CodePair.objects.count() == 1
    assert enter(key).email == NORA


def test_waits_for_a_number_double_and_five_a_day_are_all(nopal: Account, clock: Any) -> None:
    key = ask(nopal)
    waits = []
    for _ in range(4):
        with pytest.raises(TooManyTries) as refusal:
            coding.send_again(key, address="192.0.2.1")
        waits.append(wait_of(refusal) // 60)
        clock.shift(timedelta(seconds=wait_of(refusal)))
        coding.send_again(key, address="192.0.2.1")
    # The third wait is longer than four minutes: three messages are all in ten.
    assert waits == [1, 2, 7, 8]
    clock.shift(timedelta(minutes=33))
    with pytest.raises(TooManyTries) as refusal:
        coding.send_again(key, address="192.0.2.1")
    assert wait_of(refusal) > 22 * 3600


@pytest.mark.parametrize(
    ("limit", "phones", "addresses"),
    [
        (5, "different", "different"),  # of one RFC
        (10, "different", "one"),
        (20, "one prefix", "different"),
    ],
)
def test_budgets_of_an_rfc_an_address_and_a_prefix(
    db: None, limit: int, phones: str, addresses: str
) -> None:
    def account(n: int) -> Account:
        if limit == 5:
            n = 0
        return Account.objects.get_or_create(
            rfc=f"NOP010203{n:02}4", defaults={"name": "Nopal", "customer_since": timezone.now()}
        )[0]

    for n in range(limit + 1):
        phone = f"+5255{n:04}5678" if phones == "different" else f"+52551234{n:04}"
        address = f"192.0.2.{n}" if addresses == "different" else "192.0.2.1"
        arguments: Any = (account(n), f"x{n}@nopal.example", phone)
        if n < limit:
            coding.ask_for_codes(*arguments, address=address)
        else:
            with pytest.raises(TooManyTries):
                coding.ask_for_codes(*arguments, address=address)


def test_e6_one_address_gets_five_mails_a_day_of_whichever_account(db: None) -> None:
    for n in range(6):
        account = Account.objects.create(
            rfc=f"NOP010203{n:02}4", name="Nopal", customer_since=timezone.now()
        )
        if n < 5:
            coding.ask_for_codes(account, NORA, f"+5255{n:04}5678", address=str(n))
        else:
            with pytest.raises(TooManyTries):
                coding.ask_for_codes(account, NORA, f"+5255{n:04}5678", address=str(n))


def made(number: int, account: Account, *, entered: int) -> None:
    registration = Registration.objects.create(account=account, rfc="X", name="X", email="x@x.mx")
    now = timezone.now()
    CodePair.objects.bulk_create(
        CodePair(
            registration=registration,
            key_hash="x",
            rfc="X",
            phone=f"+5281{n:08}",
            address=str(n),
            sent_at=now - timedelta(minutes=59) - timedelta(seconds=n),
            entered_at=now if n < entered else None,
        )
        for n in range(number)
    )


@pytest.mark.parametrize(("number", "entered"), [(60, 60), (50, 14)])
def test_all_sending_stops_at_the_ceiling_or_when_hardly_any_code_is_entered(
    nopal: Account, number: int, entered: int
) -> None:
    made(number - 1, nopal, entered=entered)
    key = ask(nopal)
    made(1, nopal, entered=0)
    with pytest.raises(CodesPaused):
        ask(nopal, "+525587654321")
    alarm = Event.objects.get(kind="security.alarm")
    assert "No se envían códigos de registro" in alarm.data["what"]
    # What was sent before can still be entered.
    assert enter(key).email == NORA


def test_sending_goes_on_while_three_of_ten_are_entered(nopal: Account) -> None:
    made(50, nopal, entered=15)
    ask(nopal)


def test_b3_fifty_wrong_codes_in_ten_minutes_stop_all_sending_and_tell_the_staff(
    nopal: Account, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_budget, "WRONG_CODES", 2)
    key = ask(nopal)
    for _ in range(2):
        with pytest.raises(WrongCodes):
            enter(key, sms=other(coding.sms_code(pair(key))))
    assert Event.objects.filter(kind="security.alarm").count() == 1
    clock.shift(timedelta(minutes=2))
    with pytest.raises(CodesPaused):
        ask(nopal, "+525587654321")
    clock.shift(timedelta(minutes=9))
    ask(nopal, "+525587654321")


def test_b1_codes_for_an_address_that_signs_in_already_open_nothing(nopal: Account) -> None:
    key = ask(nopal)
    member(nopal, NORA, "Nora", Role.HOLDER)
    with pytest.raises(RegistrationRefused) as refusal:
        enter(key)
    assert refusal.value.obstacle == Obstacle.KNOWN
