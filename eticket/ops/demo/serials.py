"""What the accounts bought: serials with policies and the computers that use them."""

import hashlib
import random
import uuid
from datetime import date, datetime, timedelta

from eticket.accounts.models import User
from eticket.lib import days
from eticket.lib.folding import fold
from eticket.licensing.models import Device, LimitKind, Policy, Product, Serial
from eticket.ops.demo.customers import Customer
from eticket.ops.demo.names import COMPUTERS, SYSTEMS

EDITIONS = {"eComprobante": ("META", "NOM", "STD")}
# The serials of the source and of the design's pictures: number, product, edition, days left.
BAJIO_SERIALS = (
    ("8092589D-737B-4742-BCD3-265E11BD29B9", "eSIDEIMSS", "", 378),
    ("4DF7800E-320A-47D6-9032-2ABE643B8E99", "eComprobante", "META", 374),
    ("B6774289-5604-41DD-962A-4066C27092D3", "eComprobante", "META", 367),
    ("BFA2B89F-8705-4784-BD75-538375787B6B", "eComprobante", "NOM", 367),
    ("778F0FAC-9DEF-412D-8219-F2F9E71BEC11", "NomiTool 21", "", 363),
    ("4FA65FA1-EF07-455A-BE6C-94BED676D81B", "eComprobante", "STD", 353),
    ("FB45D4B3-3919-4291-B99A-A091ADDE78E8", "eDictamen 20", "", 352),
    ("3D8A8348-915C-4EA5-8105-00F0CB98355A", "eFactura", "", 352),
    ("8C425422-B295-4F89-B4AB-5BC4E0397914", "eComprobante", "META", 336),
    ("A3C1E9D4-52B7-4F08-9E61-7D2B40C8F536", "NomiTool 21", "", 24),
)
BAJIO_TOTALS = {
    "eComprobante": 126, "NomiTool 21": 38, "eFactura": 27, "eDictamen 20": 18, "eSIDEIMSS": 8,
}  # fmt: skip
# With the 24 days above: three "por vencer", five "vencidas".
BAJIO_ENDS = {("eComprobante", 9), ("eFactura", 18), ("eComprobante", -3), ("NomiTool 21", -12),
              ("eFactura", -40), ("eDictamen 20", -95), ("eComprobante", -200)}  # fmt: skip
ONE_TICKET, FOUR_OF_FIVE, ALL_TAKEN = (BAJIO_SERIALS[n][0] for n in (2, 4, 9))
FULL_COMPUTERS = ("NOMINA-LEON-01", "NOMINA-LEON-02", "CELAYA-CAJA", "SRV-TIMBRADO", "LAPTOP-HLUNA")
FORMER_COMPUTERS = (
    ("NOMINA-LEON-03", "Cambio de equipo"),
    ("LAPTOP-PMENDEZ", "Equipo robado"),
    ("PC-RECEPCION", "Formateo"),
)


class Warehouse:
    """Collects serials, policies and devices, then writes each kind at once."""

    def __init__(self, rng: random.Random, now: datetime, products: dict[str, Product]) -> None:
        self.rng, self.now, self.products = rng, now, products
        self.today = days.today(now)
        self.serials: list[Serial] = []
        self.policies: list[Policy] = []
        self.devices: list[Device] = []

    def stock_bajio(self, customer: Customer) -> None:
        """217 serials with one policy each, as in the source."""
        for number, product, edition, left in BAJIO_SERIALS:
            self._add(customer, product, edition, left, number=number, history=1, renewed=True)
        left_of = dict(BAJIO_TOTALS)
        for _number, product, _edition, _left in BAJIO_SERIALS:
            left_of[product] -= 1
        for product, left in sorted(BAJIO_ENDS):
            edition = "META" if product in EDITIONS else ""
            self._add(customer, product, edition, left, history=1, renewed=True)
            left_of[product] -= 1
        for product, count in left_of.items():
            for _ in range(count):
                left = self.rng.randint(31, 349)
                self._add(customer, product, self._edition(product), left, history=1)

    def stock(self, customer: Customer, count: int) -> None:
        for _ in range(count):
            product = self.rng.choices(list(self.products), (48, 16, 20, 8, 8))[0]
            left = self.rng.choice((self.rng.randint(-150, 30), *[self.rng.randint(31, 365)] * 5))
            history = self.rng.randint(2, 4)
            self._add(customer, product, self._edition(product), left, history=history)

    def save(self, customers: list[Customer]) -> None:
        Serial.objects.bulk_create(self.serials, batch_size=1000)
        Policy.objects.bulk_create(self.policies, batch_size=2000)
        for serial in self.serials:
            self._add_devices(serial)
        self._add_bajio_devices(customers[0])
        Device.objects.bulk_create(self.devices, batch_size=1000)

    def _edition(self, product: str) -> str:
        return self.rng.choice(EDITIONS.get(product, ("",)))

    def _add(
        self,
        customer: Customer,
        product: str,
        edition: str,
        left: int,
        *,
        number: str = "",
        history: int,
        renewed: bool = False,
    ) -> None:
        rng = self.rng
        end = self.today + timedelta(days=left)
        start = min(end - timedelta(days=365 * history + 7), self.today - timedelta(days=30))
        seats = 5 if number in (FOUR_OF_FIVE, ALL_TAKEN) else rng.choice((1, 2, 2, 3, 5))
        unlimited = rng.random() < 0.05 and not number
        serial = Serial(
            account=customer.account,
            product=self.products[product],
            number=number or str(uuid.UUID(int=rng.getrandbits(128), version=4)).upper(),
            edition=edition,
            valid_until=end,
            max_open_tickets=1 if number == ONE_TICKET else None,
            devices_kind=LimitKind.UNLIMITED if unlimited else LimitKind.NUMBER,
            devices_max=None if unlimited else seats,
            created_at=days_start(start),
        )
        self.serials.append(serial)
        for year in range(history):
            is_last = year == history - 1
            self._add_policy(
                serial,
                start + timedelta(days=365 * year),
                end - timedelta(days=365 * (history - 1 - year)),
                renewal=year > 0 or (is_last and (renewed or rng.random() < 0.6)),
            )

    def _add_policy(self, serial: Serial, registered: date, end: date, *, renewal: bool) -> None:
        name = " ".join(filter(None, (serial.product.name, serial.edition, "Licencia Anual")))
        description = f"{name} - Renovación" if renewal else name
        self.policies.append(
            Policy(
                serial=serial,
                number=f"11{len(self.policies) + 10_483_024:08}",
                description=description,
                folded=fold(f"{description} {serial.product.name} {serial.number}"),
                registered_on=registered,
                valid_until=end,
            )
        )

    def _add_devices(self, serial: Serial) -> None:
        if serial.number == ALL_TAKEN:
            return
        if serial.number == FOUR_OF_FIVE:
            active = 4
        elif serial.devices_max is None:
            active = self.rng.randint(2, 8)
        else:
            active = self.rng.randint(serial.devices_max > 1, max(serial.devices_max - 1, 0))
        for n in range(active):
            name = f"{self.rng.choice(COMPUTERS)}-{n + 1:02}"
            self._add_device(serial, name, seen=timedelta(minutes=self.rng.randint(5, 20_000)))

    def _add_bajio_devices(self, bajio: Customer) -> None:
        serial = next(s for s in self.serials if s.number == ALL_TAKEN)
        for n, name in enumerate(FULL_COMPUTERS):
            idle = timedelta(days=55) if n == 4 else timedelta(minutes=4 + 21 * n)
            self._add_device(serial, name, seen=idle)
        enders = (bajio.people[1], bajio.people[0], None)
        for n, ((name, reason), by) in enumerate(zip(FORMER_COMPUTERS, enders, strict=True)):
            self._add_device(serial, name, seen=timedelta(days=80 + 60 * n), reason=reason, by=by)

    def _add_device(
        self,
        serial: Serial,
        name: str,
        *,
        seen: timedelta,
        reason: str = "",
        by: User | None = None,
    ) -> None:
        rng = self.rng
        last_seen, used = self.now - seen, timedelta(days=rng.randint(20, 500))
        self.devices.append(
            Device(
                serial=serial,
                name=name,
                fingerprint=hashlib.sha256(f"{serial.number}{name}".encode()).hexdigest(),
                product_version=f"21.{rng.randint(2, 4)}.{rng.randint(0, 3)}",
                system="Windows Server 2022" if name.startswith("SRV") else rng.choice(SYSTEMS),
                user_name=name.split("-")[0].lower(),
                addresses=f"192.168.{rng.randint(0, 9)}.{rng.randint(10, 240)}",
                activated_at=min(last_seen, max(serial.created_at, last_seen - used)),
                last_seen_at=last_seen,
                deactivated_at=last_seen + timedelta(hours=3) if reason else None,
                deactivated_by=by,
                deactivation_reason=reason,
            )
        )


def days_start(day: date) -> datetime:
    """Nine in the morning of a day in Mexico City."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=days.MEXICO)
