"""Serials with their first policy, further policies, and the computers of serials."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.accounts.models import Account, Membership, User
from eticket.lib.folding import fold
from eticket.licensing.importing.columns import shown
from eticket.licensing.importing.plans import (
    MADE,
    Decision,
    Plan,
    Row,
    no_account,
    no_serial,
    outcome_of,
    refuse,
    rewrite,
)
from eticket.licensing.models import (
    Device,
    LimitKind,
    Policy,
    Product,
    Serial,
    limit_text,
)
from eticket.licensing.moving import move_serial

MOVED, CLAIMED = "moved", "claimed"
LIMITS = ("devices", "rfcs", "users")


class PolicyPlan(Plan):
    """One policy a row; a serial is valid until its latest one's day."""

    attributes: ClassVar[Mapping[str, str]] = {
        "description": "description",
        "registered_on": "registered_on",
        "valid_until": "valid_until",
    }

    def load(self) -> None:
        serials = Serial.objects.filter(number__in=self.asked("serial"))
        found = self.held(serials.select_related("account", "product"))
        self.serials = {serial.number: serial for serial in found}
        numbers = Policy.objects.filter(number__in=self.asked("policy"))
        self.policies = {policy.number: policy for policy in self.held(numbers)}
        self.days: dict[str, dict[str, date]] = defaultdict(dict)
        kept = Policy.objects.filter(serial__in=self.serials.values())
        for serial, number, day in kept.values_list("serial__number", "number", "valid_until"):
            self.days[serial][number] = day
        self.new_policies: list[Policy] = []
        self.changed_serials: dict[str, Serial] = {}

    def decide(self, row: Row) -> Decision:
        serial = self.serials.get(row.values["serial"])
        if serial is None:
            return no_serial(row)
        if refused := self.refuse_policy(row, serial):
            return refused
        is_new = row.values["policy"] not in self.policies
        changes = self.take_policy(row, serial)
        return Decision(row, MADE if is_new else outcome_of(changes), [] if is_new else changes)

    def refuse_policy(self, row: Row, serial: Serial | None) -> Decision | None:
        values = row.values
        if values["valid_until"] < values["registered_on"]:
            return refuse(row, "valid_until", _("La vigencia es anterior al registro."))
        policy = self.policies.get(values["policy"])
        if policy and (serial is None or policy.serial_id != serial.pk):
            return refuse(row, "policy", _("Esta póliza ya es de otra serie."))
        return None

    def take_policy(self, row: Row, serial: Serial) -> list[tuple[str, str, str]]:
        """Make or correct the row's policy, and with it the serial's validity."""
        number = row.values["policy"]
        policy = self.policies.get(number)
        if policy is None:
            policy = Policy(serial=serial, number=number, **self.given(row.values))
            self.policies[number] = policy
            self.new_policies.append(policy)
            changes = [("policy", "", number)]
        else:
            policy.serial = serial
            changes = self.change(policy, row.values)
        self.days[serial.number][number] = policy.valid_until
        latest = max(self.days[serial.number].values())
        if serial.valid_until != latest:
            serial.valid_until = latest
            self.changed_serials[serial.number] = serial
        return changes

    def write(self, by: User) -> None:
        for policy in (*self.new_policies, *self.changed.values()):
            policy.fold()
        Policy.objects.bulk_create(self.new_policies)
        rewrite(self.changed.values(), [*self.attributes.values(), "folded"])
        rewrite(self.changed_serials.values(), ["valid_until"])


class SerialPlan(PolicyPlan):
    """A serial and one policy of it a row, as the deed hands them out (issuing.py)."""

    def load(self) -> None:
        # Accounts before serials: the order of locks everywhere.
        accounts = self.held(Account.objects.filter(rfc__in=self.asked("rfc")))
        self.accounts = {account.rfc: account for account in accounts}
        super().load()
        self.products = {fold(product.name): product for product in Product.objects.all()}
        prospects = [one.pk for one in self.accounts.values() if not one.is_customer]
        members = Membership.objects.filter(account__in=prospects)
        self.claimed = set(members.values_list("account", flat=True))
        self.new_customers: set[int] = set()
        self.moves: list[tuple[Serial, Account]] = []

    def decide(self, row: Row) -> Decision:
        values = row.values
        account = self.accounts.get(values["rfc"])
        if account is None:
            return no_account(row)
        product = self.products.get(fold(values["product"]))
        if product is None:
            return refuse(row, "product", _("No existe este sistema. Importe antes los sistemas."))
        serial = self.serials.get(values["serial"])
        if serial and serial.product_id != product.pk:
            reason = _("La serie es de %(product)s; el sistema de una serie no cambia.")
            return refuse(row, "product", reason % {"product": serial.product})
        refused = self.refuse_policy(row, serial) or self.refuse_account(row, serial, account)
        if refused:
            return refused
        if serial is None:
            return self.issue(row, account, product)
        changes = [*self.change_serial(row, serial), *self.take_policy(row, serial)]
        if serial.account_id != account.pk:
            changes.insert(0, ("rfc", serial.account.rfc, account.rfc))
            self.moves.append((serial, account))
        return Decision(row, outcome_of(changes), changes)

    def refuse_account(self, row: Row, serial: Serial | None, account: Account) -> Decision | None:
        """What nobody should do by a slip of a file: it takes a tick."""
        if serial and serial.account_id == account.pk:
            return None
        ticked = self.choices.accepted
        if serial and MOVED not in ticked:
            reason = _("La serie es hoy de %(name)s (%(rfc)s).")
            said = {"name": serial.account.name, "rfc": serial.account.rfc or _("sin RFC")}
            return refuse(row, "rfc", reason % said, MOVED)
        if account.pk in self.claimed and CLAIMED not in ticked:
            # A prospect's RFC is a claim until somebody here believes it (security.md, B1).
            reason = _("%(name)s es un prospecto que se registró por su cuenta.")
            return refuse(row, "rfc", reason % {"name": account.name}, CLAIMED)
        return None

    def issue(self, row: Row, account: Account, product: Product) -> Decision:
        values = row.values
        serial = Serial(
            account=account,
            product=product,
            number=values["serial"],
            valid_until=values["valid_until"],
        )
        self.set_limits(serial, values)
        self.serials[serial.number] = serial
        self.new.append(serial)
        self.take_policy(row, serial)
        self.changed_serials.pop(serial.number, None)
        self.new_customers.add(account.pk)
        return Decision(row, MADE)

    def change_serial(self, row: Row, serial: Serial) -> list[tuple[str, str, str]]:
        before = _limits(serial)
        self.set_limits(serial, row.values)
        changes = [
            (name, before[name], after)
            for name, after in _limits(serial).items()
            if before[name] != after
        ]
        if changes:
            self.changed_serials[serial.number] = serial
        return changes

    def set_limits(self, serial: Serial, values: Mapping[str, Any]) -> None:
        for name in LIMITS:
            if name in values:
                kind, number = values[name]
                setattr(serial, f"{name}_kind", kind)
                setattr(serial, f"{name}_max", number)
        for name in ("edition", "max_open_tickets"):
            if name in values:
                setattr(serial, name, values[name])

    def write(self, by: User) -> None:
        Serial.objects.bulk_create(self.new)
        for policy in (*self.new_policies, *self.changed.values()):
            policy.fold()
        Policy.objects.bulk_create(self.new_policies)
        rewrite(self.changed.values(), [*self.attributes.values(), "folded"])
        limits = [f"{name}_{part}" for name in LIMITS for part in ("kind", "max")]
        fields = ["valid_until", "edition", "max_open_tickets", *limits]
        rewrite(self.changed_serials.values(), fields)
        newcomers = Account.objects.filter(pk__in=self.new_customers, customer_since=None)
        newcomers.update(customer_since=timezone.now())
        for serial, account in self.moves:
            move_serial(serial, account, by=by, reason=_("Importación de series"))


class DevicePlan(Plan):
    """The computers of serials. New ones take seats; those on file are not switched by a file."""

    attributes: ClassVar[Mapping[str, str]] = {
        name: name
        for name in ("name", "product_version", "system", "user_name", "addresses", "last_seen_at")
    }
    only_new = ("activated_at", "deactivated_at", "deactivation_reason")

    def load(self) -> None:
        serials = self.held(Serial.objects.filter(number__in=self.asked("serial")))
        self.serials = {serial.number: serial for serial in serials}
        owners = [serial.pk for serial in self.serials.values()]
        found = Device.objects.filter(serial__in=owners, fingerprint__in=self.asked("fingerprint"))
        self.found = {(one.serial_id, one.fingerprint): one for one in self.held(found)}
        active = Device.objects.active().filter(serial__in=owners).order_by().values("serial")
        self.taken = dict(active.annotate(n=Count("pk")).values_list("serial", "n"))

    def decide(self, row: Row) -> Decision:
        values = row.values
        serial = self.serials.get(values["serial"])
        if serial is None:
            return no_serial(row)
        device = self.found.get((serial.pk, values["fingerprint"]))
        off = values.get("deactivated_at")
        if device is None:
            return self.make(row, serial)
        if off and device.is_active:
            reason = _("El equipo está activo. Desactívelo en la página de su serie.")
            return refuse(row, "deactivated_at", reason)
        changes = self.change(device, values)
        return Decision(row, outcome_of(changes), changes)

    def make(self, row: Row, serial: Serial) -> Decision:
        values = row.values
        off = values.get("deactivated_at")
        given = {name: values[name] for name in self.only_new if name in values}
        device = Device(
            serial=serial,
            fingerprint=values["fingerprint"],
            **self.given(values),
            **given,
        )
        if off and off < device.activated_at:
            if "activated_at" in values:
                reason = _("La desactivación es anterior a la activación.")
                return refuse(row, "deactivated_at", reason)
            device.activated_at = off
        if not off and not self.take_seat(serial):
            reason = _("La serie ya tiene sus %(limit)s equipos activos.")
            return refuse(row, "serial", reason % {"limit": serial.devices_max or 0})
        self.new.append(device)
        return Decision(row, MADE)

    def take_seat(self, serial: Serial) -> bool:
        taken = self.taken.get(serial.pk, 0) + self.choices.seats[serial.pk]
        unlimited = serial.devices_kind == LimitKind.UNLIMITED
        if not unlimited and taken >= (serial.devices_max or 0):
            return False
        if self.choices.is_trial:
            self.choices.seats[serial.pk] += 1
        else:
            self.taken[serial.pk] = taken + 1
        return True

    def write(self, by: User) -> None:
        Device.objects.bulk_create(self.new)
        rewrite(self.changed.values(), list(self.attributes.values()))


def _limits(serial: Serial) -> dict[str, str]:
    said: Iterable[tuple[str, str]] = (
        (name, limit_text(getattr(serial, f"{name}_kind"), getattr(serial, f"{name}_max")))
        for name in LIMITS
    )
    return {
        **dict(said),
        "edition": serial.edition,
        "max_open_tickets": shown(serial.max_open_tickets),
    }
