"""Full-text search over messages: the one module with SQL of its own, on both databases.

Words are folded and stemmed in Python and stored as they are, so that SQLite (FTS5) and
PostgreSQL (tsvector) give the same rows. Every text carries its account as a word, so that a
customer's search reads only that customer's part of a common word.
"""

import re
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from eticket.accounts.models import Account
from eticket.lib.folding import clean_line, stem, words
from eticket.lib.serials import clean_serial
from eticket.tickets.models import Message, Ticket

QUERY_LIMIT = 200
TERMS_LIMIT = 12
# PostgreSQL refuses lexemes of 2 KB; nobody searches for more than the beginning of a word.
WORD_LIMIT = 60
# From here on a last word is taken for the beginning of one.
PREFIX_FROM = 3
NUMBER = re.compile(r"\bSV?_\d+_\d{14}\b", re.IGNORECASE)
NUMBER_START = re.compile(r"SV?_\d[\d_]*", re.IGNORECASE)
SERIAL_PART = re.compile(r"(?=.*\d)[0-9A-F]{2,}(?:-[0-9A-F]+)*", re.IGNORECASE)
SERIAL_PART_FROM = 6

# A deleted message's row stays, for FTS5 cannot remove it without its text, and leads nowhere:
# neither database gives a number twice. Rebuilding the index removes it.
CREATE = {
    # The words come separated by blanks: "ascii" takes every letter beyond ASCII as one.
    "sqlite": "CREATE VIRTUAL TABLE ticket_search USING fts5(text, content='', detail=none,"
    " columnsize=0, tokenize='ascii')",
    "postgresql": "CREATE TABLE ticket_search (message_id bigint PRIMARY KEY,"
    " vector tsvector NOT NULL);"
    " CREATE INDEX ticket_search_words ON ticket_search USING gin (vector)",
}
EMPTY = {
    "sqlite": "INSERT INTO ticket_search (ticket_search) VALUES ('delete-all')",
    "postgresql": "DELETE FROM ticket_search",
}
INSERT = {
    "sqlite": "INSERT INTO ticket_search (rowid, text) VALUES (%s, %s)",
    "postgresql": "INSERT INTO ticket_search (message_id, vector)"
    " VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))",
}
# The match is made before sort and LIMIT; PostgreSQL would else walk all messages backwards.
HIT_TICKETS = {
    "sqlite": "SELECT ticket_id FROM tickets_message WHERE id IN (SELECT rowid FROM ticket_search"
    " WHERE ticket_search MATCH %s ORDER BY rowid DESC LIMIT 1000)",
    "postgresql": "SELECT ticket_id FROM tickets_message WHERE id IN (WITH hit AS MATERIALIZED"
    " (SELECT message_id FROM ticket_search WHERE vector @@ %s::tsquery)"
    " SELECT message_id FROM hit ORDER BY message_id DESC LIMIT 1000)",
}
SERIAL_TICKETS = (
    " UNION SELECT tickets_ticket.id FROM tickets_ticket JOIN licensing_serial"
    " ON licensing_serial.id = serial_id WHERE licensing_serial.number LIKE %s"
)


def index_message(message: Message, ticket: Ticket, *, first: bool = False) -> None:
    """Make a message findable; the first one carries the ticket's own words too."""
    index_texts([(message.pk, searchable(message, ticket, first=first))])


def searchable(message: Message, ticket: Ticket, *, first: bool) -> str:
    """The words of a message as the index keeps them: each once, in no order."""
    parts = [message.body, message.author_name]
    if first:
        account = ticket.account
        parts += [ticket.subject, ticket.area.name, account.name, account.rfc]
        parts.append(ticket.follow_up_email)
        parts += [ticket.product.name] if ticket.product else []
        parts += [ticket.serial.number] if ticket.serial else []
    found = {stem(word)[:WORD_LIMIT] for part in parts for word in words(part)}
    return " ".join([account_word(ticket.account_id), *found])


def index_texts(rows: Iterable[tuple[int, str]]) -> None:
    """Put (message id, searchable text) into the index, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT[connection.vendor], list(rows))


@transaction.atomic
def rebuild_index() -> None:
    """Make the whole index anew: with today's names, and without a trace of deleted messages."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY[connection.vendor])
    seen: set[int] = set()
    rows: list[tuple[int, str]] = []
    related = ("ticket__account", "ticket__area", "ticket__product", "ticket__serial")
    for message in Message.objects.select_related(*related).order_by("id").iterator(2000):
        first = message.ticket_id not in seen
        seen.add(message.ticket_id)
        rows.append((message.pk, searchable(message, message.ticket, first=first)))
        if len(rows) == 2000:
            index_texts(rows)
            rows.clear()
    index_texts(rows)


def matching(
    tickets: QuerySet[Ticket], query: str, *, account: Account | None = None
) -> QuerySet[Ticket]:
    """Those of ``tickets`` that a typed query means: a number, a serial or its part, or words.

    ``account`` narrows the index to one customer. An exact number alone decides (C084), wherever
    in the query it stands (C086); of common words, the newest 1,000 messages count.
    """
    query = clean_line(query)[:QUERY_LIMIT]
    if not query:
        return tickets
    query = clean_serial(query) or query
    number = NUMBER.search(query)
    if number or any(c.isdigit() for c in query):
        exact = tickets.filter(number=number[0].upper() if number else query)
        if exact.exists():
            return exact
    if NUMBER_START.fullmatch(query):
        return tickets.filter(**_starting("number", query.upper()))
    terms = [word[:WORD_LIMIT] for word in words(query)][:TERMS_LIMIT]
    if not terms:
        return tickets.none()
    sql, params = HIT_TICKETS[connection.vendor], [_expression(terms, account)]
    if len(query) >= SERIAL_PART_FROM and SERIAL_PART.fullmatch(query):
        sql, params = sql + SERIAL_TICKETS, [*params, f"%{query.upper()}%"]
    return tickets.filter(pk__in=RawSQL(sql, params))  # noqa: S611


def account_word(account_id: int) -> str:
    # No text has this word: the sign is no letter (folding.WORD), and "ascii" keeps it.
    return f"§{account_id}"


def _starting(field: str, beginning: str) -> dict[str, str]:
    # SQLite's LIKE passes the index by; PostgreSQL's order of texts is the language's.
    if connection.vendor == "sqlite":
        return {f"{field}__gte": beginning, f"{field}__lt": beginning + "\U0010ffff"}
    return {f"{field}__startswith": beginning}


def _expression(terms: list[str], account: Account | None) -> str:
    """All words, the last one also as a beginning; in the syntax of the database.

    Terms are letters and digits only, so that nothing typed is syntax.
    """
    either, both, quote, begins = (
        (" OR ", " AND ", '"{}"', '"{}"*')
        if connection.vendor == "sqlite"
        else (" | ", " & ", "'{}'", "'{}':*")
    )
    asked = [quote.format(stem(term)) for term in terms]
    if len(terms[-1]) >= PREFIX_FROM:
        asked[-1] = f"({asked[-1]}{either}{begins.format(terms[-1])})"
    if account:
        asked.insert(0, quote.format(account_word(account.pk)))
    return both.join(asked)
