"""Phrases of a word list, and whether a text holds one of them. Values in, values out.

A phrase is a run of whole words: "end it" is found in "I want to end it." and not in "weekend items". A text is looked
up word by word in a dictionary of first words, so that 5,000 phrases cost as little as five.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

WORD = re.compile(r"\w+")

INVISIBLE = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)]
)
"""Soft hyphens, zero-width and direction marks: nobody sees them, and they break words in two."""

IN_DISGUISE = re.compile(r"[013457@$!|](?:(?<=[^\W\d_].)(?=\w)|(?=[^\W\d_])|(?<=[^\W\d_][013457@$]))")
MARK_AT_AN_END = re.compile(r"[!|](?!\w)")
DISGUISES = [
    str.maketrans({"0": "o", "1": one, "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": one})
    for one in "il"
]
"""Figures and signs that stand for letters; a one may be an i or an l, so both are tried."""


def plain(text: str) -> str:
    """The text as it is compared: compatibility forms folded (NFKC), caseless, nothing invisible."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.translate(INVISIBLE)).casefold())


def split(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(plain(text)))


def readings(text: str) -> Iterator[str]:
    """A plain text as it stands, then with its disguised letters read as letters."""
    yield text
    if IN_DISGUISE.search(text):
        text = MARK_AT_AN_END.sub(" ", text)
        yield from (text.translate(disguise) for disguise in DISGUISES)


@dataclass(frozen=True, slots=True)
class Phrases:
    """A word list made ready: first word → phrases that begin with it, each with its verdict."""

    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[tuple[str, str]]) -> "Phrases":
        """Make ready (phrase, verdict) pairs; a phrase without a word matches nothing and is left out."""
        by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, verdict in rules:
            words = split(phrase)
            if words:
                by_first.setdefault(words[0], []).append((words, verdict))
        return cls(by_first)

    def verdicts(self, text: str) -> set[str]:
        """The verdicts of all phrases that a plain text holds, disguised ones too."""
        if not self.by_first:
            return set()
        return {verdict for reading in readings(text) for verdict in self._in(WORD.findall(reading))}

    def _in(self, words: list[str]) -> Iterator[str]:
        for place in self._beginnings(words):
            for phrase, verdict in self.by_first[words[place]]:
                if tuple(words[place : place + len(phrase)]) == phrase:
                    yield verdict

    def _beginnings(self, words: list[str]) -> list[int]:
        by_first = self.by_first
        return [place for place, word in enumerate(words) if word in by_first]
