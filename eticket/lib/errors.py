"""What a deed raises when a rule of the product forbids it."""

from typing import ClassVar

from django.utils.functional import Promise


class RuleBroken(Exception):
    """A refusal: ``code`` for machines (stable), ``message`` in Spanish for people.

    Keyword arguments fill the message's named placeholders and stay readable as ``params``.
    """

    code: ClassVar[str] = "rule_broken"
    message: ClassVar[str | Promise] = ""

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)
