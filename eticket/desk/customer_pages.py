"""Customers and their licences as the desk reads them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from eticket.access import rights
from eticket.accounts.models import Account, Role
from eticket.desk.cards import seats
from eticket.desk.queues import STATUS_WORDS, counted, frame
from eticket.desk.requests import DeskRequest
from eticket.lib import keyset
from eticket.lib.folding import clean_line, fold
from eticket.lib.phones import show_phone
from eticket.licensing.activating import quota_of
from eticket.licensing.finding import matching, with_devices
from eticket.licensing.models import Device, Serial, limit_text
from eticket.notifications.refusing import stopped_among
from eticket.tickets.counting import CAP, capped_counts

SIZE = 25
EARLIER = 8
DEVICES_SHOWN = 200


def customers(request: DeskRequest) -> dict[str, Any]:
    """The list of customers: by name, searched by name, RFC, person, e-mail or serial."""
    viewer = request.viewer
    query = clean_line(request.GET.get("cliente", ""))[:200]
    found = viewer.find_accounts(fold(query)) if query else viewer.accounts
    counts = capped_counts({"found": found})
    columns = ("id", "folded", "name", "rfc", "customer_since", "phone")
    cursor = request.GET.get("pagina", "")
    page = keyset.page_of(found.values(*columns), ("folded", "id"), cursor, SIZE)
    base = reverse("desk:customers.index")
    rows = [
        {**row, "url": f"{base}{row['id']}/", "phone": show_phone(row["phone"])}
        for row in page.rows
    ]
    return {
        **frame(request),
        **_ways(page, counts["found"], base, {"cliente": query}),
        "rows": rows,
        "customer_query": query,
        "total": counted(counts["found"]),
        "may_enter": rights.may(viewer.user, "customers.enter"),
    }


def customer(request: DeskRequest, account: Account) -> dict[str, Any]:
    """One customer: data, people, contacts, a page of serials, the last tickets."""
    viewer = request.viewer
    query = clean_line(request.GET.get("serie", ""))[:60]
    serials = viewer.serials.filter(account=account)
    found = matching(serials, query) if query else serials
    tickets = viewer.tickets.filter(account=account)
    counts = capped_counts(
        {
            "serials": serials,
            "found": found,
            "policies": viewer.policies.filter(serial__account=account),
            "tickets": tickets,
        },
    )
    order = ("-valid_until", "-id")
    page = keyset.page_of(
        with_devices(found.select_related("product"), viewer.devices),
        order,
        request.GET.get("pagina", ""),
        SIZE,
    )
    people = list(viewer.people_of(account))
    contacts = account.contacts.exclude(email__in=[one.user.email for one in people])
    return {
        **frame(request),
        **_ways(page, counts["found"], request.path, {"serie": query}),
        "account": account,
        "phone": show_phone(account.phone),
        "people": people,
        # Somebody was here, and the Titular is gone.
        "people_went": bool(people or account.customer_since)
        and not any(one.role == Role.HOLDER and one.user.is_active for one in people),
        "refusing": stopped_among(one.user.email for one in people),
        "contacts": list(contacts.order_by("name", "id")[:100]),
        "serials": [{"serial": one, "seats": seats(one, one.active_devices)} for one in page.rows],
        "serial_query": query,
        "counts": counts,
        "tickets": _tickets(tickets),
        "tickets_url": f"{reverse('desk:tickets.index')}?cuenta={account.pk}",
        "may_enter": rights.may(viewer.user, "customers.enter"),
    }


def serial(request: DeskRequest, serial: Serial) -> dict[str, Any]:
    """One serial: limits, policies, devices, its tickets."""
    viewer = request.viewer
    devices = serial.devices.select_related("deactivated_by").order_by(
        F("deactivated_at").desc(nulls_first=True), "-activated_at", "-id"
    )[:DEVICES_SHOWN]
    taken = serial.devices.active().count()
    tickets = viewer.tickets.filter(serial=serial)
    told = tickets.filter(device__in=[one.pk for one in devices]).order_by().values("device")
    named = _chosen(devices, request.GET.get("equipo", ""))
    by_device = {one["device"]: one["n"] for one in told.annotate(n=Count("pk"))}
    names = Counter(device.name.casefold() for device in devices)
    return {
        **frame(request),
        "serial": serial,
        "account": serial.account,
        "seats": seats(serial, taken),
        "limits": [
            (_("RFC"), limit_text(serial.rfcs_kind, serial.rfcs_max)),
            (_("Usuarios"), limit_text(serial.users_kind, serial.users_max)),
            (_("Tickets abiertos"), str(serial.open_ticket_limit)),
        ],
        "policies": list(serial.policies.order_by("-valid_until", "-id")),
        "devices": [
            # Another installation of the same computer, perhaps: for a person to judge (C129).
            {
                "device": device,
                "is_namesake": names[device.name.casefold()] > 1,
                "tickets": by_device.get(device.pk, 0),
            }
            for device in devices
        ],
        "named": named,
        "quota": quota_of(serial),
        "tickets": _tickets(tickets.filter(device=named) if named else tickets),
        "may_enter": rights.may(viewer.user, "customers.enter"),
    }


def form_page(request: DeskRequest, form: Form, **more: Any) -> HttpResponse:
    """A lone form of the desk; one that came back has status 422."""
    status = 422 if form.is_bound else 200
    context = {**frame(request), "form": form, **more}
    return render(request, "desk/customers/form.html", context, status=status)


def _chosen(devices: Iterable[Device], key: str) -> Device | None:
    return next((one for one in devices if str(one.pk) == key), None)


def _tickets(tickets: QuerySet[Any]) -> list[dict[str, Any]]:
    rows = tickets.order_by("-opened_at", "-id").values(
        "number", "subject", "status", "opened_at", "area__name", "device__name"
    )
    return [
        {
            **row,
            "url": reverse("desk:tickets.show", args=[row["number"]]),
            "word": _(STATUS_WORDS[row["status"]]),
        }
        for row in rows[:EARLIER]
    ]


def _ways(page: Any, total: int, base: str, given: dict[str, str]) -> dict[str, str]:
    def address(cursor: str) -> str:
        asked = {name: value for name, value in {**given, "pagina": cursor}.items() if value}
        return f"{base}?{urlencode(asked)}"

    return {
        "said": page.said(total, CAP) if page.previous or page.next else "",
        "previous": address(page.previous) if page.previous else "",
        "next": address(page.next) if page.next else "",
    }
