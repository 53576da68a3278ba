"""The mail of a change: what was planned, what is true now, what stays; nobody's name, nothing telling."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from groups.changes.actions import note
from groups.changes.models import Because, Change, Part, What
from groups.people.models import User
from groups.people.tokens import stop_token
from groups.people.wishes import Topic
from groups.reminders.actions import send_due, tell_changes
from groups.schedule.models import Session, SessionState
from tests.cast import Cast, meeting
from tests.groups.reminders.test_letters import TELLING, letter_to, parts, without_addresses

RULE = {
    "starts_on": "2026-05-12", "at": "19:00", "minutes": 60, "frequency": "weekly", "every_weeks": 1,
    "week_of_month": None, "time_zone": "Europe/London", "ends_on": None, "sessions_in_all": None, "kind": "circle",
    "on_holidays": False,
}  # fmt: skip
SESSION = {"starts_at": "2026-05-12T18:00:00+00:00", "minutes": 60, "kind": "circle"}
LATER = SESSION | {"starts_at": "2026-05-11T18:00:00+00:00"}

CHANGES: dict[str, tuple[What, dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "called off": (What.CALLED_OFF, SESSION, SESSION, {}),
    "nobody came": (What.CALLED_OFF, SESSION, SESSION, {"because": Because.NOBODY_CAME, "part": Part.SERVICE}),
    "holiday": (What.CALLED_OFF, SESSION, SESSION, {"because": Because.HOLIDAY, "part": Part.SERVICE}),
    "again": (What.STANDS_AGAIN, SESSION, SESSION, {}),
    "added": (What.ADDED, {}, SESSION, {}),
    "moved": (What.MOVED, LATER, SESSION, {}),
    "length": (What.LENGTH, SESSION | {"minutes": 90}, SESSION, {}),
    "kind": (What.KIND, SESSION | {"kind": "quiet"}, SESSION, {}),
    "people": (What.FACILITATORS, SESSION | {"facilitators": ["a"]}, SESSION | {"facilitators": ["b"]}, {}),
    "rhythm": (What.RHYTHM, {"rule": RULE | {"at": "18:00"}}, {"rule": RULE}, {}),
    "rhythm, kind": (What.RHYTHM, {"rule": RULE | {"kind": "quiet"}}, {"rule": RULE}, {}),
    "rhythm, days": (What.RHYTHM, {"rule": RULE | {"starts_on": "2026-05-13"}}, {"rule": RULE}, {}),
    "more": (What.RHYTHM, {}, {"rule": RULE}, {}),
    "end": (What.END, {"rule": RULE}, {"rule": RULE | {"ends_on": "2026-06-30"}}, {}),
    "number": (What.END, {"rule": RULE}, {"rule": RULE | {"sessions_in_all": 12}}, {}),
    "no end": (What.END, {"rule": RULE | {"sessions_in_all": 12}}, {"rule": RULE}, {}),
    "clock": (What.CLOCK, {"rule": RULE, "starts_at": None}, {"rule": RULE, "starts_at": LATER["starts_at"]}, {}),
    "holders": (What.HOLDERS, {"facilitators": ["a"]}, {"facilitators": ["b"]}, {}),
}


def tell(cast: Cast, coming: Session, name: str, *, now: datetime) -> None:
    """One change, and the mail of it."""
    what, before, after, fields = CHANGES[name]
    if what == What.CALLED_OFF:
        gone = {"state": SessionState.CANCELLED, "cancelled_at": now, "cancelled_by": cast.seat("noor")}
        Session.objects.filter(pk=coming.pk).update(**gone)
    meeting(cast.group, starts_at=coming.starts_at + timedelta(days=7))
    about = {"session": coming.pk} if after.get("minutes") else {}
    given = {"part": Part.FACILITATOR, "first_at": coming.starts_at, "helps_until": coming.starts_at} | fields
    note(change=Change(group=cast.group, what=what, before=before, after=after, **about, **given), now=now)
    tell_changes(now=now)
    send_due(now=now)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("wish", [{}, {"mail_is_private": False}, {"plain_mail": True}], ids=["", "shared", "plain"])
def test_whatever_it_says_may_be_read_over_a_shoulder(
    cast: Cast, coming: Session, now: datetime, name: str, wish: dict[str, bool]
) -> None:
    User.objects.update(**wish)
    tell(cast, coming, name, now=now)
    letter = letter_to("sam")
    # Who wishes plain mail reads of what kind it is, and nothing else.
    kinds = re.compile(r"Circle: people take turns to share\.")
    for words in map(without_addresses, (letter.subject, letter.from_email, *parts(letter))):
        assert cast.group.name not in words
        assert not TELLING.search(kinds.sub("", words) if wish.get("plain_mail") else words), words
        for other in ("Sam", "Ana", "Noor", "Idris"):
            assert other not in words


@pytest.mark.parametrize("name", CHANGES)
def test_both_parts_say_the_same_and_lead_to_one_page_to_act_and_one_to_stop(
    cast: Cast, coming: Session, now: datetime, name: str
) -> None:
    tell(cast, coming, name, now=now)
    text, html = parts(letter_to("sam"))
    plain = re.sub(r"<title>.*?</title>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert re.findall(r"\w+", without_addresses(plain)) == re.findall(r"\w+", without_addresses(text))
    page = f"/sessions/{coming.pk}/" if CHANGES[name][2].get("minutes") else f"/groups/{cast.group.pk}/"
    for words in (text, html):
        links = list(dict.fromkeys(re.findall(r"http://localhost(/[^\s\"<]*)", words)))
        assert links == [page, f"/mail/stop/{stop_token(cast.sam.pk, Topic.NEWS)}/"]
        assert "No need to reply." in words
    assert "  " not in text.replace("\n", "|")


IS_OFF, IS_ON = "Evenings: Tuesday 12 May does not take place", "Evenings: Tuesday 12 May, 19:00"
OTHERWISE = "Evenings: something has changed"
WHEN = "Tuesday 12 May 2026, from 19:00 to 20:00 (Europe/London)"
NEXT = "The next one is on Tuesday 19 May 2026, from 19:00 to 20:00 (Europe/London)."
FIRST = "The next one is on Tuesday 12 May 2026, from 19:00 to 20:00 (Europe/London)."


@pytest.mark.parametrize(
    ("name", "subject", "wanted"),
    [
        ("called off", IS_OFF, ["The dates after it stay as they are.", NEXT]),
        ("nobody came", IS_OFF, ["Nobody could open it in time. We are sorry", NEXT]),
        ("holiday", IS_OFF, ["It is a holiday.", NEXT]),
        ("again", IS_ON, ["What had been called off takes place after all.", WHEN]),
        ("added", IS_ON, ["There is one more date.", WHEN, "All other dates stay as they are."]),
        (
            "moved",
            "Evenings: now on Tuesday 12 May, 19:00",
            ["What was planned for Monday 11 May 2026, 19:00 has a new time.", WHEN, "how long it takes (60 minutes)"],
        ),
        ("length", IS_ON, ["60 minutes instead of 90", WHEN, "as it is: day and hour"]),
        ("kind", IS_ON, ["What it is like is another now; the page says how.", WHEN]),
        ("people", IS_ON, ["Somebody else is there than was planned", "day and hour"]),
        (
            "rhythm",
            OTHERWISE,
            ["So far: every Tuesday, 18:00 to 19:00", "From now on: every Tuesday, 19:00 to 20:00", FIRST],
        ),
        ("rhythm, kind", OTHERWISE, ["What it is like is another now", FIRST]),
        ("rhythm, days", OTHERWISE, ["So far: every Wednesday", FIRST]),
        ("more", OTHERWISE, ["There is one more hour: every Tuesday, 19:00 to 20:00", FIRST]),
        ("end", OTHERWISE, ["The last one is on Tuesday 30 June 2026 at the latest."]),
        ("number", OTHERWISE, ["There are 12 dates in all"]),
        ("no end", OTHERWISE, ["The dates do not come to an end as was planned."]),
        ("clock", OTHERWISE, ["The clocks of Europe/London are set differently", FIRST]),
        ("holders", OTHERWISE, ["a change in who is there", "days, hours, and your place", FIRST]),
    ],
)  # fmt: skip
def test_it_says_what_was_planned_what_is_true_and_what_stays(
    cast: Cast, coming: Session, now: datetime, name: str, subject: str, wanted: list[str]
) -> None:
    tell(cast, coming, name, now=now)
    letter = letter_to("sam")
    assert letter.subject == subject
    for words in wanted:
        assert words in letter.body


def test_plain_mail_says_of_what_kind_it_is(cast: Cast, coming: Session, now: datetime) -> None:
    User.objects.filter(pk=cast.sam.pk).update(plain_mail=True)
    tell(cast, coming, "kind", now=now)
    assert "Circle: people take turns to share." in letter_to("sam").body
    assert "Circle" not in letter_to("ana").body


def test_each_reads_it_on_their_own_clock(cast: Cast, coming: Session, now: datetime) -> None:
    User.objects.filter(pk=cast.sam.pk).update(time_zone="Asia/Kathmandu")
    tell(cast, coming, "moved", now=now)
    assert "Tuesday 12 May 2026, from 23:45 to 00:45 (Asia/Kathmandu)" in letter_to("sam").body
    assert WHEN in letter_to("ana").body


@pytest.mark.parametrize("minutes", [60, 90])
def test_an_hour_in_which_clocks_change_is_an_hour_long(cast: Cast, now: datetime, minutes: int) -> None:
    """London, 25 October 2026: at two in the morning it is one again."""
    User.objects.update(time_zone="Europe/London", quiet_from=None, quiet_to=None)
    session = meeting(cast.group, starts_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), minutes=minutes)
    before = {"starts_at": session.starts_at.isoformat(), "minutes": minutes + 5, "kind": session.kind}
    change = Change(
        group=cast.group, what=What.LENGTH, session=session.pk, before=before, after=before | {"minutes": minutes}
    )
    change.part, change.first_at, change.helps_until = Part.FACILITATOR, session.starts_at, session.starts_at
    note(change=change, now=now)
    tell_changes(now=now)
    send_due(now=now)
    assert f"from 01:30 to {'01:30' if minutes == 60 else '02:00'} (Europe/London)" in mail.outbox[0].body


def test_where_no_other_date_is_set_that_is_said(cast: Cast, coming: Session, now: datetime) -> None:
    Session.objects.exclude(pk=coming.pk).delete()
    gone = {"state": SessionState.CANCELLED, "cancelled_at": now, "cancelled_by": cast.seat("noor")}
    Session.objects.filter(pk=coming.pk).update(**gone)
    change = Change(group=cast.group, what=What.CALLED_OFF, session=coming.pk, before=SESSION, after=SESSION)
    change.part, change.first_at, change.helps_until = Part.FACILITATOR, coming.starts_at, coming.starts_at
    note(change=change, now=now)
    tell_changes(now=now)
    send_due(now=now)
    assert "No other date is set so far." in letter_to("sam").body
