"""Mail over SMTP; refused mail may be reported to nobody, as fits automatic mail (RFC 3834)."""

from smtplib import SMTP

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from eticket.notifications.mailbox import bytes_of

NULL_PATH = "<>"


class SmtpBackend(EmailBackend):
    """Django's backend, with MAIL_RETURN_PATH as the sender on the envelope."""

    connection: SMTP

    def _send(self, email_message: EmailMessage) -> bool:
        if settings.MAIL_RETURN_PATH != NULL_PATH:
            email_message.extra_headers.setdefault("From", email_message.from_email)
            email_message.from_email = settings.MAIL_RETURN_PATH
            return bool(super()._send(email_message))  # type: ignore[misc]
        # Django refuses an empty sender; the server decides whether it takes one.
        self.connection.sendmail("", email_message.recipients(), bytes_of(email_message))
        return True
