"""The session engine: rows in the database, so that ending one works at once everywhere.

One query brings the session with its person and their place in the account; two queries less
on every page than Django's own engine.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DBStore
from django.utils import timezone

from eticket.accounts.models import Session

MEMBERSHIP_KEY = "membership"


class SessionStore(DBStore):
    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        self.row = (
            Session.objects.select_related("user", "membership__account")
            .filter(session_key=self.session_key, expire_date__gt=timezone.now())
            .first()
        )
        if self.row is None:
            self._session_key = None
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        assert isinstance(session, Session)  # noqa: S101
        session.user_id = data.get(SESSION_KEY)
        session.membership_id = data.get(MEMBERSHIP_KEY)
        if self.row is not None:
            session.created_at = self.row.created_at
        return session
