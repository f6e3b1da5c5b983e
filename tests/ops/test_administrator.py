import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from eticket.accounts.models import StaffRole, User
from eticket.events.models import Event


def _appoint(monkeypatch: pytest.MonkeyPatch, email: str, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("administrator", email, name="Elena Mora", stdout=io.StringIO())


def test_a_new_person_becomes_administrator(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _appoint(monkeypatch, "Elena@dSoft.example", "correcta-grapa-nopal-47")
    user = User.objects.get(email="elena@dsoft.example")
    assert user.staff_role == StaffRole.ADMINISTRATOR
    assert user.check_password("correcta-grapa-nopal-47")
    assert Event.objects.get().kind == "user.appointed"


def test_a_known_person_keeps_the_row_and_gets_the_role(
    dario: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _appoint(monkeypatch, "dario@dsoft.example", "otra-grapa-nopal-48")
    dario.refresh_from_db()
    assert dario.staff_role == StaffRole.ADMINISTRATOR
    assert dario.check_password("otra-grapa-nopal-48")


@pytest.mark.parametrize(
    ("email", "password"),
    [("elena@dsoft.example", "corta"), ("no es un correo", "correcta-grapa-nopal-47")],
)
def test_a_weak_password_or_a_wrong_address_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> None:
    with pytest.raises(CommandError):
        _appoint(monkeypatch, email, password)
    assert not User.objects.exists()
