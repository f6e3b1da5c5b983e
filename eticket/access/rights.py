"""Finer rights of staff, in one table: which posts may do what (a 404 for the others)."""

from django.http import Http404

from eticket.accounts.models import StaffRole, User

RIGHTS: dict[str, set[StaffRole]] = {
    "customers.enter": {StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR},
    "registrations.finish": set(StaffRole),
    "catalogues.edit": {StaffRole.ADMINISTRATOR},
    "imports.run": {StaffRole.ADMINISTRATOR},
    "audit.read": {StaffRole.ADMINISTRATOR},
    "privacy.attend": {StaffRole.ADMINISTRATOR},
    "throttles.lift": {StaffRole.ADMINISTRATOR},
}


def may(user: User, right: str) -> bool:
    """Whether this person of the staff has a right of the table."""
    return user.staff_role in RIGHTS[right]


def require(user: User, right: str) -> None:
    """Raise Http404 for whoever lacks the right."""
    if not may(user, right):
        raise Http404
