"""Full-text search over messages: the one module with SQL of its own, on both databases.

Words are folded and stemmed in Python, so SQLite (FTS5) and PostgreSQL (tsvector) give the same
rows. Every text carries its account as a word, so that a customer's search reads only that
customer's part of a common word.
"""

import re

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from eticket.accounts.models import Account
from eticket.lib.folding import clean_line, fold, stem, words
from eticket.lib.serials import clean_serial
from eticket.tickets.models import Message, Ticket

HITS = 1000
QUERY_LIMIT = 200
NUMBER = re.compile(r"\bSV?_\d+_\d{14}\b", re.IGNORECASE)
HEX_PART = re.compile(r"[0-9a-f]{4,}(?:-[0-9a-f]+)*", re.IGNORECASE)

CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE ticket_search USING fts5(text, content='',"
    " tokenize='unicode61 remove_diacritics 0')",
    "postgresql": "CREATE TABLE ticket_search (message_id bigint PRIMARY KEY REFERENCES"
    " tickets_message ON DELETE CASCADE, vector tsvector NOT NULL);"
    " CREATE INDEX ticket_search_words ON ticket_search USING gin (vector)",
}
INSERT = {
    "sqlite": "INSERT INTO ticket_search (rowid, text) VALUES (%s, %s)",
    "postgresql": "INSERT INTO ticket_search (message_id, vector)"
    " VALUES (%s, to_tsvector('simple', %s))",
}
# The match is made before sort and LIMIT; PostgreSQL would else walk all messages backwards.
HIT_TICKETS = {
    "sqlite": "SELECT ticket_id FROM tickets_message WHERE id IN (SELECT rowid FROM ticket_search"
    f" WHERE ticket_search MATCH %s ORDER BY rowid DESC LIMIT {HITS})",
    "postgresql": "SELECT ticket_id FROM tickets_message WHERE id IN (WITH hit AS MATERIALIZED"
    " (SELECT message_id FROM ticket_search WHERE vector @@ to_tsquery('simple', %s))"
    f" SELECT message_id FROM hit ORDER BY message_id DESC LIMIT {HITS})",
}


def index_message(message: Message, ticket: Ticket, *, first: bool = False) -> None:
    """Make a message findable; the first one carries the ticket's own words too."""
    index_texts([(message.pk, searchable(message, ticket, first=first))])


def searchable(message: Message, ticket: Ticket, *, first: bool) -> str:
    parts = [message.body, message.author_name]
    if first:
        parts += [ticket.subject, ticket.product.name if ticket.product else "", ticket.area.name]
    return f"{_account_word(ticket.account_id)} " + " ".join(
        stem(w) for w in words(" ".join(parts))
    )


def index_texts(rows: list[tuple[int, str]]) -> None:
    """Put (message id, searchable text) into the index, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT[connection.vendor], rows)


def matching(
    tickets: QuerySet[Ticket], query: str, *, account: Account | None = None
) -> QuerySet[Ticket]:
    """Those of ``tickets`` that a typed query means: a number, a serial or its part, or words.

    ``account`` narrows the index to one customer. An exact number or serial alone decides (C084).
    """
    query = clean_line(query)[:QUERY_LIMIT]
    if not query:
        return tickets
    number = NUMBER.search(query)
    exact = tickets.filter(number=number[0].upper() if number else query)
    if exact.exists():
        return exact
    if serial := clean_serial(query):
        return tickets.filter(serial__number=serial)
    found = Q(pk__in=RawSQL(HIT_TICKETS[connection.vendor], [_match(query, account)]))  # noqa: S611
    if HEX_PART.fullmatch(query):
        found |= _serial_part(query, account)
    if query.upper().startswith(("S_", "SV_")):
        found |= Q(number__startswith=query.upper())
    return tickets.filter(found)


def _serial_part(query: str, account: Account | None) -> Q:
    part = query.upper()
    if account:
        return Q(serial__in=account.serials.filter(number__contains=part))
    return Q(serial__number__startswith=part)


def _match(query: str, account: Account | None) -> str:
    """All words, the last one as a beginning; in the syntax of the database."""
    terms = [stem(w) for w in words(fold(query))][:12]
    quote, end, glue = ('"{}"', "*", " ") if connection.vendor == "sqlite" else ("{}", ":*", " & ")
    quoted = [quote.format(t) for t in terms] or [quote.format("\u2205")]
    if terms and len(terms[-1]) > 2:
        quoted[-1] += end
    if account:
        quoted.insert(0, quote.format(_account_word(account.pk)))
    return glue.join(quoted)


def _account_word(account_id: int) -> str:
    return f"xcuenta{account_id}"
