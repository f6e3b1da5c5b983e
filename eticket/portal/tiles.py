"""The sections on Inicio, each with a line that already says something (design.md)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eticket.access.viewers import CustomerViewer
from eticket.accounts.models import Role
from eticket.tickets.counting import said_count as said

Tile = dict[str, Any]


def tiles_of(viewer: CustomerViewer, counts: dict[str, int]) -> list[Tile]:
    """The tiles of the sections this person has (S36, S37), from counts already made."""
    tiles = [_profile(viewer), _tickets(counts)]
    if viewer.sees_licences:
        tiles += [_serials(counts), _policies(counts)]
    if viewer.sees_people:
        tiles.append(_people(viewer, counts))
    return tiles


def _tile(label: str, icon: str, url: str, line: str, second: str, waits: bool = False) -> Tile:
    return {
        "label": label,
        "icon": icon,
        "url": reverse(url),
        "line": line,
        "second": second,
        "waits": waits,
    }


def _profile(viewer: CustomerViewer) -> Tile:
    membership = viewer.membership
    is_holder = membership.role == Role.HOLDER
    role = _("Titular de la cuenta") if is_holder else membership.get_role_display()
    if not viewer.user.phone:
        return _tile(_("Perfil"), "user", "portal:profile.show", _("Falta su teléfono"), role)
    return _tile(_("Perfil"), "user", "portal:profile.show", viewer.user.name, role)


def _tickets(counts: dict[str, int]) -> Tile:
    waiting, opened = counts["waiting"], counts["open"]
    of_all = _("%(open)s abiertos de %(all)s") % {"open": said(opened), "all": said(counts["all"])}
    if waiting:
        line = ngettext("%(n)s espera su respuesta", "%(n)s esperan su respuesta", waiting) % {
            "n": said(waiting)
        }
        return _tile(_("Tickets"), "ticket", "portal:tickets.index", line, of_all, waits=True)
    if opened:
        line = ngettext("%(n)s abierto", "%(n)s abiertos", opened) % {"n": said(opened)}
        second = _("Ninguno espera su respuesta")
    elif counts["all"]:
        line = _("Ninguno abierto")
        second = ngettext("%(n)s en total", "%(n)s en total", counts["all"]) % {
            "n": said(counts["all"])
        }
    else:
        line, second = _("Aún no tiene tickets"), _("Genere el primero")
    return _tile(_("Tickets"), "ticket", "portal:tickets.index", line, second)


def _serials(counts: dict[str, int]) -> Tile:
    devices, serials = counts["devices"], counts["serials"]
    line = ngettext("%(n)s equipo activo", "%(n)s equipos activos", devices) % {"n": said(devices)}
    second = ngettext("en %(n)s serie", "en %(n)s series", serials) % {"n": said(serials)}
    if not serials:
        line, second = _("Sin series"), _("Aparecerán con su primera compra")
    return _tile(_("Series"), "monitor", "portal:serials.index", line, second)


def _policies(counts: dict[str, int]) -> Tile:
    expiring = counts["expiring"]
    valid = counts["valid"] + expiring
    parts = [ngettext("%(n)s vigente", "%(n)s vigentes", valid) % {"n": said(valid)}]
    if counts["expired"]:
        expired = ngettext("%(n)s vencida", "%(n)s vencidas", counts["expired"])
        parts.append(expired % {"n": said(counts["expired"])})
    if expiring:
        line = _("%(n)s por vencer") % {"n": said(expiring)}
        return _tile(
            _("Pólizas"), "file-text", "portal:policies.index", line, ", ".join(parts), waits=True
        )
    if not counts["serials"]:
        return _tile(_("Pólizas"), "file-text", "portal:policies.index", _("Sin pólizas"), "")
    line, second = parts[0], parts[1] if len(parts) > 1 else _("Ninguna por vencer")
    return _tile(_("Pólizas"), "file-text", "portal:policies.index", line, second)


def _people(viewer: CustomerViewer, counts: dict[str, int]) -> Tile:
    bought = viewer.account.additional_users or 0
    line = ngettext("%(n)s usuario", "%(n)s usuarios", counts["people"]) % {
        "n": said(counts["people"])
    }
    second = ngettext("%(n)d adicional contratado", "%(n)d adicionales contratados", bought)
    return _tile(_("Usuarios"), "users", "portal:people.index", line, second % {"n": bought})
