"""Below /api/: no session, no cookie, no forgery check to need, plain refusals (A, B, C, H)."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from eticket.accounts.models import User
from eticket.api.problems import CODES
from eticket.licensing.models import Device, Serial
from eticket.licensing.signing import published_keys
from tests.api.conftest import Program
from tests.test_exposure import LINES

PATHS = sorted(
    {reverse(line.name) for line in LINES if line.sample == "-" and line.name != "api:missing"}
)


def test_keys_are_published_for_whoever_builds_a_program() -> None:
    answer = Client().get(reverse("api:keys"))
    assert answer.json() == {"keys": published_keys()}
    assert [key["use"] for key in answer.json()["keys"]] == ["current", "next"]


def test_no_answer_sets_a_cookie_and_no_cookie_is_read(
    program: Program, ana: User, django_assert_num_queries: Any
) -> None:
    signed_in = Client()
    signed_in.force_login(ana, backend="eticket.accounts.signing_in.Backend")
    with django_assert_num_queries(0):
        answer = signed_in.get(reverse("api:keys"))
    assert not answer.cookies
    for got in (program.activate(), program.check_in(), program.check_in(nonce="corta")):
        assert not got.cookies
        assert got["Cache-Control"] == "no-store"
        assert got["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Location" not in got


def test_a_known_computer_costs_few_statements(
    program: Program, django_assert_max_num_queries: Any
) -> None:
    program.activate()
    with django_assert_max_num_queries(2):
        program.check_in()
    with django_assert_max_num_queries(9):
        program.activate()


@pytest.mark.parametrize("name", ["activations", "activations.check_in", "activations.deactivate"])
def test_a_wrong_method_and_an_unknown_address_are_problems(name: str) -> None:
    for answer in (Client().get(reverse(f"api:{name}")), Client().delete(reverse(f"api:{name}"))):
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert answer.json()["code"] == "wrong_method"
    answer = Client().get("/api/v2/activations")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_address")


def test_without_tls_a_program_is_refused_and_not_led_on(program: Program, settings: Any) -> None:
    settings.SECURE = settings.SECURE_SSL_REDIRECT = True
    answer = program.activate()
    assert (answer.status_code, answer.json()["code"]) == (403, "no_tls")
    secure = Client().get(reverse("api:keys"), secure=True)
    assert secure.status_code == 200


def test_a2_a_computers_credential_opens_no_page(program: Program) -> None:
    """As a person of the table, a credential is nobody: it gets what anonymous people get."""
    program.activate()
    shown = {"Authorization": f"Bearer {program.credential}"}
    for path in PATHS:
        bare, with_it = (Client().get(path, headers=headers) for headers in ({}, shown))
        assert bare.status_code == with_it.status_code
        assert bare.headers.get("Location") == with_it.headers.get("Location")
    assert len(PATHS) >= 20


def test_m1_secrets_are_in_no_row_and_in_no_log(
    two: Serial, program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    program.activate()
    program.activate()
    program.check_in()
    device = Device.objects.get()
    ours = [model for model in apps.get_models() if model.__module__.startswith("eticket.")]
    everything = " ".join(repr(list(model._base_manager.values_list())) for model in ours)
    assert str(device.credential_hash) in everything
    assert program.credential not in everything
    assert program.credential not in caplog.text


def test_the_description_knows_every_address_and_every_code() -> None:
    told = Client().get(reverse("api:openapi")).json()
    assert told["openapi"] == "3.1.0"
    names = ["activations", "activations.check_in", "activations.deactivate", "keys", "openapi"]
    assert sorted(told["paths"]) == sorted(reverse(f"api:{name}") for name in names)
    text = json.dumps(told, ensure_ascii=False)
    schemas = told["components"]["schemas"]
    assert set(schemas["Problem"]["properties"]["code"]["enum"]) == set(CODES)
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) == set(schemas)
    described = " ".join(
        answer["description"]
        for path in told["paths"].values()
        for operation in path.values()
        for answer in operation["responses"].values()
    )
    assert {code for code in CODES if f"{code}:" not in described} == {"no_such_address"}


def test_what_the_description_shows_is_accepted(two: Serial, program: Program) -> None:
    told = Client().get(reverse("api:openapi")).json()["components"]["schemas"]
    examples = {
        name: one["examples"][0]
        for name, one in told["Activation"]["properties"].items()
        if name not in ("serial", "product_id")
    }
    assert program.activate(**examples).status_code == 200
    assert told["Activation"]["required"] == ["serial", "fingerprint", "nonce", "name"]


def test_the_papers_name_every_code() -> None:
    text = Path("docs/api.md").read_text("utf-8")
    assert [code for code in CODES if f"`{code}`" not in text] == []
