"""Live equals reload: applying changes to an old page gives the fresh page, for everybody and every kind of change."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from groups import gate
from groups.membership.models import Membership
from groups.room import actions, hints, presence, reads
from groups.room.models import Message, Room
from groups.room.saying import Said, say_all, spoken
from groups.room.seats import seat_of
from tests.cast import Cast, membership, person

Page = dict[str, Any]
EVERYBODY = ("sam", "ana", "noor", "idris")


def frame(room: Room, member: Membership, after: int | None, *, now: datetime) -> Page:
    seat = seat_of(member)
    page: Page = json.loads(reads.encoded(reads.page(room.pk, seat, after=after, now=now), seat, now=now))
    return page


def applied(old: Page, changes: Page) -> Page:
    """What a page's script does with a frame: put each message where it stands, take the state if there is one."""
    messages = {message["id"]: message for message in old["messages"]}
    messages |= {message["id"]: message for message in changes["messages"]}
    newer = {"messages": sorted(messages.values(), key=lambda message: message["position"])}
    return old | {key: changes[key] for key in ("room", "you", "tick") if key in changes} | newer


def say(room: Room, member: Membership, text: str, *, now: datetime, held: str = "") -> Message:
    words = spoken(room_id=room.pk, seat=seat_of(member), command_id=f"{text}-{now.timestamp()}", text=text)
    if held:
        words = type(words)(words.room_id, words.seat, words.message_id, text, gate.Judgement(hold=True, reason=held))
    said: Said = say_all(spoken=[words], now=now)[0]
    assert said.words is not None
    return Message.objects.get(pk=said.words.pk)


Change = Callable[[Cast, Room, Message, Message, datetime], object]
CHANGES: dict[str, Change] = {
    "something is said": lambda c, r, m, h, now: say(r, c.seat("ana"), "Good evening.", now=now),
    "something is held": lambda c, r, m, h, now: say(r, c.seat("ana"), "Call 555 0100.", now=now, held="contact"),
    "words are taken back": lambda c, r, m, h, now: actions.take_back(message=m, membership=c.seat("sam"), now=now),
    "held words are taken back": lambda c, r, m, h, now: actions.take_back(
        message=h, membership=c.seat("sam"), now=now
    ),
    "a facilitator hides words": lambda c, r, m, h, now: actions.hide(message=m, by=c.noor, now=now),
    "a facilitator keeps held words": lambda c, r, m, h, now: actions.hide(message=h, by=c.noor, now=now),
    "held words are released": lambda c, r, m, h, now: actions.release(message=h, by=c.noor, now=now),
    "the room rests": lambda c, r, m, h, now: actions.pause(room=r, by=c.seat("noor"), now=now),
    "somebody says how they are here": lambda c, r, m, h, now: actions.set_state(
        room=r, membership=c.seat("ana"), state="distant", now=now
    ),
    "somebody comes": lambda c, r, m, h, now: presence.arrive_all(arrivals={r.pk: [c.seat("ana").pk]}, now=now),
    "somebody is asked to leave": lambda c, r, m, h, now: actions.ask_to_leave(
        session=r.session, membership=c.seat("ana"), by=c.noor, now=now
    ),
    "the session ends": lambda c, r, m, h, now: actions.close(room=r, by=c.seat("noor"), now=now),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("name", EVERYBODY)
def test_the_changes_make_an_old_page_fresh(cast: Cast, room: Room, now: datetime, name: str, change: Change) -> None:
    later = now + timedelta(seconds=1)
    shown = say(room, cast.seat("sam"), "One.", now=later)
    held = say(room, cast.seat("sam"), "Two.", now=later, held="contact")
    say(room, cast.seat("ana"), "Three.", now=later)
    old = frame(room, cast.seat(name), None, now=later)
    change(cast, room, shown, held, later)
    new = frame(room, cast.seat(name), old["tick"], now=later)
    assert new["tick"] > old["tick"]
    assert applied(old, new) == frame(room, cast.seat(name), None, now=later)


def test_a_released_message_reaches_those_who_had_read_past_it(cast: Cast, room: Room, now: datetime) -> None:
    now += timedelta(seconds=1)
    held = say(room, cast.seat("sam"), "Held.", now=now, held="contact")
    say(room, cast.seat("ana"), "Later.", now=now)
    read = frame(room, cast.seat("ana"), None, now=now)
    assert [message["text"] for message in read["messages"]] == ["Later."]
    actions.release(message=held, by=cast.noor, now=now)
    after = frame(room, cast.seat("ana"), read["tick"], now=now)["messages"]
    assert [(message["text"], message["position"]) for message in after] == [("Held.", held.position)]


def test_hidden_words_leave_every_page_but_their_authors_and_the_facilitators(
    cast: Cast, room: Room, now: datetime
) -> None:
    now += timedelta(seconds=1)
    message = say(room, cast.seat("sam"), "Words that hurt.", now=now)
    actions.hide(message=message, by=cast.noor, now=now)
    texts = {name: frame(room, cast.seat(name), None, now=now)["messages"][0]["text"] for name in EVERYBODY}
    assert texts == {"sam": "Words that hurt.", "ana": "", "noor": "Words that hurt.", "idris": "Words that hurt."}


def test_nobody_but_author_and_facilitators_can_tell_that_something_is_held(
    cast: Cast, room: Room, now: datetime
) -> None:
    now += timedelta(seconds=1)
    say(room, cast.seat("sam"), "Held.", now=now, held="contact")
    counts = {name: len(frame(room, cast.seat(name), None, now=now)["messages"]) for name in EVERYBODY}
    assert counts == {"sam": 1, "ana": 0, "noor": 1, "idris": 1}


def test_taken_back_words_are_gone_from_the_disk(cast: Cast, room: Room, now: datetime) -> None:
    message = say(room, cast.seat("sam"), "Too much.", now=now)
    actions.take_back(message=message, membership=cast.seat("sam"), now=now)
    message.refresh_from_db()
    assert (message.text, message.visibility) == ("", "taken_back")


def test_who_comes_to_the_group_later_does_not_read_what_was_said_before(cast: Cast, room: Room, now: datetime) -> None:
    say(room, cast.seat("sam"), "Before.", now=now)
    newcomer = membership(cast.group, person("kim"), now=now + timedelta(minutes=1))
    later = now + timedelta(minutes=2)
    say(room, cast.seat("sam"), "After.", now=later)
    assert [m["text"] for m in frame(room, newcomer, None, now=later)["messages"]] == ["After."]
    assert [m["text"] for m in frame(room, newcomer, 0, now=later)["messages"]] == ["After."]


def test_words_past_their_time_are_shown_to_nobody_and_then_deleted(cast: Cast, room: Room, now: datetime) -> None:
    say(room, cast.seat("sam"), "Long ago.", now=now)
    later = now + timedelta(days=cast.group.retention_days, minutes=1)
    assert frame(room, cast.seat("sam"), None, now=later)["messages"] == []
    assert actions.purge(now=later) >= 1
    assert not Message.objects.exists()


def test_more_changes_than_one_answer_holds_come_in_several(cast: Cast, room: Room, now: datetime) -> None:
    now += timedelta(seconds=1)
    words = [
        spoken(room_id=room.pk, seat=seat_of(cast.seat("sam")), command_id=str(n), text=f"Word {n}.")
        for n in range(reads.BATCH + 5)
    ]
    say_all(spoken=words, now=now)
    first = frame(room, cast.seat("ana"), 1, now=now)
    second = frame(room, cast.seat("ana"), first["tick"], now=now)
    assert (first["more"], second["more"]) == (True, False)
    texts = [message["text"] for message in first["messages"] + second["messages"]]
    assert texts == [f"Word {n}." for n in range(reads.BATCH + 5)]


def test_a_rest_keeps_everybody_from_speaking_even_when_their_page_is_behind(
    cast: Cast, room: Room, now: datetime
) -> None:
    actions.pause(room=room, by=cast.seat("noor"), now=now)
    words = spoken(room_id=room.pk, seat=seat_of(cast.seat("sam")), command_id="1", text="Hello.")
    refused = say_all(spoken=[words], now=now)[0].refused
    assert refused is not None
    assert refused.code == "paused"


def test_nobody_speaks_after_the_schedule_ended_the_session(cast: Cast, room: Room, now: datetime) -> None:
    assert room.closes_at is not None
    words = spoken(room_id=room.pk, seat=seat_of(cast.seat("sam")), command_id="1", text="Hello.")
    refused = say_all(spoken=[words], now=room.closes_at)[0].refused
    assert refused is not None
    assert refused.code == "closed"


def test_a_hint_is_given_after_the_commit_and_not_before(
    cast: Cast, room: Room, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []
    hints.listen(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.pause(room=room, by=cast.seat("noor"), now=now)
            assert heard == []
    finally:
        hints.forget(heard.append)
    room.refresh_from_db()
    assert heard == [{room.pk: room.tick}]
