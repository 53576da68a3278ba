"""To somebody who is kept apart from one of its people a group looks full: by every byte, every question, in time."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.invitations.actions import invite
from groups.invitations.models import InvitedAs
from groups.joining.actions import decline, offer_seats, wait
from groups.joining.models import JoinRequest
from groups.membership.models import Kind, Membership, Part, SupportGroup
from groups.people import tokens
from groups.people.actions import keep_address_apart, keep_apart
from groups.people.models import User
from groups.schedule.models import PlanStep
from tests.alike import MILLISECONDS, WATCH, milliseconds_between, plain, watched
from tests.cast import Cast, meeting, membership, person, support_group, whole_cast

pytestmark = pytest.mark.slow  # Every page, twice.

SEATS = 3
OTHERS = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|(?<=Asked</dt><dd>)[^<]+")
"""What differs between any two tries: ids, secrets, and the minute in which somebody asked."""
ALONE = "/groups/?seats=free&format=quiet"
"""No other group fits: what is left is a list in which nothing stands."""

Seen = list[tuple[object, ...]]


def furnished(group: SupportGroup, *, now: datetime) -> SupportGroup:
    """With everything that its page can tell."""
    meeting(group, starts_at=now + timedelta(days=2))
    PlanStep.objects.create(group=group, place=1, minutes=60, words="The round")
    return group


@pytest.fixture
def group(cast: Cast, now: datetime) -> SupportGroup:
    """Sam's, with one free seat; there are others."""
    for name in ("Monday", "Wednesday"):
        furnished(support_group(now=now, name=f"{name} circle"), now=now)
    SupportGroup.objects.filter(pk=cast.group.pk).update(capacity=SEATS, kind=Kind.QUIET)
    cast.group.refresh_from_db()
    return furnished(cast.group, now=now)


@pytest.fixture(params=["their seat", "their address", "her seat", "her address"])
def a_wish(request: pytest.FixtureRequest, cast: Cast, now: datetime) -> Callable[[], None]:
    """Olu's to be kept apart from Sam, or Sam's to be kept apart from Olu; by a seat elsewhere, or an address."""
    one, other = (cast.olu, cast.sam) if request.param.startswith("their") else (cast.sam, cast.olu)
    if request.param.endswith("address"):
        return lambda: keep_address_apart(owner=one, address=other.email, label="them", now=now)
    seat = membership(support_group(now=now, name="Elsewhere", is_published=False), other, now=now, name="Wren")
    return lambda: keep_apart(owner=one, other=other, seat=seat.pk, label="them", now=now)


def somebody_sits_down(group: SupportGroup, *, now: datetime) -> None:
    membership(group, person("xan"), now=now)


def what_is_seen(user: User, group: SupportGroup, ada: User, seat: Membership, *, now: datetime) -> Seen:
    """Everything that somebody can open about a group in which they have no seat, and what each asked the database."""
    page, client = f"/groups/{group.pk}/", watched(user)
    seen: Seen = []

    def look(method: str, path: str, **data: str) -> Any:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = getattr(client, method)(path, data)
        status, headers, _, body = plain(answer)
        words = [(name, OTHERS.sub(b"", value)) for name, value in headers]  # type: ignore[attr-defined]
        kinds = [query["sql"].split(" ")[0] for query in asked]
        seen.append((method, OTHERS.sub(b"", path.encode()), status, words, OTHERS.sub(b"", body), kinds))  # type: ignore[arg-type]
        return answer

    for path in (
        "/",
        "/groups/",
        "/groups/?seats=free",
        "/groups/?format=quiet",
        ALONE,
        page,
        f"{page}preview/",
        "/sessions/",
    ):
        look("get", path)
    invited = invite(address=user.email, invited_as=InvitedAs.MEMBER, group=group, by=ada, now=now)
    link = f"/invitations/{invited.pk}/{tokens.token_for('invitation', invited.pk)}/"
    look("get", link)
    look("post", link, name="Lark")
    look("get", f"{page}requests/")
    look("post", f"{page}requests/", name="")
    look("post", f"{page}requests/", name=seat.name)
    mine = look("post", f"{page}requests/", name="Lark", line="Hello").headers.get("Location", page)
    asked = JoinRequest.objects.filter(user=user).first()  # there is none, should they have been seated
    for answered in (None, wait, decline):
        if answered and asked:
            answered(asked=asked, by=seat, now=now)
        offer_seats(now=now)
        for path in ("/", "/groups/", page, f"{page}preview/", f"{page}requests/", mine, f"{mine}place/", link):
            look("get", path)
    return seen


def both(cast: Cast, group: SupportGroup, *worlds: Callable[[], None], now: datetime) -> list[Seen]:
    """What Olu sees in each of these worlds; what happens in one is undone before the next."""
    found = []
    for world in worlds:
        with transaction.atomic():
            world()
            found.append(what_is_seen(cast.olu, group, cast.ada, cast.seat("noor"), now=now))
            transaction.set_rollback(True)
    return found


def test_it_looks_full_to_the_byte_and_to_the_question(
    cast: Cast, group: SupportGroup, a_wish: Callable[[], None], now: datetime
) -> None:
    def full() -> None:
        somebody_sits_down(group, now=now)

    kept_apart, really_full = both(cast, group, a_wish, full, now=now)
    for one, other in zip(kept_apart, really_full, strict=True):
        assert one == other
    page = next(one for one in kept_apart if one[1] == b"/groups//")
    assert b"All 3 are taken for now" in page[4]  # type: ignore[operator]


def test_without_the_rule_it_would_not(
    cast: Cast, group: SupportGroup, a_wish: Callable[[], None], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groups.people.apart.kept_apart", lambda user, others: set())
    kept_apart, really_full = both(cast, group, a_wish, lambda: somebody_sits_down(group, now=now), now=now)
    assert kept_apart != really_full


def test_strangers_read_how_large_a_group_is_and_not_how_full(cast: Cast, group: SupportGroup, now: datetime) -> None:
    pages = ("/groups/", f"/groups/{group.pk}/", f"/groups/{group.pk}/preview/")
    before = [plain(watched(None).get(path)) for path in pages]
    somebody_sits_down(group, now=now)
    assert [plain(watched(None).get(path)) for path in pages] == before
    assert all(b"Up to 3 people" in body for *_, body in before[:2])  # type: ignore[operator]


@pytest.mark.one_engine
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["", "preview/", "requests/", "asking"])
def test_it_looks_full_as_quickly(page: str, now: datetime) -> None:
    cast, (here, there) = whole_cast(now=now), two_groups(now=now)
    seat_all(here, cast.sam, cast.ana, held_by=cast.noor, now=now)
    seat_all(there, *(person(name) for name in ("wim", "xan", "pat")), held_by=cast.noor, now=now)
    keep_address_apart(owner=cast.olu, address="sam@example.org", label="them", now=now)
    client = watched(cast.olu)

    def tried(group: SupportGroup) -> Callable[[], float]:
        if page == "asking":
            return lambda: asked_and_taken_back(client, group)
        return lambda: seconds_of(client.get(f"/groups/{group.pk}/{page}"))

    assert milliseconds_between(tried(here), tried(there)) < MILLISECONDS


def two_groups(*, now: datetime) -> list[SupportGroup]:
    return [furnished(support_group(now=now, name=name, capacity=SEATS), now=now) for name in ("Here", "Full")]


def seat_all(group: SupportGroup, *users: User, held_by: User, now: datetime) -> None:
    for user in users:
        membership(group, user, now=now)
    membership(group, held_by, now=now, role=Part.FACILITATOR)


def seconds_of(answer: Any) -> float:
    assert answer.status_code in {200, 302}
    return WATCH.seconds


def asked_and_taken_back(client: Client, group: SupportGroup) -> float:
    seconds = seconds_of(client.post(f"/groups/{group.pk}/requests/", {"name": "Lark"}))
    JoinRequest.objects.all().delete()
    return seconds
