"""One tap in a mail stops others like it, without signing in (RFC 8058); and whoever opens the link changes nothing."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from groups.people.actions import keep
from groups.people.models import ChangedWishes, User
from groups.people.tokens import EVERYTHING, LONG, TOPIC_CODES, read_stop_token, stop_token
from groups.people.wishes import Channel, Topic, Wishes
from tests.cast import Cast
from tests.guards.test_words import NEVER

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link(user: User, topic: str = Topic.FIRST) -> str:
    return f"/mail/stop/{stop_token(user.pk, topic)}/"


def ways(user: User, topic: str = Topic.FIRST) -> frozenset[str]:
    now = User.objects.get(pk=user.pk)
    return Wishes(now.wishes, by_mail=now.reminders_by_mail).ways(topic)


def page(client: Client, path: str, **given: str) -> str:
    """What stands on the page that a tap leads to."""
    answer = client.post(path, given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def undo_in(words: str) -> str:
    found = re.search(r'name="undo" value="([^"]+)"', words)
    return found.group(1) if found else ""


@pytest.fixture
def anybody() -> Client:
    """Whoever holds the mail: no cookie, and no token against forgery."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("topic", TOPIC_CODES)
def test_a_token_says_whose_and_what_and_nothing_in_words(topic: str) -> None:
    whose = uuid.uuid4()
    token = stop_token(whose, topic)
    assert (len(token), read_stop_token(token)) == (LONG, (whose, topic))


def test_every_topic_has_a_number_of_its_own() -> None:
    assert set(TOPIC_CODES) == {EVERYTHING, *Topic.values}
    assert len(set(TOPIC_CODES.values())) == len(TOPIC_CODES)


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "A", lambda t: "B" + t[1:], lambda t: t[:-1] + "ä"])
def test_a_token_that_we_did_not_make_says_nothing(change: Any) -> None:
    token = stop_token(uuid.UUID(int=7), Topic.FIRST)
    assert read_stop_token(change(token)) is None


def test_a_machine_that_posts_one_click_stops_mail_of_that_kind_at_once(cast: Cast, anybody: Client) -> None:
    version = cast.sam.wishes_version
    answer = anybody.post(link(cast.sam), ONE_CLICK)
    assert answer.status_code == 200  # and no redirect (RFC 8058 § 3.1)
    assert ways(cast.sam) == Wishes({}).ways(Topic.FIRST) - {Channel.MAIL}
    assert Channel.MAIL in ways(cast.sam, Topic.SECOND)
    assert Channel.MAIL in ways(cast.ana)
    sam = User.objects.get(pk=cast.sam.pk)
    assert (sam.reminders_by_mail, sam.wishes_version) == (True, version + 1)
    assert ChangedWishes.objects.get(user=sam).version == version + 1


def test_posted_again_it_answers_the_same_and_changes_nothing_more(cast: Cast, anybody: Client) -> None:
    pages = [anybody.post(link(cast.sam), ONE_CLICK).content for _ in range(3)]
    assert len({re.sub(rb'value="[^"]{64}"', b"", page) for page in pages}) == 1
    assert User.objects.get(pk=cast.sam.pk).wishes_version == cast.sam.wishes_version + 1


def test_a_form_of_several_parts_counts_too(cast: Cast, anybody: Client) -> None:
    words = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    anybody.generic("POST", link(cast.sam), words, content_type="multipart/form-data; boundary=x")
    assert Channel.MAIL not in ways(cast.sam)


def test_the_mail_of_the_day_stops_all_mail(cast: Cast, anybody: Client) -> None:
    anybody.post(link(cast.sam, EVERYTHING), ONE_CLICK)
    assert not User.objects.get(pk=cast.sam.pk).reminders_by_mail


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_it_changes_nothing(cast: Cast, anybody: Client, method: str) -> None:
    answer = getattr(anybody, method)(link(cast.sam) + "?undo=KIND&do=all&List-Unsubscribe=One-Click")
    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"]
    assert User.objects.get(pk=cast.sam.pk).wishes_version == cast.sam.wishes_version


def test_an_empty_post_changes_nothing(cast: Cast, anybody: Client) -> None:
    anybody.post(link(cast.sam), {"do": "something", "undo": "kind"})
    assert User.objects.get(pk=cast.sam.pk).wishes_version == cast.sam.wishes_version


@pytest.mark.parametrize("how", ["made up", "gone", "closed"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_dead_links_are_answered_alike(cast: Cast, anybody: Client, how: str, method: str) -> None:
    path = link(cast.olu)
    if how == "made up":
        path = f"/mail/stop/{'A' * LONG}/"
    elif how == "gone":
        cast.olu.delete()
    else:
        User.objects.filter(pk=cast.olu.pk).update(is_active=False)
    answer, nothing = getattr(anybody, method)(path, ONE_CLICK), anybody.get("/mail/stop/what/")
    assert (answer.status_code, answer.content) == (404, nothing.content)


@pytest.mark.slow  # many pages
def test_the_page_names_nobody_and_not_what_is_stopped(cast: Cast, anybody: Client) -> None:
    for topic in (*Topic.values, EVERYTHING):
        for given in ({}, {"do": "kind"}, {"do": "all"}):
            words = page(anybody, link(cast.sam, topic), **given)
            seen = re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", "", words, flags=re.DOTALL))
            for telling in (cast.group.name, "Sam", "sam@", "session", "group", "facilitat"):
                assert telling not in seen
            assert not NEVER.search(seen)
        keep(user=cast.sam, changes={"reminders_by_mail": True})


def test_what_a_tap_did_can_be_taken_back_for_an_hour(cast: Cast, anybody: Client) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        words = page(anybody, link(cast.sam), do="kind")
        assert "No more mail like that one" in words
        assert "Other mail still comes." in words
        undo = undo_in(words)
        clock.move_to(now + timedelta(minutes=61))
        page(anybody, link(cast.sam), undo=undo)
        assert Channel.MAIL not in ways(cast.sam)
        clock.move_to(now + timedelta(minutes=59))
        assert "Less mail, or none" in page(anybody, link(cast.sam), undo=undo)
        assert Channel.MAIL in ways(cast.sam)


def test_all_mail_is_stopped_by_a_tap_and_comes_again_by_another(cast: Cast, anybody: Client) -> None:
    words = page(anybody, link(cast.sam), do="all")
    assert "No mail comes any more" in words
    assert 'value="all"' not in words
    page(anybody, link(cast.sam), undo=undo_in(words))
    assert User.objects.get(pk=cast.sam.pk).reminders_by_mail
    assert Channel.MAIL in ways(cast.sam)


def test_an_old_mail_turns_nothing_on_that_its_person_turned_off(cast: Cast, anybody: Client) -> None:
    keep(user=cast.sam, changes={"reminders_by_mail": False})
    words = page(anybody, link(cast.sam), do="all")
    assert undo_in(words) == ""
    page(anybody, link(cast.sam), undo="all")
    of_another = undo_in(page(anybody, link(cast.ana), do="all"))
    page(anybody, link(cast.sam), undo=of_another)
    assert not User.objects.get(pk=cast.sam.pk).reminders_by_mail
