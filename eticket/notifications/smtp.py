"""Mail over SMTP; the address for bounces may be the empty one, as fits automatic mail (RFC 3834)."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

NULL_PATH = "<>"


class SmtpBackend(EmailBackend):
    """Django's backend, with MAIL_RETURN_PATH as the sender on the envelope."""

    def _send(self, email_message: EmailMessage) -> bool:
        if settings.MAIL_RETURN_PATH != NULL_PATH:
            email_message.extra_headers.setdefault("From", email_message.from_email)
            email_message.from_email = settings.MAIL_RETURN_PATH
            return super()._send(email_message)
        # Django refuses an empty sender; the server decides whether it takes one.
        content = email_message.message().as_bytes(linesep="\r\n")
        self.connection.sendmail("", email_message.recipients(), content)
        return True
