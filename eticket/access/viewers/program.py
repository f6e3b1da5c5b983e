"""What a program sees: the serial it names, and the computer whose credential it shows."""

from dataclasses import dataclass, field

from django.utils.crypto import constant_time_compare

from eticket.lib.prepared import Prepared
from eticket.licensing.leasing import device_of
from eticket.licensing.models import Device, Serial

NUMBERED: Prepared[Serial] = Prepared(
    lambda number: Serial.objects.filter(number=number).select_related("product"), str
)


@dataclass
class ProgramViewer:
    """Nobody's account and no person: one computer at most."""

    credential: str = field(repr=False)

    def serial(self, number: str, product_id: int | None) -> Serial | None:
        """The serial, unless it is of another product than the one that asks."""
        serial = NUMBERED.first(number)
        return serial if serial and product_id in (None, serial.product_id) else None

    def device(self, number: str, fingerprint: str) -> Device | None:
        """The credential's computer, if it is the one that was named."""
        device = device_of(self.credential)
        if device is None:
            return None
        named = constant_time_compare(f"{number} {fingerprint}", _name(device))
        return device if named else None


def _name(device: Device) -> str:
    return f"{device.serial.number} {device.fingerprint}"
