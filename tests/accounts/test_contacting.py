"""What a person gave in one form is there in the next."""

from eticket.accounts.contacting import remember_contact
from eticket.accounts.models import User


def test_what_was_given_is_remembered_and_blanks_change_nothing(ana: User) -> None:
    remember_contact(ana, phone="+523312345678", contact_hours="Por la tarde")
    ana.refresh_from_db()
    assert (ana.phone, ana.contact_hours) == ("+523312345678", "Por la tarde")
    remember_contact(ana, phone="", contact_hours="")
    ana.refresh_from_db()
    assert (ana.phone, ana.contact_hours) == ("+523312345678", "Por la tarde")
