import re
from pathlib import Path

import eticket
from eticket.ui.marks import STATUSES, TURNS

PACKAGE = Path(eticket.__file__).parent
SPRITE = (PACKAGE / "ui/static/ui/icons/sprite.svg").read_text("utf-8")
IN_SPRITE = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in PACKAGE.glob("*/templates/**/*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text("utf-8"))
    }
    assert {(path, name) for path, name in named if name not in IN_SPRITE} == set()


def test_every_icon_that_a_script_makes_is_in_the_sprite() -> None:
    scripts = (PACKAGE / "ui/static/ui/js").glob("*.js")
    named = {
        name
        for path in scripts
        for name in re.findall(r'\bicon\("([\w-]+)"', path.read_text("utf-8"))
    }
    assert named <= IN_SPRITE


def test_every_status_and_turn_has_its_glyph() -> None:
    glyphs = set(STATUSES) | {f"turn-{side}" for side, _words in TURNS.values()}
    assert glyphs <= IN_SPRITE
