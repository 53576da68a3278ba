"""A change of what decides sending takes a new version, in one place, and what waits is judged anew."""

import datetime
import uuid
from typing import Any

import pytest

from groups.people import actions, said
from groups.people.letters import write_to
from groups.people.models import ChangedWishes, Letter, LetterKind, LetterState, MailTrouble, User
from groups.people.wishes import ALL, Channel, Topic, Wishes
from tests.cast import Cast

NOON = datetime.datetime(2026, 5, 12, 12, 0, tzinfo=datetime.UTC)
CHANGES: dict[str, dict[str, Any]] = {
    # column: what is kept, with what must go with it
    "wishes": {"wishes": {"first": {"by": []}}},
    "reminders_by_mail": {"reminders_by_mail": False},
    "quiet_from": {"quiet_from": datetime.time(21, 0)},
    "quiet_to": {"quiet_to": datetime.time(7, 0)},
    "time_zone": {"time_zone": "Asia/Tokyo"},
    "digest_at": {"digest_at": datetime.time(18, 0)},
    "rests_until": {"rests_until": NOON},
    "mail_trouble": {"mail_trouble": MailTrouble.BOUNCED, "mail_trouble_at": NOON},
    "mail_trouble_at": {"mail_trouble": MailTrouble.COMPLAINED, "mail_trouble_at": NOON},
    "mail_is_private": {"mail_is_private": False},
    "plain_mail": {"plain_mail": True},
}


def version(user: User) -> int:
    return User.objects.get(pk=user.pk).wishes_version


def job(user: User) -> int | None:
    return ChangedWishes.objects.filter(user=user).values_list("version", flat=True).first()


def waiting(user: User, **facts: Any) -> Letter:
    """A letter that waits, at noon, for tomorrow."""
    about = uuid.uuid4()
    write_to(user=user, kind=LetterKind.ANSWER, about=about, path="/", now=NOON)
    given = {"due_at": NOON + datetime.timedelta(days=1), **facts}
    Letter.objects.filter(about=about).update(**given)
    return Letter.objects.get(about=about)


@pytest.mark.parametrize("column", sorted(said.DECIDES))
def test_whatever_decides_takes_a_new_version_and_is_a_job_where_it_moves_hours(cast: Cast, column: str) -> None:
    others = version(cast.ana)
    before = version(cast.sam)
    actions.keep(user=cast.sam, changes=CHANGES[column])
    assert version(cast.sam) == before + 1
    assert job(cast.sam) == (before + 1 if column in said.WHEN else None)
    assert (version(cast.ana), job(cast.ana)) == (others, None)


@pytest.mark.parametrize("changes", [{"boundary": "no_advice"}, {"pronouns": "they"}, {"chosen_name": "Wren"}])
def test_what_decides_nothing_is_no_new_version(cast: Cast, changes: dict[str, Any]) -> None:
    before = version(cast.sam)
    actions.keep(user=cast.sam, changes=changes)
    assert (version(cast.sam), job(cast.sam)) == (before, None)


def test_a_second_change_is_a_newer_job(cast: Cast) -> None:
    before = version(cast.sam)
    for hour in (18, 19):
        actions.keep(user=cast.sam, changes={"digest_at": datetime.time(hour)})
    assert job(cast.sam) == version(cast.sam) == before + 2


def test_who_answers_the_question_about_quiet_hours_takes_a_new_version_too(cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(next_question="quiet")
    cast.sam.refresh_from_db()
    before = version(cast.sam)
    given = {"quiet_from": None, "quiet_to": None}
    assert actions.answer(user=cast.sam, question="quiet", changes=given) == "boundary"
    assert (version(cast.sam), job(cast.sam)) == (before + 1, before + 1)


def test_who_answers_on_one_device_what_another_is_past_keeps_the_answer_once(cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(next_question="reminders")
    cast.sam.next_question = "quiet"
    before = version(cast.sam)
    actions.answer(user=cast.sam, question="quiet", changes={"quiet_from": None, "quiet_to": None})
    person = User.objects.get(pk=cast.sam.pk)
    assert (person.next_question, person.quiet_from, person.wishes_version) == ("reminders", None, before + 1)


def test_not_now_keeps_nothing_and_is_no_new_version(cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(next_question="quiet")
    cast.sam.refresh_from_db()
    before = version(cast.sam)
    actions.answer(user=cast.sam, question="quiet", changes={})
    assert (version(cast.sam), job(cast.sam)) == (before, None)


def test_one_topic_is_chosen_and_the_others_stay(cast: Cast) -> None:
    actions.choose(user=cast.sam, topic=Topic.FIRST, ways=[Channel.MAIL], hours=120)
    actions.choose(user=cast.sam, topic=Topic.SECOND, ways=[])
    wishes = Wishes(User.objects.get(pk=cast.sam.pk).wishes)
    assert (wishes.ways(Topic.FIRST), wishes.hours(Topic.FIRST)) == ({Channel.MAIL}, 120)
    assert (wishes.ways(Topic.SECOND), wishes.hours(Topic.SECOND)) == (frozenset(), None)
    assert wishes.ways(Topic.NEWS) == ALL


def test_one_way_less_and_again_leaves_the_rest_of_a_choice(cast: Cast) -> None:
    actions.choose(user=cast.sam, topic=Topic.FIRST, ways=ALL, hours=48)
    actions.hear_no_more(user=cast.sam, topic=Topic.FIRST, ways=[Channel.MAIL])
    wishes = Wishes(User.objects.get(pk=cast.sam.pk).wishes)
    assert (wishes.ways(Topic.FIRST), wishes.hours(Topic.FIRST)) == ({Channel.PUSH, Channel.IN_APP}, 48)
    actions.hear_again(user=cast.sam, topic=Topic.FIRST, ways=[Channel.MAIL])
    wishes = Wishes(User.objects.get(pk=cast.sam.pk).wishes)
    assert (wishes.ways(Topic.FIRST), wishes.hours(Topic.FIRST)) == (ALL, 48)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_pause_of_everything_is_some_time_in_the_coming_year(cast: Cast, days: int) -> None:
    with pytest.raises(actions.NoSuchRest):
        actions.rest(user=cast.sam, until=NOON + datetime.timedelta(days=days), now=NOON)
    assert User.objects.get(pk=cast.sam.pk).rests_until is None


def test_who_ends_a_pause_of_everything_gets_what_waited_at_once(cast: Cast) -> None:
    actions.rest(user=cast.sam, until=NOON + datetime.timedelta(days=7), now=NOON)
    letter, of_ana = waiting(cast.sam), waiting(cast.ana)
    actions.end_rest(user=cast.sam)
    letter.refresh_from_db()
    assert (letter.due_at, letter.state) == (NOON, LetterState.PENDING)
    assert Letter.objects.get(pk=of_ana.pk).due_at > NOON
    assert job(cast.sam) == version(cast.sam)


def test_a_worker_that_read_the_old_wishes_loses_what_it_has_not_tried(cast: Cast) -> None:
    lease, long = uuid.uuid4(), NOON + datetime.timedelta(minutes=1)
    read, tried = (waiting(cast.sam, lease=lease, leased_until=long, attempts=tries) for tries in (0, 1))
    actions.keep(user=cast.sam, changes={"quiet_from": None, "quiet_to": None})
    assert Letter.objects.get(pk=read.pk).lease is None
    assert Letter.objects.get(pk=tried.pk).lease == lease


def test_a_device_more_or_less_is_a_newer_job(cast: Cast) -> None:
    before = version(cast.sam)
    said.reached_anew(user_id=cast.sam.pk)
    assert job(cast.sam) == version(cast.sam) == before + 1
    assert job(cast.ana) is None
