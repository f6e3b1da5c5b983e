"""How a person wants to be reached, kept from one form to the next."""

from eticket.accounts.models import User


def remember_contact(user: User, *, phone: str, contact_hours: str) -> None:
    """Keep the telephone and hours a person gave, for the next form; blanks change nothing."""
    given = {"phone": phone, "contact_hours": contact_hours}
    changed = {
        name: value for name, value in given.items() if value and value != getattr(user, name)
    }
    for name, value in changed.items():
        setattr(user, name, value)
    if changed:
        user.save(update_fields=list(changed))
