"""Texts for measuring: invented words in natural proportions, the same from the same seed."""

import random
from collections.abc import Callable

from eticket.lib.folding import stem, words

# In one of 2,000 and in one of 100 messages.
RARE, MEDIUM = "quetzalin", "pasarela"
RARE_EVERY, MEDIUM_EVERY = 2000, 100
VOCABULARY, SENTENCES = 5000, 20_000


class Corpus:
    """A pool of sentences, each with the words that the search index keeps of it."""

    def __init__(self, rng: random.Random, sentences: int = SENTENCES) -> None:
        self.rng = rng
        self.said = 0
        vocabulary = _vocabulary(rng)
        # Zipf's law, flattened at the top: a word's share falls with its rank.
        weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
        self.pool = [
            _known(rng.choices(vocabulary, weights, k=rng.randint(6, 18))) for _ in range(sentences)
        ]
        self.rare = _known(["falta", "el", RARE])
        self.medium = _known(["reinicie", "la", MEDIUM])

    def subject(self) -> tuple[str, frozenset[str]]:
        text, found = self.rng.choice(self.pool)
        return text[:80].rstrip(". "), found

    def message(self) -> tuple[str, set[str]]:
        """Two to eight sentences in two paragraphs, about 60 words."""
        self.said += 1
        chosen = self.rng.choices(self.pool, k=self.rng.randint(2, 8))
        if self.said % RARE_EVERY == 0:
            chosen.insert(1, self.rare)
        if self.said % MEDIUM_EVERY == 0:
            chosen.insert(1, self.medium)
        half = len(chosen) // 2
        paragraphs = (chosen[:half], chosen[half:])
        body = "\n\n".join(" ".join(text for text, _found in part) for part in paragraphs)
        return body, set().union(*(found for _text, found in chosen))


def _vocabulary(rng: random.Random) -> list[str]:
    consonants, vowels = "bcdfghjklmnprstvz", "aeiou"
    made: dict[str, None] = {}
    pick: Callable[[str], str] = rng.choice
    while len(made) < VOCABULARY:
        syllables = (pick(consonants) + pick(vowels) for _ in range(rng.randint(1, 4)))
        made["".join(syllables) + rng.choice(("", "n", "r", "s"))] = None
    return list(made)


def _known(chosen: list[str]) -> tuple[str, frozenset[str]]:
    text = " ".join(chosen).capitalize() + "."
    return text, frozenset(map(stem, words(text)))
