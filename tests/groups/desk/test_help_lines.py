"""Whom people are told to call: added, checked, changed and removed by admins, shown to everybody."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from groups.desk import policy
from groups.desk.actions import organisation as actions
from groups.organisation.models import HelpLine
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, with_second_factor

LINE = {"country": "GB", "name": "Samaritans", "phone": "116 123", "url": "", "note": "Day and night.", "owner": "Ada"}


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def kept(**fields: object) -> HelpLine:
    return HelpLine.objects.create(**({"country": "GB", "name": "Shout", "phone": "85258"} | fields))


def test_a_new_line_stands_on_the_help_page(ada: Client) -> None:
    assert ada.post("/manage/help-lines/new/", LINE)["Location"] == "/manage/help-lines/"
    page = client_of(None).get("/help/?country=GB").content.decode()
    assert "Samaritans" in page
    assert "not checked yet" in page
    line = AuditLine.objects.get()
    assert (line.act, line.changes["phone"], "owner" in line.changes) == ("help_line.added", ["", "116 123"], False)


def test_checked_today_is_one_tap_and_everybody_sees_the_day(ada: Client, cast: Cast) -> None:
    line = kept()
    ada.post(f"/manage/help-lines/{line.pk}/check/")
    ada.post(f"/manage/help-lines/{line.pk}/check/")
    line.refresh_from_db()
    today = timezone.localdate()
    assert line.checked_on == today
    assert f"checked on {today.day}" in client_of(None).get("/help/").content.decode()
    assert AuditLine.objects.get().changes == {"checked_on": [None, today.isoformat()]}


@pytest.mark.parametrize(
    ("days", "words"), [(None, "not checked yet"), (91, "please call again"), (90, "checked on"), (1, "checked on")]
)
def test_a_line_that_nobody_called_for_long_is_pointed_out(ada: Client, days: int | None, words: str) -> None:
    kept(checked_on=None if days is None else timezone.localdate() - timedelta(days=days))
    page = ada.get("/manage/help-lines/").content.decode()
    assert words in page
    assert ("please call again" in page) == (days == 91)


def test_what_has_changed_is_in_the_log_and_who_looks_after_it_is_not(ada: Client) -> None:
    line = kept(owner="Max")
    ada.post(f"/manage/help-lines/{line.pk}/", LINE | {"checked_on": "2026-01-31"})
    line.refresh_from_db()
    assert (line.name, line.owner, line.checked_on) == ("Samaritans", "Ada", date(2026, 1, 31))
    assert AuditLine.objects.get().changes == {
        "name": ["Shout", "Samaritans"],
        "phone": ["85258", "116 123"],
        "note": ["", "Day and night."],
        "owner": [None, None],
        "checked_on": [None, "2026-01-31"],
    }


def test_a_line_is_removed_after_a_look_and_the_log_keeps_it(ada: Client) -> None:
    line = kept()
    assert "The log keeps what it was" in ada.get(f"/manage/help-lines/{line.pk}/removal/").content.decode()
    ada.post(f"/manage/help-lines/{line.pk}/removal/")
    assert not HelpLine.objects.exists()
    assert AuditLine.objects.get().changes["phone"] == ["85258", ""]
    assert ada.post(f"/manage/help-lines/{line.pk}/removal/").status_code == 404


def test_a_line_that_another_admin_takes_away_meanwhile_is_told(cast: Cast, now: datetime) -> None:
    line = kept()
    HelpLine.objects.all().delete()
    with pytest.raises(policy.LineIsGone):
        actions.change_help_line(line=line, given={"name": "Other"}, by=cast.ada, now=now)
    with pytest.raises(policy.LineIsGone):
        actions.check_help_line(line=line, on=now.date(), by=cast.ada, now=now)
    actions.remove_help_line(line=line, by=cast.ada, now=now)
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"phone": "", "url": ""}, "so that somebody can be reached"),
        ({"phone": "call me"}, "digits"),
        ({"url": "javascript:alert(1)"}, "web address"),
        ({"country": "XX"}, "valid choice"),
        ({"country": ""}, "required"),
        ({"checked_on": "yesterday"}, "year, month, day"),
        ({"checked_on": "9999-12-31"}, "still to come"),
        ({"name": ""}, "required"),
        ({"name": "x" * 121}, "at most 120"),
    ],
)
def test_what_cannot_be_right_is_explained_and_nothing_typed_is_lost(
    ada: Client, given: dict[str, str], sentence: str
) -> None:
    for address in ("/manage/help-lines/new/", f"/manage/help-lines/{kept().pk}/"):
        answer = ada.post(address, LINE | given)
        page = answer.content.decode()
        assert (answer.status_code, sentence in page) == (422, True)
        assert "Day and night." in page
    assert not AuditLine.objects.exists()


def test_the_frame_of_a_page_without_lines_says_what_is_shown_instead(ada: Client, now: datetime) -> None:
    assert "publicly known" in ada.get("/manage/help-lines/").content.decode()
