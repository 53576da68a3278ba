"""A session is changed on one screen, by a facilitator of its group or by an admin; what it means is said before."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from groups.changes.models import Change, Part, What
from groups.membership.models import Membership, SupportGroup
from groups.people.models import User
from groups.schedule.models import CalledOff, Session, SessionState
from tests.cast import Cast, client_of, meeting, with_second_factor

NEW_YORK = ZoneInfo("America/New_York")
NOUNS = ("cancellation", "move", "length", "kind")


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    """Seven in the evening of the group, in four days; its people live elsewhere."""
    SupportGroup.objects.update(time_zone="America/New_York")
    User.objects.update(time_zone="Europe/London", quiet_from=None, quiet_to=None)
    day = (now + timedelta(days=4)).astimezone(NEW_YORK)
    return meeting(cast.group, starts_at=day.replace(hour=19, minute=0, second=0, microsecond=0).astimezone(UTC))


@pytest.fixture
def noor(cast: Cast) -> Client:
    return client_of(cast.noor)


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def address(noun: str, key: object) -> str:
    return reverse(f"schedule:{noun}", args=[key])


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def later(session: Session, **shift: int) -> dict[str, str]:
    """A day and an hour on the group's wall."""
    local = (session.starts_at + timedelta(**shift)).astimezone(NEW_YORK)
    return {"day": local.date().isoformat(), "hour": f"{local:%H:%M}"}


def given(noun: str, session: Session) -> dict[str, object]:
    fields = {"move": later(session, days=1), "length": {"minutes": 90}, "kind": {"kind": "quiet"}}
    return {"version": 1, **fields.get(noun, {})}


@pytest.mark.parametrize("noun", NOUNS)
def test_asking_changes_nothing_and_says_who_is_told_and_what_stays(coming: Session, noor: Client, noun: str) -> None:
    page = words(noor.get(address(noun, coming.pk)))
    assert "What stays" in page
    assert "Everybody with a seat is told once" in page
    assert "(Europe/London)" in page
    assert "On the group's clock:" in page
    assert f'value="{coming.version}"' in page
    coming.refresh_from_db()
    assert coming.version == 1


@pytest.mark.parametrize(
    ("noun", "what"),
    [("cancellation", What.CALLED_OFF), ("move", What.MOVED), ("length", What.LENGTH), ("kind", What.KIND)],
)
def test_each_change_is_one_line_of_the_groups_log(coming: Session, noor: Client, noun: str, what: What) -> None:
    answer = noor.post(address(noun, coming.pk), given(noun, coming))
    assert answer["Location"] == reverse("home:session", args=[coming.pk])
    line = Change.objects.get()
    assert (line.what, line.session, line.part) == (what, coming.pk, Part.FACILITATOR)
    coming.refresh_from_db()
    assert coming.version == 2


def test_the_new_time_is_read_on_the_groups_clock_and_said_on_ones_own(coming: Session, noor: Client) -> None:
    day = (coming.starts_at + timedelta(days=1)).astimezone(NEW_YORK).date()
    sent = {"version": 1, "day": day.isoformat(), "hour": "20:30"}
    page = noor.post(address("move", coming.pk), sent, follow=True)
    coming.refresh_from_db()
    local = coming.starts_at.astimezone(NEW_YORK)
    assert (local.date(), local.strftime("%H:%M")) == (day, "20:30")
    assert f"{coming.starts_at.astimezone(ZoneInfo('Europe/London')):%H:%M} to" in words(page)


def test_a_session_that_was_called_off_is_brought_back(coming: Session, noor: Client) -> None:
    noor.post(address("cancellation", coming.pk), {"version": 1})
    page = noor.get(address("return", coming.pk))
    assert "after all" in words(page)
    noor.post(address("return", coming.pk), {"version": 2})
    coming.refresh_from_db()
    assert (coming.state, coming.version) == (SessionState.PLANNED, 3)
    assert set(Change.objects.values_list("what", flat=True)) == {What.CALLED_OFF, What.STANDS_AGAIN}


def test_who_brings_back_what_a_holiday_called_off_is_told_that_the_holiday_stays(
    coming: Session, noor: Client
) -> None:
    Session.objects.update(state=SessionState.CANCELLED, called_off_for=CalledOff.HOLIDAY)
    assert "the holiday stays" in words(noor.get(address("return", coming.pk)))


def test_a_session_is_added_beside_the_others(coming: Session, noor: Client, cast: Cast) -> None:
    at = address("adding", cast.group.pk)
    assert 'name="minutes" value="60"' in words(noor.get(at))
    answer = noor.post(at, {**later(coming, days=2), "minutes": "45", "kind": "casual"})
    added = Session.objects.exclude(pk=coming.pk).get()
    assert answer["Location"] == reverse("home:session", args=[added.pk])
    assert (added.starts_at, added.kind) == (coming.starts_at + timedelta(days=2), "casual")
    assert added.ends_at - added.starts_at == timedelta(minutes=45)
    assert Change.objects.get().what == What.ADDED


def test_two_sessions_of_a_group_are_not_at_the_same_time(coming: Session, noor: Client, cast: Cast) -> None:
    at = address("adding", cast.group.pk)
    answer = noor.post(at, {**later(coming, minutes=30), "minutes": "60", "kind": "circle"})
    assert answer.status_code == 422
    assert "The group meets at that time already." in words(answer)
    assert Session.objects.count() == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_who_saw_an_older_version_is_told_and_changes_nothing(coming: Session, noor: Client, noun: str) -> None:
    Session.objects.update(version=2)
    page = noor.post(address(noun, coming.pk), given(noun, coming), follow=True)
    assert "Somebody else has just changed this session." in words(page)
    coming.refresh_from_db()
    assert (coming.version, coming.state) == (2, SessionState.PLANNED)
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("day", "hour"),
    [("", "10:00"), ("0001-01-01", "00:00"), ("9999-12-31", "23:59"), ("tomorrow", "x"), ("same", "19:00")],
)
def test_a_time_that_does_not_fit_is_explained_and_nothing_is_lost(
    coming: Session, noor: Client, day: str, hour: str
) -> None:
    day = coming.starts_at.astimezone(NEW_YORK).date().isoformat() if day == "same" else day
    page = noor.post(address("move", coming.pk), {"version": 1, "day": day, "hour": hour})
    assert page.status_code == 422
    assert "Something here needs another look" in words(page)
    assert f'name="hour" value="{hour}"' in words(page)
    coming.refresh_from_db()
    assert coming.version == 1


@pytest.mark.parametrize(
    ("noun", "field", "value"),
    [
        ("length", "minutes", "9"),
        ("length", "minutes", "9" * 400),
        ("kind", "kind", "loud"),
        ("kind", "kind", "circle"),
    ],
)
def test_a_length_or_kind_that_does_not_fit_is_explained(
    coming: Session, noor: Client, noun: str, field: str, value: str
) -> None:
    page = noor.post(address(noun, coming.pk), {"version": 1, field: value})
    assert page.status_code == 422
    assert f'id="id_{field}_error"' in words(page)
    coming.refresh_from_db()
    assert coming.version == 1


def test_the_same_length_is_no_change(coming: Session, noor: Client) -> None:
    page = noor.post(address("length", coming.pk), {"version": 1, "minutes": "60"})
    assert page.status_code == 422
    assert "that long already" in words(page)


@pytest.mark.parametrize("noun", [*NOUNS, "return"])
def test_what_has_begun_leads_back_with_a_word(session: Session, noor: Client, noun: str) -> None:
    answer = noor.get(address(noun, session.pk), follow=True)
    assert answer.redirect_chain == [(reverse("home:session", args=[session.pk]), 302)]
    assert "This session has" in words(answer)


def test_little_time_is_said_before(cast: Cast, noor: Client, now: datetime) -> None:
    soon, far = (meeting(cast.group, starts_at=now + timedelta(hours=hours)) for hours in (47, 49))
    assert "less than two days away" in words(noor.get(address("move", soon.pk)))
    assert "less than two days away" not in words(noor.get(address("move", far.pk)))


def test_an_admin_changes_sessions_of_every_group_and_comes_back_to_their_list(
    coming: Session, ada: Client, cast: Cast
) -> None:
    answer = ada.post(address("move", coming.pk), given("move", coming))
    assert answer["Location"] == reverse("setup:sessions", args=[cast.group.pk])
    line = Change.objects.get()
    assert (line.part, line.by) == (Part.ADMIN, None)
    ada.post(address("adding", cast.group.pk), {**later(coming, days=5), "minutes": "45", "kind": "casual"})
    assert Session.objects.count() == 2


def test_an_admin_brings_a_second_step(coming: Session, cast: Cast) -> None:
    client = client_of(cast.ada)
    answer = client.post(address("cancellation", coming.pk), {"version": 1})
    assert answer.status_code == 302
    assert "2fa" in answer["Location"] or "mfa" in answer["Location"]
    coming.refresh_from_db()
    assert coming.state == SessionState.PLANNED


def test_an_admin_who_facilitates_the_group_does_it_as_its_facilitator(
    coming: Session, ada: Client, cast: Cast, now: datetime
) -> None:
    given_seat = {"role": "facilitator", "joined_at": now, "name": "Ada"}
    seat = Membership.objects.create(group=cast.group, user=cast.ada, **given_seat)
    answer = ada.post(address("cancellation", coming.pk), {"version": 1})
    assert answer["Location"] == reverse("home:session", args=[coming.pk])
    assert Change.objects.get().by == seat


def test_who_stands_in_for_one_session_does_not_change_its_time(coming: Session, cast: Cast, now: datetime) -> None:
    Membership.objects.filter(pk=cast.seat("noor").pk).update(guest_until=now + timedelta(days=9))
    assert client_of(cast.noor).get(address("move", coming.pk)).status_code == 404
    assert client_of(cast.noor).get(address("adding", cast.group.pk)).status_code == 404
