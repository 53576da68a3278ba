"""A pause keeps the seat, asks for no reason and is told to nobody; coming back is one tap (S0-13, S0-39)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.membership import actions, planning, policy, tasks
from groups.membership.models import Membership, State
from groups.people.models import Letter, LetterKind, LetterState
from tests.cast import Cast, client_of, meeting


def address(cast: Cast, page: str = "pause") -> str:
    return f"/groups/{cast.group.pk}/{page}/"


def seat(cast: Cast, name: str) -> Membership:
    return Membership.objects.select_related("group", "user").get(pk=cast.seat(name).pk)


def rest(cast: Cast, name: str, *, now: datetime, weeks: int = 2) -> Membership:
    actions.pause(membership=cast.seat(name), weeks=weeks, now=now)
    return seat(cast, name)


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


# --- how long


def test_a_pause_lasts_to_the_end_of_its_day_on_the_members_clock() -> None:
    evening = datetime(2026, 3, 20, 23, 30, tzinfo=UTC)  # already the 21st in Tokyo, and summer time begins in between
    for zone, last_day in (("Asia/Tokyo", 4), ("Europe/London", 3), ("America/New_York", 3)):
        end = planning.ends_at(now=evening, weeks=2, zone=zone).astimezone(ZoneInfo(zone))
        assert (end.month, end.day, end.hour, end.minute) == (4, last_day, 23, 59)


@pytest.mark.parametrize("most", [1, 2, 5, 6, 7, 26])
def test_no_more_weeks_are_offered_than_the_group_allows_and_its_own_limit_is(most: int) -> None:
    lengths = planning.lengths(most)
    assert lengths == sorted(set(lengths))
    assert (lengths[0], lengths[-1]) == (1, most)


def test_each_choice_names_its_day_in_my_zone(cast: Cast, now: datetime) -> None:
    cast.sam.time_zone = "Asia/Tokyo"
    cast.sam.save()
    page = client_of(cast.sam).get(address(cast)).content.decode()
    day = planning.ends_at(now=now, weeks=2, zone="Asia/Tokyo").astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"2 weeks, until {day:%A} {day.day} {day:%B %Y}" in page


# --- pausing


def test_one_choice_and_no_reason(cast: Cast) -> None:
    page = main_of(client_of(cast.sam).get(address(cast)).content.decode())
    assert "<textarea" not in page
    assert 'type="text"' not in page
    answer = client_of(cast.sam).post(address(cast), {"weeks": "2"}, follow=True)
    assert "Your seat is kept for certain until" in answer.content.decode()
    assert seat(cast, "sam").is_paused


@pytest.mark.parametrize("weeks", ["", "0", "7", "-1", "x", "99999999999"])
def test_a_length_that_is_not_offered_is_a_sentence_and_no_pause(cast: Cast, weeks: str) -> None:
    assert client_of(cast.sam).post(address(cast), {"weeks": weeks}).status_code == 422
    assert not seat(cast, "sam").is_paused


def test_a_length_beyond_the_groups_limit_is_refused_by_the_action_too(cast: Cast, now: datetime) -> None:
    with pytest.raises(policy.CannotPause, match="6 weeks at most"):
        rest(cast, "sam", now=now, weeks=7)


def test_pausing_twice_keeps_the_first_end(cast: Cast, now: datetime) -> None:
    until = rest(cast, "sam", now=now).paused_until
    actions.pause(membership=cast.seat("sam"), weeks=6, now=now + timedelta(days=1))
    assert seat(cast, "sam").paused_until == until


def test_a_paused_seat_stays_taken_in_every_count(cast: Cast, now: datetime) -> None:
    rest(cast, "sam", now=now)
    assert cast.group.memberships.current().members().count() == 2
    assert cast.group.memberships.present().members().count() == 1
    assert "Sam" in cast.group.names_in_use()


def test_who_rests_is_not_led_to_sessions_nor_asked_about_them(cast: Cast, now: datetime) -> None:
    coming = meeting(cast.group, starts_at=now + timedelta(days=2))
    rest(cast, "sam", now=now)
    client = client_of(cast.sam)
    mine = client.get("/sessions/").content.decode()
    assert f"/sessions/{coming.pk}/" not in mine
    assert "You are on a pause from Tuesday circle" in mine
    page = client.get(f"/sessions/{coming.pk}/").content.decode()
    assert 'name="answer"' not in page
    answer = client.post(f"/sessions/{coming.pk}/answer/", {"answer": "come"}, follow=True)
    assert "Nothing is asked of you" in answer.content.decode()
    assert not coming.rsvps.exists()


def test_a_session_does_not_promise_a_facilitator_who_rests(cast: Cast, now: datetime) -> None:
    coming = meeting(cast.group, starts_at=now + timedelta(days=2))
    rest(cast, "noor", now=now)
    for page in (f"/sessions/{coming.pk}/", "/sessions/"):
        main = main_of(client_of(cast.sam).get(page).content.decode())
        assert "Idris" in main
        assert "Noor" not in main


def test_the_page_of_the_group_lists_who_comes_and_leads_me_back(cast: Cast, now: datetime) -> None:
    for name in ("sam", "noor"):
        rest(cast, name, now=now)
    page = f"/groups/{cast.group.pk}/"
    seen_by_ana = main_of(client_of(cast.ana).get(page).content.decode())
    assert "Ana" in seen_by_ana
    assert "Idris" in seen_by_ana
    assert "Sam" not in seen_by_ana
    assert "Noor" not in seen_by_ana
    mine = main_of(client_of(cast.sam).get(page).content.decode())
    assert "You are on a pause" in mine
    assert "Sam" in mine


def test_the_last_facilitator_who_is_here_does_not_pause_and_reads_why(cast: Cast, now: datetime) -> None:
    rest(cast, "noor", now=now)
    assert "only facilitator who is here" in client_of(cast.idris).get(address(cast)).content.decode()
    client_of(cast.idris).post(address(cast), {"weeks": "1"})
    assert not seat(cast, "idris").is_paused


def test_nor_do_they_leave_to_one_who_rests(cast: Cast, now: datetime) -> None:
    rest(cast, "noor", now=now)
    with pytest.raises(policy.CannotLeave):
        actions.leave(membership=cast.seat("idris"), now=now)
    actions.leave(membership=cast.seat("noor"), now=now)
    assert seat(cast, "noor").state == State.LEFT


@pytest.mark.parametrize("name", ["olu", "max", "ada"])
def test_nobody_pauses_where_they_are_not(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    absent = "/groups/00000000-0000-4000-8000-000000000000/pause/"
    assert client.get(address(cast)).content == client.get(absent).content
    assert client.post(address(cast), {"weeks": "1"}).status_code == 404


# --- welcome back


@pytest.mark.parametrize("gap", [timedelta(hours=1), timedelta(weeks=3), timedelta(weeks=40)])
def test_coming_back_is_one_tap_and_the_same_after_any_gap(cast: Cast, now: datetime, gap: timedelta) -> None:
    rest(cast, "sam", now=now - gap)
    answer = client_of(cast.sam).post(address(cast, "pause/end"), follow=True)
    main = main_of(answer.content.decode())
    assert "Welcome back" in main
    assert "<form" not in main
    assert "week" not in main
    assert (seat(cast, "sam").is_paused, seat(cast, "sam").paused_until) == (False, None)


def test_coming_back_twice_is_coming_back(cast: Cast, now: datetime) -> None:
    rest(cast, "sam", now=now)
    for _ in range(2):
        actions.come_back(membership=cast.seat("sam"), now=now)
    assert not seat(cast, "sam").is_paused


def test_one_may_leave_from_a_pause(cast: Cast, now: datetime) -> None:
    rest(cast, "sam", now=now)
    assert client_of(cast.sam).post(address(cast, "leaving")).status_code == 302
    assert seat(cast, "sam").state == State.LEFT


# --- when it is over


def letters(kind: LetterKind = LetterKind.PAUSE_OVER) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind).order_by("made_at"))


def test_a_pause_that_is_over_is_written_of_once_and_the_seat_stays(cast: Cast, now: datetime) -> None:
    rest(cast, "sam", now=now - timedelta(weeks=3))
    assert actions.ask_after_pauses(now=now) == 1
    assert actions.ask_after_pauses(now=now + timedelta(days=1)) == 0
    tasks.pauses_over(anything="that a newer release sends")
    [letter] = letters()
    assert (letter.user, letter.path) == (cast.sam, address(cast))
    assert seat(cast, "sam").state == State.SEATED
    assert "There is a seat for you, still" in client_of(cast.sam).get(address(cast)).content.decode()


def test_nobody_is_written_to_before(cast: Cast, now: datetime) -> None:
    until = rest(cast, "sam", now=now).paused_until
    assert until is not None
    assert actions.ask_after_pauses(now=until - timedelta(seconds=1)) == 0
    assert actions.ask_after_pauses(now=until) == 1


def test_a_second_pause_is_written_of_too(cast: Cast, now: datetime) -> None:
    for weeks in (20, 4):
        rest(cast, "sam", now=now - timedelta(weeks=weeks), weeks=2)
        actions.ask_after_pauses(now=now - timedelta(weeks=weeks - 2, days=-1))
        actions.come_back(membership=cast.seat("sam"), now=now)
    assert len(letters()) == 2


def test_who_has_come_back_or_left_is_not_written_to_any_more(cast: Cast, now: datetime) -> None:
    for name in ("sam", "ana"):
        rest(cast, name, now=now - timedelta(weeks=3))
    actions.ask_after_pauses(now=now)
    actions.come_back(membership=cast.seat("sam"), now=now)
    actions.leave(membership=cast.seat("ana"), now=now)
    assert {letter.state for letter in letters()} == {LetterState.DROPPED}


def test_leaving_drops_every_letter_into_that_group_and_no_other(cast: Cast, now: datetime) -> None:
    for number, path in enumerate((address(cast), "/groups/elsewhere/", "/")):
        Letter.objects.create(
            user=cast.sam, kind=LetterKind.GROUP, about=planning.pause_id(cast.sam.pk, now + timedelta(days=number)),
            path=path, made_at=now, due_at=now,
        )  # fmt: skip
    actions.leave(membership=cast.seat("sam"), now=now)
    dropped = Letter.objects.filter(state=LetterState.DROPPED).values_list("path", flat=True)
    assert list(dropped) == [address(cast)]


def test_pages_ask_few_questions(
    cast: Cast, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(cast.noor)
    client.get(address(cast))
    for page in ("pause", "pause/end", "leaving"):
        with django_assert_max_num_queries(6):
            client.get(address(cast, page))
