"""What a socket at a room does, through a real server."""

import json
import time

import pytest

from groups.desk.actions.people import deactivate
from groups.membership import actions as membership
from groups.room import actions as room_actions
from groups.room.models import Message, Room
from groups.room.saying import say_all, spoken
from groups.room.seats import seat_of
from tests.cast import Cast, client_of
from tests.web import Socket, Web

pytestmark = pytest.mark.slow

POISON = [
    ("nul", json.dumps({"do": "say", "id": "p", "text": "a\0b"}), "nul"),
    ("lone surrogate", '{"do": "say", "id": "p", "text": "a\\ud800b"}', "surrogate"),
    ("4,001 characters", json.dumps({"do": "say", "id": "p", "text": "a" * 4_001}), "too_long"),
    ("no words", json.dumps({"do": "say", "id": "p", "text": " \n "}), "empty"),
    ("words that are a number", '{"do": "say", "id": "p", "text": 7}', "malformed"),
    ("an array", "[1, 2, 3]", "malformed"),
    ("NaN", '{"do": "follow", "after": NaN}', "malformed"),
    ("infinity", '{"do": "follow", "after": Infinity}', "malformed"),
    ("a tick below zero", '{"do": "follow", "after": -1}', "malformed"),
    ("a tick that is true", '{"do": "follow", "after": true}', "malformed"),
    ("a tick of 40 digits", '{"do": "follow", "after": ' + "9" * 40 + "}", "malformed"),
    ("a number of 5,000 digits", '{"do": "follow", "after": ' + "9" * 5_000 + "}", "malformed"),
    ("binary", b"\x00\x01\x02", "binary"),
    ("deep nesting", "[" * 8_000, "malformed"),
    ("half a frame", '{"do": "say"', "malformed"),
    ("nothing", "", "malformed"),
    ("an unknown verb", '{"do": "delete_everything", "id": "p"}', "unknown"),
    ("no verb", '{"id": "p"}', "unknown"),
    ("a verb that is a list", '{"do": ["say"], "id": "p"}', "unknown"),
    ("no id", '{"do": "say", "text": "hello"}', "no_id"),
    ("an id of 65 characters", json.dumps({"do": "say", "id": "i" * 65, "text": "hello"}), "no_id"),
    ("an id of an object", '{"do": "say", "id": {}, "text": "hello"}', "no_id"),
    ("a message that is none", '{"do": "hide", "id": "p", "message": "../../etc"}', "malformed"),
    ("an unknown state", '{"do": "state", "id": "p", "state": "broken"}', "cannot_change_room"),
]


def test_what_one_says_reaches_the_other_once(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam, web.socket(people.ana, live) as ana:
        sam.follow()
        ana.follow()
        said = sam.say("Good evening.")
        seen = ana.sees(said["message"])
        assert (seen["text"], seen["mine"], seen["position"]) == ("Good evening.", False, said["tick"])
        assert ana.is_silent()


def test_the_author_sees_the_same_words_as_their_own(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam:
        sam.follow()
        command = sam.send("say", text="Good evening.")
        frames = [sam.until(lambda frame: "ok" in frame or bool(frame.get("messages"))) for _ in range(2)]
        assert {frame.get("ok") for frame in frames} == {command, None}
        assert next(m for frame in frames for m in frame.get("messages", ()))["mine"] is True


def test_sending_again_never_makes_two_and_keeps_the_first_words(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam:
        first = sam.say("The first words.", id="again")
        second = sam.say("Other words.", id="again")
    assert second == first | {"repeat": True}
    assert [message.text for message in Message.objects.all()] == ["The first words."]


def test_two_people_may_use_the_same_id(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam, web.socket(people.ana, live) as ana:
        assert sam.say("Sam's.", id="1")["message"] != ana.say("Ana's.", id="1")["message"]
    assert Message.objects.count() == 2


@pytest.mark.parametrize(("frame", "reason"), [row[1:] for row in POISON], ids=[row[0] for row in POISON])
def test_every_poisonous_frame_is_answered_and_the_socket_still_works(
    web: Web, people: Cast, live: Room, frame: str | bytes, reason: str
) -> None:
    with web.socket(people.sam, live) as sam:
        answer = sam.raw(frame)
        assert answer["reason"] == reason
        assert answer["say"].endswith(".")
        assert sam.say("Still here.")["tick"] > 0


def test_a_frame_of_17_kilobytes_closes_the_socket_as_too_big(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam:
        sam.line.send("x" * 17_000)
        assert sam.closes() == 1009


def test_4000_characters_of_any_script_fit(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam:
        sam.line.send(json.dumps({"do": "say", "id": "long", "text": "🌿" * 4_000}, ensure_ascii=False))
        assert sam.answer("long")["tick"] > 0


@pytest.mark.parametrize("name", ["olu", "max", "ada"])
def test_who_does_not_belong_to_the_group_gets_the_same_as_for_no_room(
    web: Web, people: Cast, live: Room, name: str
) -> None:
    absent = Room(group=people.group)
    for room in (live, absent):
        with web.socket(getattr(people, name), room) as line:
            assert line.closes() == 4403


def test_nobody_gets_in_without_signing_in(web: Web, people: Cast, live: Room) -> None:
    with web.socket(None, live) as line:
        assert line.closes() == 4401


def test_a_page_of_another_site_gets_no_socket(web: Web, people: Cast, live: Room) -> None:
    with pytest.raises(Exception, match="403"), web.socket(people.sam, live, origin="https://elsewhere.example"):
        pass


def test_leaving_the_group_ends_the_open_page_within_five_seconds(web: Web, people: Cast, live: Room, now) -> None:
    with web.socket(people.sam, live) as sam, web.socket(people.ana, live) as ana:
        sam.follow()
        ana.follow()
        membership.leave(membership=people.seat("sam"), now=now)
        assert sam.closes() == 4403
        roster = ana.until(lambda f: "room" in f and "Sam" not in [p["name"] for p in f["room"]["roster"]])
        assert "Ana" in [person["name"] for person in roster["room"]["roster"]]


def test_signing_out_ends_the_open_page_within_five_seconds(web: Web, people: Cast, live: Room) -> None:
    device = client_of(people.sam)
    with web.socket(device, live) as sam:
        sam.follow()
        device.logout()
        assert sam.closes() == 4401


def test_closing_an_account_ends_its_open_pages_within_five_seconds(web: Web, people: Cast, live: Room, now) -> None:
    with web.socket(people.noor, live) as noor, web.socket(people.sam, live) as sam:
        noor.follow()
        sam.follow()
        deactivate(user=people.noor, by=people.ada, now=now)
        assert noor.closes() in {4401, 4403}
        assert "ok" in sam.say("The others stay.")


def test_a_new_password_ends_what_the_old_one_opened(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam:
        sam.follow()
        people.sam.set_password("a quiet evening by the sea")
        people.sam.save()
        assert sam.closes() == 4401


def test_a_flood_is_slowed_then_ended(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam:
        sam.follow()
        for n in range(400):
            sam.line.send(json.dumps({"do": "state", "id": str(n), "state": "listening"}))
        assert sam.until(lambda frame: "retry" in frame)["after_ms"] > 0
        assert sam.closes() == 4429


def test_an_idle_socket_lives_thirty_seconds(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam, web.socket(people.ana, live) as ana:
        sam.follow()
        with pytest.raises(TimeoutError):
            ana.until(lambda frame: "messages" not in frame, seconds=30)
        assert sam.say("Still here.")["tick"] > 0


def test_being_asked_to_leave_ends_the_page_at_once_and_without_an_announcement(
    web: Web, people: Cast, live: Room, now
) -> None:
    with web.socket(people.sam, live) as sam, web.socket(people.ana, live) as ana:
        ana.follow()
        sam.follow()
        sam.do("state", state="listening")
        room_actions.ask_to_leave(session=live.session, membership=people.seat("sam"), by=people.noor, now=now)
        assert sam.closes(seconds=1.5) == 4403
        frame = ana.until(lambda f: "room" in f and not seat_in(f, "Sam")["here"])
        assert frame["messages"] == []
    with web.socket(people.sam, live) as sam:
        assert sam.closes() == 4403


def seat_in(frame: dict, name: str) -> dict:
    return next(seat for seat in frame["room"]["roster"] if seat["name"] == name)


def test_coming_back_brings_exactly_what_one_has_not_seen(web: Web, people: Cast, live: Room, now) -> None:
    with web.socket(people.ana, live) as ana, web.socket(people.sam, live) as sam:
        ana.follow()
        first = sam.say("Before the cut.")
        seen = ana.until(lambda frame: any(m["id"] == first["message"] for m in frame.get("messages", ())))["tick"]
    with web.socket(people.sam, live) as sam, web.socket(people.noor, live) as noor:
        second = sam.say("During the cut.", id="second")
        noor.do("hide", message=first["message"])
    with web.socket(people.ana, live) as ana:
        frame = ana.follow(seen)
    assert [(m["id"], m["visibility"], m["text"]) for m in sorted(frame["messages"], key=lambda m: m["position"])] == [
        (first["message"], "hidden", ""),
        (second["message"], "shown", "During the cut."),
    ]


def test_what_another_process_has_stored_is_shown_once_to_whoever_comes_back_before_its_hint(
    web: Web, people: Cast, live: Room, now
) -> None:
    with web.socket(people.noor, live) as noor, web.socket(people.sam, live) as sam:
        arrives(noor, "Noor")  # From here on, this process remembers.
        # Stored past this process and without a hint, as by another one while Redis is away.
        words = spoken(room_id=live.pk, seat=seat_of(people.seat("ana")), command_id="1", text="Once.")
        say_all(spoken=[words], now=now)
        seen = [m["id"] for m in sam.follow(0)["messages"]]
        end = time.monotonic() + 3
        while (left := end - time.monotonic()) > 0:
            try:
                seen += [m["id"] for m in sam.next(seconds=left).get("messages", ())]
            except TimeoutError:
                break
    assert seen == [str(words.message_id)]


def test_a_tick_that_the_room_never_reached_begins_anew(web: Web, people: Cast, live: Room) -> None:
    with web.socket(people.sam, live) as sam:
        said = sam.say("Good evening.")
        sam.send("follow", after=said["tick"] + 1_000)
        frame = sam.until(lambda frame: bool(frame.get("messages")))
    assert said["tick"] <= frame["tick"] < said["tick"] + 1_000


def arrives(line: Socket, name: str) -> None:
    """Follow, until the roster shows oneself as here."""
    if not seat_in(line.follow(), name)["here"]:
        line.until(lambda frame: "room" in frame and seat_in(frame, name)["here"])


def test_the_page_of_the_hub_is_the_page_of_the_database(web: Web, people: Cast, live: Room, now) -> None:
    with web.socket(people.noor, live) as noor, web.socket(people.sam, live) as sam:
        noor.follow()
        sam.follow()
        said = [sam.say(f"Word {n}.")["message"] for n in range(60)]
        noor.do("hide", message=said[40])
        sam.do("take_back", message=said[59])
        sam.do("state", state="distant")
        for name in ("noor", "sam", "ana"):
            person = getattr(people, name)
            with web.socket(person, live) as here:
                arrives(here, name.capitalize())
                for _ in range(10):
                    with web.socket(person, live) as line:
                        mine = line.follow()
                    page = client_of(person).get(f"/rooms/{live.pk}/changes/").json()
                    assert mine.pop("at") <= page.pop("at")  # The room's clock goes on between the two.
                    if mine["tick"] == page["tick"]:  # Else a change fell between the two.
                        break
            assert mine == page


def test_everybody_in_the_room_reads_at_once_who_leads_from_here_on(web: Web, people: Cast, live: Room, now) -> None:
    with web.socket(people.noor, live) as noor, web.socket(people.sam, live) as sam:
        noor.follow()
        sam.follow()
        with web.socket(people.idris, live) as idris:
            arrives(idris, "Idris")
            done = noor.do("lead", to=str(people.seat("idris").pk))
            told = sam.until(lambda frame: "room" in frame and frame["tick"] >= done["tick"])
            assert (told["room"]["lead"], told["messages"]) == (str(people.seat("idris").pk), [])
            assert told["room"]["leads"] == "Idris leads from here on."
            refused = sam.do("lead", to=str(people.seat("sam").pk))
            assert refused["reason"] == "not_for_you"
