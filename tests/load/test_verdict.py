"""The verdict of a run tells what went wrong, and only that."""

import json
from array import array

import pytest

from . import wire
from .member import Seat
from .speech import Load
from .verdict import judge, report

BEGAN = 1_000_000


def said(number: int) -> bytes:
    return wire.stamp(number, BEGAN + number)


def changes(*messages: tuple[int, int]) -> bytes:
    """One unmasked frame of (position, number) pairs, as a server sends it."""
    parts = [b'{"id":"x","position":%d,"text":"%b and so on"}' % (at, said(number)) for at, number in messages]
    return unmasked(b'{"tick":9,"messages":[%b],"more":false}' % b",".join(parts))


def unmasked(payload: bytes) -> bytes:
    return b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload


def ok(number: int) -> bytes:
    return unmasked(b'{"ok":"%b","tick":9,"repeat":false}' % said(number))


def load(count: int) -> Load:
    made = Load(array("q", range(count)), array("l", [0] * count), [], warm=0, began=BEGAN, ended=BEGAN + 10**9)
    made.sent = count
    return made


def seat(*received: bytes) -> Seat:
    return Seat(room="r", cookie="", port=1, log=list(received), at=[BEGAN + 100] * len(received))


CASES = {
    "all is well": ([changes((1, 0), (2, 1))], {}),
    "one never came": ([changes((1, 0))], {"lost": 1}),
    "one came twice": ([changes((1, 0), (2, 1)), changes((2, 1))], {"doubled": 1, "out_of_order": 1}),
    "they came in another order": ([changes((2, 1), (1, 0))], {"out_of_order": 1}),
    "two people saw one at different places": ([changes((1, 0), (3, 1))], {"differing": 1}),
}


@pytest.mark.parametrize(("received", "wrong"), CASES.values(), ids=list(CASES))
def test_what_a_receiver_saw_is_judged(received: list[bytes], wrong: dict[str, int]) -> None:
    speaker = seat(ok(0), ok(1), changes((1, 0), (2, 1)))
    run = load(2)
    facts = report(judge([speaker, seat(*received)], run), run)
    expected = {"lost": 0, "doubled": 0, "out_of_order": 0, "differing": 0} | wrong
    assert {name: facts[name] for name in expected} == expected


def test_words_of_an_earlier_run_are_not_counted() -> None:
    earlier = wire.stamp(0, BEGAN - 5)
    frame = unmasked(b'{"tick":9,"messages":[{"position":1,"text":"%b and so on"}],"more":false}' % earlier)
    run = load(0)
    assert report(judge([seat(frame)], run), run)["delivered"] == 0


def test_a_ready_frame_is_masked_and_has_the_length_it_says() -> None:
    frame = wire.say_template(120, 3) % (said(1), said(1))
    # RFC 6455 § 5.2: final text frame; masked, with two bytes of length; those bytes; the mask key.
    assert (frame[:2], frame[4:8]) == (b"\x81\xfe", wire.NO_MASK)
    assert int.from_bytes(frame[2:4], "big") == len(frame) - 8
    assert len(json.loads(frame[8:])["text"]) in range(100, 121)
