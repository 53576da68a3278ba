"""Which words are held: whole words, however they are dressed."""

import pytest

from moderation.rules.words import Phrases, plain

LIST = Phrases.of([("end it", "page"), ("kill", "hold"), ("Schmerz", "hold"), ("!!", "hold")])


@pytest.mark.parametrize(
    "text",
    [
        "I want to end it",
        "I want to END IT.",
        "end, it",
        "end\n it",
        "they k1ll me",
        "they ki11 me",
        "they k!ll me!",
        "they k|ll me",
        "ｋｉｌｌ",
        "ki\u200bll",
        "ki\u00adll",
        "SCHMERZ",
        "𝓴𝓲𝓵𝓵",
        "3nd 1t",
    ],
)
def test_a_listed_phrase_is_found(text: str) -> None:
    assert LIST.verdicts(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "the weekend items",
        "a skilled friend",
        "it ends well",
        "end of it",
        "it",
        "end",
        "",
        "!!!",
        "we met 5 or 6 years ago",
        "Wow!",
    ],
)
def test_other_words_pass(text: str) -> None:
    assert not LIST.verdicts(plain(text))


def test_every_verdict_in_a_text_is_known() -> None:
    assert LIST.verdicts(plain("kill the lights, then end it")) == {"hold", "page"}


def test_an_empty_list_holds_nothing() -> None:
    assert Phrases.of([]).verdicts("anything") == set()
