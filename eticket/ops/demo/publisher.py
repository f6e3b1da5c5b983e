"""The publisher's own rows: its data (S5), areas, products and team."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from eticket.accounts.models import Authenticator, Publisher, User
from eticket.accounts.second_factor import PURPOSE
from eticket.lib.sealing import seal
from eticket.licensing.models import Product
from eticket.ops.demo.cast import ATENCION, PASSWORD, SOPORTE, TEAM, VENTAS
from eticket.tickets.models import Area

USUAL_WAITS = {SOPORTE: 40, VENTAS: 95, ATENCION: 70}
PRODUCTS = ("eComprobante", "eFactura", "NomiTool 21", "eDictamen 20", "eSIDEIMSS")


def make_publisher() -> Publisher:
    return Publisher.objects.create(
        pk=1,
        name="dSoft, S.A. de C.V.",
        short_name="dSoft",
        address="Cracovia No. 72, Torre A, Oficina PO04, Col. San Ángel, "
        "Álvaro Obregón, C.P. 01000, Ciudad de México",
        phone="55 5677 3812",
        phone_hours="lunes a viernes de 9:00 a 18:00",
        website="http://www.dsoft.mx",
        sales_email="ventas@dsoft.mx",
        support_email="soporte@dsoft.mx",
        about_url="http://www.dsoft.mx/nosotros",
        blog_url="http://www.dsoft.mx/blog",
    )


def make_areas() -> dict[str, Area]:
    areas = [
        Area(name=name, position=n, hours="9:00 a 18:00", usual_wait=wait)
        for n, (name, wait) in enumerate(USUAL_WAITS.items(), 1)
    ]
    return {area.name: area for area in Area.objects.bulk_create(areas)}


def make_products() -> dict[str, Product]:
    made = Product.objects.bulk_create(Product(name=name) for name in PRODUCTS)
    return {product.name: product for product in made}


def make_team(areas: dict[str, Area]) -> list[User]:
    password, now = make_password(PASSWORD), timezone.now()
    team = User.objects.bulk_create(
        User(
            email=colleague.email,
            name=colleague.name,
            staff_role=colleague.staff_role,
            password=password,
            email_proved_at=now,
        )
        for colleague in TEAM
    )
    Authenticator.objects.bulk_create(
        Authenticator(user=user, secret=seal(settings.DEMO_TOTP_SECRET, PURPOSE)) for user in team
    )
    for user, colleague in zip(team, TEAM, strict=True):
        user.areas.set([areas[name] for name in colleague.areas])
    return team
