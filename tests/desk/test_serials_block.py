"""A serial blocked and freed from the desk, with a reason; only by who runs customers."""

from collections.abc import Callable

import pytest
from django.test import Client

from eticket.accounts.models import User
from eticket.events.models import Event
from eticket.licensing.activating import SerialBlocked, activate_device
from eticket.licensing.models import Device, Serial

Enter = Callable[[User], Client]


def test_a_supervisor_blocks_with_a_reason_and_frees_again(
    serial: Serial, sonia: User, ana: User, enter: Enter
) -> None:
    client, page = enter(sonia), f"/mesa/series/{serial.number}/"
    device = Device.objects.create(
        serial=serial, name="PC", fingerprint="a", deactivated_at=serial.created_at
    )
    assert "Bloquear" in client.get(page).content.decode()
    assert client.post(f"{page}bloquear/", {"reason": " "}).status_code == 422
    answer = client.post(f"{page}bloquear/", {"reason": "Publicada en un foro"}, follow=True)
    assert "Serie bloqueada." in answer.content.decode()
    assert "Publicada en un foro" in answer.content.decode()
    with pytest.raises(SerialBlocked):
        activate_device(device, by=ana)
    seen = enter(ana).get(f"/series/{serial.number}/?inactivos").content.decode()
    assert "Esta serie está bloqueada." in seen
    assert "Publicada en un foro" not in seen
    client.post(f"{page}desbloquear/", {"reason": "Aclarado"})
    assert activate_device(device, by=ana)
    kinds = Event.objects.filter(kind__startswith="serial.", actor=sonia)
    assert list(kinds.order_by("id").values_list("kind", flat=True)) == [
        "serial.blocked",
        "serial.unblocked",
    ]


def test_twice_is_once(serial: Serial, elena: User, enter: Enter) -> None:
    client, path = enter(elena), f"/mesa/series/{serial.number}/bloquear/"
    client.post(path, {"reason": "Robo"})
    answer = client.post(path, {"reason": "Otro motivo"}, follow=True)
    assert "La serie ya estaba así." in answer.content.decode()
    serial.refresh_from_db()
    assert serial.block_reason == "Robo"


def test_an_agent_blocks_nothing(serial: Serial, dario: User, enter: Enter) -> None:
    for act in ("bloquear", "desbloquear"):
        path = f"/mesa/series/{serial.number}/{act}/"
        assert enter(dario).get(path).status_code == 404
        assert enter(dario).post(path, {"reason": "x"}).status_code == 404
    assert "bloquear/" not in enter(dario).get(f"/mesa/series/{serial.number}/").content.decode()
