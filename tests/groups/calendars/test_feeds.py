"""What a calendar program is answered: one's own sessions, in neutral words, as long as the seat is one's own."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.calendars import access, actions
from groups.calendars.access import Owner
from groups.calendars.models import Feed
from groups.changes.actions import note
from groups.changes.models import What
from groups.membership.actions import leave, sit_in
from groups.membership.models import Membership, Part, State
from groups.organisation.models import Organisation
from groups.people.models import Role, User
from groups.schedule.facts import Hand, change_of, facts_of
from groups.schedule.models import CalledOff, Session, SessionState
from tests.alike import MILLISECONDS, milliseconds_between, plain, watched
from tests.cast import Cast, client_of, meeting, membership, person, support_group
from tests.groups.calendars.reading import READERS, by_vobject, unfolded


def address_of(owner: Owner, *, now: datetime, is_plain: bool = False) -> str:
    feed = actions.keep(owner=owner, is_plain=is_plain, now=now)
    return f"/calendars/{access.secret_of(feed)}.ics"


@pytest.fixture
def address(cast: Cast, now: datetime) -> str:
    return address_of(cast.seat("sam"), now=now)


@pytest.fixture
def program(db: None) -> Client:
    """It is not signed in."""
    return client_of(None)


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now.replace(microsecond=0) + timedelta(days=3))


@pytest.mark.slow  # three parsers
def test_the_sessions_of_my_group_stand_in_it_to_the_second(
    cast: Cast, coming: Session, address: str, program: Client, now: datetime
) -> None:
    meeting(support_group(now=now, name="Thursday circle"), starts_at=now + timedelta(days=1))
    body = program.get(address).content
    for read in READERS:
        [found] = read(body).values()
        assert (found.starts_at, found.ends_at) == (coming.starts_at, coming.ends_at)
        assert found.uid == f"{coming.pk}@localhost"
        assert found.description == f"{settings.SITE_URL}/sessions/{coming.pk}/"


def test_it_is_answered_as_a_calendar_for_one_reader_alone(coming: Session, address: str, program: Client) -> None:
    answer = program.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer["ETag"].startswith("W/")
    assert not answer.cookies


def test_nothing_is_sent_to_whoever_has_it_already(coming: Session, address: str, program: Client) -> None:
    mark = program.get(address)["ETag"]
    for condition in (mark, f"W/{mark}", f'"other", {mark}', "*"):
        again = program.get(address, headers={"If-None-Match": condition})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark)
    Session.objects.filter(pk=coming.pk).update(version=2)
    anew = program.get(address, headers={"If-None-Match": mark})
    assert anew.status_code == 200
    assert anew["ETag"] != mark


def test_a_program_may_ask_for_the_head_alone(coming: Session, address: str, program: Client) -> None:
    whole, head = program.get(address), program.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head[name] for name in ("ETag", "Content-Type")} == {
        name: whole[name] for name in ("ETag", "Content-Type")
    }
    assert program.post(address).status_code == 405


def test_neutral_words_tell_neither_group_nor_people(
    cast: Cast, coming: Session, address: str, program: Client
) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"neutral_name": "Evenings"})
    text = program.get(address).content.decode()
    assert "SUMMARY:Evenings" in text
    assert "X-WR-CALNAME:Evenings" in text
    telling = [cast.group.name, cast.group.purpose, "circle", "support", *(one.name for one in cast.seats.values())]
    assert [word for word in telling if word.casefold() in "\n".join(unfolded(text.encode())).casefold()] == []


def test_plain_words_name_the_group_and_nobody_in_it(
    cast: Cast, coming: Session, program: Client, now: datetime
) -> None:
    text = program.get(address_of(cast.seat("sam"), is_plain=True, now=now)).content.decode()
    assert f"SUMMARY:{cast.group.name}" in text
    assert [one.name for one in cast.seats.values() if one.name in text] == []


@pytest.mark.slow  # the same
def test_a_change_is_the_same_entry_with_a_higher_number(
    coming: Session, address: str, program: Client, now: datetime
) -> None:
    [before] = by_vobject(program.get(address).content).values()
    starts_at = coming.starts_at + timedelta(hours=2)
    Session.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), version=2)
    [after] = by_vobject(program.get(address).content).values()
    assert (after.uid, before.sequence, after.sequence, after.starts_at) == (before.uid, 0, 1, starts_at)


def test_the_stamp_is_that_of_the_last_change_and_not_of_the_look(
    cast: Cast, coming: Session, address: str, program: Client, now: datetime
) -> None:
    assert f"DTSTAMP:{cast.group.created_at:%Y%m%dT%H%M%SZ}" in program.get(address).content.decode()
    at = now.replace(microsecond=0) + timedelta(minutes=5)
    note(change=change_of(coming, What.MOVED, before=facts_of(coming), by=Hand.service()), now=at)
    assert f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}" in program.get(address).content.decode()


def test_what_is_called_off_says_so_until_its_time_is_past(
    cast: Cast, coming: Session, address: str, program: Client, now: datetime
) -> None:
    Session.objects.filter(pk=coming.pk).update(
        state=SessionState.CANCELLED, called_off_for=CalledOff.HOLIDAY, version=2
    )
    [found] = by_vobject(program.get(address).content).values()
    assert (found.status, found.sequence) == ("CANCELLED", 1)
    assert found.summary.startswith("Called off: ")
    Session.objects.update(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    assert by_vobject(program.get(address).content) == {}


def test_sessions_of_the_last_weeks_stay_and_none_of_before_my_seat(
    cast: Cast, address: str, program: Client, now: datetime
) -> None:
    Membership.objects.filter(pk=cast.seat("sam").pk).update(joined_at=now - timedelta(days=10))
    kept = meeting(cast.group, starts_at=now - timedelta(days=7), state=SessionState.OVER)
    meeting(cast.group, starts_at=now - timedelta(days=14), state=SessionState.OVER)
    assert set(by_vobject(program.get(address).content)) == {f"{kept.pk}@localhost"}
    Membership.objects.filter(pk=cast.seat("sam").pk).update(joined_at=now - timedelta(days=100))
    meeting(cast.group, starts_at=now - timedelta(days=60), state=SessionState.OVER)
    assert len(by_vobject(program.get(address).content)) == 2


def test_a_pause_empties_it_and_coming_back_fills_it(
    cast: Cast, coming: Session, address: str, program: Client, now: datetime
) -> None:
    seat = Membership.objects.filter(pk=cast.seat("sam").pk)
    seat.update(paused_at=now, paused_until=now + timedelta(weeks=2))
    resting = program.get(address)
    assert resting.status_code == 200
    assert by_vobject(resting.content) == {}
    assert str(coming.pk) not in resting.content.decode()
    seat.update(paused_at=None, paused_until=None)
    assert len(by_vobject(program.get(address).content)) == 1


def test_it_dies_with_the_seat_and_a_new_seat_does_not_wake_it(
    cast: Cast, coming: Session, address: str, program: Client, now: datetime
) -> None:
    leave(membership=cast.seat("sam"), now=now)
    assert program.get(address).status_code == 404
    membership(cast.group, cast.sam, now=now)
    assert program.get(address).status_code == 404


@pytest.mark.parametrize("state", [State.REMOVED, State.RELEASED])
def test_whoever_is_seated_no_longer_reads_nothing(
    cast: Cast, address: str, program: Client, now: datetime, state: State
) -> None:
    Membership.objects.filter(pk=cast.seat("sam").pk).update(state=state, ended_at=now)
    assert program.get(address).status_code == 404


def test_a_closed_account_reads_nothing(cast: Cast, address: str, program: Client) -> None:
    User.objects.filter(pk=cast.sam.pk).update(is_active=False)
    assert program.get(address).status_code == 404


def test_an_address_that_ended_and_one_that_never_was_are_answered_alike(
    cast: Cast, coming: Session, address: str, program: Client, now: datetime
) -> None:
    actions.end(owner=cast.seat("sam"), now=now)
    ended, unknown = program.get(address), program.get(f"/calendars/{'0' * 64}.ics")
    assert ended.status_code == 404
    assert plain(ended, address) == plain(unknown, "0" * 64) == plain(program.get("/calendars/short.ics"), "short")


@pytest.mark.slow  # three hundred looks at each
def test_nor_does_their_time_tell(cast: Cast, now: datetime) -> None:
    address = address_of(cast.seat("sam"), now=now)
    actions.end(owner=cast.seat("sam"), now=now)
    program = watched(None)

    def look(path: str) -> float:
        assert program.get(path).status_code == 404
        return program.handler.seconds  # type: ignore[attr-defined]

    tries = (lambda: look(address), lambda: look(f"/calendars/{'0' * 64}.ics"))
    assert milliseconds_between(*tries) < MILLISECONDS


def test_the_secret_is_256_bits_long_and_stands_in_no_row(cast: Cast, now: datetime) -> None:
    feed = actions.keep(owner=cast.seat("sam"), is_plain=False, now=now)
    secret = access.secret_of(feed)
    assert len(bytes.fromhex(secret)) * 8 == 256
    assert secret not in str(Feed.objects.filter(pk=feed.pk).values().get())


def test_two_seats_of_one_person_have_two_addresses(
    cast: Cast, coming: Session, program: Client, now: datetime
) -> None:
    other = support_group(now=now, name="Thursday circle")
    theirs = meeting(other, starts_at=now + timedelta(days=1))
    seat = membership(other, cast.sam, now=now, name="Robin")
    first, second = (by_vobject(program.get(address_of(one, now=now)).content) for one in (cast.seat("sam"), seat))
    assert (set(first), set(second)) == ({f"{coming.pk}@localhost"}, {f"{theirs.pk}@localhost"})


def test_who_sits_in_for_one_session_has_no_calendar_of_the_group(cast: Cast, coming: Session, now: datetime) -> None:
    sit_in(group=cast.group, user=cast.olu, name="Olu", role=Part.MEMBER, until=coming.ends_at, now=now)
    olu = client_of(cast.olu)
    assert olu.get(f"/groups/{cast.group.pk}/calendar/").status_code == 404
    assert olu.get(f"/sessions/{coming.pk}/calendar.ics").status_code == 200


@pytest.mark.slow  # the calendar of all groups, twice
def test_an_admin_reads_the_sessions_of_all_groups(cast: Cast, coming: Session, program: Client, now: datetime) -> None:
    other = support_group(now=now, name="Thursday circle", time_zone="Asia/Kolkata", is_published=False)
    theirs = meeting(other, starts_at=now + timedelta(days=1))
    address = address_of(cast.ada, now=now)
    text = program.get(address).content.decode()
    assert set(by_vobject(text.encode())) == {f"{one.pk}@localhost" for one in (coming, theirs)}
    assert cast.group.name not in text
    assert {"TZID:UTC", "TZID:Asia/Kolkata"} <= set(unfolded(text.encode()))
    actions.keep(owner=cast.ada, is_plain=True, now=now)
    plain_words = program.get(address).content.decode()
    assert {"SUMMARY:Tuesday circle", "SUMMARY:Thursday circle"} <= set(unfolded(plain_words.encode()))
    assert [one.name for one in cast.seats.values() if one.name in plain_words] == []


def test_an_admins_address_dies_with_the_role(cast: Cast, coming: Session, program: Client, now: datetime) -> None:
    address = address_of(cast.ada, now=now)
    User.objects.filter(pk=cast.ada.pk).update(role=Role.MODERATOR)
    assert program.get(address).status_code == 404


def test_it_asks_the_database_as_little_for_many_sessions_as_for_one(
    cast: Cast, coming: Session, program: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    seats = address_of(cast.seat("sam"), now=now)
    everything = address_of(cast.ada, now=now)
    for n in range(5):
        group = support_group(now=now, name=f"Group {n}")
        for days in range(3):
            meeting(group, starts_at=now + timedelta(days=days))
            meeting(cast.group, starts_at=now + timedelta(days=days))
    for address in (seats, everything):
        with django_assert_max_num_queries(4):
            assert program.get(address).status_code == 200


def test_one_session_comes_as_a_file_for_those_who_belong(cast: Cast, coming: Session, now: datetime) -> None:
    answer = client_of(cast.sam).get(f"/sessions/{coming.pk}/calendar.ics")
    assert answer["Content-Disposition"] == "attachment; filename=session.ics"
    assert answer["Cache-Control"] == "no-store"
    [found] = by_vobject(answer.content).values()
    assert (found.uid, found.starts_at) == (f"{coming.pk}@localhost", coming.starts_at)
    assert cast.group.name not in answer.content.decode()
    assert client_of(cast.olu).get(f"/sessions/{coming.pk}/calendar.ics").status_code == 404


def test_the_file_is_called_as_the_reader_calls_sessions_in_their_calendar(
    cast: Cast, coming: Session, now: datetime
) -> None:
    actions.keep(owner=cast.seat("sam"), is_plain=True, now=now)
    [found] = by_vobject(client_of(cast.sam).get(f"/sessions/{coming.pk}/calendar.ics").content).values()
    assert found.summary == cast.group.name


@pytest.mark.slow  # six hundred sessions
def test_a_calendar_of_many_groups_is_read_whole(db: None, program: Client) -> None:
    now = timezone.now()
    ada = person("ada")
    groups = [support_group(now=now, name=f"Group {n}") for n in range(60)]
    Session.objects.bulk_create(
        Session(group=group, kind="circle", starts_at=at, ends_at=at + timedelta(hours=1))
        for group in groups
        for at in (now + timedelta(days=n) for n in range(10))
    )
    assert len(by_vobject(program.get(address_of(ada, now=now)).content)) == 600
