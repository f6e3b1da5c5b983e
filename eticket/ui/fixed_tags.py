"""``{% translate "…" %}`` and ``{% url "…" %}`` with nothing but a fixed text, looked up once."""

from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as do_url
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


class AddressNode(URLNode):
    """The address of a page without arguments: a page has a dozen, and none ever changes."""

    def __init__(self, node: URLNode) -> None:
        self.__dict__.update(node.__dict__)
        self.known: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        # The catalogues' addresses depend on where one is.
        match = getattr(getattr(context, "request", None), "resolver_match", None)
        place = match.namespace if match else None
        address = self.known.get(place)
        if address is None:
            address = self.known[place] = str(super().render(context))
        return address


def url(parser: Parser, token: Token) -> URLNode:
    """Django's tag; only what takes no arguments is kept."""
    node: URLNode = do_url(parser, token)
    name = node.view_name
    fixed = isinstance(name.var, str) and not name.filters
    return AddressNode(node) if fixed and not (node.args or node.kwargs or node.asvar) else node
