"""``{% translate "…" %}`` with a fixed text, looked up once in a process and language."""

from django.template.base import Parser, Token
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language


class WordNode(TranslateNode):
    """A fixed text: a page has some fifty, and each look-up walks several catalogues."""

    def __init__(self, node: TranslateNode) -> None:
        self.__dict__.update(node.__dict__)
        self.known: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        word = self.known.get(language)
        if word is None:
            word = self.known[language] = str(super().render(context))
        return word


def translate(parser: Parser, token: Token) -> TranslateNode:
    """Django's tag; only what depends on nothing but the language is kept."""
    node: TranslateNode = do_translate(parser, token)
    text = node.filter_expression
    fixed = text.var.literal is not None and not text.filters
    return WordNode(node) if fixed and not node.asvar and not node.message_context else node
