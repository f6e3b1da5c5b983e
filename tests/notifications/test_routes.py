from pathlib import Path

from django.template.loader import get_template

from eticket.events.kinds import KINDS
from eticket.notifications import mail
from eticket.notifications.routes import ROUTES

TEMPLATES = Path(mail.__file__).parent / "templates" / "notifications"


def test_every_kind_of_event_has_its_line_even_if_it_is_silence() -> None:
    assert set(ROUTES) == set(KINDS)


def test_every_message_has_its_words_and_no_words_are_left_over() -> None:
    used = {route.template for routes in ROUTES.values() for route in routes}
    for template in used:
        get_template(f"notifications/{template}.txt")
    assert {path.stem for path in TEMPLATES.glob("*.txt")} == {*used, "layout"}


def test_an_internal_note_tells_nobody() -> None:
    assert ROUTES["ticket.noted"] == []
