"""Every page, as each person of the cast is shown it: to read, to leave, to use by everybody.

The addresses are those of the permission matrix, so that a new page is looked at from its first day on.
`SCREENSHOTS=folder make test ARGS="-k every_page"` keeps a picture of each.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Page, expect

from groups.membership.models import Membership, SupportGroup
from groups.people.models import User
from groups.room.models import Message
from moderation.decisions.actions import ask_to_leave
from tests.browser.looking import COLOURS, SIZES, complaints, violations
from tests.cast import Cast
from tests.guards.addresses import our_addresses
from tests.guards.matrix import ROWS
from tests.guards.rows import PEOPLE, Row
from tests.guards.world import Things, closed, paused, two_sides

# Some fifty pages in two sizes and two lights: one world for all that one person sees.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NO_PAGES = {
    "reminders:now",
    *("healthz", "readyz", "room:changes", "setup:export", "calendars:feed", "calendars:session"),
    *("people:push_worker", "people:manifest", "people:this_device"),
}
"""They answer machines, or with a file."""
BY_OTHERS = {
    "nobody": ["account_login", "account_signup", "account_signup_by_passkey", "account_request_login_code"],
    "member": ["account_email", "account_logout", "mfa_index"],
}
"""Pages that are not ours, in our clothes."""
QUERIES = {"reports:new": lambda it: f"?message={it['message_of_other'].pk}"}
ALIKE = {"organisation:help", "organisation:grounding", "organisation:trust"}
"""Pages that differ with whether one is signed in, and with nothing else."""
GROUP = "After a loss in the family"
LONG = "Anastasia-Wilhelmine_Maximiliane_Auguste"
"""As long as a name may be, and with nowhere to break."""
REFUSED = "the server responded with a status of"


def addresses_for(part: str, things: Things) -> Iterator[str]:
    """What this person is shown of the things of Sam's group; last what somebody has to prepare."""
    rows = [row for row in ROWS if row.method == "get" and row.name not in NO_PAGES]
    for row in sorted(rows, key=lambda one: one.before is not None):
        if not is_shown(row, part) or (row.name in ALIKE and part not in {"nobody", "member"}):
            continue
        if row.before:
            row.before(things)
        yield address(row, things)
    yield from map(reverse, BY_OTHERS.get(part, ()))
    yield "/nowhere/"


def is_shown(row: Row, part: str) -> bool:
    """A page that asks for more than its address stands in the matrix with what is posted there."""
    column = list(PEOPLE).index(part)
    posted = any(one.name == row.name and one.ours[column] == "go" for one in ROWS if row.name in QUERIES)
    return posted or row.ours[column] == "ok"


def address(row: Row, things: Mapping[str, Any]) -> str:
    taken = next(one for one in our_addresses() if one.name == row.name).arguments
    path = reverse(row.name, kwargs={key: things[thing].pk for key, thing in zip(taken, row.things, strict=True)})
    return path + (QUERIES[row.name](things) if row.name in QUERIES else "")


class Console:
    """What the browser complains of: a policy that was broken, a script that failed, a file that is not there."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(message.text)

    def take(self) -> list[str]:
        said, self.said = self.said, []
        return said


def keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        for size, box in SIZES.items():
            page.set_viewport_size(box)
            for light in ("light", "dark"):
                page.emulate_media(color_scheme=light)
                page.screenshot(path=Path(folder) / f"{name}-{size}-{light}.png", full_page=True)


@pytest.fixture
def world(transactional_db: None, now: datetime) -> tuple[Cast, Things]:
    cast, ours, _theirs = two_sides(now=now)
    SupportGroup.objects.filter(pk=cast.group.pk).update(name=GROUP)
    Message.objects.filter(pk=ours["message_of_other"].pk).update(text=LONG * 8)
    Membership.objects.filter(pk=cast.seat("ana").pk).update(name=LONG)
    return cast, ours


def wrong_with(page: Page, console: Console, status: int) -> list[str]:
    named = [f"its title names the group: {page.title()}"] if GROUP in page.title() else []
    heard = [words for words in console.take() if status < 400 or REFUSED not in words]
    return [f"{page.url} ({status}): {words}" for words in (*complaints(page), *named, *heard)]


@pytest.mark.parametrize("part", PEOPLE)
def test_every_page_can_be_read_and_left_by_everybody(
    world: tuple[Cast, Things], live_page_of: Callable[..., Page], part: str
) -> None:
    cast, things = world
    user: User | None = getattr(cast, PEOPLE[part]) if PEOPLE[part] else None
    page = live_page_of(user, reduced_motion="reduce")  # colours that fade would be judged half-way
    console, wrong = Console(page), []

    for path in addresses_for(part, things):
        answer = page.goto(path)
        assert answer is not None
        keep_picture(page, f"{part}{path.split('?')[0]}".replace("/", "_"))
        wrong += wrong_with(page, console, answer.status)

    assert not wrong, "\n" + "\n".join(wrong)


def send_nothing(page: Page, path: str, button: str) -> None:
    page.goto(path)
    page.get_by_role("main").get_by_role("button", name=button).first.click()


def ask_for_a_code(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_label("Your mail address").fill("sam@example.org")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()


def test_pages_that_only_a_form_leads_to_are_no_worse(
    world: tuple[Cast, Things], live_page_of: Callable[..., Page]
) -> None:
    cast, _things = world
    stranger, olu = (live_page_of(user, reduced_motion="reduce") for user in (None, cast.olu))
    wrong = []
    ways: list[tuple[Page, Callable[[Page], None], str, int]] = [
        (stranger, lambda page: ask_for_a_code(page, "/account/login/"), "code", 200),
        (stranger, lambda page: page.get_by_role("button", name="Go on").click(), "code-empty", 200),
        (stranger, lambda page: send_nothing(page, "/account/signup/", "Send me a code"), "signup-empty", 200),
        (
            olu,
            lambda page: send_nothing(page, f"/groups/{cast.group.pk}/requests/", "Ask for a seat"),
            "ask-empty",
            422,
        ),
    ]
    for page, go, name, status in ways:
        console = Console(page)
        go(page)
        page.wait_for_load_state()
        keep_picture(page, name)
        wrong += wrong_with(page, console, status)

    assert not wrong, "\n" + "\n".join(wrong)


def sent_away(things: Things) -> None:
    ask_to_leave(
        session=things["session"], subject=things["seat"], by=things["seat_of_facilitator"].user, now=timezone.now()
    )


@pytest.mark.parametrize("before", [closed, paused, sent_away])
@pytest.mark.parametrize("name", ["sam", "noor"])
def test_the_room_is_as_good_in_each_of_its_states(
    world: tuple[Cast, Things], live_page_of: Callable[..., Page], name: str, before: Callable[[Things], None]
) -> None:
    cast, things = world
    before(things)
    page = live_page_of(getattr(cast, name), reduced_motion="reduce")
    console = Console(page)

    answer = page.goto(f"/rooms/{things['room'].pk}/")
    assert answer is not None
    keep_picture(page, f"room-{before.__name__}-{name}")

    assert not wrong_with(page, console, answer.status)


def test_noor_opens_the_room_on_a_phone_without_looking_for_the_button(
    world: tuple[Cast, Things], live_page_of: Callable[..., Page]
) -> None:
    cast, things = world
    closed(things)
    noor, sam = (live_page_of(user, viewport=SIZES["phone"]) for user in (cast.noor, cast.sam))
    for page in (noor, sam):
        page.goto(f"/rooms/{things['room'].pk}/")
    expect(sam.get_by_text("Nobody is here yet.")).to_be_visible()
    expect(sam.get_by_role("button", name="Here and listening")).to_be_hidden()
    expect(noor.get_by_role("button", name="Open the room")).to_be_in_viewport(ratio=1)

    noor.get_by_role("button", name="Open the room").click()

    expect(sam.get_by_text("Nobody is here yet.")).to_be_hidden()
    expect(sam.get_by_role("button", name="Here and listening")).to_be_visible()


@pytest.mark.parametrize(("look", "device"), [("light", "dark"), ("dark", "light"), ("low", "light"), ("low", "dark")])
def test_a_look_that_was_chosen_can_be_read_whatever_the_device_prefers(
    world: tuple[Cast, Things], live_page_of: Callable[..., Page], look: str, device: Any
) -> None:
    cast, things = world
    page = live_page_of(cast.sam, reduced_motion="reduce", color_scheme=device)
    page.goto("/settings/")
    page.get_by_role("button", name={"low": "Low stimulation"}.get(look, look.capitalize()), exact=True).click()

    for path in ("/settings/", "/", f"/sessions/{things['coming'].pk}/", f"/rooms/{things['room'].pk}/"):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("data-look", look)
        assert not list(violations(page, COLOURS))
