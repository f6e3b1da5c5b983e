"""The sentence of a message that says what it is about."""

import pytest

from eticket.lib.gist import gist


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("¿Nos comparte el XML?", "¿Nos comparte el XML?"),
        ("Hola, Mariana.\n\nYa lo revisé. ¿Nos comparte el XML? Gracias.", "¿Nos comparte el XML?"),
        ("Buenas tardes. Envíe la bitácora. Quedo al pendiente.", "Envíe la bitácora."),
        ("Instale la versión 4.2.1 y avise", "Instale la versión 4.2.1 y avise"),
        ("Hola", "Hola"),
        ("", ""),
        ("palabra " * 40, "palabra " * 16 + "palabra…"),
    ],
)
def test_the_first_question_or_sentence_that_is_no_greeting(text: str, said: str) -> None:
    assert gist(text) == said
    assert len(gist(text)) <= 140
