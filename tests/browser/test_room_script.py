"""What the script of the room does with what a socket brings: the room answers here as a test tells it to."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, WebSocketRoute, expect

from groups.membership.actions import sit_in
from groups.membership.models import Part
from groups.people.models import User
from groups.room import actions, presence
from groups.room.models import Message, Room
from groups.room.saying import say_all, spoken
from groups.room.seats import seat_of
from groups.schedule.planning import Step
from groups.setup.actions import change, set_plan
from tests.cast import Cast, meeting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PLAN = [Step(5, "Arriving", "arrival"), Step(45, "<i>Listening</i> & more", "theme"), Step(10, "Something", "")]
SENT_ID = "11111111-1111-4111-8111-111111111111"
# What a reader sees of the room: not the tokens of its forms, nor the spaces between its tags.
SEEN = """() => {
  const room = document.getElementById("room").cloneNode(true);
  room.querySelectorAll("template, #link-says, input[type=hidden]").forEach((part) => part.remove());
  room.removeAttribute("data-tick");
  return room.outerHTML.replace(/\\s+/g, " ").replace(/> /g, ">").replace(/ </g, "<");
}"""


class Line:
    """The other end of every socket that a page opens."""

    def __init__(self, page: Page) -> None:
        self.heard: list[dict[str, Any]] = []
        self.opened = 0
        self.page = page
        page.route_web_socket(re.compile("/ws/rooms/"), self._open)

    def _open(self, socket: WebSocketRoute) -> None:
        self.opened += 1
        self.socket = socket
        socket.on_message(lambda text: self.heard.append(json.loads(text)))

    def tell(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))
        self.page.wait_for_timeout(50)

    def said(self) -> list[dict[str, Any]]:
        return [frame for frame in self.heard if frame["do"] == "say"]

    def wait_for(self, what: Callable[[], object]) -> None:
        for _ in range(100):
            if what():
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never heard it; heard {self.heard}")


@pytest.fixture
def at_room(page_of: Callable[..., Page], room: Room) -> Callable[[User], tuple[Page, Line]]:
    def come(user: User) -> tuple[Page, Line]:
        page = page_of(user)
        line = Line(page)
        page.goto(f"/rooms/{room.pk}/")
        line.wait_for(lambda: line.heard)
        return page, line

    return come


def says(room: Room, cast: Cast, name: str, text: str) -> Message:
    words = spoken(room_id=room.pk, seat=seat_of(cast.seat(name)), command_id=text, text=text)
    say_all(spoken=[words], now=timezone.now())
    return Message.objects.get(pk=Message.id_for(cast.seat(name).pk, text))


def message(cast: Cast, *, key: str = SENT_ID, tick: int = 50, author: str = "sam", **fields: Any) -> dict[str, Any]:
    given = {"id": key, "position": tick, "changed": tick, "author": str(cast.seat(author).pk), "mine": author == "sam"}
    return {**given, "text": "Hello", "visibility": "shown", "at": "2026-11-20T19:00:00.000Z", **fields}


def send(page: Page, text: str) -> None:
    page.locator("#words").fill(text)
    page.get_by_role("button", name="Send").click()


def test_words_are_sending_until_they_stand_in_the_room(cast: Cast, at_room: Any) -> None:
    page, line = at_room(cast.sam)

    send(page, "Hello")
    expect(page.locator("#outbox")).to_contain_text("Sending")
    line.tell(ok=line.said()[0]["id"], tick=50, repeat=False, message=SENT_ID)
    expect(page.locator("#outbox")).to_contain_text("Hello")
    line.tell(tick=50, messages=[message(cast)], more=False)

    expect(page.locator("#outbox li")).to_have_count(0)
    expect(page.locator("#messages .message__text").last).to_have_text("Hello")


def test_what_got_no_answer_goes_again_with_the_same_id(cast: Cast, at_room: Any) -> None:
    page, line = at_room(cast.sam)

    send(page, "Hello")
    line.wait_for(line.said)
    line.socket.close(code=1012)
    line.wait_for(lambda: len(line.said()) == 2)

    assert line.opened == 2
    assert line.said()[0] == line.said()[1]


def test_words_that_are_refused_can_be_put_back_into_the_box(cast: Cast, at_room: Any) -> None:
    page, line = at_room(cast.sam)

    send(page, "Hello")
    line.tell(rejected=line.said()[0]["id"], reason="paused", say="The room is resting.")
    expect(page.locator("#outbox")).to_contain_text("Not sent. The room is resting.")
    page.get_by_role("button", name="Put it back in the box").click()

    expect(page.locator("#words")).to_have_value("Hello")
    expect(page.locator("#outbox li")).to_have_count(0)


def test_what_is_being_read_stays_and_new_words_wait_below(cast: Cast, at_room: Any) -> None:
    page, line = at_room(cast.sam)
    many = [message(cast, key=f"{n:08d}{SENT_ID[8:]}", tick=n, author="ana", text=f"Line {n}") for n in range(10, 40)]
    line.tell(tick=39, messages=many, more=False)
    page.locator("#log").evaluate("log => { log.scrollTop = -600 }")
    place = "() => document.elementFromPoint(200, 300).closest('.message').getBoundingClientRect().top"
    before = page.evaluate(place)

    line.tell(tick=50, messages=[message(cast, author="noor", text="New")], more=False)

    assert abs(page.evaluate(place) - before) < 2
    page.get_by_role("button", name="New below").click()
    expect(page.get_by_text("New", exact=True)).to_be_in_viewport()
    expect(page.locator("#new-below")).to_be_hidden()


def test_words_of_others_are_only_words(cast: Cast, at_room: Any) -> None:
    page, line = at_room(cast.sam)
    words = "<img src=x onerror=alert(1)> & more"

    line.tell(tick=50, messages=[message(cast, author="ana", text=words)], more=False)

    expect(page.locator(".message__text").last).to_have_text(words)
    expect(page.locator(".message img")).to_have_count(0)


@pytest.mark.parametrize("code", [4401, 4403])
def test_when_access_ends_the_words_leave_the_page(cast: Cast, at_room: Any, code: int) -> None:
    page, line = at_room(cast.sam)
    line.tell(tick=50, messages=[message(cast, author="ana", text="Only for us")], more=False)

    line.socket.close(code=code, reason="")

    expect(page.locator(".message")).to_have_count(0)
    expect(page.locator("#composer")).to_be_hidden()
    assert "Only for us" not in page.content()


def everything_happens(room: Room, cast: Cast, before: list[Message]) -> None:
    """One change of every kind."""
    now, noor = timezone.now(), cast.seat("noor")
    actions.hide(message=before[0], by=cast.noor, now=now)
    actions.take_back(message=before[1], membership=cast.seat("ana"), now=now)
    says(room, cast, "sam", "Something new")
    held = says(room, cast, "ana", "My number is 030 1234567")
    actions.hide(message=says(room, cast, "ana", "Hidden, then shown again"), by=cast.noor, now=now)
    again = Message.objects.get(text="Hidden, then shown again")
    actions.release(message=again, by=cast.noor, now=now)
    assert held.visibility == "held"
    actions.set_state(room=room, membership=noor, state="listening", now=now)
    sit_in(group=cast.group, user=cast.olu, name="Olu", role=Part.MEMBER, until=room.closes_at, now=now)
    stands_in = sit_in(
        group=cast.group, user=cast.max, name="Max", role=Part.FACILITATOR, until=room.closes_at, now=now
    )
    presence.arrive_all(arrivals={room.pk: [cast.seat("idris").pk, stands_in.pk]}, now=now)
    actions.hand_over(room=room, to_id=cast.seat("idris").pk, by=noor, now=now)
    set_plan(group=cast.group, plan=PLAN, by=cast.ada, now=now)
    change(group=cast.group, facts={"meeting_link": "https://meet.example.org/{token}?a=1&b=2"}, by=cast.ada, now=now)
    actions.pause(room=room, by=noor, now=now)


def steps(*, at: datetime, minutes: tuple[int, ...]) -> list[dict[str, str]]:
    """Steps of so many minutes each, one behind the other, the first of them from *at*."""
    plan = []
    for place, length in enumerate(minutes):
        end = at + timedelta(minutes=length)
        plan.append({"kind": "", "words": f"Step {place}", "starts_at": at.isoformat(), "ends_at": end.isoformat()})
        at = end
    return plan


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(hours=7), -timedelta(days=400)])
def test_the_plan_moves_on_by_the_rooms_own_clock_and_without_a_frame(
    cast: Cast, room: Room, at_room: Any, ahead: timedelta
) -> None:
    page, line = at_room(cast.sam)
    changes = page.evaluate("address => fetch(address).then(answer => answer.json())", "changes/")
    there = timezone.now() + ahead  # The device's clock is wrong by so much.
    changes["room"]["plan"] = steps(at=there - timedelta(minutes=10, seconds=-2), minutes=(10, 20, 5))
    line.tell(**changes | {"at": there.isoformat()})
    expect(page.locator("#plan .plan__step--here .plan__what")).to_have_text("Step 0")
    expect(page.locator("#now-words")).to_have_text("Step 0")
    expect(page.locator("#plan .plan__step--here .plan__what")).to_have_text("Step 1")
    expect(page.locator("#now-words")).to_have_text("Step 1")
    expect(page.locator("#plan [aria-current=step]")).to_have_count(1)
    expect(page.locator("#plan .timeline__piece--here")).to_have_count(1)


def test_when_access_ends_the_plan_and_the_voice_leave_the_page(cast: Cast, room: Room, at_room: Any) -> None:
    set_plan(group=cast.group, plan=PLAN, by=cast.ada, now=timezone.now())
    change(group=cast.group, facts={"meeting_link": "https://meet.example.org/us"}, by=cast.ada, now=timezone.now())
    page, line = at_room(cast.sam)
    expect(page.locator("#voice-link")).to_have_attribute("href", "https://meet.example.org/us")
    line.socket.close(code=4403, reason="")
    expect(page.locator("#voice")).to_be_hidden()
    expect(page.locator("#plan")).to_be_hidden()
    assert "meet.example.org" not in page.content()


@pytest.mark.parametrize("reader", ["sam", "ana", "noor", "idris"])
def test_the_live_page_is_the_page_that_a_reload_would_give(cast: Cast, room: Room, at_room: Any, reader: str) -> None:
    user = getattr(cast, reader)
    before = [says(room, cast, "ana", text) for text in ("First", "Second", "Third")]
    page, line = at_room(user)
    tick = page.locator("#room").get_attribute("data-tick")

    everything_happens(room, cast, before)
    changes = page.evaluate("address => fetch(address).then(answer => answer.json())", f"changes/?after={tick}")
    line.tell(**changes)
    live = page.evaluate(SEEN)
    page.reload()

    assert live == page.evaluate(SEEN)


@pytest.mark.parametrize("reader", ["sam", "noor"])
def test_a_room_that_opens_and_closes_live_is_the_room_of_a_reload(
    cast: Cast, at_room: Any, room: Room, reader: str
) -> None:
    set_plan(group=cast.group, plan=PLAN, by=cast.ada, now=timezone.now())
    change(group=cast.group, facts={"meeting_link": "https://meet.example.org/us"}, by=cast.ada, now=timezone.now())
    page, line = at_room(getattr(cast, reader))
    for act in (actions.close, actions.open_room):
        tick = Room.objects.get(pk=room.pk).tick
        if act is actions.open_room:  # The session was over with its room; another one is due now.
            meeting(cast.group, starts_at=timezone.now() - timedelta(minutes=7))
        act(room=room, by=cast.seat("idris"), now=timezone.now())
        changes = page.evaluate("address => fetch(address).then(answer => answer.json())", f"changes/?after={tick}")
        line.tell(**changes)
        live = page.evaluate(SEEN)
        page.reload()
        assert live == page.evaluate(SEEN)
        line.wait_for(lambda: line.heard)
