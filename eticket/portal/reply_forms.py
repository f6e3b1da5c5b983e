"""What the forms of a ticket's page hold: a reply with its files, a rating, a reason to cancel."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eticket.accounts.models import User
from eticket.lib.folding import clean_body
from eticket.portal.requests import PortalRequest
from eticket.tickets import drafting
from eticket.tickets.attaching import Chosen, NewFile, choose, claim
from eticket.tickets.models import Draft, Ticket
from eticket.tickets.rating import COMMENT_LIMIT
from eticket.tickets.uploading import refused_files

BODY_LIMIT = 20_000
REASON_LIMIT = 500
STARS = (
    (1, gettext_lazy("Muy mala")),
    (2, gettext_lazy("Mala")),
    (3, gettext_lazy("Regular")),
    (4, gettext_lazy("Buena")),
    (5, gettext_lazy("Excelente")),
)


@dataclass
class Reply:
    """The composer: text, files, and why it was not sent; kept whole through every refusal."""

    body: str = ""
    files: list[NewFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    form_key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    saved_at: datetime | None = None
    # Whether the form of a new ticket holds it now.
    carried: bool = False

    @classmethod
    def begun(cls, draft: Draft | None, user: User) -> "Reply":
        """An empty composer, or what was left in it on any device (C111, C114)."""
        if draft is None:
            return cls()
        files = claim(draft.fields.get("upload", "").split(), user)
        return cls(draft.fields.get("body", ""), files, saved_at=draft.saved_at)

    @classmethod
    def sent(cls, request: PortalRequest) -> "Reply":
        """What this request brings, its new files already on disk."""
        chosen: Chosen = choose(
            request.FILES.getlist("files"),
            request.POST.getlist("upload"),
            request.user,
            refused_files(request),
        )
        reply = cls(_body(request), chosen.files, chosen.problems)
        reply.form_key = request.POST.get("form_key", "")[:64] or reply.form_key
        if len(reply.body) > BODY_LIMIT:
            reply.problems.append(_("Caben hasta 20,000 letras; lo demás puede ir en un archivo."))
        if not (reply.body or reply.files or reply.problems):
            reply.problems.append(_("Escriba su respuesta."))
        return reply

    def keep(self, user: User) -> "Reply":
        """Stage the files that came with a refused form."""
        self.files = Chosen(self.files).keep(user)
        return self

    def carry_over(self, ticket: Ticket, user: User) -> "Reply":
        """Put what came too late into the form of a new ticket, unless something waits there."""
        self.keep(user)
        form = drafting.form_of_new(ticket.serial)
        if drafting.draft_of(user, form) is None:
            tokens = " ".join(file.token for file in self.files)
            fields = {"subject": ticket.subject, "body": self.body, "upload": tokens}
            self.carried = drafting.save_draft(user, form, fields) is not None
        return self


def _body(request: PortalRequest) -> str:
    return clean_body(request.POST.get("body", ""))


class RatingForm(forms.Form):
    stars = forms.TypedChoiceField(
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Elija de una a cinco estrellas."),
            "invalid_choice": gettext_lazy("Elija de una a cinco estrellas."),
        },
    )
    comment = forms.CharField(
        label=gettext_lazy("Comentario"),
        required=False,
        max_length=COMMENT_LIMIT,
        widget=forms.Textarea,
        error_messages={"max_length": gettext_lazy("Caben hasta 4,000 letras.")},
    )

    def clean_comment(self) -> str:
        return clean_body(self.cleaned_data["comment"])


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Escriba el motivo."),
            "max_length": gettext_lazy("Caben hasta 500 letras."),
        },
    )
    # What was on the page: an answer that came meanwhile is to be read first (C125).
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_reason(self) -> str:
        return clean_body(self.cleaned_data["reason"])
