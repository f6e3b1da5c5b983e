"""J4: ARCO requests of people with and without an account, and their clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from eticket.accounts.models import User
from eticket.events.models import Event
from eticket.lib import days
from eticket.privacy import requesting, resting, terms
from eticket.privacy.models import ArcoRequest, RestDay

Enter = Callable[[User], Client]
GIVEN = {
    "name": "Rita Vale",
    "email": "rita@fuera.example",
    "right": "access",
    "text": "¿Qué datos míos tienen?",
}


def ask(**given: str) -> ArcoRequest:
    requesting.ask(**(GIVEN | given), address="10.0.0.1")
    return ArcoRequest.objects.latest("id")


def received(user: User, right: str = "access") -> ArcoRequest:
    return requesting.ask_as_user(user, right=right, text="Por favor.")


def kinds() -> list[str]:
    arco = Event.objects.filter(kind__startswith="arco.").order_by("id")
    return list(arco.values_list("kind", flat=True))


def test_a_stranger_asks_and_nothing_reaches_staff_before_the_link(
    client: Client, elena: User, enter: Enter
) -> None:
    desk = enter(elena)
    assert client.post("/derechos-arco/", GIVEN)["Location"] == "/derechos-arco/?enviado"
    assert "Revise su correo" in client.get("/derechos-arco/?enviado").content.decode()
    assert "Rita Vale" not in desk.get("/mesa/privacidad/").content.decode()
    asked = ArcoRequest.objects.get()
    link = f"/derechos-arco/confirmar/{requesting.token_for(asked)}/"
    opened = client.get(link)
    assert opened["Referrer-Policy"] == "strict-origin"
    assert kinds() == ["arco.asked"], "a scanner that opens links confirms nothing"
    confirmed = client.post(link).content.decode()
    asked.refresh_from_db()
    assert asked.folio in confirmed
    assert asked.folio == f"ARCO-{days.today().year}-{asked.pk:05}"
    assert asked.due_on == terms.answer_by(days.today())
    assert kinds() == ["arco.asked", "arco.received"]
    assert "Rita Vale" in desk.get("/mesa/privacidad/").content.decode()
    assert client.post(link).status_code == 410
    assert client.get("/derechos-arco/confirmar/otro/").status_code == 410


def test_the_link_lives_for_48_hours(db: None) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 15, tzinfo=UTC)):
        token = requesting.token_for(ask())
        assert requesting.request_of(token)
    with time_machine.travel(datetime(2026, 3, 4, 16, tzinfo=UTC)):
        assert requesting.request_of(token) is None
        with pytest.raises(requesting.RequestSpent):
            requesting.confirm(token)


def test_a_wrong_form_keeps_what_was_typed_and_many_are_slowed(client: Client, db: None) -> None:
    refused = client.post("/derechos-arco/", GIVEN | {"email": "rita@"})
    assert refused.status_code == 422
    assert "Rita Vale" in refused.content.decode()
    for number in range(10):
        ask(email=f"r{number}@fuera.example")
    assert client.post("/derechos-arco/", GIVEN, REMOTE_ADDR="10.0.0.1").status_code == 429
    before = ArcoRequest.objects.count()
    requesting.ask(**GIVEN, address="10.0.0.2")
    requesting.ask(**GIVEN, address="10.0.0.2")
    assert ArcoRequest.objects.count() == before + 1, "one mail in ten minutes to an address"


def test_from_perfil_it_is_received_at_once_and_can_be_withdrawn(ana: User, enter: Enter) -> None:
    browser = enter(ana)
    said = {"right": "rectification", "text": "Mi nombre lleva acento."}
    assert browser.post("/perfil/privacidad/solicitud/", said).status_code == 302
    asked = ArcoRequest.objects.get()
    assert (asked.user, asked.state) == (ana, "received")
    assert asked.folio in browser.get("/perfil/privacidad/").content.decode()
    again = browser.post("/perfil/privacidad/solicitud/", said)
    assert again.status_code == 422
    assert asked.folio in again.content.decode()
    browser.post(f"/perfil/privacidad/solicitudes/{asked.folio}/retirar/")
    asked.refresh_from_db()
    assert (asked.state, asked.due_on) == ("withdrawn", None)
    browser.post(f"/perfil/privacidad/solicitudes/{asked.folio}/retirar/")
    assert kinds() == ["arco.received", "arco.withdrawn"]


def test_asking_for_deletion_wants_the_password(ana: User, enter: Enter) -> None:
    browser, page = enter(ana), "/perfil/privacidad/solicitud/"
    said = {"right": "cancellation", "text": "Ya no trabajo ahí."}
    assert browser.post(page, said).status_code == 422
    wrong = browser.post(page, said | {"password": "otra-cosa-distinta"})
    assert wrong.status_code == 422
    assert ArcoRequest.objects.count() == 0
    assert browser.post(page, said | {"password": "correcta-grapa-nopal-47"}).status_code == 302


def test_j4_the_clock_20_days_to_answer_15_to_do_one_extension_each(ana: User, elena: User) -> None:
    resting.add_rest_day(date(2026, 12, 24), "Puente", by=elena)
    with time_machine.travel(datetime(2026, 11, 25, 18, tzinfo=UTC)):
        asked = received(ana)
        assert asked.due_on == date(2026, 12, 23)
        requesting.extend(asked, reason="Buscamos en archivos de papel.", by=elena)
        asked.refresh_from_db()
        # Over Christmas, the listed 24th and New Year.
        assert asked.due_on == date(2027, 1, 25)
        with pytest.raises(requesting.ExtendedOnce):
            requesting.extend(asked, reason="Más.", by=elena)
        requesting.answer(asked, granted=True, text="Procede.", by=elena)
        asked.refresh_from_db()
        assert (asked.state, asked.due_on) == ("granted", date(2026, 12, 16))
        requesting.extend(asked, reason="Falta un sistema.", by=elena)
        asked.refresh_from_db()
        assert asked.due_on == date(2027, 1, 11)
        with pytest.raises(requesting.ExtendedOnce):
            requesting.extend(asked, reason="Más.", by=elena)
        requesting.carry_out(asked, by=elena)
        with pytest.raises(requesting.AlreadyDecided):
            requesting.carry_out(asked, by=elena)
    assert kinds() == [
        "arco.received", "arco.extended", "arco.answered", "arco.extended", "arco.completed",
    ]  # fmt: skip


def test_j4_reminders_at_10_5_and_2_business_days_each_once(ana: User) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 18, tzinfo=UTC)):
        received(ana)
        assert requesting.remind() == 0
    told = []
    for day in range(26, 62):
        moment = datetime(2026, 11 + (day > 30), day if day <= 30 else day - 30, 18, tzinfo=UTC)
        with time_machine.travel(moment):
            told += [moment.date() for _again in range(3) if requesting.remind()]
    # Due on 23 December: ten, five and two business days before.
    assert told == [date(2026, 12, 9), date(2026, 12, 16), date(2026, 12, 21)]
    left = [event.data["left"] for event in Event.objects.filter(kind="arco.due").order_by("id")]
    assert left == [10, 5, 2]


def test_a_worker_that_slept_reminds_once_and_not_three_times(ana: User) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 18, tzinfo=UTC)):
        received(ana)
    with time_machine.travel(datetime(2026, 12, 28, 18, tzinfo=UTC)):
        assert [requesting.remind(), requesting.remind()] == [1, 0]
    assert Event.objects.get(kind="arco.due").data["left"] < 0


def test_the_privacy_role_answers_from_a_template(ana: User, elena: User, enter: Enter) -> None:
    asked, desk = received(ana, "opposition"), enter(elena)
    page = f"/mesa/privacidad/{asked.folio}/"
    assert "Dejamos de usar sus datos" in desk.get(f"{page}?plantilla=1").content.decode()
    assert "Dejamos de usar" not in desk.get(page).content.decode()
    assert desk.post(f"{page}responder/", {"granted": "1", "text": ""}).status_code == 422
    desk.post(f"{page}responder/", {"granted": "0", "text": "Hace falta para el contrato."})
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("refused", elena)
    own = enter(ana).get("/perfil/privacidad/").content.decode()
    assert "Hace falta para el contrato." in own
    desk.post(f"{page}responder/", {"granted": "1", "text": "Siempre sí."})
    asked.refresh_from_db()
    assert asked.state == "refused"


def test_the_list_of_days_is_edited_and_told(elena: User, enter: Enter) -> None:
    desk, page = enter(elena), "/mesa/privacidad/dias/"
    assert desk.post(page, {"day": "24/12/2026", "name": "Puente"}).status_code == 302
    assert desk.post(page, {"day": "2026-12-24", "name": "Otra vez"}).status_code == 422
    assert desk.post(page, {"day": "9999-12-24", "name": "Lejos"}).status_code == 422
    desk.post(f"{page}{RestDay.objects.get().pk}/quitar/")
    assert RestDay.objects.count() == 0
    said = [event.data["what"] for event in Event.objects.filter(kind="rest_days.changed")]
    assert said == ["+ 24/12/2026 Puente", "- 24/12/2026 Puente"]
