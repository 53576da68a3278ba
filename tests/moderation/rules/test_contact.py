"""What gives a way to be reached outside, and what only looks like numbers."""

import pytest

from moderation.rules.contact import gives
from moderation.rules.words import plain

GIVES = [
    "write to sam@example.org",
    "Sam.Long+x@mail.example.co.uk works",
    "sam @ example.org",
    "sam@ example . com",
    "ｓａｍ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    "sam at gmail dot com",
    "sam (at) gmail.com",
    "name at hotmail",
    "example dot com",
    "I am @sam_long there",
    "find me: @sam",
    "(@quiet.person)",
    "call 07700 900123",
    "call 0770\u200b0900123",
    "+44 7700 900 123",
    "(0151) 234-5678",
    "0151/2345678",
    "06 12 34 56 78",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "0 7 7 0 0 9 0 0 1 2 3",
    "5551234",
    "555-0199-22",
    "my number: 0151 2012 3456",
    "٠١٢٣٤٥٦٧٨",
    "see https://example.org/x",
    "http://example",
    "www.example",
    "it is on example.com",
    "look at example.co.uk please",
    "t.me/quiet",
    "wa.me/4477",
    "join discord.gg/abc",
    "EXAMPLE.ORG",
]
PASSES = [
    "",
    "I was 5 or 6 years old",
    "2026-11-20",
    "on 20.11.2026",
    "20/11/2026 at 19:30",
    "2026-11-20 19:30",
    "2026-11-20 19:30-20:30",
    "from 19.30 to 20.30",
    "19.30-20.30",
    "20.11.2026, 19.30-20.30",
    "12 of 12",
    "11 of the last 12",
    "5-4-3-2-1",
    "1 2 3 4 5 6 7 8 9 10",
    "10 9 8 7 6 5 4 3 2 1",
    "1, 2, 3, 4, 5, 6, 7",
    "2019 2020 2021 2022",
    "2019-2020",
    "from 1987 to 2004 it was hard",
    "24/7",
    "50/50",
    "it costs 12.50",
    "1,000,000 thoughts",
    "about 100 000 people",
    "chapter 3.2.1",
    "I slept 3 hours, woke at 4, slept 2",
    "dinner @ 7pm",
    "see you @home",
    "thank you @all",
    "I stopped.Then I went on.",
    "well...so it goes",
    "he left.me too",
    "and/or",
    "yes/no",
    "e.g./i.e. whatever",
    "my gmail is full",
    "I closed instagram",
    "dot dot dot",
    "the net of it",
    "3 a.m. again",
    "no. 7",
    "I counted 12, 15, 18 breaths",
    "at home we had 3 dogs, 4 cats and 12 hens",
    ":) :-) 8-)",
    "20+ years",
]


@pytest.mark.parametrize("text", GIVES)
def test_a_way_to_be_reached_is_seen(text: str) -> None:
    assert gives(plain(text))


@pytest.mark.parametrize("text", PASSES)
def test_ordinary_words_and_numbers_pass(text: str) -> None:
    assert not gives(plain(text))
