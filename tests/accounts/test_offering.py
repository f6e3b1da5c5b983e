"""Invitations by an account's own people, and how they are accepted (S88, C093, B8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eticket.accounts import managing, offering
from eticket.accounts.inviting import AlreadyMember, invite_person
from eticket.accounts.joining import InvitationSpent, NotTheInvited, join, join_with_password
from eticket.accounts.models import Account, Invitation, Membership, Role, User
from eticket.accounts.offering import invitation_of, invite, resend, token_for, withdraw
from eticket.accounts.seats import NoSeatLeft, seats_taken
from eticket.events.models import Event
from tests.cast import PASSWORD

NEW = "otra-bien-larga-52"


def offer(
    account: Account, by: User, email: str = "luz@acme.example", role: str = ""
) -> Invitation:
    return invite(account, email=email, name="Luz Mar", role=role or Role.COLLABORATOR, by=by)


def test_a_new_person_joins_with_a_password_and_a_proved_address(acme: Account, ana: User) -> None:
    token = token_for(offer(acme, ana))
    place = join_with_password(token, name="Luz Mar Paz", password=NEW, notice="")
    assert (place.account, place.role) == (acme, Role.COLLABORATOR)
    assert place.user.check_password(NEW)
    assert place.user.email_proved_at
    kinds = Event.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["invitation.sent", "invitation.accepted"]


def test_a_person_of_another_account_joins_as_who_they_are(
    acme: Account, ana: User, carla: User
) -> None:
    token = token_for(offer(acme, ana, carla.email))
    assert join(token, user=carla).user == carla
    assert carla.memberships.count() == 2
    carla.refresh_from_db()
    assert carla.check_password(PASSWORD)


def test_b1_an_invitation_never_changes_the_password_of_somebody_who_has_one(
    acme: Account, ana: User, carla: User
) -> None:
    token = token_for(offer(acme, ana, carla.email))
    with pytest.raises(NotTheInvited):
        join_with_password(token, name="Malo", password=NEW, notice="")
    carla.refresh_from_db()
    assert (carla.name, carla.check_password(PASSWORD)) == ("Carla Gil", True)
    assert invitation_of(token)


def test_nobody_joins_by_an_invitation_for_another_address(
    acme: Account, ana: User, carla: User
) -> None:
    token = token_for(offer(acme, ana))
    with pytest.raises(NotTheInvited):
        join(token, user=carla)
    assert invitation_of(token)


def test_c096_capitals_make_no_second_person(acme: Account, ana: User, carla: User) -> None:
    join(token_for(offer(acme, ana, carla.email)), user=carla)
    assert User.objects.filter(email__iexact="CARLA@otra.example").count() == 1


def test_a_link_serves_once(acme: Account, ana: User) -> None:
    token = token_for(offer(acme, ana))
    join_with_password(token, name="Luz", password=NEW, notice="")
    with pytest.raises(InvitationSpent):
        join_with_password(token, name="Otra", password=NEW, notice="")


def test_a_link_is_dead_after_seven_days_and_when_withdrawn(acme: Account, ana: User) -> None:
    made = offer(acme, ana)
    token = token_for(made)
    almost = timezone.now() - timedelta(days=7) + timedelta(minutes=1)
    Invitation.objects.update(invited_at=almost)
    assert invitation_of(token)
    Invitation.objects.update(invited_at=almost - timedelta(minutes=1, seconds=1))
    assert invitation_of(token) is None
    Invitation.objects.update(invited_at=timezone.now())
    withdraw(made, by=ana)
    assert invitation_of(token) is None
    with pytest.raises(offering.InvitationOver):
        withdraw(made, by=ana)


def test_sent_again_only_the_new_link_serves(acme: Account, ana: User) -> None:
    old = offer(acme, ana)
    new = resend(old, by=ana)
    assert invitation_of(token_for(old)) is None
    assert invitation_of(token_for(new)) == new
    assert seats_taken(acme) == 1


def test_b8_the_database_holds_no_token(acme: Account, ana: User) -> None:
    made = offer(acme, ana)
    token = token_for(made)
    row = Invitation.objects.values().get()
    assert len(token) >= 43
    assert not any(token in str(value) for value in row.values())
    assert token not in str(list(Event.objects.values()))
    assert made.token_hash != token


def test_places_and_invitations_together_never_pass_what_was_bought(
    acme: Account, ana: User, adela: User, bruno: User
) -> None:
    Account.objects.filter(pk=acme.pk).update(additional_users=3)
    made = offer(acme, ana)
    with pytest.raises(NoSeatLeft):
        offer(acme, ana, "otra@acme.example")
    withdraw(made, by=ana)
    offer(acme, ana, "otra@acme.example")
    # What ran out holds no place any more, and needs one to be sent again.
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=8))
    late = Invitation.objects.pending().get()
    offer(acme, ana, "tercera@acme.example")
    with pytest.raises(NoSeatLeft):
        resend(late, by=ana)


def test_a_lowered_number_is_obeyed_when_the_invitation_is_accepted(
    acme: Account, ana: User, bruno: User
) -> None:
    token = token_for(offer(acme, ana))
    Account.objects.filter(pk=acme.pk).update(additional_users=1)
    with pytest.raises(NoSeatLeft):
        join_with_password(token, name="Luz", password=NEW, notice="")
    assert not User.objects.filter(email="luz@acme.example").exists()
    assert invitation_of(token)


def test_ten_invitations_a_day(acme: Account, ana: User) -> None:
    made = offer(acme, ana)
    for _ in range(9):
        made = resend(made, by=ana)
    with pytest.raises(offering.TooManyInvitations):
        resend(made, by=ana)
    assert invitation_of(token_for(made))
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=1, seconds=1))
    resend(made, by=ana)


def test_who_is_there_or_invited_is_not_invited_again(
    acme: Account, ana: User, bruno: User
) -> None:
    with pytest.raises(AlreadyMember):
        offer(acme, ana, bruno.email)
    offer(acme, ana)
    with pytest.raises(offering.AlreadyInvited):
        offer(acme, ana)


def test_only_who_runs_the_account_invites(
    acme: Account, ana: User, adela: User, bruno: User, carla: User
) -> None:
    for outsider in (bruno, carla):
        with pytest.raises(managing.NotAManager):
            offer(acme, outsider)
    offer(acme, adela)
    Membership.objects.filter(user=adela).update(disabled_at=timezone.now())
    with pytest.raises(managing.NotAManager):
        offer(acme, adela, "otra@acme.example")


def test_nobody_is_invited_as_titular(acme: Account, ana: User) -> None:
    with pytest.raises(ValueError, match="no role to give"):
        offer(acme, ana, role=Role.HOLDER)


def test_the_staff_gives_access_within_the_same_number(
    acme: Account, ana: User, bruno: User, sonia: User
) -> None:
    Account.objects.filter(pk=acme.pk).update(additional_users=1)
    with pytest.raises(NoSeatLeft):
        invite_person(acme, email="luz@acme.example", name="Luz", role=Role.MANAGER, by=sonia)
    Account.objects.filter(pk=acme.pk).update(additional_users=2)
    invite_person(acme, email="luz@acme.example", name="Luz", role=Role.MANAGER, by=sonia)


def test_access_given_to_an_unproved_address_waits_for_its_readers_proof(
    acme: Account, otra: Account, sonia: User
) -> None:
    luz = User.objects.create_user("luz@nueva.example", PASSWORD, name="Luz")
    invite_person(acme, email=luz.email, name="Luz", role=Role.MANAGER, by=sonia)
    event = Event.objects.about(luz).get(kind="user.invited")
    assert event.data["is_new"] is True
    User.objects.filter(pk=luz.pk).update(email_proved_at=timezone.now())
    Account.objects.filter(pk=otra.pk).update(additional_users=1)
    invite_person(otra, email=luz.email, name="Luz", role=Role.MANAGER, by=sonia)
    assert Event.objects.about(luz).latest("id").data["is_new"] is False
