"""ARCO requests from the first word to the end; each deed is told by mail (security.md, J4).

Whoever has no account proves their address first: before that nothing reaches the staff.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.accounts.passwords import MAILS
from eticket.accounts.throttling import Pace, TooManyTries, take_try
from eticket.events.recording import record
from eticket.lib import days
from eticket.lib.errors import RuleBroken
from eticket.lib.tokens import hash_of, token_of
from eticket.privacy import terms
from eticket.privacy.erasing import block
from eticket.privacy.models import ArcoRequest, RequestState, Right

PURPOSE = "eticket.privacy.requesting"
LINK_LIFE = timedelta(hours=48)
FORMS = Pace(free=9, waits=(600, 3600), memory=3600)
ALL_FORMS = Pace(free=300, waits=(5,), memory=3600)


class RequestSpent(RuleBroken):
    code = "request_spent"
    message = _("Este enlace ya se usó o venció.")


class AlreadyAsked(RuleBroken):
    code = "already_asked"
    message = _("Ya tiene una solicitud igual en trámite: %(folio)s.")


class AlreadyDecided(RuleBroken):
    code = "already_decided"
    message = _("Esta solicitud ya cambió de estado; vuelva a abrirla.")


class ExtendedOnce(RuleBroken):
    code = "extended_once"
    message = _("La ley permite ampliar cada plazo una sola vez.")


def ask(*, right: str, name: str, email: str, text: str, address: str) -> None:
    """A request of somebody who is not signed in: a link goes to the address, nothing else.

    Raises TooManyTries for the one at network ``address``.
    """
    take_try([(f"arco-from:{address}", FORMS), ("arco", ALL_FORMS)])
    try:
        with transaction.atomic():
            take_try([(f"arco-mail:{email}", MAILS)])
            asked = ArcoRequest.objects.create(right=right, name=name, email=email, text=text)
            asked.token_hash = hash_of(token_for(asked))
            asked.save(update_fields=["token_hash"])
            record("arco.asked", asked, by=None)
    except TooManyTries:
        # The answer must not tell that a mail is on its way already.
        return


def token_for(asked: ArcoRequest) -> str:
    """What the link of its mail holds."""
    return token_of(PURPOSE, asked.pk, asked.email)


def request_of(token: str) -> ArcoRequest | None:
    """The request a link speaks of while it lives; looking changes nothing."""
    living = ArcoRequest.objects.filter(
        state=RequestState.UNPROVED, asked_at__gt=timezone.now() - LINK_LIFE
    )
    return living.filter(token_hash=hash_of(token)).first()


@transaction.atomic
def confirm(token: str) -> ArcoRequest:
    """Receive the request whose link was used: the address is proved. Raises RequestSpent."""
    found = request_of(token)
    if found is None:
        raise RequestSpent
    held = ArcoRequest.objects.select_for_update().filter(pk=found.pk)
    asked = held.filter(state=RequestState.UNPROVED).first()
    if asked is None:
        raise RequestSpent
    return _receive(asked, by=None)


@transaction.atomic
def ask_as_user(user: User, *, right: str, text: str) -> ArcoRequest:
    """A request of a person signed in, received at once. Raises AlreadyAsked."""
    User.objects.select_for_update().get(pk=user.pk)
    running = ArcoRequest.objects.filter(
        user=user, right=right, state__in=[RequestState.RECEIVED, RequestState.GRANTED]
    ).first()
    if running:
        raise AlreadyAsked(folio=running.folio)
    asked = ArcoRequest(right=right, user=user, name=user.name, email=user.email, text=text)
    return _receive(asked, by=user)


@transaction.atomic
def withdraw(asked: ArcoRequest, *, by: User) -> None:
    """Take one's request back while nobody answered it. Raises AlreadyDecided."""
    asked = _held(asked, RequestState.RECEIVED)
    _finish(asked, RequestState.WITHDRAWN)
    record("arco.withdrawn", asked, by=by, folio=asked.folio)


@transaction.atomic
def answer(asked: ArcoRequest, *, granted: bool, text: str, by: User) -> None:
    """Tell the person whether it is done, and why; a granted one has 15 days to be carried out.

    A granted cancellation of somebody with an account blocks them at once.
    Raises AlreadyDecided.
    """
    asked = _held(asked, RequestState.RECEIVED)
    asked.answer, asked.answered_at, asked.answered_by = text, timezone.now(), by
    if granted:
        asked.state, asked.reminded = RequestState.GRANTED, None
        asked.due_on = terms.carry_out_by(days.today())
        asked.save()
    else:
        _finish(asked, RequestState.REFUSED)
    record("arco.answered", asked, by=by, folio=asked.folio, granted=granted)
    if granted and asked.right == Right.CANCELLATION and asked.user:
        block(asked.user, asked, by=by)


@transaction.atomic
def extend(asked: ArcoRequest, *, reason: str, by: User) -> None:
    """Extend the term that runs, once and for as long again, with the reason told.

    Raises AlreadyDecided, ExtendedOnce.
    """
    asked = _held(asked, RequestState.RECEIVED, RequestState.GRANTED)
    if asked.extension:
        raise ExtendedOnce
    assert asked.due_on  # noqa: S101
    if asked.state == RequestState.GRANTED:
        asked.deed_extension = reason
        asked.due_on = terms.extended(asked.due_on, terms.DEED)
    else:
        asked.answer_extension = reason
        asked.due_on = terms.extended(asked.due_on, terms.ANSWER)
    asked.reminded = None
    asked.save()
    due = f"{asked.due_on:%d/%m/%Y}"
    record("arco.extended", asked, by=by, folio=asked.folio, due=due, reason=reason)


@transaction.atomic
def carry_out(asked: ArcoRequest, *, by: User) -> None:
    """Say that what was granted is done. Raises AlreadyDecided."""
    asked = _held(asked, RequestState.GRANTED)
    _finish(asked, RequestState.DONE)
    record("arco.completed", asked, by=by, folio=asked.folio)


def remind() -> int:
    """Tell the privacy role of what has 10, 5 or 2 business days left, each once; how many."""
    rest, told = terms.rest_days(), 0
    running = ArcoRequest.objects.filter(state__in=[RequestState.RECEIVED, RequestState.GRANTED])
    for asked in running.filter(due_on__isnull=False):
        assert asked.due_on  # noqa: S101
        left = terms.left(asked.due_on, rest)
        reached = [days_ for days_ in terms.REMINDERS if left <= days_]
        if reached and (asked.reminded is None or min(reached) < asked.reminded):
            told += _remind(asked, min(reached), left)
    return told


@transaction.atomic
def _remind(asked: ArcoRequest, threshold: int, left: int) -> int:
    same = ArcoRequest.objects.filter(
        pk=asked.pk, state=asked.state, due_on=asked.due_on, reminded=asked.reminded
    )
    if not same.update(reminded=threshold):
        return 0
    record("arco.due", asked, by=None, folio=asked.folio, left=left)
    return 1


def _receive(asked: ArcoRequest, *, by: User | None) -> ArcoRequest:
    now, today = timezone.now(), days.today()
    asked.state, asked.received_at, asked.token_hash = RequestState.RECEIVED, now, ""
    asked.due_on = terms.answer_by(today)
    asked.save()
    asked.folio = f"ARCO-{today.year}-{asked.pk:05}"
    asked.save(update_fields=["folio"])
    record("arco.received", asked, by=by, folio=asked.folio, due=f"{asked.due_on:%d/%m/%Y}")
    return asked


def _held(asked: ArcoRequest, *states: RequestState) -> ArcoRequest:
    held = ArcoRequest.objects.select_for_update(of=("self",)).filter(pk=asked.pk)
    found = held.filter(state__in=states).select_related("user").first()
    if found is None:
        raise AlreadyDecided
    return found


def _finish(asked: ArcoRequest, state: RequestState) -> None:
    asked.state, asked.finished_at, asked.due_on = state, timezone.now(), None
    asked.save()
