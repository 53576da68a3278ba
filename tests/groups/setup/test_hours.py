"""When a group meets: laid, ended after what people were told, taken back while nobody knows."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from groups.membership.models import SupportGroup
from groups.schedule.actions.series import DayDoesNotFit
from groups.schedule.models import Series, Session
from groups.setup import actions
from tests.cast import Cast, meeting
from tests.groups.setup.conftest import at, changes_of, words_of
from tests.groups.setup.test_way import hour


def test_an_hour_lays_its_sessions_and_shows_them_on_both_clocks(
    ada: Client, cast: Cast, draft: SupportGroup, now: datetime
) -> None:
    cast.ada.time_zone = "Asia/Tokyo"
    cast.ada.save()
    ada.post(at("hours", draft), hour(now, time_zone="America/New_York"))
    draft.refresh_from_db()
    assert draft.time_zone == "America/New_York"
    page = words_of(ada.get(at("hours", draft)))
    assert "19:00 to 20:15 (America/New York)" in page
    assert "(Asia/Tokyo)" in page
    assert changes_of(draft)[0]["time_zone"] == ["UTC", "America/New_York"]


def test_sending_an_hour_twice_makes_one(ada: Client, draft: SupportGroup, now: datetime) -> None:
    first, second = (ada.post(at("hours", draft), hour(now)) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "has this hour already" in words_of(second)
    assert draft.series.count() == 1


def test_an_hour_of_a_draft_is_taken_back_with_its_sessions(ada: Client, draft: SupportGroup, now: datetime) -> None:
    ada.post(at("hours", draft), hour(now))
    series = draft.series.get()
    ada.post(f"{at('hours', draft)}{series.pk}/end/", {"do": "drop"})
    assert not Series.objects.filter(group=draft).exists()
    assert not Session.objects.filter(group=draft).exists()


def test_an_hour_that_has_begun_is_not_taken_back(cast: Cast, draft: SupportGroup, now: datetime) -> None:
    series = Series.objects.create(group=draft, starts_on=now.date(), at=now.time(), time_zone="UTC")
    meeting(draft, starts_at=now - timedelta(hours=3), series=series, laid_for=now.date())
    with pytest.raises(DayDoesNotFit):
        actions.drop(series=series, by=cast.ada, now=now)
    assert Session.objects.filter(series=series).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_on", "2001-01-01"),
        ("starts_on", "9999-12-31"),
        ("starts_on", "0001-01-01"),
        ("starts_on", ""),
        ("at", "25:00"),
        ("minutes", "9"),
        ("minutes", "9" * 5000),
        ("every_weeks", "0"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "Europe/London\0"),
        ("ends_on", "2001-01-01"),
    ],
)
def test_an_hour_that_cannot_be_right_is_explained_and_nothing_is_lost(
    ada: Client, draft: SupportGroup, now: datetime, field: str, value: str
) -> None:
    answer = ada.post(at("hours", draft), hour(now, **{field: value}))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in words_of(answer)
    assert words_of(answer).count("Choose a time zone") <= 3
    assert not draft.series.exists()


def test_an_hour_with_a_kind_of_its_own_keeps_it_when_the_group_changes(
    ada: Client, cast: Cast, draft: SupportGroup, now: datetime
) -> None:
    ada.post(at("hours", draft), hour(now))
    ada.post(at("hours", draft), hour(now, at="09:00", kind="quiet"))
    group = SupportGroup.objects.get(pk=draft.pk)
    actions.change(group=group, facts={"kind": "workshop"}, by=cast.ada, now=now)
    kinds = {(one.series.kind, one.kind) for one in Session.objects.filter(group=draft).select_related("series")}
    assert kinds == {("", "workshop"), ("quiet", "quiet")}
