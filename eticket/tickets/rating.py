"""Rating a closed ticket, in the portal or from the closing mail (S72, S115)."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.accounts.publishing import publisher
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.tickets.models import Rating, Status, Ticket

LINK_LIFE = timedelta(days=30)
SALT = "eticket.tickets.rating"
COMMENT_LIMIT = 4000
LOW = 2


class NotClosed(RuleBroken):
    code = "not_closed"
    message = _("Solo se califica un ticket cerrado.")


class RatingSettled(RuleBroken):
    code = "rating_settled"
    message = _("Esta calificación ya no se puede cambiar.")


@transaction.atomic
def rate_ticket(ticket: Ticket, *, by: User | None, stars: int, comment: str = "") -> Rating:
    """Rate a closed ticket with 1 to 5 stars, or change one's mind within the publisher's days.

    ``by`` is None when the rating comes from the closing mail. Raises NotClosed, RatingSettled.
    """
    ticket = Ticket.objects.locked(ticket.pk)
    if ticket.status != Status.CLOSED:
        raise NotClosed
    now = timezone.now()
    rating = Rating.objects.filter(ticket=ticket).first()
    if rating and not can_change(rating, ticket):
        raise RatingSettled
    rating = rating or Rating(ticket=ticket)
    same = (rating.stars, rating.comment) == (stars, comment)
    if ticket.closed_at and rating.rated_at < ticket.closed_at:
        rating.rated_at, same = now, False
    rating.stars, rating.comment, rating.changed_at = stars, comment, now
    rating.rated_by = by or rating.rated_by
    rating.save()
    if not same:
        record("ticket.rated", ticket, by=by or ticket.raised_by, stars=stars)
    return rating


def can_change(rating: Rating, ticket: Ticket) -> bool:
    """Whether a rating may be changed: for some days, and anew after each closing."""
    if ticket.closed_at and rating.rated_at < ticket.closed_at:
        return True
    return timezone.now() <= rating.rated_at + timedelta(days=publisher().rating_days)


def rating_of(ticket: Ticket) -> Rating | None:
    """The rating of this closing; one given at an earlier closing does not count."""
    given: Rating | None = getattr(ticket, "rating", None)
    return given if given and ticket.closed_at and given.rated_at >= ticket.closed_at else None


def lacks_a_word(rating: Rating | None) -> bool:
    """Whether a low rating came without a comment: then one asks kindly what was missing."""
    return rating is not None and rating.stars <= LOW and not rating.comment


def rating_token(ticket: Ticket) -> str:
    """The token of the closing mail: for this ticket, this closing, 30 days."""
    closed = ticket.closed_at.isoformat() if ticket.closed_at else ""
    return signing.dumps([ticket.pk, closed], salt=SALT, compress=False)


def ticket_of(token: str) -> Ticket | None:
    """The closed ticket that a rating token opens; None when it is false, old or overtaken."""
    try:
        pk, closed = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    ticket = (
        Ticket.objects.select_related("product", "rating")
        .filter(pk=pk, status=Status.CLOSED)
        .first()
    )
    if ticket is None or ticket.closed_at is None or ticket.closed_at.isoformat() != closed:
        return None
    return ticket
