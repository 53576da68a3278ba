"""May it go to this person, by this way, now: what is wished, what arrives, what a pause of everything keeps back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from groups.people.models import LETTER_TOPIC, LetterKind, MailTrouble, User
from groups.people.reach import Reach
from groups.people.wishes import ALL, ALWAYS_HERE, DEFAULTS, HOURS, Channel, Topic, Wishes
from groups.reminders.models import TOPIC, ReminderKind

NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
LATER, EARLIER = NOON + timedelta(days=7), NOON - timedelta(seconds=1)


def reach(**said: Any) -> Reach:
    return Reach.of(User(email="sam@example.org", **said))


@pytest.mark.parametrize("topic", Topic.values)
@pytest.mark.parametrize("channel", Channel.values)
def test_who_chose_nothing_hears_what_everybody_hears_at_first(topic: str, channel: str) -> None:
    here = channel == Channel.IN_APP and topic in ALWAYS_HERE
    assert reach().goes(topic, channel, now=NOON) is (here or channel in DEFAULTS[topic])


@pytest.mark.parametrize(
    ("said", "channel", "goes"),
    [
        ({"is_active": False}, Channel.IN_APP, False),
        ({"is_active": False}, Channel.MAIL, False),
        ({"reminders_by_mail": False}, Channel.MAIL, False),
        ({"reminders_by_mail": False}, Channel.PUSH, True),
        ({"reminders_by_mail": False}, Channel.IN_APP, True),
        ({"mail_trouble": MailTrouble.BOUNCED}, Channel.MAIL, False),
        ({"mail_trouble": MailTrouble.COMPLAINED}, Channel.MAIL, False),
        ({"mail_trouble": MailTrouble.BOUNCED}, Channel.PUSH, True),
        ({"mail_trouble": MailTrouble.BOUNCED}, Channel.IN_APP, True),
        ({"wishes": {"second": {"by": ["push"]}}}, Channel.MAIL, False),
        ({"wishes": {"second": {"by": ["push"]}}}, Channel.PUSH, True),
        ({"wishes": {"second": {"by": ["push"]}}}, Channel.IN_APP, False),
        ({"wishes": {"second": {"by": []}}}, Channel.IN_APP, False),
        ({"wishes": {"first": {"by": []}}}, Channel.MAIL, True),
        ({"rests_until": LATER}, Channel.MAIL, False),
        ({"rests_until": LATER}, Channel.PUSH, False),
        ({"rests_until": LATER}, Channel.IN_APP, True),
        ({"rests_until": EARLIER}, Channel.MAIL, True),
        ({"rests_until": NOON}, Channel.MAIL, True),
    ],
)
def test_what_decides_whether_a_note_before_a_session_goes(said: dict[str, Any], channel: Channel, goes: bool) -> None:
    assert reach(**said).goes(Topic.SECOND, channel, now=NOON) is goes


def test_a_pause_of_everything_changes_no_wish_and_says_until_when() -> None:
    resting = reach(rests_until=LATER)
    assert resting.wished(Topic.SECOND, Channel.MAIL)
    assert resting.rest(Channel.MAIL, now=NOON) == LATER
    assert resting.rest(Channel.MAIL, now=LATER) is None
    assert resting.rest(Channel.IN_APP, now=NOON) is None


@pytest.mark.parametrize("topic", sorted(ALWAYS_HERE))
def test_what_waits_for_an_answer_stands_on_ones_page_whatever_was_chosen(topic: str) -> None:
    wishes = Wishes({topic: {"by": []}})
    assert wishes.ways(topic) == {Channel.IN_APP}


@pytest.mark.parametrize(
    "kept",
    [{"second": "mail"}, {"second": {"by": "mail"}}, {"second": {}}, {"second": None}, {"other thing": {"by": []}}, {}],
)
def test_a_value_that_nobody_knows_any_more_counts_as_nothing_said(kept: dict[str, Any]) -> None:
    assert Wishes(kept).ways(Topic.SECOND) == ALL
    assert Wishes(kept).hours(Topic.SECOND) is None


def test_a_way_that_nobody_knows_any_more_is_no_way() -> None:
    assert Wishes({"second": {"by": ["mail", "telegram", 7, ["push"]]}}).ways(Topic.SECOND) == {Channel.MAIL}


@pytest.mark.parametrize("topic", sorted(HOURS))
def test_hours_are_those_that_can_be_chosen(topic: str) -> None:
    for hours in HOURS[topic]:
        assert Wishes({topic: {"hours": hours}}).hours(topic) == hours
    for wrong in (0, 7, -24, "24", 24.5, None, [24], 100000):
        assert Wishes({topic: {"hours": wrong}}).hours(topic) is None
    assert Wishes({Topic.NEWS: {"hours": 24}}).hours(Topic.NEWS) is None


def test_every_kind_of_letter_and_of_reminder_follows_one_choice() -> None:
    assert set(LETTER_TOPIC) == set(LetterKind)
    assert set(TOPIC) == set(ReminderKind)
