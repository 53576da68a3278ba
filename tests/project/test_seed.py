"""The seeded world: there once, believable, and never over somebody's data."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from groups.changes.models import Change, What
from groups.facilitation.models import Announcement, FacilitatorCard, Handover, HandoverState
from groups.joining.models import JoinRequest
from groups.membership.models import Membership, SupportGroup
from groups.organisation.models import HelpLine
from groups.people.models import Letter, Role, User
from groups.people.names import gives_away
from groups.reminders.models import Intention, Reminder, ReminderState
from groups.room.models import Message, Room
from groups.schedule.models import Attendance, Session, SessionState
from moderation.rules.models import WordRule
from supportgroup.seed import words
from supportgroup.seed.world import grow
from tests.cast import NAMES, client_of, person

pytestmark = pytest.mark.slow  # A whole world, each time.


@pytest.fixture(autouse=True)
def debug(settings: Any) -> None:
    settings.DEBUG = True


def seed() -> str:
    said = StringIO()
    call_command("seed", stdout=said)
    return said.getvalue()


def user(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def test_everybody_of_the_cast_is_there_and_can_sign_in(db: None) -> None:
    seed()
    for name in NAMES:
        assert user(name).emailaddress_set.filter(verified=True, primary=True).count() == 1
    assert (user("max").role, user("ada").role) == (Role.MODERATOR, Role.ADMIN)
    assert not Membership.objects.filter(user=user("olu")).exists()
    assert not JoinRequest.objects.filter(user=user("olu")).exists()


def test_the_groups_are_lived_in_and_nobody_is_written_to_about_it(db: None) -> None:
    seed()
    everybody = Membership.objects.current()
    assert [seat.pk for seat in everybody if seat.agreed_version != seat.group.agreement_version] == []
    assert everybody.filter(paused_at__isnull=False).count() == 1
    assert JoinRequest.objects.in_line().count() == 1
    assert FacilitatorCard.objects.shown().exists()
    assert Handover.objects.filter(state=HandoverState.ACCEPTED).count() == 1
    assert Announcement.objects.count() == 1
    # Sam was told twice, here and by mail, of the session that is going on; and has written a word to himself.
    told = Reminder.objects.filter(membership__user=user("sam"), state=ReminderState.SENT)
    assert (told.count(), told.filter(read_at=None).count()) == (4, 0)
    assert Intention.objects.get().membership.user == user("sam")
    assert Letter.objects.count() == 0
    assert Change.objects.to_tell().count() == 0
    assert (
        "Moved"
        in client_of(user("sam"))
        .get(f"/groups/{Change.objects.get(what=What.MOVED).group_id}/changes/")
        .content.decode()
    )


def test_the_session_of_the_cast_goes_on_now_in_an_open_room(db: None) -> None:
    now = timezone.now()
    seed()
    session = Session.objects.going_ahead().get(starts_at__lte=now, ends_at__gt=now)
    assert now - session.starts_at < timedelta(minutes=5)
    assert session.ends_at - session.starts_at == timedelta(minutes=90)
    assert Room.objects.get(group=session.group).session == session
    names = set(session.group.memberships.current().values_list("user__email", flat=True))
    assert {f"{name}@example.org" for name in ("sam", "ana", "noor", "idris")} <= names
    assert Message.objects.filter(session=session, was_shown=True).count() == len(words.SAID)


def test_sam_is_led_to_the_open_room(db: None) -> None:
    seed()
    assert "The room is open" in client_of(user("sam")).get("/").content.decode()


def test_sessions_lie_ahead_and_behind_and_sam_came_to_some(db: None) -> None:
    seed()
    now = timezone.now()
    for group in SupportGroup.objects.all():
        is_monthly = group.series.filter(frequency="monthly").exists()
        assert Session.objects.going_ahead().filter(group=group, starts_at__gt=now).count() >= (1 if is_monthly else 3)
    behind = Session.objects.filter(ends_at__lte=now)
    assert set(behind.values_list("state", flat=True)) == {SessionState.OVER}
    assert Attendance.objects.filter(membership__user=user("sam"), attended=True).count() == 5
    assert "You came 5 times" in client_of(user("sam")).get("/sessions/").content.decode()


def test_no_group_is_oversold_and_each_is_facilitated_by_two(db: None) -> None:
    seed()
    for group in SupportGroup.objects.published().with_seats_taken():
        assert group.seats_taken <= group.capacity
        assert group.memberships.current().facilitators().count() == 2
        assert Room.objects.filter(group=group).count() == 1


def test_whoever_waits_for_an_answer_stands_on_a_facilitator_s_page(db: None) -> None:
    seed()
    waiting = JoinRequest.objects.open().get()
    assert waiting.name in client_of(user("noor")).get(f"/groups/{waiting.group_id}/requests/").content.decode()


def test_there_are_help_lines_and_a_word_list(db: None) -> None:
    seed()
    assert HelpLine.objects.exists()
    assert WordRule.objects.count() == len(words.WORDS)


def test_a_second_time_nothing_is_changed(db: None) -> None:
    assert "is here now" in seed()
    before = Session.objects.count(), User.objects.count(), Message.objects.count()
    assert "nothing was changed" in seed()
    assert (Session.objects.count(), User.objects.count(), Message.objects.count()) == before


def test_where_somebody_lives_nothing_is_made(db: None) -> None:
    person("resident")
    assert "nothing was changed" in seed()
    assert (User.objects.count(), SupportGroup.objects.count()) == (1, 0)


def test_it_is_all_or_nothing(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("supportgroup.seed.world.say_all", breaks)
    with pytest.raises(RuntimeError):
        grow(now=timezone.now())
    assert not User.objects.exists()


def test_names_of_invented_people_do_not_give_their_addresses_away() -> None:
    others = [one for one in words.OTHERS if "." in one.mail]
    assert others
    assert not any(gives_away(one.chosen_name, one.email) for one in others)


def test_nobody_seeds_a_real_installation(db: None, settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError):
        seed()
    assert not User.objects.exists()
