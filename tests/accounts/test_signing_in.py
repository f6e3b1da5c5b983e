"""Signing in by RFC or e-mail at the deed: who, how it is slowed, what it costs (S8; B2, B4)."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone

from eticket.accounts import signing_in
from eticket.accounts.models import Account, Membership, Role, Throttle, User
from eticket.accounts.signing_in import KnownBrowser, SignInRefused, check_sign_in, person_of
from eticket.accounts.throttling import TooManyTries
from tests.cast import PASSWORD, member

NOBODY = KnownBrowser()
ENYE = "ÑA&010203AB1"


def enter(login: str, password: str = PASSWORD, **known: object) -> User:
    return check_sign_in(
        login,
        password,
        address=str(known.get("address", "192.0.2.1")),
        browser=known.get("browser", NOBODY),  # type: ignore[arg-type]
    )


@pytest.fixture
def enye(db: None) -> User:
    account = Account.objects.create(rfc=ENYE, name="Ñandú y Aves", customer_since=timezone.now())
    return member(account, "begoña@nandu.example", "Begoña Güemes", Role.HOLDER)


@pytest.mark.parametrize(
    "written",
    [
        ENYE,
        ENYE.lower(),
        f"  {ENYE} ",
        f"\t{ENYE}\r\n",
        f"\u00a0{ENYE}\u202f",
        "ÑA& 010203 AB1",
        "ÑA&-010203-AB1",
        "ña&-010203-ab1",
        "ÑA&.010203.AB1",
        "ÑA&–010203–AB1",
        "ÑA&‑010203‑AB1",
        "ÑA&—010203—AB1",
        "ÑA&−010203−AB1",
        unicodedata.normalize("NFD", ENYE),
        unicodedata.normalize("NFD", ENYE.lower()),
        "ÑA&amp;010203AB1",
        "ña&amp;010203ab1",
        "ÑA&#38;010203AB1",
        "&Ntilde;A&amp;010203AB1",
        "&ntilde;a&amp;010203ab1",
        "ÑA＆010203AB1",
        "ÑA﹠010203AB1",
        "ÑA&０１０２０３AB1",
        "\u200bÑA&010203AB1",
        "ÑA&\u00ad010203AB1",
        "\ufeffÑA&010203AB1",
        "ÑA&010203AB1\u200e",
        "Ñ A & 0 1 0 2 0 3 A B 1",
    ],
)
def test_c103_one_rfc_written_in_28_ways_names_one_person(enye: User, written: str) -> None:
    assert person_of(written) == enye


@pytest.mark.parametrize(
    "written",
    [
        "Ana@Acme.Example",
        " ana@acme.example ",
        "ANA@ACME.EXAMPLE",
        "ana@acme.example\u200b",
        "ana ＠acme.example",
        "ana@acme.example",
    ],
)
def test_c096_an_email_is_the_same_in_capitals(ana: User, written: str) -> None:
    assert enter(written) == ana


def test_the_rfc_means_the_titular_and_nobody_else(ana: User, bruno: User) -> None:
    bruno.set_password("otra-clave-de-bruno")
    bruno.save()
    assert enter("ACM010203AB1") == ana
    with pytest.raises(SignInRefused):
        enter("ACM010203AB1", "otra-clave-de-bruno")


@pytest.mark.parametrize("rfc", ["XAXX010101000", "xexx010101000", "XAXX-010101-000"])
def test_c105_a_generic_rfc_names_nobody(ana: User, acme: Account, rfc: str) -> None:
    Account.objects.filter(pk=acme.pk).update(rfc="XAXX010101000")
    assert person_of(rfc) is None


def test_every_failure_says_the_same(ana: User, bruno: User, carla: User) -> None:
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    Membership.objects.filter(user=carla).update(disabled_at=timezone.now())
    sentences = set()
    for login, password in [
        ("nadie@acme.example", PASSWORD),
        ("ACM010203ZZ9", PASSWORD),
        ("ana@acme.example", "equivocada-del-todo"),
        ("bruno@acme.example", PASSWORD),
        ("carla@otra.example", PASSWORD),
        ("", PASSWORD),
        ("\ud800", PASSWORD),
    ]:
        with pytest.raises(SignInRefused) as refusal:
            enter(login, password)
        sentences.add(str(refusal.value))
    assert len(sentences) == 1


@pytest.mark.parametrize("login", ["nadie@acme.example", "ACM010203ZZ9", "ana@acme.example"])
def test_b2_an_unknown_login_hashes_as_often_as_a_known_one(
    ana: User, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(salt)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    with pytest.raises(SignInRefused):
        enter(login, "equivocada")
    assert len(hashed) == 1


def fail(times: int, login: str = "ACM010203AB1", **known: object) -> int:
    """Fails so often; the wait that is asked in the end, or 0."""
    for _ in range(times):
        try:
            enter(login, "equivocada", **known)
        except SignInRefused:
            continue
        except TooManyTries as refusal:
            return refusal.seconds
    return 0


def test_tries_are_slowed_before_anything_is_hashed(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fail(5) == 0
    monkeypatch.setattr(User, "check_password", None)
    assert 1 <= fail(1) <= 5


def test_an_unknown_login_is_slowed_like_a_known_one(ana: User) -> None:
    assert (fail(6, "ACM010203ZZ9"), fail(6)) == (5, 5)


def test_waits_grow_and_are_forgotten_after_a_day(ana: User) -> None:
    waits = []
    for _ in range(12):
        waits.append(fail(1) or fail(1))
        Throttle.objects.update(free_at=timezone.now())
    assert waits == [0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    Throttle.objects.update(forget_at=timezone.now() - timedelta(seconds=1))
    assert fail(5) == 0


def test_c097_a_stranger_cannot_lock_the_owner_of_a_public_rfc(ana: User) -> None:
    assert fail(30, address="198.51.100.9") > 0
    assert enter("ACM010203AB1", address="192.0.2.1") == ana


def test_c097_a_known_browser_gets_in_whatever_strangers_do_at_the_same_address(ana: User) -> None:
    browser = KnownBrowser(NOBODY.cookie_with(ana))
    assert fail(30) > 0
    with pytest.raises(TooManyTries):
        enter("ACM010203AB1")
    assert enter("ACM010203AB1", browser=browser) == ana


def test_a_known_browser_is_slowed_by_its_own_tries_and_knows_its_own_people_only(
    ana: User, carla: User
) -> None:
    browser = KnownBrowser(NOBODY.cookie_with(carla))
    assert fail(6, browser=browser) > 0
    assert fail(6, "carla@otra.example", browser=browser) > 0


@pytest.mark.parametrize("cookie", ["", "x", "a.1", "deadbeef.1:abc:def", "\x00"])
def test_a_forged_browser_knows_nobody(cookie: str) -> None:
    assert KnownBrowser(cookie).people == []


def test_the_right_password_clears_the_count(ana: User) -> None:
    for _ in range(4):
        assert fail(3) == 0
        assert enter("ACM010203AB1") == ana


def test_an_office_behind_one_address_may_sign_in_of_a_morning(ana: User, bruno: User) -> None:
    for _ in range(signing_in.ADDRESS.free + 10):
        enter("ana@acme.example")
    assert enter("bruno@acme.example") == bruno


def test_one_address_is_slowed_over_all_logins(ana: User) -> None:
    for n in range(signing_in.ADDRESS.free + 1):
        assert fail(1, f"nadie{n}@acme.example") == 0
    assert fail(1, "otro@acme.example") > 0
    assert fail(1, "otro@acme.example", address="198.51.100.9") == 0
