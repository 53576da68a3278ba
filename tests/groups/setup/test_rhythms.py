"""An hour that changes: what it comes to is shown first, and what was shown is what is done."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from groups.changes.models import Change, What
from groups.membership.models import SupportGroup
from groups.schedule.models import Answer, Frequency, Rsvp, Series, Session, SessionState, WeekOfMonth
from groups.setup import actions
from groups.setup.forms.hours import next_such, weeks_of
from tests.cast import Cast
from tests.groups.setup.conftest import at, words_of
from tests.groups.setup.test_way import hour


@pytest.fixture
def series(cast: Cast, now: datetime) -> Series:
    """Seven in the evening of London, every week from next week on; eight sessions or so are laid."""
    first = (now + timedelta(days=7)).date()
    made = Series(group=cast.group, starts_on=first, at=time(19), time_zone="Europe/London")
    series = actions.start(series=made, by=cast.ada, now=now)
    Change.objects.all().delete()
    return series


def days_of(series: Series) -> list[date]:
    return list(series.sessions.order_by("laid_for").values_list("laid_for", flat=True))


def page_of(series: Series) -> str:
    return reverse("setup:hour", args=[series.group_id, series.pk])


def as_it_is(series: Series, **other: object) -> dict[str, object]:
    """The form as it is shown, with some answers changed."""
    given = {
        "first_day": "all",
        "starts_on": days_of(series)[0].isoformat(),
        "at": "19:00",
        "time_zone": "Europe/London",
    }
    given |= {"minutes": "60", "kind": "", "frequency": "weekly", "every_weeks": "1", "week_of_month": ""}
    return given | {"ends_on": "", "sessions_in_all": ""} | other


def seen_in(answer: object) -> str:
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode()).group(1)


def look_and_do(client: Client, url: str, given: dict[str, object]) -> object:
    return client.post(url, given | {"seen": seen_in(client.post(url, given))})


@pytest.mark.slow  # eight weeks of sessions, changed and changed back
def test_what_a_change_comes_to_is_shown_and_nothing_is_changed(ada: Client, series: Series) -> None:
    before = list(Session.objects.order_by("pk").values())
    look = ada.post(page_of(series), as_it_is(series, at="18:00"))
    assert look.status_code == 200
    assert words_of(look).count("18:00 to 19:00 (Europe/London)") == len(before)
    assert words_of(look).count("before:") == len(before)
    assert list(Session.objects.order_by("pk").values()) == before
    assert Series.objects.get().at.hour == 19
    assert not Change.objects.exists()


@pytest.mark.slow  # eight weeks of sessions, changed and changed back
def test_all_that_is_still_to_come_changes_with_what_was_answered(ada: Client, series: Series, cast: Cast) -> None:
    first = series.sessions.earliest("laid_for")
    Rsvp.objects.create(session=first, membership=cast.seat("sam"), answer=Answer.COME, answered_at=first.starts_at)
    answer = look_and_do(ada, page_of(series), as_it_is(series, at="18:00"))
    assert answer["Location"] == reverse("setup:sessions", args=[cast.group.pk])
    assert {one.starts_at.hour for one in Session.objects.all()} <= {17, 18}
    assert Rsvp.objects.get().session_id == first.pk
    assert Change.objects.get().what == What.RHYTHM


@pytest.mark.slow  # eight weeks of sessions, changed and changed back
def test_this_one_and_all_later_ones_change_and_earlier_ones_stay(ada: Client, series: Series) -> None:
    laid = days_of(series)
    given = as_it_is(series, first_day=laid[2].isoformat(), starts_on=laid[2].isoformat(), minutes="90")
    look = ada.post(page_of(series), given)
    assert "2 sessions that are laid stay as they are" in words_of(look)
    ada.post(page_of(series), given | {"seen": seen_in(look)})
    lengths = [one.ends_at - one.starts_at for one in Session.objects.order_by("starts_at")]
    assert lengths == [timedelta(minutes=60)] * 2 + [timedelta(minutes=90)] * (len(laid) - 2)
    assert Change.objects.count() == 1


def test_from_a_session_the_form_begins_with_its_day(ada: Client, series: Series) -> None:
    third = days_of(series)[2].isoformat()
    page = words_of(ada.get(f"{page_of(series)}?from={third}"))
    assert f'<option value="{third}" selected>' in page
    assert f'name="starts_on" value="{third}"' in page
    assert ada.get(f"{page_of(series)}?from=soon%00").status_code == 200


@pytest.mark.slow  # eight weeks of sessions, changed and changed back
def test_another_answer_after_the_look_is_looked_at_anew(ada: Client, series: Series) -> None:
    seen = seen_in(ada.post(page_of(series), as_it_is(series, at="18:00")))
    again = ada.post(page_of(series), as_it_is(series, at="17:00") | {"seen": seen})
    assert again.status_code == 200
    assert seen_in(again) != seen
    assert Series.objects.get().at.hour == 19


@pytest.mark.slow  # eight weeks of sessions, changed and changed back
def test_what_somebody_changed_since_the_look_is_looked_at_anew(ada: Client, series: Series) -> None:
    given = as_it_is(series, at="18:00")
    seen = seen_in(ada.post(page_of(series), given))
    Session.objects.filter(pk=series.sessions.latest("laid_for").pk).update(state=SessionState.CANCELLED)
    assert ada.post(page_of(series), given | {"seen": seen}).status_code == 200
    assert Series.objects.get().at.hour == 19


def test_an_hour_that_stays_as_it_is_is_no_change(ada: Client, series: Series) -> None:
    answer = ada.post(page_of(series), as_it_is(series))
    assert answer.status_code == 422
    assert "nothing was changed" in words_of(answer)


def test_a_rhythm_that_begins_before_its_change_is_explained(ada: Client, series: Series) -> None:
    laid = days_of(series)
    given = as_it_is(series, first_day=laid[2].isoformat(), starts_on=laid[1].isoformat())
    answer = ada.post(page_of(series), given)
    assert answer.status_code == 422
    assert 'id="id_starts_on_error"' in words_of(answer)


@pytest.mark.slow  # eight weeks of sessions, changed and changed back
def test_an_hour_gets_its_last_day_after_a_look(ada: Client, series: Series, cast: Cast) -> None:
    laid, url = days_of(series), reverse("setup:hour_end", args=[cast.group.pk, series.pk])
    assert "Let the hour end" in words_of(ada.get(url))
    look = ada.post(url, {"ends_on": laid[1].isoformat()})
    assert words_of(look).count("does not take place") == len(laid) - 2
    assert Session.objects.going_ahead().count() == len(laid)
    ada.post(url, {"ends_on": laid[1].isoformat(), "seen": seen_in(look)})
    assert Session.objects.going_ahead().count() == 2
    assert Change.objects.get().what == What.END


@pytest.mark.parametrize("day", ["", "99999-99-99", "tomorrow"])
def test_a_last_day_that_is_none_is_explained(ada: Client, series: Series, cast: Cast, day: str) -> None:
    answer = ada.post(reverse("setup:hour_end", args=[cast.group.pk, series.pk]), {"ends_on": day})
    assert answer.status_code == 422
    assert "as a date" in words_of(answer)


def test_what_people_know_of_is_not_taken_back(ada: Client, series: Series, cast: Cast) -> None:
    url = reverse("setup:hour_end", args=[cast.group.pk, series.pk])
    assert "People know of this hour" in words_of(ada.post(url, {"do": "drop"}, follow=True))
    assert Series.objects.exists()


def first_tuesday(now: datetime) -> date:
    return next_such((now + timedelta(days=7)).date(), WeekOfMonth.FIRST)


def test_a_monthly_hour_is_told_as_people_say_it(ada: Client, draft: SupportGroup, now: datetime) -> None:
    first = first_tuesday(now)
    given = hour(now, starts_on=first.isoformat(), frequency="monthly", week_of_month="1", sessions_in_all="6")
    assert ada.post(at("hours", draft), given | {"kind": "quiet", "on_holidays": "on"}).status_code == 302
    series = draft.series.get()
    assert (series.frequency, series.week_of_month, series.every_weeks) == (Frequency.MONTHLY, 1, 1)
    assert (series.sessions_in_all, series.kind, series.on_holidays) == (6, "quiet", True)
    page = words_of(ada.get(at("hours", draft)))
    assert f"First {first:%A} of the month, 19:00 (Europe/London)" in page
    for fact in ("once a month from", "6 sessions in all", "Quiet", "holidays, too"):
        assert fact in page


def test_which_one_in_the_month_is_read_from_the_first_day(ada: Client, draft: SupportGroup, now: datetime) -> None:
    given = hour(now, starts_on=first_tuesday(now).isoformat(), frequency="monthly", week_of_month="")
    ada.post(at("hours", draft), given)
    assert draft.series.get().week_of_month == WeekOfMonth.FIRST


def test_a_first_day_that_is_another_one_of_its_month_is_explained_with_one_that_fits(
    ada: Client, draft: SupportGroup, now: datetime
) -> None:
    first = first_tuesday(now)
    answer = ada.post(
        at("hours", draft), hour(now, starts_on=first.isoformat(), frequency="monthly", week_of_month="3")
    )
    assert answer.status_code == 422
    fitting = first + timedelta(days=14)
    assert f"begin on {fitting:%A} {fitting.day} {fitting:%B %Y}" in words_of(answer)


@pytest.mark.parametrize(
    ("day", "weeks"),
    [
        (date(2026, 11, 1), [1]),
        (date(2026, 11, 7), [1]),
        (date(2026, 11, 8), [2]),
        (date(2026, 11, 21), [3]),
        (date(2026, 11, 22), [4]),
        (date(2026, 11, 24), [4, -1]),
        (date(2026, 11, 30), [-1]),
        (date(2026, 2, 22), [4, -1]),
        (date(2028, 2, 22), [4]),
        (date(2028, 2, 29), [-1]),
    ],
)
def test_a_day_is_known_by_its_place_in_the_month(day: date, weeks: list[int]) -> None:
    assert weeks_of(day) == weeks


def test_a_day_that_is_the_fourth_and_the_last_is_asked_about(ada: Client, draft: SupportGroup, now: datetime) -> None:
    day = (now + timedelta(days=7)).date()
    while len(weeks_of(day)) == 1:
        day += timedelta(days=1)
    given = hour(now, starts_on=day.isoformat(), frequency="monthly", week_of_month="")
    answer = ada.post(at("hours", draft), given)
    assert "both the fourth and the last" in words_of(answer)
    assert ada.post(at("hours", draft), given | {"week_of_month": "-1"}).status_code == 302


def test_the_coming_sessions_of_a_group_say_what_can_be_done(ada: Client, series: Series, cast: Cast) -> None:
    one, other = series.sessions.order_by("starts_at")[:2]
    Session.objects.filter(pk=one.pk).update(state=SessionState.CANCELLED)
    page = words_of(ada.get(reverse("setup:sessions", args=[cast.group.pk])))
    assert reverse("schedule:return", args=[one.pk]) in page
    assert reverse("schedule:move", args=[one.pk]) not in page
    assert reverse("schedule:move", args=[other.pk]) in page
    assert f"{page_of(series)}?from={other.laid_for.isoformat()}" in page


@pytest.mark.slow  # eight weeks of sessions, changed and changed back
def test_the_pages_of_hours_ask_the_database_little(
    ada: Client, series: Series, cast: Cast, django_assert_max_num_queries
) -> None:
    for name, args in (("sessions", []), ("hour", [series.pk]), ("hour_end", [series.pk]), ("hours", [])):
        with django_assert_max_num_queries(12):
            assert ada.get(reverse(f"setup:{name}", args=[cast.group.pk, *args])).status_code == 200


def test_a_page_that_shows_an_outcome_looks_as_its_reader_wishes(ada: Client, series: Series, cast: Cast) -> None:
    url = reverse("setup:hour_end", args=[cast.group.pk, series.pk])
    head = words_of(ada.post(url, {"ends_on": days_of(series)[1].isoformat()})).partition("<head>")[0]
    assert "data-look" not in head
