"""A serial that passes to another account takes no secrets along."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.licensing.activating import (
    UndoOver,
    activate_device,
    deactivate_device,
    undo_change,
)
from eticket.licensing.models import Device, Product, Serial
from eticket.licensing.moving import ReasonMissing, SameAccount, move_serial
from eticket.tickets.models import Ticket
from eticket.tickets.opening import open_ticket
from tests.cast import issue

Enter = Callable[[User], Client]
Maker = Callable[..., Any]


def test_it_leaves_its_computers_switched_off_and_unseen(
    ana: User, carla: User, elena: User, otra: Account, serial: Serial, enter: Enter
) -> None:
    pc = Device.objects.create(serial=serial, name="SECRETO-DE-ACME", fingerprint="a")
    move_serial(serial, otra, by=elena, reason="Se vendió la sucursal")
    pc.refresh_from_db()
    assert not pc.is_active
    theirs = enter(carla)
    page = f"/series/{serial.number}/"
    for address in (page, f"{page}?inactivos", f"{page}equipos.csv"):
        answer = theirs.get(address)
        text = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert b"SECRETO" not in text
    assert theirs.get(f"{page}equipos/{pc.pk}/").status_code == 404
    assert enter(ana).get(page).status_code == 404
    activate_device(pc, by=elena, reason="Se fue con la sucursal")
    assert theirs.get(f"{page}equipos/{pc.pk}/").status_code == 200
    assert Event.objects.get(kind="serial.moved").data["from_name"] == "Acme, S.A. de C.V."


def test_tickets_stay_with_the_account_that_raised_them_and_do_not_count_for_the_other(
    ana: User, carla: User, elena: User, otra: Account, serial: Serial, opened: Maker,
    new_ticket: Maker, enter: Enter,
) -> None:  # fmt: skip
    old = [opened() for _n in range(3)]
    serial = move_serial(serial, otra, by=elena, reason="Fusión")
    made = open_ticket(otra, new_ticket(serial=serial), by=carla)
    assert Ticket.objects.filter(account=otra).get() == made
    assert enter(carla).get(f"/tickets/{old[0].number}/").status_code == 404
    page = enter(ana).get(f"/tickets/{old[0].number}/").content.decode()
    assert f"/series/{serial.number}/" not in page


def test_f4_a_change_from_before_is_not_undone_after(
    ana: User, elena: User, otra: Account, serial: Serial
) -> None:
    pc = Device.objects.create(serial=serial, name="Caja", fingerprint="a")
    change = deactivate_device(pc, by=ana, reason="Cambio")
    assert change
    move_serial(serial, otra, by=elena, reason="Fusión")
    with pytest.raises(UndoOver):
        undo_change(change, by=ana)


def test_a_move_needs_a_reason_and_another_account(
    acme: Account, otra: Account, elena: User, serial: Serial
) -> None:
    with pytest.raises(ReasonMissing):
        move_serial(serial, otra, by=elena, reason=" ")
    with pytest.raises(SameAccount):
        move_serial(serial, acme, by=elena, reason="Prueba")


def test_a_prospect_becomes_a_customer_by_it(
    pablo: User, elena: User, acme: Account, product: Product
) -> None:
    account = Account.objects.get(name="Pablo Luna")
    move_serial(issue(acme, product), account, by=elena, reason="Se separó del despacho")
    account.refresh_from_db()
    assert account.is_customer


def test_the_desk_moves_it_by_rfc(elena: User, otra: Account, serial: Serial, enter: Enter) -> None:
    client, page = enter(elena), f"/mesa/series/{serial.number}/pasar/"
    unknown = client.post(page, {"rfc": "XXX010203AB1", "reason": "Fusión"})
    assert unknown.status_code == 422
    assert "tiene ese RFC" in unknown.content.decode()
    assert client.post(page, {"rfc": otra.rfc.lower(), "reason": "Fusión"}).status_code == 302
    serial.refresh_from_db()
    assert serial.account == otra
