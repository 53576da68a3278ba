"""Nobody has opened the room: people are called at −10, −5 and 0, and at +15 the session is called off."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from groups.changes.models import Because, Change, What
from groups.membership.models import Membership, State
from groups.organisation.models import Organisation
from groups.people.actions import send_letters
from groups.people.models import Apart, LetterKind, User
from groups.room.actions import open_room
from groups.room.models import Room
from groups.room.policy import CannotChangeRoom
from groups.schedule.models import CalledOff, Session, SessionState
from groups.staffing.actions.calling import SomebodyComes, call, come, give_up, stay_away
from groups.staffing.actions.duties import lay_down
from groups.staffing.actions.hands import give_up as cannot
from groups.staffing.models import BackupCall, Duty
from groups.staffing.policy import NotYours, TooLate
from groups.staffing.tasks import call as beat
from tests.cast import Cast, membership
from tests.groups.staffing.helpers import elsewhere, letters, names, third


@pytest.fixture
def on_call(cast: Cast) -> User:
    Organisation.objects.update_or_create(pk=1, defaults={"on_call": cast.max})
    return cast.max


def at(session: Session, minutes: float) -> datetime:
    return session.starts_at + timedelta(minutes=minutes)


def called(session: Session, minute: int | None = None) -> list[str]:
    rows = session.backup_calls.all() if minute is None else session.backup_calls.filter(minute=minute)
    return sorted(rows.values_list("user__chosen_name", flat=True))


def call_of(session: Session, user: User) -> BackupCall:
    found = session.backup_calls.filter(user=user).order_by("minute").last()
    assert found is not None
    return found


@pytest.mark.slow  # three rounds of calls
def test_first_those_who_hold_it_then_who_stands_in_then_who_is_on_call(
    cast: Cast, laid: Session, on_call: User, now: datetime
) -> None:
    third(cast, "wren", now=now)
    elsewhere("vera", now=now)
    assert call(now=at(laid, -11)) == 0
    assert call(now=at(laid, -10)) == 3
    assert called(laid) == ["Idris", "Noor", "Wren"]
    assert call(now=at(laid, -6)) == 0
    call(now=at(laid, -5))
    assert called(laid, -5) == ["Idris", "Noor", "Vera", "Wren"]  # again, until somebody answers
    call(now=at(laid, 0))
    assert called(laid, 0) == ["Idris", "Max", "Noor", "Vera", "Wren"]
    assert call(now=at(laid, 10)) == 0


def test_who_is_called_gets_a_letter_that_does_not_wait_for_the_morning(cast: Cast, laid: Session) -> None:
    User.objects.update(quiet_from="00:00", quiet_to="23:59")
    call(now=at(laid, -10))
    send_letters(now=at(laid, -10))
    assert sorted(one.to[0] for one in mail.outbox) == ["idris@example.org", "noor@example.org"]
    send_letters(now=at(laid, -9))
    assert len(mail.outbox) == 2


def test_a_letter_that_could_not_be_sent_before_the_end_is_not_sent_at_all(cast: Cast, laid: Session) -> None:
    call(now=at(laid, 14))
    send_letters(now=at(laid, 15))
    assert mail.outbox == []


def test_nobody_is_called_to_a_room_that_is_open(cast: Cast, laid: Session, on_call: User) -> None:
    open_room(room=Room.objects.get(group=cast.group), by=cast.seat("idris"), now=at(laid, -12))
    assert [call(now=at(laid, minute)) for minute in (-10, -5, 0)] == [0, 0, 0]
    assert give_up(now=at(laid, 15)) == 0


def test_who_said_that_they_cannot_come_is_not_called(cast: Cast, laid: Session, now: datetime) -> None:
    cannot(session=laid, seat=cast.seat("noor"), now=now)
    call(now=at(laid, -10))
    assert called(laid) == ["Idris"]
    stay_away(call=call_of(laid, cast.idris), now=at(laid, -9))
    assert call(now=at(laid, -5)) == 0
    assert names(laid) == []


def test_while_somebody_is_on_the_way_nobody_is_called_until_the_start(
    cast: Cast, laid: Session, on_call: User
) -> None:
    call(now=at(laid, -10))
    come(call=call_of(laid, cast.noor), name="", now=at(laid, -9))
    assert call(now=at(laid, -5)) == 0
    call(now=at(laid, 0))
    assert called(laid, 0) == ["Idris", "Max"]


@pytest.mark.parametrize("why", ["quiet", "elsewhere", "apart", "member"])
def test_who_stands_in_is_called_only_where_and_when_it_is_right(
    cast: Cast, laid: Session, now: datetime, why: str
) -> None:
    vera = elsewhere("vera", now=now)
    if why == "quiet":
        User.objects.filter(pk=vera.pk).update(quiet_from="00:00", quiet_to="23:59")
    elif why == "elsewhere":
        hours = {"starts_at": laid.starts_at, "ends_at": laid.ends_at, "made_at": now}
        other = Session.objects.create(group=vera.memberships.get().group, kind="circle", **_only(hours))
        Duty.objects.create(session=other, membership=vera.memberships.get(), user=vera, **hours)
    elif why == "apart":
        Apart.objects.create(owner=cast.sam, other=vera, made_at=now)
    else:
        membership(cast.group, vera, now=now)
    call(now=at(laid, -5))
    assert called(laid) == ["Idris", "Noor"]


def _only(hours: dict[str, Any]) -> dict[str, Any]:
    return {key: hours[key] for key in ("starts_at", "ends_at")}


def test_no_more_than_three_who_stand_in_are_called(cast: Cast, laid: Session, now: datetime) -> None:
    for n, name in enumerate(("vera", "wim", "xenia", "yael")):
        elsewhere(name, now=now + timedelta(hours=n))
    call(now=at(laid, -5))
    assert called(laid) == ["Idris", "Noor", "Vera", "Wim", "Xenia"]


@pytest.mark.parametrize("why", ["apart", "member"])
def test_who_is_on_call_but_has_to_do_with_the_group_is_not_called(
    cast: Cast, laid: Session, on_call: User, now: datetime, why: str
) -> None:
    if why == "apart":
        Apart.objects.create(owner=cast.sam, other=on_call, made_at=now)
    else:
        membership(cast.group, on_call, now=now)
    call(now=at(laid, 0))
    assert called(laid) == ["Idris", "Noor"]


def test_who_comes_from_outside_can_open_the_room_at_once(cast: Cast, laid: Session, on_call: User) -> None:
    call(now=at(laid, 0))
    seat = come(call=call_of(laid, on_call), name="Wren", now=at(laid, 1))
    open_room(room=Room.objects.get(group=cast.group), by=seat, now=at(laid, 1))
    assert give_up(now=at(laid, 15)) == 0
    assert "Wren" in names(laid)
    change = Change.objects.get(what=What.FACILITATORS)
    assert (change.is_told, str(seat.pk) in change.after["facilitators"]) == (False, True)  # they see it in the room


def test_one_from_outside_is_enough_and_the_next_is_thanked(
    cast: Cast, laid: Session, on_call: User, now: datetime
) -> None:
    vera = elsewhere("vera", now=now)
    call(now=at(laid, 0))
    come(call=call_of(laid, vera), name="Wren", now=at(laid, 1))
    with pytest.raises(SomebodyComes, match="Thank you"):
        come(call=call_of(laid, on_call), name="Max", now=at(laid, 2))
    assert not cast.group.memberships.filter(user=on_call).exists()
    come(call=call_of(laid, cast.noor), name="", now=at(laid, 2))  # it is her own session
    stay_away(call=call_of(laid, vera), now=at(laid, 3))
    assert cast.group.memberships.get(user=vera).state == State.LEFT


def test_a_member_who_is_called_all_the_same_does_not_become_a_facilitator(
    cast: Cast, laid: Session, on_call: User, now: datetime
) -> None:
    call(now=at(laid, 0))
    membership(cast.group, on_call, now=now)
    with pytest.raises(NotYours):
        come(call=call_of(laid, on_call), name="Max", now=at(laid, 1))


def test_a_quarter_of_an_hour_after_its_start_it_is_called_off_with_an_apology(cast: Cast, laid: Session) -> None:
    assert give_up(now=at(laid, 14.9)) == 0
    assert give_up(now=at(laid, 15)) == 1
    laid.refresh_from_db()
    assert (laid.state, laid.called_off_for) == (SessionState.CANCELLED, CalledOff.NOBODY_CAME)
    change = Change.objects.get(what=What.CALLED_OFF)
    assert (change.because, change.part, change.is_told) == (Because.NOBODY_CAME, "service", True)
    assert change.helps_until > laid.starts_at + timedelta(hours=1)
    assert give_up(now=at(laid, 16)) == 0
    lay_down(now=at(laid, 16))
    assert not Duty.objects.exists()


@pytest.mark.parametrize("act", [come, stay_away])
@pytest.mark.parametrize("state", ["opened", "called off", "over"])
def test_what_is_settled_is_said_so(cast: Cast, laid: Session, act: Any, state: str) -> None:
    call(now=at(laid, -10))
    late = at(laid, 61) if state == "over" else at(laid, -9)
    if state != "over":
        Session.objects.filter(pk=laid.pk).update(
            **({"opened_at": late} if state == "opened" else {"state": "cancelled"})
        )
    extra = {"name": ""} if act is come else {}
    with pytest.raises(TooLate, match="Thank you"):
        act(call=call_of(laid, cast.noor), now=late, **extra)


def test_a_beat_that_slept_calls_what_is_due_now_all_at_once(cast: Cast, laid: Session, on_call: User) -> None:
    call(now=at(laid, 7))
    assert called(laid, 0) == called(laid) == ["Idris", "Max", "Noor"]


@pytest.mark.parametrize(("minutes", "sorry"), [(60, 1), (61, 1), (23 * 60, 1), (24 * 60, 0)])
def test_a_beat_that_slept_calls_nobody_for_what_is_over_and_says_sorry_for_a_day(
    cast: Cast, laid: Session, on_call: User, minutes: int, sorry: int
) -> None:
    assert (give_up(now=at(laid, minutes)), call(now=at(laid, minutes))) == (sorry, 0)
    assert not BackupCall.objects.exists()
    assert Change.objects.filter(because=Because.NOBODY_CAME).count() == sorry


def test_a_session_of_ten_minutes_is_apologised_for_too(cast: Cast, laid: Session) -> None:
    Session.objects.filter(pk=laid.pk).update(ends_at=at(laid, 10))
    assert give_up(now=at(laid, 15)) == 1


def test_a_beat_that_slept_until_half_past_calls_off_and_calls_nobody(
    cast: Cast, laid: Session, on_call: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groups.staffing.tasks.timezone.now", lambda: at(laid, 30))
    beat()
    assert (Change.objects.get().what, BackupCall.objects.count()) == (What.CALLED_OFF, 0)


@pytest.mark.parametrize("dies_after", [0, 1])
def test_a_worker_that_dies_while_calling_leaves_all_or_nothing_and_the_next_goes_on(
    cast: Cast, laid: Session, monkeypatch: pytest.MonkeyPatch, dies_after: int
) -> None:
    from groups.staffing.actions import calling

    written, write = [], calling._write

    def dying(*args: Any, **kwargs: Any) -> None:
        if len(written) == dies_after:
            raise SystemExit
        written.append(args)
        write(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(calling, "_write", dying)
        with pytest.raises(SystemExit):
            call(now=at(laid, -10))
    assert not BackupCall.objects.exists()
    assert call(now=at(laid, -9)) == 2
    assert call(now=at(laid, -9)) == 0


def test_a_room_cannot_be_opened_any_more_once_its_session_is_called_off(cast: Cast, laid: Session) -> None:
    give_up(now=at(laid, 15))
    with pytest.raises(CannotChangeRoom):
        open_room(room=Room.objects.get(group=cast.group), by=cast.seat("noor"), now=at(laid, 16))


def test_a_group_without_facilitators_has_who_stands_in_and_who_is_on_call(
    cast: Cast, coming: Session, on_call: User, now: datetime
) -> None:
    Membership.objects.filter(role="facilitator").update(state=State.LEFT, ended_at=now)
    elsewhere("vera", now=now)
    call(now=at(coming, 0))
    assert called(coming) == ["Max", "Vera"]
    assert letters(LetterKind.BACKUP) == ["Max", "Vera"]
