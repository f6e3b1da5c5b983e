"""What anyone may open, and the addresses for the publisher's own site (S6, S13-S15)."""

from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from eticket.accounts.models import Publisher, User
from eticket.portal.guide import FOLDER, PICTURES
from eticket.privacy.noticing import publish_notice
from tests.cast import PASSWORD

Enter = Callable[[User], Client]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/levantar-ticket/", "portal:tickets.new"),
        ("/solicitar-ayuda/", "portal:tickets.new_service"),
    ],
)
def test_s14_the_way_to_a_ticket_survives_the_sign_in(
    client: Client, ana: User, path: str, to: str
) -> None:
    asked = client.get(path)
    assert asked["Location"] == f"/entrar/?next={path}"
    given = {"login": "ana@acme.example", "password": PASSWORD}
    assert client.post(asked["Location"], given)["Location"] == path
    assert client.get(path)["Location"] == reverse(to)


def test_the_publishers_own_people_are_led_to_the_desk(dario: User, enter: Enter) -> None:
    client = enter(dario)
    assert client.get("/levantar-ticket/")["Location"] == reverse("desk:home")
    assert client.get("/")["Location"] == reverse("desk:home")


def test_s15_two_pointers_for_who_is_not_registered(client: Client, publisher: Publisher) -> None:
    page = client.get("/registro/").content.decode()
    assert page.index('href="/registro/cliente/"') < page.index('href="/registro/prospecto/"')
    assert publisher.phone in page


def test_the_notice_is_the_publishers_and_says_so_when_there_is_none(
    client: Client, publisher: Publisher
) -> None:
    assert "todavía no publica" in client.get("/aviso-de-privacidad/").content.decode()
    full = "# Responsable\n\nResponsable: dSoft.\n\n<b>Finalidades</b>"
    publish_notice(full=full, simplified="dSoft", by=None)
    page = client.get("/aviso-de-privacidad/").content.decode()
    assert "<h2>Responsable</h2>" in page
    assert "<p>Responsable: dSoft.</p>" in page
    assert "&lt;b&gt;Finalidades" in page


def test_s6_the_guide_names_what_there_is_and_shows_every_picture(
    client: Client, publisher: Publisher
) -> None:
    page = client.get("/guia-rapida/").content.decode()
    for section in ("Registro de ticket", "Seguimiento de ticket", "Pólizas adquiridas dSoft"):
        assert section in page
    for name in PICTURES:
        assert f"{FOLDER}/{name}-1280" in page
        assert f"{FOLDER}/{name}-390" in page


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_of_the_guide_is_there(name: str) -> None:
    assert finders.find(f"{FOLDER}/{name}-1280.webp")
    assert finders.find(f"{FOLDER}/{name}-390.webp")


@pytest.mark.parametrize("path", ["/guia-rapida/", "/aviso-de-privacidad/", "/registro/"])
def test_public_pages_look_the_same_for_everybody(
    client: Client, ana: User, enter: Enter, path: str
) -> None:
    assert client.get(path).content == enter(ana).get(path).content
