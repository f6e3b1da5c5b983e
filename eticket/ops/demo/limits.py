"""The database's time limits are meant for pages; a long load of data does without."""

from django.db import connection


def lift_time_limits() -> None:
    """For this connection, until it ends or the surrounding transaction is taken back."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
