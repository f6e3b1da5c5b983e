"""Another address to sign in with: proved at the new one, undone from the old one (B6, B8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eticket.accounts import changing_email
from eticket.accounts.changing_email import (
    EmailLinkSpent,
    ask_to_change,
    confirm,
    confirm_token,
    undo,
    undo_token,
)
from eticket.accounts.models import EmailChange, User
from eticket.accounts.passwords import WrongPassword, new_reset_token, person_of_link
from eticket.accounts.throttling import TooManyTries
from eticket.events.models import Event
from tests.cast import PASSWORD

NEW = "ana.ruiz@nuevo.example"


def ask(user: User, email: str = NEW) -> EmailChange:
    return ask_to_change(user, email, password=PASSWORD, address="")


def email_of(user: User) -> str:
    return User.objects.values_list("email", flat=True).get(pk=user.pk)


def test_nothing_changes_until_the_new_address_confirms(ana: User) -> None:
    change = ask(ana)
    assert email_of(ana) == "ana@acme.example"
    confirm(confirm_token(change))
    assert email_of(ana) == NEW


def test_it_takes_the_password(ana: User) -> None:
    with pytest.raises(WrongPassword):
        ask_to_change(ana, NEW, password="no-es", address="")
    assert not EmailChange.objects.exists()


def test_an_own_address_is_refused(ana: User) -> None:
    with pytest.raises(changing_email.SameEmail):
        ask(ana, "ana@acme.example")


def test_a_link_serves_once_for_a_day_and_only_the_newest(ana: User) -> None:
    first, second = ask(ana, "uno@nuevo.example"), ask(ana)
    with pytest.raises(EmailLinkSpent):
        confirm(confirm_token(first))
    EmailChange.objects.update(asked_at=timezone.now() - timedelta(hours=24, seconds=1))
    with pytest.raises(EmailLinkSpent):
        confirm(confirm_token(second))
    EmailChange.objects.update(asked_at=timezone.now())
    confirm(confirm_token(second))
    with pytest.raises(EmailLinkSpent):
        confirm(confirm_token(second))


def test_one_purpose_a_link(ana: User) -> None:
    change = ask(ana)
    with pytest.raises(EmailLinkSpent):
        confirm(undo_token(change))
    confirm(confirm_token(change))
    with pytest.raises(EmailLinkSpent):
        undo(confirm_token(change))


def test_c093_an_address_of_somebody_else_is_asked_alike_and_never_taken(
    ana: User, carla: User
) -> None:
    change = ask(ana, carla.email)
    with pytest.raises(EmailLinkSpent):
        confirm(confirm_token(change))
    assert (email_of(ana), email_of(carla)) == ("ana@acme.example", "carla@otra.example")


def test_b1_the_old_address_takes_back_all_changes_and_the_password_with_them(ana: User) -> None:
    first = ask(ana, "malo@malo.example")
    confirm(confirm_token(first))
    ana.refresh_from_db()
    second = ask(ana, "peor@malo.example")
    confirm(confirm_token(second))
    undo(undo_token(first))
    ana.refresh_from_db()
    assert ana.email == "ana@acme.example"
    assert not ana.check_password(PASSWORD)
    with pytest.raises(EmailLinkSpent):
        undo(undo_token(second))
    with pytest.raises(EmailLinkSpent):
        undo(undo_token(first))
    assert Event.objects.filter(kind="user.password_reset_requested").count() == 1


def test_the_undo_link_lives_72_hours(ana: User) -> None:
    change = ask(ana)
    with pytest.raises(EmailLinkSpent):
        undo(undo_token(change))
    confirm(confirm_token(change))
    EmailChange.objects.update(confirmed_at=timezone.now() - timedelta(hours=72, seconds=1))
    with pytest.raises(EmailLinkSpent):
        undo(undo_token(change))
    EmailChange.objects.update(confirmed_at=timezone.now() - timedelta(hours=71))
    undo(undo_token(change))


def test_a_link_for_the_password_dies_with_the_address_it_went_to(ana: User) -> None:
    link = new_reset_token(ana)
    confirm(confirm_token(ask(ana)))
    assert person_of_link(*link) is None


def test_asking_is_slowed(ana: User) -> None:
    for n in range(4):
        ask(ana, f"{n}@nuevo.example")
    with pytest.raises(TooManyTries):
        ask(ana)


def test_b8_the_database_holds_no_token(ana: User) -> None:
    change = ask(ana)
    kept = f"{list(EmailChange.objects.values())} {list(Event.objects.values())}"
    assert confirm_token(change) not in kept
    assert undo_token(change) not in kept
