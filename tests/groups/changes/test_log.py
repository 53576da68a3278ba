"""The log of a group's changes: everybody who belongs to it reads what was, what is, and how early it was known."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.changes.access import holders_of
from groups.changes.actions import note, note_holders
from groups.changes.models import Because, Change, Part, What
from groups.people.models import User
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from tests.cast import Cast, client_of, meeting, support_group

START = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)
NOW = START - timedelta(days=4, hours=6)
RULE = {
    "starts_on": "2026-05-12", "at": "19:00", "minutes": 60, "frequency": "weekly", "every_weeks": 1,
    "week_of_month": None, "time_zone": "Europe/London", "ends_on": None, "sessions_in_all": None, "kind": "circle",
    "on_holidays": False,
}  # fmt: skip


@pytest.fixture
def coming(cast: Cast) -> Session:
    User.objects.update(time_zone="America/New_York")
    return meeting(cast.group, starts_at=START)


def words_of(cast: Cast, name: str, **query: str) -> str:
    answer = client_of(getattr(cast, name)).get(f"/groups/{cast.group.pk}/changes/", query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def keep(cast: Cast, what: What, before: dict[str, Any], after: dict[str, Any], **fields: Any) -> Change:
    given = {"part": Part.FACILITATOR, "first_at": START, "helps_until": START} | fields
    return note(change=Change(group=cast.group, what=what, before=before, after=after, **given), now=NOW)


def facts(hour: int = 18, *, minutes: int = 60, kind: str = "circle") -> dict[str, Any]:
    return {"starts_at": f"2026-05-12T{hour}:00:00+00:00", "minutes": minutes, "kind": kind}


def test_a_group_in_which_nothing_has_changed_says_so(cast: Cast) -> None:
    assert "Nothing has changed so far" in words_of(cast, "sam")


def test_what_a_facilitator_changes_stands_there_on_the_readers_clock(coming: Session, cast: Cast) -> None:
    by = Hand.facilitator(cast.seat("noor"))
    sessions.move(session=coming, by=by, starts_at=START + timedelta(days=1), now=NOW)
    page = words_of(cast, "sam")
    old, new = (
        "Tuesday 12 May, 14:00 to 15:00 (America/New York)",
        "Wednesday 13 May, 14:00 to 15:00 (America/New York)",
    )
    assert f"Moved from {old} to {new}." in page
    assert "by a facilitator; announced 4 days before" in page
    assert f"/sessions/{coming.pk}/" in page


HOURS = "Tuesday 12 May, 14:00 to 15:00 (America/New York)"


CALLED_OFF, END, RHYTHM = What.CALLED_OFF, What.END, What.RHYTHM
ENDS, IN_ALL = RULE | {"ends_on": "2026-06-30"}, RULE | {"sessions_in_all": 12}


@pytest.mark.parametrize(
    ("what", "before", "after", "fields", "wanted"),
    [
        (CALLED_OFF, facts(), facts(), {}, f"{HOURS}: called off."),
        (CALLED_OFF, facts(), facts(), {"because": Because.NOBODY_CAME}, "because nobody could open the room. We are"),
        (CALLED_OFF, facts(), facts(), {"because": Because.HOLIDAY}, "called off, because it is a holiday."),
        (What.STANDS_AGAIN, facts(), facts(), {}, f"{HOURS}: takes place after all."),
        (What.ADDED, {}, facts(), {}, f"{HOURS}: one more session."),
        (What.LENGTH, facts(minutes=45), facts(), {}, f"{HOURS}: it takes 60 minutes instead of 45."),
        (What.KIND, facts(kind="quiet"), facts(), {}, "now “Circle: people take turns to share”, before “Quiet:"),
        (RHYTHM, {"rule": RULE}, {"rule": RULE | {"at": "20:00"}}, {}, "now every Tuesday, 20:00 to 21:00"),
        (RHYTHM, {"rule": RULE}, {"rule": RULE | {"at": "20:00"}}, {}, "Before: every Tuesday, 19:00 to 20:00"),
        (RHYTHM, {"rule": RULE}, {"rule": RULE | {"every_weeks": 2}}, {}, "every 2 weeks on Tuesday, 19:00"),
        (RHYTHM, {"rule": RULE}, {"rule": RULE | {"kind": "quiet"}}, {}, "What they are like: now “Quiet:"),
        (RHYTHM, {}, {"rule": RULE}, {}, "One more hour: every Tuesday, 19:00 to 20:00 (Europe/London)."),
        (RHYTHM, {"rule": RULE}, {"rule": RULE | {"starts_on": "2026-06-23"}}, {}, "The days of the sessions are"),
        (
            RHYTHM,
            {"rule": RULE},
            {"rule": RULE | {"frequency": "monthly", "week_of_month": -1}},
            {},
            "the last Tuesday of the month, 19:00 to 20:00 (Europe/London)",
        ),
        (END, {"rule": RULE}, {"rule": ENDS}, {}, "on Tuesday 30 June 2026 at the latest"),
        (END, {"rule": RULE}, {"rule": IN_ALL}, {}, "There are 12 sessions in all."),
        (END, {"rule": IN_ALL}, {"rule": RULE}, {}, "do not come to an end as was planned"),
        (
            What.CLOCK,
            {"rule": RULE, "starts_at": None},
            {"rule": RULE, "starts_at": START.isoformat()},
            {"part": Part.SERVICE},
            "the hour stays: every Tuesday, 19:00",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_change_has_its_sentence(
    cast: Cast, what: What, before: dict[str, Any], after: dict[str, Any], fields: dict[str, Any], wanted: str
) -> None:
    User.objects.update(time_zone="America/New_York")
    keep(cast, what, before, after, **fields)
    assert wanted in words_of(cast, "sam")


def test_every_kind_of_change_is_known(cast: Cast) -> None:
    from groups.changes.sentences import SENTENCES

    assert set(SENTENCES) == set(What)


@pytest.mark.parametrize(
    ("ahead", "wanted"),
    [
        (timedelta(days=3), "announced 3 days before"),
        (timedelta(hours=48), "announced 2 days before"),
        (timedelta(hours=47, minutes=59), "announced 47 hours before"),
        (timedelta(hours=1), "announced 1 hour before"),
        (timedelta(minutes=40), "announced 40 minutes before"),
        (timedelta(0), "true from then on"),
        (-timedelta(minutes=15), "announced afterwards"),
    ],
)
def test_how_early_it_was_known(cast: Cast, ahead: timedelta, wanted: str) -> None:
    keep(cast, What.CALLED_OFF, facts(), facts(), first_at=NOW + ahead)
    assert wanted in words_of(cast, "sam")


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        (Part.FACILITATOR, "by a facilitator"),
        (Part.ADMIN, "by the organisation"),
        (Part.SERVICE, "by the service itself"),
    ],
)
def test_whose_hand_it_was(cast: Cast, part: Part, wanted: str) -> None:
    keep(cast, What.CALLED_OFF, facts(), facts(), part=part)
    assert wanted in words_of(cast, "sam")


def test_facilitators_are_named_as_the_group_knows_them(cast: Cast) -> None:
    noor, idris = str(cast.seat("noor").pk), str(cast.seat("idris").pk)
    before, after = {"facilitators": [noor, idris]}, {"facilitators": [idris]}
    keep(cast, What.HOLDERS, before, after, first_at=START)
    keep(cast, What.FACILITATORS, facts() | before, facts() | {"facilitators": [idris, str(uuid4())]})
    page = words_of(cast, "sam")
    assert "From Tuesday 12 May 2026 on, the group is facilitated by Idris; before, by Noor, Idris." in page
    assert "facilitated by Idris, somebody, before by Noor, Idris." in page


def test_the_same_people_in_another_order_are_no_change(cast: Cast) -> None:
    there = holders_of(cast.group.pk)
    given = {"group_id": cast.group.pk, "part": Part.ADMIN, "first_at": NOW, "now": NOW}
    assert note_holders(before=there, after=there[::-1], **given) is None
    assert not Change.objects.exists()


def test_only_who_belongs_to_the_group_reads_it(cast: Cast, now: datetime) -> None:
    other = support_group(now=now, name="Thursday circle")
    for name in ("olu", "max", "ada"):
        client = client_of(getattr(cast, name))
        refused = client.get(f"/groups/{cast.group.pk}/changes/")
        assert (refused.status_code, refused.content) == (404, client.get(f"/groups/{uuid4()}/changes/").content)
    assert client_of(cast.sam).get(f"/groups/{other.pk}/changes/").status_code == 404


def test_another_groups_changes_stand_elsewhere(cast: Cast, now: datetime) -> None:
    other = support_group(now=now, name="Thursday circle")
    change = Change(group=other, what=What.ADDED, after=facts(), part=Part.ADMIN, first_at=START, helps_until=START)
    note(change=change, now=NOW)
    assert "Nothing has changed so far" in words_of(cast, "sam")


@pytest.mark.slow  # sixty changes
def test_the_log_goes_on_and_asks_the_database_little(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    holders = {"facilitators": holders_of(cast.group.pk)}
    for minutes in range(10, 70):
        keep(cast, What.FACILITATORS, facts(minutes=minutes) | holders, facts(minutes=minutes) | {"facilitators": []})
    client = client_of(cast.sam)
    with django_assert_max_num_queries(8):
        page = client.get(f"/groups/{cast.group.pk}/changes/").content.decode()
    assert page.count("nobody so far") == 30
    assert "Page 1 of 2" in page
    assert words_of(cast, "sam", page="2").count("nobody so far") == 30
