"""The session engine: rows in the database, so that ending one works at once everywhere.

One query brings the session with its person and their place in the account; two queries less
on every page than Django's own engine. A row dies after a time without use, and at the latest
after a time in all (security.md, checklist 22).
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DBStore
from django.utils import timezone

from eticket.accounts.models import Session, User
from eticket.lib.prepared import Prepared

MEMBERSHIP_KEY = "membership"
BROWSER_KEY = "browser"
# Kept, so that the bars of every page need not ask whether there are other accounts.
SEVERAL_KEY = "several"
# Without use, and in all.
STAFF = (timedelta(minutes=30), timedelta(hours=12))
CUSTOMERS = (timedelta(hours=12), timedelta(days=14))

# Every page of a signed-in person begins with it.
LIVE: Prepared[Session] = Prepared(
    lambda key, now: Session.objects.select_related("user", "membership__account").filter(
        session_key=key, expire_date__gt=now
    ),
    str,
    datetime,
)


class SessionStore(DBStore):
    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        # Ours are letters and digits; a cookie may hold anything, a NUL too.
        return key is not None and len(key) >= 8 and key.isascii() and key.isalnum()

    def create(self) -> None:
        # A new key is a new session: its time in all begins now.
        self.row = None
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        assert isinstance(session, Session)  # noqa: S101
        session.user_id = data.get(SESSION_KEY)
        session.membership_id = data.get(MEMBERSHIP_KEY)
        session.browser = data.get(BROWSER_KEY, "")
        if self.row is not None:
            session.created_at = self.row.created_at
        if session.user_id is not None:
            works_here = User.objects.filter(pk=session.user_id).exclude(staff_role="").exists()
            session.expire_date = _end(session.created_at, works_here)
        return session

    def _get_session_from_db(self) -> Session | None:
        self.row = LIVE.first(self.session_key, timezone.now()) if self.session_key else None
        if self.row is None:
            self._session_key = None
        return self.row


def keep_alive(session: Session) -> None:
    """Move the end of a session in use; written only when a tenth of its idle time has passed."""
    assert session.user  # noqa: S101
    end = _end(session.created_at, session.user.works_here)
    if end - session.expire_date > _lives(session.user.works_here)[0] / 10:
        Session.objects.filter(pk=session.pk).update(expire_date=end)


def last_used(session: Session, user: User) -> datetime:
    """When this session of ``user`` was last used, to a tenth of its idle time."""
    return session.expire_date - _lives(user.works_here)[0]


def end_others(user: User, current: str) -> int:
    """End every session of a person but the current one; how many there were."""
    return Session.objects.filter(user=user).exclude(session_key=current).delete()[0]


def _lives(works_here: bool) -> tuple[timedelta, timedelta]:
    return STAFF if works_here else CUSTOMERS


def _end(created_at: datetime, works_here: bool) -> datetime:
    idle, in_all = _lives(works_here)
    return min(timezone.now() + idle, created_at + in_all)
