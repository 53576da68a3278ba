"""Everybody chooses what they hear, by which way, how long before; and pauses everything, knowing what that means."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from groups.membership.models import SupportGroup
from groups.people.models import PushDevice, User
from groups.people.wishes import ALL, Channel, Topic, Wishes
from groups.reminders.answers import RestForm
from groups.reminders.choices import FOR_FACILITATORS, explained
from tests.cast import Cast, client_of, membership, support_group

PAGE = reverse("reminders:wishes")


def wishes(user: User) -> Wishes:
    person = User.objects.get(pk=user.pk)
    return Wishes(person.wishes, by_mail=person.reminders_by_mail)


def of(topic: str) -> str:
    return reverse("reminders:wish", args=[topic])


def page_of(client: Client, url: str = PAGE) -> str:
    return client.get(url).content.decode()


def with_device(user: User, now: datetime) -> None:
    PushDevice.objects.create(
        user=user, endpoint="https://push.example.org/1", endpoint_hash="1", keys="{}", made_at=now
    )


def test_the_page_says_every_choice_in_words(cast: Cast, django_assert_max_num_queries: Any) -> None:
    User.objects.filter(pk=cast.sam.pk).update(
        wishes={"first": {"by": ["mail"], "hours": 120}, "second": {"by": []}, "news": {"by": []}}
    )
    client = client_of(cast.sam)
    with django_assert_max_num_queries(7):
        page = page_of(client)
    said = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd[^>]*><span>(.*?)</span>", page))
    assert said["Some days before a session"] == "5 days before, by mail"
    assert said["Shortly before a session"] == "Not at all"
    assert said["When something changes"] == "On your page here"
    assert said["A place, or an answer to what you asked for"] == "By mail and on your page here"
    for topic in Topic:
        assert (of(topic) in page) == (topic not in FOR_FACILITATORS)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([{}], "3 days before, by mail and on your page here"),
        ([{}, {"first_note_days": 3}], "3 days before, by mail and on your page here"),
        ([{"first_note_days": 5}], "5 days before, by mail and on your page here"),
        ([{}, {"first_note_days": 5}], "As each group does it, by mail and on your page here"),
        ([{"remind_three_days": False}], "None of your groups sends it"),
        ([{}, {"remind_three_days": False}], "3 days before, by mail and on your page here"),
        ([], "As each group does it, by mail and on your page here"),
    ],
)
def test_how_long_before_is_said_as_the_groups_do_it(
    cast: Cast, now: datetime, rules: list[dict[str, Any]], said: str
) -> None:
    cast.group.memberships.filter(user=cast.sam).delete()
    for n, rule in enumerate(rules):
        group = support_group(now=now, name=f"Group {n}")
        SupportGroup.objects.filter(pk=group.pk).update(**rule)
        membership(group, cast.sam, now=now)
    assert f"<span>{said}</span>" in page_of(client_of(cast.sam))


def test_who_facilitates_is_asked_about_facilitators_notes_too(cast: Cast) -> None:
    page = page_of(client_of(cast.noor))
    for topic in Topic:
        assert of(topic) in page


@pytest.mark.parametrize("topic", FOR_FACILITATORS)
def test_nobody_else_is_asked_about_them_at_all(cast: Cast, topic: str) -> None:
    client = client_of(cast.sam)
    assert client.get(of(topic)).status_code == 404
    assert client.post(of(topic), {"by": ["mail"]}).status_code == 404
    for verb in ("wish_end", "wish_again"):
        assert client.post(reverse(f"reminders:{verb}", args=[topic]), {"by": ["mail"]}).status_code == 404
    assert client.get(of("nothing")).status_code == 404
    assert client.get(of(topic)).content == client.get(of("nothing")).content
    assert User.objects.get(pk=cast.sam.pk).wishes == {}


@pytest.mark.parametrize("topic", Topic.values)
def test_every_topic_has_a_page_that_explains_it_and_keeps_what_is_chosen(cast: Cast, topic: str) -> None:
    client, others = client_of(cast.noor), wishes(cast.idris)
    page = page_of(client, of(topic))
    assert explained(topic).split("’")[0].split("'")[0] in page
    assert client.post(of(topic), {"by": ["mail"]})["Location"] == PAGE
    assert Channel.MAIL in wishes(cast.noor).ways(topic)
    client.post(of(topic), {})
    assert Channel.MAIL not in wishes(cast.noor).ways(topic)
    assert wishes(cast.idris) == others


@pytest.mark.parametrize(("given", "kept"), [("120", 120), ("48", 48), ("", None)])
def test_how_long_before_is_chosen_or_left_to_the_group(cast: Cast, given: str, kept: int | None) -> None:
    client = client_of(cast.sam)
    client.post(of(Topic.FIRST), {"by": ["mail", "in_app"], "hours": given})
    assert wishes(cast.sam).hours(Topic.FIRST) == kept
    chosen = re.findall(r'<input type="radio"[^>]*value="([^"]*)"[^>]*checked', page_of(client, of("first")))
    assert chosen == [given]


@pytest.mark.parametrize("given", [{"by": ["telegram"]}, {"by": ["mail"], "hours": "7"}, {"by": ["mail", "push"]}])
def test_what_does_not_stand_there_is_not_kept_and_what_was_typed_stays(cast: Cast, given: dict[str, Any]) -> None:
    answer = client_of(cast.sam).post(of(Topic.SECOND), given)
    assert answer.status_code == 422
    assert "data-takes-focus" in answer.content.decode()
    assert User.objects.get(pk=cast.sam.pk).wishes == {}


def test_a_way_that_cannot_be_chosen_now_stays_as_it_was(cast: Cast, now: datetime) -> None:
    client = client_of(cast.sam)
    assert 'value="push"' not in page_of(client, of("second"))
    client.post(of("second"), {"by": ["in_app"]})
    assert wishes(cast.sam).ways("second") == {Channel.PUSH, Channel.IN_APP}
    with_device(cast.sam, now)
    assert 'value="push"' in page_of(client, of("second"))
    client.post(of("second"), {"by": ["in_app"]})
    assert wishes(cast.sam).ways("second") == {Channel.IN_APP}


@pytest.mark.parametrize(("key", "has_device", "said"), [("k", False, True), ("k", True, False), ("", False, False)])
def test_who_has_no_device_that_rings_is_told_where_to_switch_it_on(
    cast: Cast, now: datetime, settings: Any, key: str, has_device: bool, said: bool
) -> None:
    settings.PUSH_PRIVATE_KEY = key
    if has_device:
        with_device(cast.sam, now)
    page = page_of(client_of(cast.sam), of("second"))
    assert (reverse("people:device_notes") in page) is said


def test_who_gets_no_mail_at_all_is_told_so_and_keeps_what_they_chose_by_mail(cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(reminders_by_mail=False)
    client = client_of(cast.sam)
    assert "No mail comes at all, as you wished." in page_of(client)
    assert 'value="mail"' not in page_of(client, of("first"))
    client.post(of("first"), {"by": ["in_app"]})
    assert wishes(cast.sam).ways("first") == {Channel.PUSH, Channel.IN_APP}
    User.objects.filter(pk=cast.sam.pk).update(reminders_by_mail=True)
    assert Channel.MAIL in wishes(cast.sam).ways("first")


def test_what_waits_for_an_answer_cannot_be_taken_from_ones_page(cast: Cast) -> None:
    client = client_of(cast.sam)
    page = page_of(client, of("place"))
    assert "On your page here it stands in any case." in page
    assert 'value="in_app"' not in page
    client.post(of("place"), {})
    assert wishes(cast.sam).ways("place") == {Channel.PUSH, Channel.IN_APP}  # No device rings: as it was.


@pytest.mark.parametrize(
    ("topic", "way", "ways", "words"),
    [
        ("first", "mail", {"push", "in_app"}, "Some days before a session: no more mail."),
        ("first", "all", set(), "Some days before a session: nothing more comes."),
        ("news", "mail", {"push", "in_app"}, "When something changes: no more mail."),
        ("news", "all", {"in_app"}, "When something changes: from now on it stands on your page here only."),
    ],
)
def test_one_tap_ends_a_kind_and_one_more_brings_it_back(
    cast: Cast, topic: str, way: str, ways: set[str], words: str
) -> None:
    client = client_of(cast.sam)
    client.post(of(topic), {"by": ["mail", "in_app"], "hours": "72"})
    answer = client.post(reverse("reminders:wish_end", args=[topic]), {"way": way})
    assert urlsplit(answer["Location"]).path == of(topic)
    assert wishes(cast.sam).ways(topic) == ways
    page = page_of(client, answer["Location"])
    assert words in page
    again = reverse("reminders:wish_again", args=[topic])
    undo = re.search(rf'<form method="post" action="{again}">.*?</form>', page, re.DOTALL)
    assert undo is not None
    client.post(again, {"by": re.findall('name="by" value="([^"]*)"', undo[0])})
    assert wishes(cast.sam).ways(topic) == ALL
    assert wishes(cast.sam).hours(topic) == (72 if topic == "first" else None)


def test_the_way_back_is_made_of_known_ways_alone(cast: Cast) -> None:
    page = page_of(client_of(cast.sam), f"{of('first')}?before=mail.%3Cb%3E.x")
    assert "<b>" not in page
    assert page.count("As it was before") == 1
    assert "As it was before" not in page_of(client_of(cast.sam), f"{of('first')}?before=x")


def test_one_mail_a_day_is_chosen_with_its_hour_and_ended_again(cast: Cast) -> None:
    client, url = client_of(cast.sam), reverse("reminders:daily")
    assert client.post(url, {"how": "daily", "at": "17:30"})["Location"] == PAGE
    assert User.objects.get(pk=cast.sam.pk).digest_at == time(17, 30)
    assert 'value="17:30"' in page_of(client, url)
    client.post(url, {"how": "single", "at": "17:30"})
    assert User.objects.get(pk=cast.sam.pk).digest_at is None


@pytest.mark.parametrize("given", [{"how": "daily", "at": ""}, {"how": "daily", "at": "late"}, {}, {"how": "weekly"}])
def test_a_mail_of_the_day_needs_its_hour(cast: Cast, given: dict[str, str]) -> None:
    answer = client_of(cast.sam).post(reverse("reminders:daily"), given)
    assert answer.status_code == 422
    assert User.objects.get(pk=cast.sam.pk).digest_at is None


def test_a_pause_of_everything_says_what_it_means_begins_and_ends(cast: Cast) -> None:
    client, url = client_of(cast.sam), reverse("reminders:rest")
    page = page_of(client, url)
    assert "Your seats stay yours" in page
    assert "you are needed to open a room" not in page
    assert client.post(url, {"how_long": "week"})["Location"] == PAGE
    for shown in (PAGE, url, reverse("reminders:list")):
        assert "Everything is paused until" in page_of(client, shown)
    assert client.post(reverse("reminders:rest_end"))["Location"] == PAGE
    assert User.objects.get(pk=cast.sam.pk).rests_until is None
    assert "Everything is paused until" not in page_of(client)


def test_who_facilitates_reads_that_nobody_will_reach_them(cast: Cast) -> None:
    assert "you are needed to open a room" in page_of(client_of(cast.noor), reverse("reminders:rest"))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"how_long": "for ever"},
        {"how_long": "date"},
        {"how_long": "date", "until": "soon"},
        {"how_long": "date", "until": "2026-05-12"},
        {"how_long": "date", "until": "2027-05-13"},
        {"how_long": "date", "until": "9999-12-31"},
    ],
)
@time_machine.travel(datetime(2026, 5, 12, 12, 0, tzinfo=UTC), tick=False)
def test_a_pause_ends_on_a_day_of_the_coming_year(cast: Cast, given: dict[str, str]) -> None:
    answer = client_of(cast.sam).post(reverse("reminders:rest"), given)
    assert answer.status_code == 422
    assert User.objects.get(pk=cast.sam.pk).rests_until is None


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({"how_long": "day"}, "2026-03-29T12:00"),  # 23 hours: the clocks go forward that night
        ({"how_long": "week"}, "2026-04-04T12:00"),
        ({"how_long": "weeks"}, "2026-04-25T12:00"),
        ({"how_long": "date", "until": "2026-04-10"}, "2026-04-10T00:00"),
        ({"how_long": "date", "until": "2026-03-29"}, "2026-03-29T00:00"),
        ({"how_long": "date", "until": "2027-03-28"}, "2027-03-28T00:00"),
    ],
)
def test_a_pause_ends_at_a_time_of_ones_own_clock(given: dict[str, str], ends: str) -> None:
    here = ZoneInfo("Europe/Lisbon")
    noon = datetime(2026, 3, 28, 12, 0, 40, tzinfo=here)
    form = RestForm(given, user=User(time_zone="Europe/Lisbon"), now=noon.astimezone(UTC))
    assert form.is_valid()
    assert form.ends.astimezone(here) == datetime.fromisoformat(ends).replace(tzinfo=here)
    assert noon < form.ends <= noon + timedelta(days=366)


def test_settings_lead_there(cast: Cast) -> None:
    assert PAGE in page_of(client_of(cast.sam), reverse("people:settings"))
