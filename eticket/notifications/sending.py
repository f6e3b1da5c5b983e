"""Sending deliveries, one by one: claimed, composed, handed over, marked.

A message is sent at least once. Two copies are possible only when the process dies between the
server's acceptance and our mark; both carry the same Message-ID.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from eticket.notifications import mail, sms
from eticket.notifications.models import Delivery, State
from eticket.notifications.notices import Notice
from eticket.notifications.refusing import is_stopped
from eticket.notifications.routes import ROUTES

log = logging.getLogger(__name__)

Message = EmailMessage | sms.Sms
BACK_OFF = (1, 2, 5, 10, 30)  # minutes; the last one is repeated
GIVE_UP_AFTER = timedelta(hours=72)
# Longer than a sending may take with every answer at its time-out.
LEASE = timedelta(minutes=5)
# A message that upset the server lets others try first when the pause is over.
BEHIND = timedelta(seconds=20)
NO_ANSWER = 421
# For the staff, who see it at the ticket.
STOPPED = _("no se envió: esta dirección rechazó los últimos correos")


class ServerTrouble(Exception):
    """The server cannot take any mail now: not this message's fault."""


class Refused(Exception):
    """This message was refused; ``for_good`` when asking again is useless."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Sender:
    """Sends what is due by one channel, and leaves a server in trouble alone for a while."""

    def __init__(
        self, stopping: Callable[[], bool] = lambda: False, *, channel: str = "mail"
    ) -> None:
        self.stopping = stopping
        self.channel = channel
        self.troubles = 0
        self.paused_until = 0.0

    def send_due(self, limit: int = 20) -> int:
        """Send up to ``limit`` due deliveries; how many were tried."""
        if time.monotonic() < self.paused_until:
            return 0
        # Asked twice a second for ever: the question in full costs several times as much.
        pending = Delivery.objects.pending().filter(channel=self.channel)
        if not pending.filter(next_at__lte=timezone.now()).exists():
            return 0
        of_channel = Delivery.objects.due().filter(channel=self.channel)
        due = list(of_channel.select_related("event", "user")[:limit])
        tried = 0
        with _CONNECTIONS[self.channel]() as connection:
            for delivery in due:
                if self.stopping() or time.monotonic() < self.paused_until:
                    break
                tried += self._send(delivery, connection)
        return tried

    def _send(self, delivery: Delivery, connection: "_Connection | _Gateway") -> bool:
        if not _claim(delivery):
            return False
        try:
            message = _compose_if_wanted(delivery)
            if message and not delivery.is_urgent and is_stopped(delivery.address):
                raise Refused(STOPPED, for_good=True)
            if message:
                connection.send(message)
        except ServerTrouble as trouble:
            self._pause(delivery, str(trouble))
        except Refused as refusal:
            _failed(delivery, str(refusal), for_good=refusal.for_good)
        except DatabaseError:
            raise
        except Exception as fault:
            log.exception("delivery %s (%s) cannot be composed", delivery.pk, delivery.template)
            _failed(delivery, type(fault).__name__, for_good=False)
        else:
            self._settled(delivery, State.SENT if message else State.DROPPED)
        return True

    def _settled(self, delivery: Delivery, state: State) -> None:
        self.troubles = 0
        _mark(delivery, state=state, sent_at=timezone.now() if state == State.SENT else None)
        log.info("delivery %s (%s) %s", delivery.pk, delivery.template, state)

    def _pause(self, delivery: Delivery, reason: str) -> None:
        self.troubles += 1
        wait = _back_off(self.troubles)
        self.paused_until = time.monotonic() + wait.total_seconds()
        log.warning("%s server in trouble (%s); next try in %s", self.channel, reason[:200], wait)
        _failed(delivery, reason, for_good=False, wait=wait + BEHIND)
        Delivery.objects.pending().filter(
            channel=self.channel, created_at__lt=timezone.now() - GIVE_UP_AFTER
        ).update(state=State.FAILED, error=reason[:300])


class _Connection:
    """One connection for several messages, opened for the first one."""

    def __enter__(self) -> "_Connection":
        self.backend = get_connection()
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            self.backend.close()
        except (OSError, SMTPException):
            log.info("the mail server hung up first")

    def send(self, message: Message) -> None:
        """Hand one message over. Raises ServerTrouble or Refused."""
        assert isinstance(message, EmailMessage)  # noqa: S101
        try:
            self.backend.open()
        except OSError as fault:  # smtplib's errors are of this kind, too
            raise ServerTrouble(_reason(fault)) from fault
        try:
            self.backend.send_messages([message])
        except SMTPRecipientsRefused as fault:
            code, words = next(iter(fault.recipients.values()))
            raise _refusal(code, words) from fault
        except SMTPDataError as fault:
            raise _refusal(fault.smtp_code, fault.smtp_error) from fault
        except (SMTPNotSupportedError, ValueError) as fault:
            raise Refused(_reason(fault), for_good=True) from fault
        except OSError as fault:
            raise ServerTrouble(_reason(fault)) from fault


class _Gateway:
    """The provider of text messages, which is asked anew for each."""

    def __enter__(self) -> "_Gateway":
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def send(self, message: Message) -> None:
        """Hand one message over. Raises ServerTrouble or Refused."""
        assert isinstance(message, sms.Sms)  # noqa: S101
        try:
            sms.send(message)
        except sms.SmsTrouble as fault:
            raise ServerTrouble(str(fault)) from fault
        except sms.SmsRefused as fault:
            raise Refused(str(fault), for_good=True) from fault


_CONNECTIONS: dict[str, type[_Connection] | type[_Gateway]] = {
    "mail": _Connection,
    "sms": _Gateway,
}


def _refusal(code: int, words: bytes | str) -> Exception:
    said = _said(code, words)
    if code == NO_ANSWER:
        return ServerTrouble(said)
    return Refused(said, for_good=code >= 500)


def _reason(fault: Exception) -> str:
    if isinstance(fault, SMTPResponseException):
        return _said(fault.smtp_code, fault.smtp_error)
    return f"{type(fault).__name__}: {fault}"


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _claim(delivery: Delivery) -> bool:
    """Take the row for as long as the lease; of two workers one succeeds."""
    row = Delivery.objects.pending().filter(pk=delivery.pk, next_at=delivery.next_at)
    return bool(row.update(next_at=timezone.now() + LEASE))


def _compose_if_wanted(delivery: Delivery) -> Message | None:
    """The message; None when its reader should not have it any more."""
    notice = Notice(delivery.event)
    try:
        wanted = any(
            recipient.address == delivery.address
            for route in ROUTES[delivery.event.kind]
            if route.template == delivery.template
            for recipient in route.to(notice)
        )
        compose = sms.compose if delivery.channel == "sms" else mail.compose
        return compose(delivery, notice) if wanted else None
    except ObjectDoesNotExist:
        return None


def _failed(
    delivery: Delivery, reason: str, *, for_good: bool, wait: timedelta | None = None
) -> None:
    attempts = delivery.attempts + 1
    given_up = for_good or timezone.now() - delivery.created_at > GIVE_UP_AFTER
    log.warning(
        "delivery %s (%s) not sent at attempt %s%s",
        delivery.pk,
        delivery.template,
        attempts,
        "; given up" if given_up else "",
    )
    _mark(
        delivery,
        state=State.FAILED if given_up else State.PENDING,
        attempts=attempts,
        next_at=timezone.now() + (wait or _back_off(attempts)),
        error=reason[:300],
    )


def _back_off(failures: int) -> timedelta:
    return timedelta(minutes=BACK_OFF[min(failures, len(BACK_OFF)) - 1])


def _mark(delivery: Delivery, **fields: object) -> None:
    """Write down what became of a message, whatever it takes: unmarked it would go out again."""
    fields.setdefault("attempts", delivery.attempts + 1)
    for second in range(30):
        try:
            Delivery.objects.filter(pk=delivery.pk).update(**fields)
        except DatabaseError:
            log.warning("delivery %s waits for the database to be marked", delivery.pk)
            close_old_connections()
            time.sleep(min(second, 5))
        else:
            return
    raise DatabaseError(f"delivery {delivery.pk} could not be marked")
