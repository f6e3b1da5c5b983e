"""The sign-in page (S7-S13): one answer to every failure, the way on, what is not lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from eticket.accounts.models import Account, Membership, Publisher, Role, Session, User
from eticket.events.models import Event
from eticket.portal.kept import unseal
from tests.cast import PASSWORD

Enter = Callable[[User], Client]
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


def sign_in(client: Client, login: str, password: str = PASSWORD, path: str = "/entrar/") -> Any:
    return client.post(path, {"login": login, "password": password})


def test_the_page_has_the_sources_words(client: Client, publisher: Publisher) -> None:
    page = client.get("/entrar/").content.decode()
    for words in (
        "Inicio de sesión", "RFC o Correo Electrónico", "Contraseña", "INGRESAR",
        "¿Contraseña olvidada?", "Regístrate aquí", "Guía rápida", "Aviso de Privacidad",
    ):  # fmt: skip
        assert words in page


def test_s16_the_stores_show_once_the_app_is_there(client: Client, publisher: Publisher) -> None:
    assert "App Store" not in client.get("/entrar/").content.decode()
    publisher.app_store_url = "https://apps.example/eticket"
    publisher.play_store_url = "https://play.example/eticket"
    publisher.save()
    from eticket.accounts import publishing

    publishing.forget()
    page = client.get("/entrar/").content.decode()
    assert "App Store" in page
    assert "Google Play" in page


def test_ana_signs_in_and_it_is_recorded(client: Client, ana: User) -> None:
    answer = sign_in(client, "ACM010203AB1")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert Event.objects.get(kind="user.signed_in").actor == ana
    assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("portal:home")


def test_a_wrong_password_keeps_the_login_and_not_the_password(client: Client, ana: User) -> None:
    answer = sign_in(client, "ana@acme.example", "secreta-y-equivocada")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="ana@acme.example"' in page
    assert "secreta" not in page
    assert re.search(r'name="password"[^>]*autofocus', page)


def test_b2_known_and_unknown_logins_get_the_same_answer(client: Client, ana: User) -> None:
    def answer(login: str) -> tuple[int, str, list[str]]:
        got = sign_in(Client(), login, "equivocada-del-todo")
        page = TOKEN.sub(r"\1", got.content.decode()).replace(login, "")
        return got.status_code, page, sorted(got.cookies)

    assert answer("ana@acme.example") == answer("eva@acme.example")
    assert answer("ACM010203AB1") == answer("ACM010203ZZ9")


def test_c097_empty_fields_count_against_nobody(client: Client, ana: User) -> None:
    for _ in range(20):
        assert sign_in(client, "", "").status_code == 422
    assert sign_in(client, "ana@acme.example").status_code == 302


def test_many_tries_are_told_how_long_to_wait(client: Client, ana: User) -> None:
    for _ in range(5):
        sign_in(client, "ana@acme.example", "equivocada")
    answer = sign_in(client, "ana@acme.example")
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert "Espere 5 segundos" in answer.content.decode()


def test_c098_a_forged_forwarding_header_changes_nothing(client: Client, ana: User) -> None:
    for n in range(6):
        answer = client.post(
            "/entrar/",
            {"login": "ana@acme.example", "password": "equivocada"},
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        )
    assert answer.status_code == 429


def test_c098_behind_the_proxy_only_its_own_word_counts(
    client: Client, ana: User, settings: Any
) -> None:
    settings.BEHIND_PROXY = True

    def fail(seen: str) -> int:
        return client.post(
            "/entrar/",
            {"login": "ana@acme.example", "password": "equivocada"},
            headers={"X-Forwarded-For": f"203.0.113.77, {seen}"},
        ).status_code

    assert [fail("198.51.100.1") for _ in range(6)][-1] == 429
    assert fail("198.51.100.2") == 422


def test_c097_ana_gets_in_from_her_own_browser_while_it_is_attacked(ana: User) -> None:
    her_browser, strangers = Client(), Client()
    sign_in(her_browser, "ana@acme.example")
    her_browser.post("/salir/")
    for _ in range(20):
        sign_in(strangers, "ACM010203AB1", "equivocada")
    assert sign_in(strangers, "ACM010203AB1").status_code == 429
    assert sign_in(her_browser, "ACM010203AB1").status_code == 302


def test_b6_the_session_gets_a_new_key_and_the_old_one_dies(client: Client, ana: User) -> None:
    client.cookies["sessionid"] = "una-clave-puesta-por-otro-0000"
    sign_in(client, "ana@acme.example")
    first = client.cookies["sessionid"].value
    assert first != "una-clave-puesta-por-otro-0000"
    client.post("/salir/")
    assert not Session.objects.filter(session_key=first).exists()
    sign_in(client, "ana@acme.example")
    assert client.cookies["sessionid"].value != first


def test_who_signs_in_by_rfc_sees_that_account(client: Client, ana: User, otra: Account) -> None:
    Membership.objects.create(account=otra, user=ana, role=Role.HOLDER)
    sign_in(client, "OTR010203AB2")
    assert "Otra, S.A. de C.V." in client.get("/perfil/").content.decode()


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/tickets/?q=n%C3%B3mina", "/tickets/?q=n%C3%B3mina"),
        ("/levantar-ticket/", "/levantar-ticket/"),
        ("/entrar/", "/"),
    ],
)
def test_after_signing_in_one_is_where_one_wanted_to_go(
    client: Client, ana: User, path: str, to: str
) -> None:
    from urllib.parse import quote

    answer = sign_in(client, "ana@acme.example", path=f"/entrar/?next={quote(path)}")
    assert answer["Location"] == to


FOREIGN = [
    "malo.example", "//malo.example", "///malo.example", "////malo.example", "/\\malo.example",
    "\\\\malo.example", "\\/malo.example", "/\t/malo.example", "/\n/malo.example",
    "/\r/malo.example",
    "\t//malo.example", " //malo.example", "\x00//malo.example", "http://malo.example",
    "https://malo.example", "HTTPS://malo.example", "http:malo.example", "https:/malo.example",
    "http:\\\\malo.example", "//malo.example/entrar", "//testserver@malo.example",
    "http://testserver@malo.example", "http://testserver.malo.example",
    "//testserver:80@malo.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
    "vbscript:x", "mailto:x@malo.example", "//[::1]", "http://[::1]/", "//127.1", "//0x7f000001",
    "/%5cmalo.example/..//malo.example", "\\", "//malo%E3%80%82example", "//malo。example",
    "/\u2028/malo.example", "http://testserver/", "https://testserver/tickets/", "?x", "#x",
    "tickets/",
    "./tickets/", "../", "\u202e/malo", "\ufeff//malo.example", "http:///malo.example", "http://",
    "///", "//", "/\\", "\\", "//;@malo.example", "/\\/malo.example", "//\\malo.example",
    "ftp://malo.example",
    "blob:http://malo.example", "//malo.example:443", "http://malo.example#@testserver",
]  # fmt: skip


@pytest.mark.parametrize("target", FOREIGN)
def test_l8_no_way_on_leads_to_another_host(client: Client, ana: User, target: str) -> None:
    from urllib.parse import quote, urlsplit

    path = f"/entrar/?next={quote(target, safe='', errors='surrogatepass')}"
    location = sign_in(client, "ana@acme.example", path=path)["Location"]
    assert location.startswith("/")
    assert not re.match(r"[/\\\s\x00]{2}", location)
    assert urlsplit(location).netloc == ""
    # For somebody who is signed in already, too.
    assert urlsplit(client.get(path)["Location"]).netloc == ""


def test_who_is_signed_in_is_led_home(ana: User, enter: Enter) -> None:
    assert enter(ana).get("/entrar/")["Location"] == "/"


def test_c112_a_page_left_open_overnight_is_renewed(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/entrar/")
    client.cookies.clear()
    given = {"login": "ana@acme.example", "password": PASSWORD, "csrfmiddlewaretoken": "x" * 64}
    answer = client.post("/entrar/", given, headers={"Origin": "http://testserver"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'value="ana@acme.example"' in page
    assert PASSWORD not in page
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    again = client.post("/entrar/", given | {"csrfmiddlewaretoken": found[1]})
    assert again.status_code == 302


def test_c112_an_old_page_after_signing_in_elsewhere_leads_home(ana: User, enter: Enter) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = enter(ana).cookies
    answer = client.post("/entrar/", {"login": "x"}, headers={"Origin": "http://testserver"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_c111_what_was_typed_when_the_session_ended_is_sent_with_one_click(
    client: Client, ana: User
) -> None:
    typed = {"name": "Ana Ruiz", "phone": "55 8765 4321", "contact_hours": "De 9 a 14 h"}
    lost = client.post("/perfil/", typed)
    assert (lost.status_code, lost["Location"]) == (307, "/entrar/?next=/perfil/")
    page = client.post(lost["Location"], typed).content.decode()
    assert "Su sesión terminó" in page
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    signed = {"login": "ana@acme.example", "password": PASSWORD, "kept": kept[1]}
    wrong = client.post(lost["Location"], signed | {"password": "equivocada"}).content.decode()
    assert kept[1].split(":")[0] in wrong
    page = client.post(lost["Location"], signed).content.decode()
    assert 'action="/perfil/"' in page
    assert "De 9 a 14 h" in page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert client.post("/perfil/", fields).status_code == 302
    ana.refresh_from_db()
    assert ana.contact_hours == "De 9 a 14 h"


def test_c111_files_that_were_not_kept_are_named_and_secrets_are_left_out(
    client: Client, ana: User
) -> None:
    sent = {
        "body": "Sigue el error",
        "password": "no-debe-viajar",
        "files": SimpleUploadedFile("a", b"x"),
    }
    page = client.post("/entrar/?next=/perfil/", sent).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    signed = {"login": "ana@acme.example", "password": PASSWORD, "kept": kept[1]}
    page = client.post("/entrar/?next=/perfil/", signed).content.decode()
    assert "Sus archivos no se guardaron" in page
    assert "no-debe-viajar" not in page


@pytest.mark.parametrize("kept", ["x", "", "eyJ4IjoxfQ:1abc:def", "\x00"])
def test_only_we_can_write_what_is_kept(client: Client, ana: User, kept: str) -> None:
    given = {"login": "ana@acme.example", "password": PASSWORD, "kept": kept}
    assert client.post("/entrar/", given).status_code == 302


def test_a_script_whose_session_ended_is_told_so(client: Client, db: None) -> None:
    answer = client.post("/borradores/", {"form": "x"}, headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 401
    assert "Su sesión terminó" in answer.json()["error"]
    part = client.get("/tickets/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/entrar/?next=/tickets/")


def test_signing_out_ends_the_session_on_the_server(ana: User, enter: Enter) -> None:
    client = enter(ana)
    assert "Salir" in client.get("/salir/").content.decode()
    assert Session.objects.count() == 1
    answer = client.post("/salir/")
    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/entrar/", '"cache"')
    assert Session.objects.count() == 0
    assert client.post("/salir/")["Location"] == "/entrar/"


def test_the_page_of_a_visitor_asks_the_database_next_to_nothing(
    client: Client, publisher: Publisher, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/entrar/")
    with django_assert_max_num_queries(0):
        client.get("/entrar/")


def test_a_person_without_any_account_is_told_and_can_leave(ana: User, enter: Enter) -> None:
    client = enter(ana)
    Membership.objects.filter(user=ana).update(disabled_at=timezone.now())
    answer = client.get("/")
    assert answer.status_code == 403
    assert "Su acceso a la cuenta terminó" in answer.content.decode()


def test_b10_no_password_typed_into_a_lost_form_is_shown_again(client: Client, ana: User) -> None:
    typed = {"old": "la vieja de siempre", "password": "una nueva bien larga"}
    typed["confirm"] = typed["password"]
    lost = client.post("/perfil/contrasena/", typed)
    page = client.post(lost["Location"], typed).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    signed = {"login": "ana@acme.example", "password": PASSWORD, "kept": kept[1] if kept else ""}
    page += client.post(lost["Location"], signed, follow=True).content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    refused = strict.post("/perfil/contrasena/", typed, headers={"Origin": "http://testserver"})
    assert refused.status_code == 403
    page += refused.content.decode()
    assert "vieja de siempre" not in page
    assert "bien larga" not in page
    assert not any(
        "larga" in str(unseal(text)) for text in re.findall(r'value="([^"]{40,})"', page)
    )
