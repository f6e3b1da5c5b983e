"""Papers that say which licences an account has ("constancias"), and whether that still holds."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Account, User
from eticket.accounts.throttling import Pace, take_try
from eticket.events.recording import record
from eticket.lib import days
from eticket.lib.errors import RuleBroken
from eticket.licensing.finding import with_policy
from eticket.licensing.models import Certificate, Serial, limit_text

# Without letters and digits that are taken for each other on paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH, GROUP = 16, 4
LICENCES_LIMIT = 2000
REASON_LIMIT = 200
DRAWING = Pace(free=20, waits=(30, 120, 600), memory=3600)


class NothingValid(RuleBroken):
    code = "nothing_valid"
    message = _("No hay licencias vigentes que hacer constar.")


class TooManyLicences(RuleBroken):
    code = "too_many_licences"
    message = _("Una constancia lleva hasta %(limit)s licencias y son %(n)s. Pídala por sistema.")


class ReasonMissing(RuleBroken):
    code = "reason_missing"
    message = _("Falta el motivo.")


@dataclass(frozen=True)
class Standing:
    """What holds now of a paper: "valid", "expired" or "revoked", as a whole and by licence."""

    state: str
    licences: list[dict[str, Any]]


def issue_certificate(account: Account, serials: QuerySet[Serial], *, by: User) -> Certificate:
    """A paper about those of the account's ``serials`` that are valid today.

    The same person asking for the same on one day gets the same paper. Raises NothingValid,
    TooManyLicences, TooManyTries.
    """
    take_try([(f"certificate:{by.pk}", DRAWING)])
    valid = serials.filter(account=account, valid_until__gte=days.today(), blocked_at=None)
    if (n := valid.count()) > LICENCES_LIMIT:
        raise TooManyLicences(limit=f"{LICENCES_LIMIT:,}", n=f"{n:,}")
    rows = with_policy(valid).select_related("product").order_by("product__name", "-valid_until")
    said = {
        "name": account.name,
        "rfc": account.rfc,
        "licences": [_line(serial) for serial in rows],
    }
    if not said["licences"]:
        raise NothingValid
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        midnight = datetime.combine(days.today(), time.min, days.MEXICO)
        made = account.certificates.filter(issued_by=by, issued_at__gte=midnight, revoked_at=None)
        if same := next((one for one in made if one.said == said), None):
            return same
        certificate = Certificate.objects.create(
            code=_new_code(), account=account, said=said, issued_by=by
        )
        record("certificate.issued", certificate, by=by, code=certificate.code)
    return certificate


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, by: User, reason: str) -> None:
    """From now on the paper counts no more; whoever verifies it reads so. Raises ReasonMissing."""
    if not (reason := reason.strip()[:REASON_LIMIT]):
        raise ReasonMissing
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.revoked_at:
        return
    certificate.revoked_at, certificate.revocation_reason = timezone.now(), reason
    certificate.save(update_fields=["revoked_at", "revocation_reason"])
    record("certificate.revoked", certificate, by=by, code=certificate.code, reason=reason)


def certificate_of(code: str) -> Certificate | None:
    """The paper with this code, typed in whatever way."""
    return Certificate.objects.filter(code=clean_code(code)).first()


def clean_code(text: str) -> str:
    """The code as it is kept: four groups of four; "" for what is none."""
    bare = "".join(letter for letter in text[:60].upper() if letter in ALPHABET)
    return _grouped(bare) if len(bare) == CODE_LENGTH else ""


def standing_of(certificate: Certificate) -> Standing:
    """Whether a paper still holds: by its own day, and by whose the serials are today."""
    licences: list[dict[str, Any]] = certificate.said["licences"]
    keys = [one["id"] for one in licences]
    owned = Serial.objects.filter(
        pk__in=keys, account=certificate.account_id, blocked_at=None
    ).values_list("pk", flat=True)
    kept = set(owned)
    rows = [
        {**one, "until": until_of(one), "state": _state(certificate, one, kept)} for one in licences
    ]
    return Standing(_worst_that_all_share({row["state"] for row in rows}), rows)


def until_of(line: dict[str, Any]) -> date:
    """The last valid day that a paper names."""
    return date.fromisoformat(line["valid_until"])


def shortened(number: str) -> str:
    """A serial as papers show it: a whole one activates computers, and papers travel."""
    return f"{number.partition('-')[0]}-…-{number[-4:]}"


def _line(serial: Any) -> dict[str, Any]:
    return {
        "id": serial.pk,
        "serial": shortened(serial.number),
        "system": f"{serial.product} {serial.edition}".strip(),
        "description": serial.description or "",
        "policy": serial.policy_number or "",
        "valid_until": serial.valid_until.isoformat(),
        "devices": limit_text(serial.devices_kind, serial.devices_max),
    }


def _state(certificate: Certificate, line: dict[str, Any], kept: Iterable[int]) -> str:
    if certificate.revoked_at or line["id"] not in kept:
        return "revoked"
    return "expired" if until_of(line) < days.today() else "valid"


def _worst_that_all_share(states: set[str]) -> str:
    """One licence that still holds makes the paper hold, for that one."""
    return next((state for state in ("valid", "expired") if state in states), "revoked")


def _new_code() -> str:
    return _grouped("".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH)))


def _grouped(bare: str) -> str:
    return "-".join(bare[n : n + GROUP] for n in range(0, CODE_LENGTH, GROUP))
