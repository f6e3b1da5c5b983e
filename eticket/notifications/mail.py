"""Composing mails: words from the templates, headers that thread them and mark them as automatic.

A mail never carries attachments, passwords or anything that customers may not see.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from eticket.accounts import changing_email, coding, registering
from eticket.accounts.addresses import new_proof
from eticket.accounts.offering import token_for
from eticket.accounts.passwords import INVITATION_LIFE, new_invitation_token, new_reset_token
from eticket.accounts.publishing import publisher
from eticket.accounts.seats import INVITATION_LIFE as INVITED_FOR
from eticket.lib.emails import mask_email
from eticket.lib.folding import clean_line
from eticket.notifications.links import absolute
from eticket.notifications.models import Delivery
from eticket.notifications.notices import Notice
from eticket.privacy import exporting, noticing, requesting
from eticket.privacy.models import Deletion
from eticket.tickets.models import Message, Status, Ticket
from eticket.tickets.rating import rating_of, rating_token
from eticket.tickets.replying import reopen_until

SUBJECT_LIMIT = 250
TITLE_LIMIT = 200
TEXT_LIMIT = 10_000
THREAD_LIMIT = 20
_BLANK_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"[ \t]+$", re.M)


def compose(delivery: Delivery, notice: Notice) -> EmailMultiAlternatives:
    """The mail of one delivery; composed again after a failure it is the same mail."""
    words = {
        "publisher": publisher(),
        "reader": delivery.user,
        "site": settings.SITE_URL,
        **_CONTENT.get(delivery.template, _ticket)(delivery, notice),
    }
    subject = clean_line(_render(delivery, "subject", words, escape=False))
    words["subject"] = Truncator(subject).chars(SUBJECT_LIMIT)
    text = _render(delivery, "txt", words, escape=False)
    message = EmailMultiAlternatives(
        words["subject"],
        _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("", text)).strip() + "\n",
        to=[delivery.address],
        headers=_headers(delivery),
    )
    message.attach_alternative(_render(delivery, "html", words, escape=True), "text/html")
    return message


def message_id(delivery: Delivery) -> str:
    """The same at every attempt, so that a receiver can tell a second copy."""
    made = int(delivery.created_at.timestamp())
    return f"<aviso.{delivery.pk}.{made}@{settings.SITE_HOST}>"


def _headers(delivery: Delivery) -> dict[str, str]:
    headers = {
        "Message-ID": message_id(delivery),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    event = delivery.event
    if event.subject_kind == "ticket":
        thread = f"<ticket.{event.subject_id}@{settings.SITE_HOST}>"
        earlier = Delivery.objects.filter(
            address=delivery.address,
            event__subject_kind=event.subject_kind,
            event__subject_id=event.subject_id,
            pk__lt=delivery.pk,
        ).order_by("-pk")[:THREAD_LIMIT]
        before = [message_id(one) for one in reversed(earlier)]
        headers["In-Reply-To"] = before[-1] if before else thread
        headers["References"] = " ".join([thread, *before])
    return headers


def _render(delivery: Delivery, form: str, words: dict[str, object], *, escape: bool) -> str:
    """One file says what a kind of mail says; the layout gives it the form."""
    template = get_template(f"notifications/{delivery.template}.txt").template  # type: ignore[attr-defined]
    layout = f"notifications/layout.{form}"
    return str(template.render(Context({**words, "layout": layout}, autoescape=escape)))


def _ticket(delivery: Delivery, notice: Notice) -> dict[str, object]:
    ticket, message = notice.ticket, notice.message
    for_staff = bool(delivery.user and delivery.user.works_here)
    page = "desk:tickets.show" if for_staff else "portal:tickets.show"
    return {
        "ticket": ticket,
        "title": Truncator(ticket.subject).chars(TITLE_LIMIT),
        "actor": str(notice.event.actor or _("El sistema")),
        "data": notice.event.data,
        "for_staff": for_staff,
        "url": absolute(page, ticket.number),
        **(_said(message) if message else {}),
    }


def _said(message: Message) -> dict[str, object]:
    return {
        "said": Truncator(message.body).chars(TEXT_LIMIT),
        "said_by": message.author_name,
        "files": message.attachments.count(),
    }


def _closed(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {
        **_ticket(delivery, notice),
        "reopen_until": reopen_until(notice.ticket),
        "stars": _stars(notice.ticket),
    }


def _stars(ticket: Ticket) -> list[dict[str, object]]:
    """A link per star; none when the ticket was reopened before this could be sent."""
    if ticket.status != Status.CLOSED:
        return []
    link = absolute("rate_by_link", rating_token(ticket))
    names = [_("Muy mala"), _("Mala"), _("Regular"), _("Buena"), _("Excelente")]
    return [
        {"number": number, "name": name, "url": f"{link}?estrellas={number}"}
        for number, name in enumerate(names, 1)
    ]


def _low_rating(delivery: Delivery, notice: Notice) -> dict[str, object]:
    rating = rating_of(notice.ticket)
    said = {"said": rating.comment, "said_by": _("Comentario")} if rating and rating.comment else {}
    return {**_ticket(delivery, notice), **said}


def _proof(delivery: Delivery, notice: Notice) -> dict[str, object]:
    # Nothing that whoever typed the address could have chosen (security.md, E6).
    return {"url": absolute("prove_address", new_proof(notice.address))}


def _password_reset(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {
        "url": absolute("account_reset_password_confirm", *new_reset_token(notice.user)),
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
    }


def _password_set(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {
        "url": absolute("account_reset_password_confirm", *new_invitation_token(notice.user)),
        "hours": INVITATION_LIFE // timedelta(hours=1),
        "email": delivery.address,
    }


def _registration(delivery: Delivery, notice: Notice) -> dict[str, object]:
    # As little of what a stranger typed as in a proof: the address alone.
    return {
        "url": absolute("register_complete", registering.token_for(notice.registration)),
        "hours": registering.LINK_LIFE // timedelta(hours=1),
        "email": delivery.address,
    }


def _registration_prospect(delivery: Delivery, notice: Notice) -> dict[str, object]:
    # Where the source has the password itself (S35); ours never travels.
    facts = {
        _("Correo Electrónico"): delivery.address,
        _("Contraseña"): _("la que usted elija con el enlace"),
    }
    return {**_registration(delivery, notice), "facts": facts}


def _registration_known(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {"url": absolute("account_login"), "email": delivery.address}


def _registration_taken(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {"url": absolute("register_customer")}


def _registration_codes(delivery: Delivery, notice: Notice) -> dict[str, object]:
    code = coding.mail_code(notice.code_pair)
    return {
        "url": absolute("register_codes"),
        "minutes": coding.LIFE // timedelta(minutes=1),
        "email": delivery.address,
        "facts": {_("Código del correo"): f"{code[:3]} {code[3:]}"},
    }


def _registration_vouched(delivery: Delivery, notice: Notice) -> dict[str, object]:
    # Readers who are on file may have no access; so the page is the one that says how to call.
    return {
        "url": absolute("home"),
        "account": notice.account.name,
        "masked": mask_email(notice.event.data["email"]),
    }


def _password_changed(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {"url": absolute("account_reset_password")}


def _second_factor_changed(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {
        "url": absolute("security"),
        "happened": notice.event.kind.removeprefix("user."),
        "left": notice.event.data.get("left", ""),
    }


def _invitation(delivery: Delivery, notice: Notice) -> dict[str, object]:
    invitation = notice.invitation
    return {
        "url": absolute("accept_invitation", token_for(invitation)),
        "account": invitation.account.name,
        "days": INVITED_FOR.days,
    }


def _email_confirm(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {
        "url": absolute("confirm_email", changing_email.confirm_token(notice.email_change)),
        "hours": changing_email.CONFIRM_LIFE // timedelta(hours=1),
    }


def _email_changed(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {
        "url": absolute("undo_email", changing_email.undo_token(notice.email_change)),
        "hours": changing_email.UNDO_LIFE // timedelta(hours=1),
    }


def _holder_changed(delivery: Delivery, notice: Notice) -> dict[str, object]:
    place = notice.membership
    return {
        "url": absolute("portal:people.index"),
        "account": place.account.name,
        "rfc": place.account.rfc,
        "name": place.user.name,
        "is_holder": delivery.address == place.user.email,
    }


def _device_changed(delivery: Delivery, notice: Notice) -> dict[str, object]:
    serial, data = notice.device.serial, notice.event.data
    return {
        "url": absolute("portal:serials.show", serial.number),
        "happened": notice.event.kind.removeprefix("device."),
        "actor": str(notice.event.actor or _("El sistema")),
        "name": data["name"],
        "reason": data.get("reason", ""),
        "number": serial.number,
        "product": serial.product.name,
    }


def _security_alarm(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {"url": absolute("desk:throttles.index"), "what": notice.event.data["what"]}


def _notice_accepted(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {
        "url": absolute("opt_out", noticing.opt_out_token(notice.user)),
        "version": notice.event.data["version"],
    }


def _arco(delivery: Delivery, notice: Notice) -> dict[str, object]:
    asked = notice.arco_request
    facts = {
        _("Folio"): asked.folio,
        _("Derecho"): asked.get_right_display(),
        _("Fecha límite"): notice.event.data.get("due", ""),
    }
    return {
        "url": absolute("portal:privacy.show") if asked.user else absolute("arco"),
        "asked": asked,
        "data": notice.event.data,
        "facts": {name: value for name, value in facts.items() if value},
    }


def _arco_confirm(delivery: Delivery, notice: Notice) -> dict[str, object]:
    # Nothing that whoever typed the address could have chosen (security.md, E6).
    return {
        "url": absolute("arco_confirm", requesting.token_for(notice.arco_request)),
        "hours": requesting.LINK_LIFE // timedelta(hours=1),
    }


def _arco_answer(delivery: Delivery, notice: Notice) -> dict[str, object]:
    asked = notice.arco_request
    deletion = Deletion.objects.filter(request=asked).first()
    said_by = publisher().name
    return {
        **_arco(delivery, notice),
        "said": asked.answer,
        "said_by": said_by,
        "erase_on": deletion and deletion.erase_on,
    }


def _arco_extended(delivery: Delivery, notice: Notice) -> dict[str, object]:
    words = _arco(delivery, notice)
    return {**words, "said": notice.event.data["reason"], "said_by": _("Motivo")}


def _arco_staff(delivery: Delivery, notice: Notice) -> dict[str, object]:
    asked = notice.arco_request
    url = absolute("desk:privacy.request", asked.folio)
    return {**_arco(delivery, notice), "url": url, "for_staff": True}


def _data_export_ready(delivery: Delivery, notice: Notice) -> dict[str, object]:
    return {"url": absolute("portal:privacy.show"), "hours": exporting.LIFE // timedelta(hours=1)}


_CONTENT: dict[str, Callable[[Delivery, Notice], dict[str, object]]] = {
    "ticket_closed": _closed,
    "low_rating": _low_rating,
    "address_proof": _proof,
    "password_reset": _password_reset,
    "invitation": _invitation,
    "email_confirm": _email_confirm,
    "email_changed": _email_changed,
    "holder_changed": _holder_changed,
    "registration_customer": _registration,
    "registration_prospect": _registration_prospect,
    "registration_known": _registration_known,
    "registration_taken": _registration_taken,
    "registration_codes": _registration_codes,
    "registration_vouched": _registration_vouched,
    "registration_full": _registration_known,
    "device_changed": _device_changed,
    "notice_accepted": _notice_accepted,
    "arco_confirm": _arco_confirm,
    "arco_receipt": _arco,
    "arco_alert": _arco_staff,
    "arco_answer": _arco_answer,
    "arco_extended": _arco_extended,
    "arco_done": _arco,
    "arco_reminder": _arco_staff,
    "data_export_ready": _data_export_ready,
    "password_set": _password_set,
    "password_changed": _password_changed,
    "second_factor_changed": _second_factor_changed,
    "security_alarm": _security_alarm,
}
