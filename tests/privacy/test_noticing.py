"""J1, J2: versions of the notice, who accepted which, and what was refused."""

from collections.abc import Callable

import pytest
from django.test import Client

from eticket.accounts.models import User
from eticket.events.models import Event
from eticket.privacy import noticing
from eticket.privacy.models import Consent, PrivacyNotice

Enter = Callable[[User], Client]


def publish(full: str = "Responsable: dSoft.", by: User | None = None) -> PrivacyNotice:
    return noticing.publish_notice(full=full, simplified="Breve: dSoft.", by=by)


def test_publishing_makes_a_new_row_and_old_ones_stay_readable(
    client: Client, elena: User, publisher: object
) -> None:
    first, second = publish(by=elena), publish("Otro texto.", by=elena)
    assert (first.version, second.version) == (1, 2)
    assert noticing.current_notice() == second
    assert Event.objects.filter(kind="notice.published", actor=elena).count() == 2
    assert "Otro texto." in client.get("/aviso-de-privacidad/").content.decode()
    old = client.get("/aviso-de-privacidad/1/").content.decode()
    assert "Responsable: dSoft." in old
    assert "Ya no está vigente" in old
    assert client.get("/aviso-de-privacidad/3/").status_code == 404
    assert client.get("/aviso-de-privacidad/99999999999/").status_code == 404
    with pytest.raises(noticing.SameNotice):
        publish("Otro texto.")


def test_j2_version_time_and_choice_are_kept_and_the_latest_holds(ana: User) -> None:
    assert noticing.accept_notice(ana, secondary=True) is None
    notice = publish()
    noticing.accept_notice(ana, secondary=True)
    assert noticing.allows_secondary(ana)
    noticing.choose_secondary(ana, secondary=False)
    assert not noticing.allows_secondary(ana)
    rows = Consent.objects.filter(user=ana).order_by("id")
    assert [(row.notice, row.secondary) for row in rows] == [(notice, True), (notice, False)]


def test_a_new_version_is_shown_on_inicio_until_accepted_and_blocks_nothing(
    ana: User, enter: Enter
) -> None:
    publish()
    noticing.accept_notice(ana, secondary=True)
    browser = enter(ana)
    assert "Publicamos la versión" not in browser.get("/inicio/").content.decode()
    publish("Otro texto.")
    page = browser.get("/inicio/").content.decode()
    assert "Publicamos la versión 2" in page
    # What was chosen before stands until it is changed.
    assert 'name="secondary" value="1" checked' in page
    assert browser.get("/tickets/generar/servicio/").status_code == 200
    given = {"secondary": "1", "de_inicio": "1"}
    assert browser.post("/perfil/privacidad/aviso/", given)["Location"] == "/inicio/"
    assert "Publicamos la versión" not in browser.get("/inicio/").content.decode()
    assert noticing.allows_secondary(ana)


def test_j2_refusing_takes_one_press_in_perfil_and_one_in_a_mail(
    client: Client, ana: User, enter: Enter
) -> None:
    publish()
    noticing.accept_notice(ana, secondary=True)
    browser = enter(ana)
    assert "Ya no quiero recibirlas" in browser.get("/perfil/privacidad/").content.decode()
    browser.post("/perfil/privacidad/eleccion/", {"secondary": "0"})
    assert not noticing.allows_secondary(ana)
    browser.post("/perfil/privacidad/eleccion/", {"secondary": "1"})
    link = f"/sin-novedades/{noticing.opt_out_token(ana)}/"
    opened = client.get(link)
    assert opened["Referrer-Policy"] == "strict-origin"
    assert noticing.allows_secondary(ana), "a scanner that opens links refuses nothing"
    assert "Ya no le enviamos" in client.post(link).content.decode()
    assert not noticing.allows_secondary(ana)
    assert client.get("/sin-novedades/otro/").status_code == 410


def test_the_administrator_looks_before_publishing(elena: User, enter: Enter) -> None:
    desk, page = enter(elena), "/mesa/privacidad/aviso/"
    texts = {"full": "# Responsable\ndSoft <b>sí</b>", "simplified": "Breve."}
    seen = desk.post(page, texts | {"look": "1"})
    assert "<h2>Responsable</h2>" in seen.content.decode()
    assert "&lt;b&gt;sí" in seen.content.decode()
    assert (seen.status_code, PrivacyNotice.objects.count()) == (200, 0)
    assert desk.post(page, texts | {"publish": "1"}).status_code == 302
    assert PrivacyNotice.objects.get().published_by == elena
    assert desk.post(page, texts | {"publish": "1"}).status_code == 422
    assert desk.post(page, {"full": "", "simplified": "x"}).status_code == 422
