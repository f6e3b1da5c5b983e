"""What a program asks for its computer: a seat, a longer lease, to give the seat back (F3).

Each yes is a signed answer that the program verifies without us until the lease ends
(security.md, 37). The same computer never takes a second seat, whatever it is called meanwhile.
"""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.lib import days
from eticket.lib.canonical import canonical
from eticket.lib.errors import RuleBroken
from eticket.lib.fingerprints import clean_fingerprint
from eticket.lib.prepared import Prepared
from eticket.lib.tokens import hash_of, token_of
from eticket.licensing.activating import SeatsFull, change_device, check_usable, has_seat
from eticket.licensing.models import Activation, Device, LimitKind, Serial
from eticket.licensing.signing import SigningKey, signing_key

# At least the 48 hours in which a call is repeated, and longer than a request file lives.
KEPT = timedelta(days=9)
SEEN_EVERY = timedelta(hours=1)
PREFIX = "etd_"

# As Serial.objects.locked() does.
LOCKED: Prepared[Serial] = Prepared(
    lambda pk: (
        Serial.objects.select_for_update(of=("self",)).select_related("product").filter(pk=pk)
    ),
    int,
)
# By the serial and the caller's key; by the serial and the fingerprint; by the credential's hash.
MADE: Prepared[Activation] = Prepared(
    lambda serial, key: Activation.objects.filter(serial=serial, key=key).select_related("device"),
    int,
    str,
)
NAMED: Prepared[Device] = Prepared(
    lambda serial, fingerprint: Device.objects.filter(serial=serial, fingerprint=fingerprint),
    int,
    str,
)
SHOWN: Prepared[Device] = Prepared(
    lambda digest: Device.objects.filter(credential_hash=digest).select_related("serial__product"),
    str,
)


class KeyReused(RuleBroken):
    code = "key_reused"
    message = _("Esa clave de repetición ya se usó para otra solicitud.")


class RequestUsed(RuleBroken):
    code = "request_used"
    message = _("Ese archivo ya se usó. Descargue su respuesta o haga otra solicitud.")


class DeviceOff(RuleBroken):
    code = "device_off"
    message = _("Este equipo está desactivado. Actívelo de nuevo para usar el programa.")


@dataclass(frozen=True)
class Computer:
    """What a program tells of the computer it runs on."""

    fingerprint: str
    name: str
    product_version: str = ""
    system: str = ""
    user_name: str = ""
    addresses: str = ""

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Computer":
        """Of what a program said, cleaned (asking.py)."""
        return cls(
            said["fingerprint"],
            said.get("name", ""),
            product_version=said.get("version", ""),
            system=said.get("system", ""),
            user_name=said.get("user", ""),
            addresses=said.get("addresses", ""),
        )

    @property
    def told(self) -> dict[str, str]:
        """What may change while it is the same computer; what it does not say stays as it is."""
        return {name: said for name, said in asdict(self).items() if said and name != "fingerprint"}


@dataclass(frozen=True)
class Answer:
    """A signed text; with the credential, when the computer got one."""

    signed: str
    signature: str
    key_id: str
    credential: str = field(default="", repr=False)


def activate_computer(
    serial: Serial, computer: Computer, *, key: str, nonce: str, purpose: str = "activation",
    by: User | None = None,
) -> Answer:  # fmt: skip
    """Give the computer a seat, or the one it has; with a new credential, which ends the old one.

    The same ``key`` gets the same answer, as long as it is true. Raises KeyReused, SerialBlocked,
    SerialExpired, SeatsFull, TooManyChanges; NoSigningKey.
    """
    signer = signing_key()
    asked = hashlib.sha256(repr((purpose, nonce, asdict(computer))).encode()).hexdigest()
    with transaction.atomic():
        serial = LOCKED.one(serial.pk)
        made = MADE.first(serial.pk, key)
        if made is None:
            check_usable(serial)
            device = _seated(serial, computer, by)
            signed = _text(serial, device.fingerprint, purpose, nonce, signer)
            made = Activation.objects.create(
                serial=serial, device=device, key=key, asked_hash=asked, by=by,
                credential_number=device.credential_number, key_id=signer.key_id,
                signed=signed, signature=signer.sign(signed),
            )  # fmt: skip
        elif purpose == "offline":
            raise RequestUsed
        elif not (_still_holds(made) and constant_time_compare(made.asked_hash, asked)):
            raise KeyReused
    return Answer(made.signed, made.signature, made.key_id, _credential(made.device))


def check_in(device: Device, computer: Computer, *, nonce: str) -> Answer:
    """A new lease for a computer that has its seat.

    What it tells of itself is written at most once an hour. Raises DeviceOff, SerialBlocked,
    SerialExpired; NoSigningKey.
    """
    serial, now = device.serial, timezone.now()
    if not device.is_active:
        raise DeviceOff
    check_usable(serial)
    if device.last_seen_at is None or now - device.last_seen_at >= SEEN_EVERY:
        due = Q(last_seen_at=None) | Q(last_seen_at__lte=now - SEEN_EVERY)
        Device.objects.filter(due, pk=device.pk).update(last_seen_at=now, **computer.told)
    return _answer(serial, device, "check_in", nonce)


def deactivate_computer(device: Device, *, nonce: str) -> Answer:
    """Take the computer its seat, once. Raises TooManyChanges; NoSigningKey."""
    signer = signing_key()
    with transaction.atomic():
        serial = Serial.objects.locked(device.serial_id)
        device = Device.objects.get(pk=device.pk)
        if device.is_active:
            reason = _now("Desde el programa")
            change_device(serial, device, None, reason, is_activation=False)
    signed = _text(serial, device.fingerprint, "deactivation", nonce, signer)
    return Answer(signed, signer.sign(signed), signer.key_id)


def device_of(credential: str) -> Device | None:
    """The computer whose program shows this credential."""
    if not credential.startswith(PREFIX):
        return None
    return SHOWN.first(hash_of(credential))


def forget_old_activations() -> int:
    """Remove what nobody asks again; how many rows that was."""
    return Activation.objects.filter(happened_at__lt=timezone.now() - KEPT).delete()[0]


def _still_holds(made: Activation) -> bool:
    """Whether the computer was neither switched off nor activated again since."""
    return made.device.is_active and made.device.credential_number == made.credential_number


def _seated(serial: Serial, computer: Computer, by: User | None) -> Device:
    """The computer's row, with a seat and a new credential; the serial is locked."""
    fingerprint = clean_fingerprint(computer.fingerprint)
    device = NAMED.first(serial.pk, fingerprint)
    if device is None or not device.is_active:
        if not has_seat(serial):
            raise SeatsFull
        if device is not None:
            change_device(serial, device, by, "", is_activation=True)
    is_new = device is None
    device = device or Device(serial=serial, fingerprint=fingerprint)
    device.credential_number += 1
    device.credential_hash = hash_of(_credential(device))
    for name, said in computer.told.items():
        setattr(device, name, said)
    device.last_seen_at = timezone.now()
    if is_new:
        # The first time is no change: it fills a seat that was bought.
        device.save(force_insert=True)
        record("device.installed", device, by=by, name=device.name, number=serial.number)
    else:
        written = ("last_seen_at", "credential_number", "credential_hash", *computer.told)
        device.save(update_fields=written)
    return device


def _credential(device: Device) -> str:
    # Made again whenever the same call is answered again, so that it is kept nowhere.
    said = (device.serial_id, clean_fingerprint(device.fingerprint), device.credential_number)
    return PREFIX + token_of("licensing.device", *said)


def _answer(serial: Serial, device: Device, purpose: str, nonce: str) -> Answer:
    signer = signing_key()
    signed = _text(serial, device.fingerprint, purpose, nonce, signer)
    return Answer(signed, signer.sign(signed), signer.key_id)


def _text(serial: Serial, fingerprint: str, purpose: str, nonce: str, signer: SigningKey) -> str:
    """What is signed (docs/api.md): the same names every time, nothing of persons."""
    now = timezone.now().replace(microsecond=0)
    ends = now if purpose == "deactivation" else _end_of_lease(serial, now)
    unlimited = serial.devices_kind == LimitKind.UNLIMITED
    return canonical(
        {
            "v": 1,
            "purpose": purpose,
            "key_id": signer.key_id,
            "product": serial.product.name,
            "product_id": serial.product_id,
            "serial_hash": _digest(serial.number),
            "fingerprint_hash": _digest(fingerprint),
            "seats": None if unlimited else serial.devices_max or 0,
            "valid_until": serial.valid_until.isoformat(),
            "issued": _moment(now),
            "expires": _moment(ends),
            "server_time": _moment(now),
            "nonce": nonce,
        }
    )


def _end_of_lease(serial: Serial, now: datetime) -> datetime:
    """So many days from now, and never beyond the last valid day in Mexico City."""
    lease = timedelta(days=serial.product.lease_days)
    last = min(serial.valid_until, days.today(now) + lease)
    return min(now + lease, datetime.combine(last + timedelta(days=1), time.min, days.MEXICO))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
