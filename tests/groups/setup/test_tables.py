"""Groups from a table: looked at first, judged twice, and kept as a whole or not at all; and back again."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.invitations.models import Invitation
from groups.invitations.policy import MOST_A_DAY
from groups.membership.models import Agreement, SupportGroup
from groups.schedule.models import Session
from groups.setup import actions
from groups.setup.rows import sheet_of, table
from moderation.audit.models import AuditLine
from tests.cast import Cast
from tests.groups.setup.conftest import words_of

TWO_GROUPS = """name,template,capacity,languages,weekday,time,time_zone,facilitators,members
Thursday grief,Grief,5,"de, en",Thursday,19:00,Europe/Berlin,Wren@example.org noor@example.org,pat@example.org
Chairs,two,,,,,,,
"""


def look(ada: Client, text: str | bytes) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return ada.post(reverse("setup:table"), {"table": SimpleUploadedFile("groups.csv", data, "text/csv")})


def confirm(ada: Client, text: str) -> Any:
    return ada.post(reverse("setup:table_confirmation"), {"text": text})


def names() -> set[str]:
    return set(SupportGroup.objects.values_list("name", flat=True))


def test_a_dry_run_keeps_nothing_and_carries_the_text_to_the_next_page(ada: Client, cast: Cast) -> None:
    answer = look(ada, TWO_GROUPS)
    assert answer.status_code == 200
    page = words_of(answer)
    assert "2 groups would be made" in page
    assert "3 invitations would go out" in page
    assert answer.context["form"].initial == {"text": TWO_GROUPS}
    assert names() == {"Tuesday circle"}
    assert not Invitation.objects.exists()


def test_confirming_makes_all_of_it(ada: Client, cast: Cast, now: datetime) -> None:
    text = look(ada, TWO_GROUPS).context["form"].initial["text"]
    assert confirm(ada, text.replace("\n", "\r\n"))["Location"] == reverse("setup:groups")
    grief = SupportGroup.objects.get(name="Thursday grief")
    assert (grief.capacity, grief.language, grief.other_languages, grief.time_zone) == (5, "de", "en", "Europe/Berlin")
    assert (grief.is_published, grief.agreement_version, grief.pause_weeks) == (False, 1, 8)
    series = grief.series.get()
    assert (series.starts_on.weekday(), series.at.hour, series.minutes) == (3, 19, 75)
    assert now.date() < series.starts_on <= now.date() + timedelta(days=8)
    assert Session.objects.filter(group=grief).count() >= 7
    asked = set(Invitation.objects.values_list("address", "invited_as", "group__name"))
    assert asked == {
        ("wren@example.org", "facilitator", "Thursday grief"),
        ("noor@example.org", "facilitator", "Thursday grief"),
        ("pat@example.org", "member", "Thursday grief"),
    }
    assert SupportGroup.objects.get(name="Chairs").capacity == 2
    assert AuditLine.objects.filter(act="group.created", actor=cast.ada.pk).count() == 2


def test_sending_it_twice_is_told(ada: Client, cast: Cast) -> None:
    confirm(ada, TWO_GROUPS)
    again = confirm(ada, TWO_GROUPS)
    assert again.status_code == 422
    assert "is there already" in words_of(again)
    assert len(names()) == 3


WRONG = [
    ("name", "Tuesday  CIRCLE", "is there already"),
    ("template", "choir", "no template of this name"),
    ("capacity", "13", "12"),
    ("capacity", "9" * 5000, "number"),
    ("kind", "choir", "valid choice"),
    ("languages", "Klingon", "do not know a language"),
    ("same_people", "perhaps", "yes or no"),
    ("retention_days", "0", "1"),
    ("plan", "Arriving", "minutes"),
    ("agreement_line", "x" * 201, "200"),
    ("weekday", "Someday", "day of the week"),
    ("first_day", "2026-13-01", "valid date"),
    ("first_day", "0001-01-01", "far away"),
    ("time", "25:00", "valid time"),
    ("minutes", "5", "10"),
    ("every_weeks", "9", "8"),
    ("time_zone", "Mars/Olympus", "time zone"),
    ("last_day", "1990-01-01", "before the first"),
    ("facilitators", "not-an-address", "not a mail address"),
    ("members", "a@b", "not a mail address"),
    ("purpose", "x" * 601, "600"),
    ("experience", "x" * 61, "60"),
    ("name", "…", "letter or number"),
    ("week_of_month", "fifth", "fourth or last"),
    ("number_of_sessions", "0", "1 to 520"),
    ("session_kind", "loud", "circle, quiet"),
    ("on_holidays", "perhaps", "yes or no"),
]


@pytest.mark.parametrize(("column", "cell", "sentence"), WRONG)
def test_a_wrong_cell_is_told_with_its_row_and_column_and_nothing_is_kept(
    ada: Client, cast: Cast, column: str, cell: str, sentence: str
) -> None:
    good = {"name": "One", "template": "circle", "weekday": "Monday", "time": "19:00"}
    bad = {**good, "name": "Two", column: cell}
    columns = list(bad)
    text = "\n".join(",".join(row.get(name, "") for name in columns) for row in ({n: n for n in columns}, good, bad))
    for answer in (look(ada, text), confirm(ada, text)):
        assert answer.status_code == 422
        told = [one for one in answer.context["found"].problems if one.column == column]
        assert [one.row for one in told] == [3] * len(told) != []
        assert any(sentence in one.say for one in told), told
        assert "button--main" not in words_of(answer)
    assert names() == {"Tuesday circle"}


def test_a_weekday_that_is_none_is_told_once(ada: Client, cast: Cast) -> None:
    text = "name,template,weekday,time\nOne,circle,Someday,25:00\n"
    assert [one.column for one in look(ada, text).context["found"].problems] == ["time", "weekday"]


def test_a_day_that_contradicts_itself_is_told(ada: Client, cast: Cast) -> None:
    text = "name,template,first_day,weekday,time\nOne,circle,2026-11-24,Friday,19:00\n"  # a Tuesday
    [problem] = look(ada, text).context["found"].problems
    assert (problem.column, "another day" in problem.say) == ("weekday", True)


def test_a_zone_without_an_hour_is_judged_too(ada: Client, cast: Cast) -> None:
    text = "name,template,time_zone\nOne,circle,Europe/Vienna\nTwo,circle,Mars/Olympus\n"
    [problem] = look(ada, text).context["found"].problems
    assert (problem.row, problem.column) == (3, "time_zone")
    confirm(ada, text.replace("Mars/Olympus", "Asia/Tokyo"))
    assert SupportGroup.objects.get(name="Two").time_zone == "Asia/Tokyo"


def test_a_row_without_a_template_begins_with_what_the_organisation_begins_with(ada: Client, cast: Cast) -> None:
    confirm(ada, "name,purpose\nPlain,For company\n")
    plain = SupportGroup.objects.get(name="Plain")
    assert (plain.capacity, plain.language, plain.agreement_version, plain.plan.count()) == (8, "en", 0, 0)


@pytest.mark.parametrize("text", ["", "\0", "name\n\0", "nonsense", '"', "name\nTea,\ud7ff", "\ufeff\ufeff"])
def test_garbage_is_answered_with_a_sentence(ada: Client, cast: Cast, text: str) -> None:
    for answer in (look(ada, text), confirm(ada, text)):
        assert answer.status_code == 422
        assert "errors-title" in words_of(answer)
    assert ada.post(reverse("setup:table")).status_code == 422
    assert ada.post(reverse("setup:table_confirmation")).status_code == 422


def test_a_file_that_is_too_large_is_not_read_to_its_end(ada: Client, cast: Cast) -> None:
    answer = look(ada, b"name\n" + b"x" * 2_000_000)
    assert answer.status_code == 422
    assert "one megabyte" in words_of(answer)


def test_more_addresses_than_go_out_in_a_day_are_told_before_anything_is_made(ada: Client, cast: Cast) -> None:
    addresses = " ".join(f"p{number}@example.org" for number in range(MOST_A_DAY + 1))
    answer = look(ada, f"name,template,members\nOne,circle,{addresses}\n")
    assert answer.status_code == 422
    assert "101 addresses" in words_of(answer)


@pytest.mark.slow  # a hundred invitations
def test_an_invitation_that_does_not_go_out_undoes_every_group(ada: Client, cast: Cast, now: datetime) -> None:
    for number in range(MOST_A_DAY - 1):
        actions.ask_to_facilitate(group=cast.group, address=f"q{number}@example.org", by=cast.ada, now=now)
    answer = confirm(ada, "name,template,members\nOne,circle,a@example.org\nTwo,circle,b@example.org\n")
    assert answer.status_code == 422
    [problem] = answer.context["found"].problems
    assert (problem.row, "100 invitations" in problem.say) == (3, True)
    assert names() == {"Tuesday circle"}
    assert not Invitation.objects.filter(address="a@example.org").exists()


FACTS = [field.name for field in SupportGroup._meta.fields if field.name not in ("id", "created_at", "is_published")]


def facts_of(group: SupportGroup) -> dict[str, Any]:
    plan = group.plan.all().in_order()
    agreement = Agreement.objects.filter(group=group, version=group.agreement_version).values_list("brief", "words")
    hour = group.series.values_list("starts_on", "at", "minutes", "every_weeks", "time_zone", "ends_on")
    facts = {name: getattr(group, name) for name in FACTS}
    return {**facts, "plan": plan, "agreement": list(agreement), "hour": list(hour)}


@pytest.mark.slow  # four groups there, out, and in again
def test_what_is_saved_as_a_table_can_be_brought_in_again(ada: Client, cast: Cast, now: datetime) -> None:
    confirm(ada, TWO_GROUPS)
    odd = {"name": "=Tea + 'cake'", "purpose": '-A "b",\nc', "experience": "@home", "room_rules": "'tis fine\n+1"}
    confirm(ada, "name,template\nThird,quiet\n")
    SupportGroup.objects.filter(name="Third").update(
        **odd,
        time_zone="Asia/Tokyo",
        remind_three_days=False,
        first_note_days=5,
        first_note_at=time(18, 30),
        second_note_days=2,
        writes_after=False,
        same_people=False,
        meeting_link="https://meet.example.org/{token}",
    )
    before = {group.name: facts_of(group) for group in SupportGroup.objects.exclude(pk=cast.group.pk)}

    answer = ada.get(reverse("setup:export"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    table = answer.content.decode()
    for private in ("@example.org", "Sam", "Wren"):
        assert private not in table
    assert "\r\n'=Tea" in table
    for group in SupportGroup.objects.all():
        SupportGroup.objects.filter(pk=group.pk).update(name=f"{group.name} before")
    found = look(ada, table)
    assert found.status_code == 200, found.context["found"].problems
    assert confirm(ada, table).status_code == 302

    after = {group.name: facts_of(group) for group in SupportGroup.objects.exclude(name__endswith=" before")}
    assert {name: after[name] for name in before} == before
    assert len(after) == len(sheet_of(table).rows) == 4


def test_saving_many_groups_asks_the_database_as_little_as_saving_one(
    ada: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    SupportGroup.objects.bulk_create(SupportGroup(name=f"Group {n:03}", purpose="Company.") for n in range(100))
    with django_assert_max_num_queries(8):
        ada.get(reverse("setup:export"))


def test_a_monthly_hour_comes_in_and_is_saved_as_it_was(ada: Client, cast: Cast, now: datetime) -> None:
    columns = "name,template,weekday,time,week_of_month,number_of_sessions,session_kind,on_holidays,time_zone"
    confirm(ada, f"{columns}\nMonthly,circle,Tuesday,19:00,First,6,quiet,yes,Europe/London\n")
    series = SupportGroup.objects.get(name="Monthly").series.get()
    assert (series.frequency, series.week_of_month, series.starts_on.weekday()) == ("monthly", 1, 1)
    assert series.starts_on.day <= 7
    assert series.starts_on > now.date()
    assert (series.sessions_in_all, series.kind, series.on_holidays) == (6, "quiet", True)
    saved = sheet_of(ada.get(reverse("setup:export")).content.decode())
    [row] = [row.cells for row in saved.rows if row.cells["name"] == "Monthly"]
    assert (row["week_of_month"], row["number_of_sessions"], row["session_kind"]) == ("first", "6", "quiet")
    again = {**row, "name": "Again"}
    confirm(ada, table([again]))
    other = SupportGroup.objects.get(name="Again").series.get()
    same = ("starts_on", "at", "minutes", "frequency", "week_of_month", "sessions_in_all", "kind", "on_holidays")
    assert [getattr(other, name) for name in same] == [getattr(series, name) for name in same]
