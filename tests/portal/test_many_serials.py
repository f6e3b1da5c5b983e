"""I5: an account with 5,000 serials costs what an account with five costs, on each page of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eticket.accounts.models import Account, User
from eticket.lib import days
from eticket.licensing.models import Policy, Product, Serial, new_serial_number
from tests.cast import issue

Enter = Callable[[User], Client]
MANY, LIMIT = 5000, 8
PAGES = [
    "/series/",
    "/series/?estado=vigentes",
    "/series/?q=nom",
    "/series/?pagina=nada",
    "/series/{number}/",
    "/polizas/",
    "/polizas/?q=licencia",
    "/polizas/{number}/",
    "/polizas/constancias/",
    "/tickets/generar/",
    "/tickets/generar/?q=licencia",
    "/tickets/generar/soporte/{number}/",
    "/tickets/generar/servicio/?renovar={number}",
    "/inicio/",
]


def hand_out(account: Account, product: Product, n: int) -> None:
    until = days.today() + timedelta(days=100)
    serials = Serial.objects.bulk_create(
        Serial(account=account, product=product, number=new_serial_number(), valid_until=until)
        for _n in range(n)
    )
    Policy.objects.bulk_create(
        Policy(
            serial=serial,
            number=f"P-{serial.number}",
            description="Licencia Anual",
            folded=f"licencia anual nomitool {serial.number.lower()}",
            registered_on=until - timedelta(days=365),
            valid_until=until,
        )
        for serial in serials
    )


@pytest.mark.django_db
def test_i5_five_thousand_serials_cost_the_statements_of_five(
    ana: User, acme: Account, soporte: object, enter: Enter
) -> None:
    product = Product.objects.create(name="NomiTool")
    shown = issue(acme, product, 20)
    hand_out(acme, product, 4)
    client = enter(ana)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as statements:
            assert client.get(path).status_code == 200
        return len(statements)

    def statements() -> dict[str, int]:
        counted = {}
        for page in PAGES:
            path = page.format(number=shown.number)
            client.get(path)
            # Rows kept for ten seconds may run out before one of the two, on a busy machine.
            counted[page] = min(asked(path), asked(path))
        return counted

    few = statements()
    hand_out(acme, product, MANY - 5)
    assert statements() == few
    assert max(few.values()) <= LIMIT, few
