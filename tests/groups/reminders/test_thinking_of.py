"""The quiet list of those who hold a group, and the one line that they may write."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groups.membership import actions as membership
from groups.membership.models import Membership
from groups.people.models import User
from groups.reminders import returns
from groups.reminders.models import Reminder, ReminderState, ReturnWord
from groups.reminders.thinking import people_to_think_of
from groups.schedule.models import Answer, Attendance, Rsvp, Session, SessionState
from tests.cast import Cast, client_of, meeting

LINE = "The chair by the window is yours. Nothing is expected."
A_DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    """Pages read the real clock."""
    return timezone.now()


@pytest.fixture
def agreed(cast: Cast, now: datetime) -> Cast:
    """Everybody has been here for months; Sam agreed to a word."""
    User.objects.update(time_zone="UTC", quiet_from=None, quiet_to=None)
    Membership.objects.update(joined_at=now - 90 * A_DAY)
    Membership.objects.filter(pk=cast.seat("sam").pk).update(may_be_written_to=True)
    return cast


def took_place(cast: Cast, *, ended: datetime, came: tuple[str, ...] = ()) -> Session:
    start = ended - timedelta(hours=1)
    session = meeting(cast.group, starts_at=start, state=SessionState.OVER, opened_at=start)
    for name in came:
        Attendance.objects.create(session=session, membership=cast.seat(name), first_seen_at=start, attended=True)
    return session


@pytest.fixture
def coming_note(agreed: Cast, now: datetime) -> Session:
    """Sam came a week ago and not today; a note is on its way."""
    took_place(agreed, ended=now - 7 * A_DAY, came=("sam", "ana"))
    session = took_place(agreed, ended=now - timedelta(minutes=5), came=("ana",))
    returns.after_sessions(now=now)
    return session


def address(cast: Cast, name: str = "", *, end: bool = False) -> str:
    seat = f"{cast.seat(name).pk}/" if name else ""
    return f"/groups/{cast.group.pk}/thinking-of/{seat}{'end/' if end else ''}"


def page(client: Client, where: str) -> str:
    response = client.get(where)
    assert response.status_code == 200
    return response.content.decode()


def names(cast: Cast, *, now: datetime) -> list[str]:
    return [line.seat.name for line in people_to_think_of(cast.seat("noor"), now=now)]


def sent(**given: Any) -> None:
    Reminder.objects.filter(**given).update(state=ReminderState.SENT, sent_at=timezone.now())


def test_on_it_stands_who_did_not_come_to_the_last_two(agreed: Cast, now: datetime) -> None:
    took_place(agreed, ended=now - 14 * A_DAY, came=("sam", "ana"))
    took_place(agreed, ended=now - 7 * A_DAY, came=("sam",))
    took_place(agreed, ended=now - A_DAY, came=("sam",))
    assert names(agreed, now=now) == ["Ana"]


@pytest.mark.parametrize("how", ["not today", "spoke", "rests", "is new", "came to one"])
def test_on_it_stands_nobody(agreed: Cast, now: datetime, how: str) -> None:
    """Who said "not today", has let us hear since, rests, is new, or came to one of the two."""
    ana = agreed.seat("ana")
    took_place(agreed, ended=now - 7 * A_DAY, came=("sam",))
    last = took_place(agreed, ended=now - A_DAY, came=("sam", "ana") if how == "came to one" else ("sam",))
    if how == "not today":
        given = {"answer": Answer.NOT_TODAY, "answered_at": last.starts_at - A_DAY}
        Rsvp.objects.create(session=last, membership=ana, **given)
    elif how == "spoke":
        returns.heard(membership_id=ana.pk, now=now)
    elif how == "rests":
        membership.pause(membership=ana, weeks=1, now=now)
    elif how == "is new":
        Membership.objects.filter(pk=ana.pk).update(joined_at=last.starts_at - A_DAY)
    assert names(agreed, now=now) == []


@pytest.mark.slow  # renders several pages
def test_it_counts_nothing_and_names_no_session_that_they_did_not_come_to(agreed: Cast, now: datetime) -> None:
    came = took_place(agreed, ended=now - 21 * A_DAY, came=("sam", "ana"))
    for days in (14, 7, 1):
        took_place(agreed, ended=now - days * A_DAY, came=("sam",))
    body = page(client_of(agreed.noor), address(agreed))
    assert f"{came.starts_at:%-d %B}" in body
    for days in (14, 7, 1):
        assert f"{now - days * A_DAY - timedelta(hours=1):%-d %B}" not in body


def test_whoever_never_came_reads_as_having_a_seat(agreed: Cast, now: datetime) -> None:
    for days in (7, 1):
        took_place(agreed, ended=now - days * A_DAY, came=("sam",))
    assert "Has a seat since" in page(client_of(agreed.noor), address(agreed))


@pytest.mark.slow  # renders several pages
def test_a_line_is_written_changed_and_taken_back_until_it_is_sent(agreed: Cast, coming_note: Session) -> None:
    noor = client_of(agreed.noor)
    assert "Write Sam a line" in page(noor, address(agreed))
    noor.post(address(agreed, "sam"), {"words": LINE})
    word = ReturnWord.objects.get()
    assert (word.words, word.by, word.session, word.membership) == (
        LINE,
        agreed.seat("noor"),
        coming_note,
        agreed.seat("sam"),
    )
    noor.post(address(agreed, "sam"), {"words": "Tea is ready."})
    assert ReturnWord.objects.get().words == "Tea is ready."
    assert "Tea is ready." in page(noor, address(agreed, "sam"))
    noor.post(address(agreed, "sam", end=True))
    assert not ReturnWord.objects.exists()


def test_it_is_sealed(agreed: Cast, coming_note: Session) -> None:
    client_of(agreed.noor).post(address(agreed, "sam"), {"words": LINE})
    stored = ReturnWord.objects.values_list("words", flat=True).get()
    assert "chair" not in stored


@pytest.mark.slow  # renders several pages
def test_one_line_is_enough_and_nobody_else_reads_it(agreed: Cast, coming_note: Session) -> None:
    client_of(agreed.noor).post(address(agreed, "sam"), {"words": LINE})
    idris = client_of(agreed.idris)
    body = page(idris, address(agreed))
    assert "Noor has written them a line" in body
    assert LINE not in body
    idris.post(address(agreed, "sam"), {"words": "Mine, too."})
    idris.post(address(agreed, "sam", end=True))
    assert ReturnWord.objects.get().words == LINE


@pytest.mark.parametrize("way", ["mail", "in_app"])
def test_once_anything_of_it_was_sent_no_line_goes_with_it(agreed: Cast, coming_note: Session, way: str) -> None:
    noor = client_of(agreed.noor)
    noor.post(address(agreed, "sam"), {"words": LINE})
    sent(channel=way)
    noor.post(address(agreed, "sam"), {"words": "Too late."})
    noor.post(address(agreed, "sam", end=True))
    assert ReturnWord.objects.get().words == LINE
    assert "Write Sam a line" not in page(noor, address(agreed))


def test_to_whoever_did_not_agree_nothing_is_written(agreed: Cast, coming_note: Session) -> None:
    Membership.objects.update(may_be_written_to=False)
    response = client_of(agreed.noor).post(address(agreed, "sam"), {"words": LINE}, follow=True)
    assert "There is no note on its way" in response.content.decode()
    assert not ReturnWord.objects.exists()


def test_whoever_stops_agreeing_while_a_line_is_written_gets_none(agreed: Cast, coming_note: Session) -> None:
    Membership.objects.update(may_be_written_to=False)
    with pytest.raises(returns.CannotWrite):
        returns.write(seat=agreed.seat("sam"), by=agreed.seat("noor"), words=LINE, now=timezone.now())


@pytest.mark.parametrize("words", ["", "x" * 401, "a\0b"])
def test_what_cannot_be_kept_is_said_and_stays_in_the_box(agreed: Cast, coming_note: Session, words: str) -> None:
    response = client_of(agreed.noor).post(address(agreed, "sam"), {"words": words})
    assert response.status_code == 422
    assert "Something here needs another look" in response.content.decode()
    assert not ReturnWord.objects.exists()


@pytest.mark.slow  # renders several pages
def test_the_reader_finds_it_signed_and_nobody_else_does(agreed: Cast, coming_note: Session) -> None:
    client_of(agreed.noor).post(address(agreed, "sam"), {"words": LINE})
    sent()
    for where in ("/", "/notes/"):
        body = page(client_of(agreed.sam), where)
        assert LINE in body
        assert "Noor, of Tuesday circle" in body
    assert LINE not in page(client_of(agreed.ana), "/notes/")


def test_without_a_line_a_few_words_stand_there_signed_by_those_who_hold_the_group(
    agreed: Cast, coming_note: Session
) -> None:
    sent()
    body = page(client_of(agreed.sam), "/")
    assert "We thought of you" in body
    assert "Idris and Noor, of Tuesday circle" in body or "Noor and Idris, of Tuesday circle" in body


@pytest.mark.slow  # renders several pages
def test_a_line_that_cannot_be_opened_is_not_shown(agreed: Cast, coming_note: Session) -> None:
    client_of(agreed.noor).post(address(agreed, "sam"), {"words": LINE})
    other = ReturnWord.objects.get()
    given = {"session": other.session, "membership": agreed.seat("ana"), "by": other.by, "made_at": other.made_at}
    words = ReturnWord.objects.create(words="Elsewhere.", **given)
    # Words of another row do not open here.
    ReturnWord.objects.filter(pk=other.pk).update(
        words=ReturnWord.objects.values_list("words", flat=True).get(pk=words.pk)
    )
    sent()
    assert "We thought of you" in page(client_of(agreed.sam), "/")


def test_it_stays_until_it_is_put_aside(agreed: Cast, coming_note: Session) -> None:
    sent()
    sam = client_of(agreed.sam)
    sam.post(f"/notes/{Reminder.objects.get(channel='in_app').pk}/reading/")
    assert "We thought of you" not in page(sam, "/")


@pytest.mark.parametrize(("lines", "ceiling"), [(1, 16), (8, 16)])
def test_the_page_asks_few_questions_however_many_stand_there(
    agreed: Cast, now: datetime, django_assert_max_num_queries: Any, lines: int, ceiling: int
) -> None:
    for number in range(lines):
        user = User.objects.create_user(f"m{number}@example.org", time_zone="UTC")
        given = {"joined_at": now - 90 * A_DAY, "may_be_written_to": True}
        Membership.objects.create(group=agreed.group, user=user, name=f"M{number}", **given)
    for days in (7, 1):
        took_place(agreed, ended=now - days * A_DAY, came=("sam", "ana"))
    returns.after_sessions(now=now)
    noor = client_of(agreed.noor)
    with django_assert_max_num_queries(ceiling):
        page(noor, address(agreed))
