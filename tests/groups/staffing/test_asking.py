"""A facilitator cannot come: somebody else is asked, one after the other, and the group is told once."""

from datetime import datetime, timedelta

import pytest

from groups.changes.models import Change
from groups.membership.actions import appoint, end_visits, pause
from groups.membership.models import Membership, Part, State
from groups.people.models import Apart, Letter, User
from groups.schedule.actions.sessions import cancel, move, resize
from groups.schedule.facts import Hand
from groups.schedule.models import Session
from groups.staffing.access import holders
from groups.staffing.actions.asking import accept, decline, search
from groups.staffing.actions.duties import lay_down
from groups.staffing.actions.hands import give_up, hold
from groups.staffing.models import Duty, SubstituteAsk
from groups.staffing.policy import AlreadySettled, IsElsewhere, NotYours, PlacesAreTaken, TooLate
from tests.cast import Cast, meeting, membership, support_group
from tests.groups.staffing.helpers import AWAKE, ask_of, asked, elsewhere, letters, names, third, told

HOUR = timedelta(hours=1)


def cannot(cast: Cast, session: Session, name: str = "noor", *, now: datetime, first: User | None = None) -> Session:
    return give_up(session=session, seat=cast.seat(name), first=first and first.pk, now=now)


@pytest.mark.slow  # the first one here loads the addresses
def test_who_cannot_come_says_so_without_a_reason_and_the_next_is_asked_at_once(
    cast: Cast, laid: Session, now: datetime
) -> None:
    elsewhere("vera", now=now)
    cannot(cast, laid, now=now)
    found = holders([laid])[laid.pk]
    assert (found.names, found.cannot, found.searching) == (["Idris"], ["Noor"], True)
    assert asked(laid) == letters() == ["Vera"]
    assert told() == []  # once, when it is settled


def test_the_others_of_the_group_are_asked_before_anybody_else(cast: Cast, laid: Session, now: datetime) -> None:
    elsewhere("vera", now=now)
    third(cast, "wren", now=now)
    cannot(cast, laid, now=now)
    assert asked(laid) == ["Wren"]


def test_somebody_may_be_asked_before_the_others(cast: Cast, laid: Session, now: datetime) -> None:
    third(cast, "wren", now=now)
    last = third(cast, "yael", now=now + HOUR)
    cannot(cast, laid, first=last.user, now=now)
    assert asked(laid) == ["Yael"]
    decline(ask=ask_of(laid, last.user), now=now)
    assert asked(laid) == ["Wren"]


def test_who_has_the_fewest_sessions_that_week_is_asked_first(cast: Cast, laid: Session, now: datetime) -> None:
    busy_group, free_group = (support_group(now=now, name=name) for name in ("Busy", "Free"))
    elsewhere("vera", now=now, group=busy_group)
    elsewhere("wim", now=now + HOUR, group=free_group)
    meeting(busy_group, starts_at=laid.starts_at - timedelta(days=1))
    lay_down(now=now)
    cannot(cast, laid, now=now)
    assert asked(laid) == ["Wim"]


def test_who_did_not_say_that_they_stand_in_is_never_asked(cast: Cast, laid: Session, now: datetime) -> None:
    elsewhere("vera", now=now, stands_in=False)
    User.objects.filter(pk=cast.sam.pk).update(stands_in=True)  # a member, who facilitates nothing
    User.objects.filter(pk=cast.olu.pk).update(stands_in=True)
    cannot(cast, laid, now=now)
    assert not SubstituteAsk.objects.exists()


@pytest.mark.parametrize("owner", ["vera", "sam"])
def test_who_may_not_meet_somebody_there_is_never_asked(cast: Cast, laid: Session, now: datetime, owner: str) -> None:
    people = {"vera": elsewhere("vera", now=now), "sam": cast.sam}
    other = people["sam" if owner == "vera" else "vera"]
    Apart.objects.create(owner=people[owner], other=other, made_at=now)
    cannot(cast, laid, now=now)
    assert not SubstituteAsk.objects.exists()


def test_who_has_a_seat_in_the_group_or_was_removed_from_it_is_not_asked(
    cast: Cast, laid: Session, now: datetime
) -> None:
    for name, state in (("vera", State.SEATED), ("wim", State.REMOVED)):
        seat = membership(cast.group, elsewhere(name, now=now), now=now)
        Membership.objects.filter(pk=seat.pk).update(state=state, ended_at=None if state == State.SEATED else now)
    cannot(cast, laid, now=now)
    assert not SubstituteAsk.objects.exists()


def test_who_holds_another_session_at_that_time_is_not_asked(cast: Cast, laid: Session, now: datetime) -> None:
    group = support_group(now=now, name="Same hour")
    elsewhere("vera", now=now, group=group)
    meeting(group, starts_at=laid.starts_at + timedelta(minutes=30))
    lay_down(now=now)
    cannot(cast, laid, now=now)
    assert not SubstituteAsk.objects.exists()


def test_who_rests_is_not_asked(cast: Cast, laid: Session, now: datetime) -> None:
    pause(membership=third(cast, "wren", now=now), weeks=1, now=now)
    cannot(cast, laid, now=now)
    assert not SubstituteAsk.objects.exists()


def test_after_a_yes_they_come_for_that_one_session_and_everybody_is_told_once(
    cast: Cast, laid: Session, now: datetime
) -> None:
    vera = elsewhere("vera", now=now)
    cannot(cast, laid, now=now)
    seat = accept(ask=ask_of(laid, vera), name="Wren", now=now)
    assert names(laid) == ["Idris", "Wren"]
    assert (seat.role, seat.guest_until, seat.is_guest) == (Part.FACILITATOR, laid.ends_at, True)
    assert told() == [({"Idris", "Noor"}, {"Idris", "Wren"})]
    assert letters() == []
    assert search(now=now + HOUR) == 0
    assert len(told()) == 1
    end_visits(now=laid.ends_at)
    seat.refresh_from_db()
    assert seat.state == State.LEFT


def test_after_the_session_it_still_says_who_was_there(cast: Cast, laid: Session, now: datetime) -> None:
    vera = elsewhere("vera", now=now)
    cannot(cast, laid, now=now)
    accept(ask=ask_of(laid, vera), name="Wren", now=now)
    Session.objects.filter(pk=laid.pk).update(state="over", closed_at=laid.ends_at)
    end_visits(now=laid.ends_at)
    lay_down(now=laid.ends_at)
    assert names(laid) == ["Idris", "Wren"]


def test_somebody_of_the_group_keeps_their_name_and_their_seat(cast: Cast, laid: Session, now: datetime) -> None:
    wren = third(cast, "wren", now=now)
    cannot(cast, laid, now=now)
    assert accept(ask=ask_of(laid, wren.user), name="", now=now) == wren
    wren.refresh_from_db()
    assert not wren.is_guest
    assert told() == [({"Idris", "Noor"}, {"Idris", "Wren"})]


def test_who_gives_no_answer_is_let_be_and_the_next_is_asked(cast: Cast, laid: Session, now: datetime) -> None:
    vera, wim = elsewhere("vera", now=now), elsewhere("wim", now=now + HOUR)
    cannot(cast, laid, now=now)
    until = ask_of(laid, vera).expires_at
    assert until == now + timedelta(hours=24)
    assert search(now=until - timedelta(seconds=1)) == 0
    assert search(now=until) == 1
    assert ask_of(laid, vera).state == "expired"
    assert asked(laid) == letters() == ["Wim"]
    with pytest.raises(AlreadySettled):
        accept(ask=ask_of(laid, vera), name="Wren", now=until)
    decline(ask=ask_of(laid, wim), now=until)
    assert asked(laid) == []


@pytest.mark.slow  # many people, one after the other
def test_at_the_end_of_the_search_it_is_told_honestly_who_is_there(cast: Cast, laid: Session, now: datetime) -> None:
    vera = elsewhere("vera", now=now)
    cannot(cast, laid, now=now)
    decline(ask=ask_of(laid, vera), now=now)
    assert told() == [({"Idris", "Noor"}, {"Idris"})]
    assert [search(now=now + n * HOUR) for n in range(3)] == [0, 0, 0]
    assert len(told()) == 1
    elsewhere("wim", now=now)
    assert search(now=now + HOUR) == 1  # somebody new may be asked
    accept(ask=SubstituteAsk.objects.get(user__chosen_name="Wim"), name="Wim", now=now + HOUR)
    assert told()[1:] == [({"Idris"}, {"Idris", "Wim"})]


@pytest.mark.slow  # four people, one after the other
def test_when_nobody_can_come_two_are_sought_one_after_the_other(cast: Cast, laid: Session, now: datetime) -> None:
    people = [elsewhere(name, now=now + n * HOUR) for n, name in enumerate(("vera", "wim"))]
    cannot(cast, laid, now=now)
    cannot(cast, laid, "idris", now=now)
    assert holders([laid])[laid.pk].names == []
    for person in people:
        assert asked(laid) == [person.chosen_name]
        accept(ask=ask_of(laid, person), name=f"New {person.chosen_name}", now=now)
    assert names(laid) == ["New Vera", "New Wim"]
    assert told() == [({"Idris", "Noor"}, {"New Vera", "New Wim"})]


def test_who_can_come_after_all_takes_the_place_back_and_nobody_was_told_anything(
    cast: Cast, laid: Session, now: datetime
) -> None:
    vera = elsewhere("vera", now=now)
    cannot(cast, laid, now=now)
    hold(session=laid, seat=cast.seat("noor"), now=now)
    assert names(laid) == ["Idris", "Noor"]
    assert ask_of(laid, vera).state == "withdrawn"
    assert (letters(), told()) == ([], [])
    with pytest.raises(AlreadySettled):
        accept(ask=ask_of(laid, vera), name="Wren", now=now)


def test_after_it_was_taken_back_the_same_person_may_be_asked_again_with_another_letter(
    cast: Cast, laid: Session, now: datetime
) -> None:
    elsewhere("vera", now=now)
    cannot(cast, laid, now=now)
    hold(session=laid, seat=cast.seat("noor"), now=now + HOUR)
    cannot(cast, laid, now=now + 2 * HOUR)
    assert asked(laid) == letters() == ["Vera"]
    assert Letter.objects.filter(kind="stand_in").count() == 2


def test_somebody_of_the_group_takes_the_place_of_who_cannot_come(cast: Cast, laid: Session, now: datetime) -> None:
    wren, yael = third(cast, "wren", now=now), third(cast, "yael", now=now + HOUR)
    cannot(cast, laid, now=now)
    assert asked(laid) == ["Wren"]
    hold(session=laid, seat=yael, now=now)
    assert names(laid) == ["Idris", "Yael"]
    assert ask_of(laid, wren.user).state == "withdrawn"
    assert told() == [({"Idris", "Noor"}, {"Idris", "Yael"})]
    with pytest.raises(PlacesAreTaken):
        hold(session=laid, seat=cast.seat("noor"), now=now)


def test_who_stands_in_can_say_no_after_all_and_somebody_else_is_asked(
    cast: Cast, laid: Session, now: datetime
) -> None:
    vera = elsewhere("vera", now=now)
    cannot(cast, laid, now=now)
    seat = accept(ask=ask_of(laid, vera), name="Wren", now=now)
    elsewhere("wim", now=now)
    decline(ask=ask_of(laid, vera), now=now + HOUR)
    seat.refresh_from_db()
    assert (seat.state, names(laid), asked(laid)) == (State.LEFT, ["Idris"], ["Wim"])
    assert not Duty.objects.filter(user=vera).exists()


@pytest.mark.slow  # many people, one after the other
@pytest.mark.parametrize("change", ["moved", "called off"])
def test_another_hour_or_none_begins_anew_and_who_stood_in_is_told(
    cast: Cast, laid: Session, now: datetime, change: str
) -> None:
    vera, wim = elsewhere("vera", now=now), elsewhere("wim", now=now + HOUR)
    cannot(cast, laid, now=now)
    decline(ask=ask_of(laid, vera), now=now)
    seat = accept(ask=ask_of(laid, wim), name="Wren", now=now)
    hand = Hand.facilitator(cast.seat("idris"))
    now += HOUR
    if change == "moved":
        move(session=laid, by=hand, starts_at=laid.starts_at + timedelta(days=1), now=now)
    else:
        cancel(session=laid, by=hand, now=now)
    lay_down(now=now)
    seat.refresh_from_db()
    assert seat.state == State.LEFT
    assert letters() == ["Wim"]
    assert set(SubstituteAsk.objects.values_list("state", flat=True)) == {"withdrawn"}
    laid.refresh_from_db()
    found = holders([laid])[laid.pk]
    assert (sorted(found.names), found.cannot, found.searching) == (["Idris", "Noor"], [], False)
    if change == "moved":
        cannot(cast, laid, now=now + HOUR)
        assert asked(laid) == ["Vera"]  # no to another hour is no answer to this one
        accept(ask=ask_of(laid, vera), name="Vera", now=now + HOUR)
        as_usual, stands_in = told()[-2:]
        assert as_usual == ({"Idris", "Wren"}, {"Idris", "Noor"})  # whoever knew of Wren is told
        assert stands_in == ({"Idris", "Noor"}, {"Idris", "Vera"})


def test_another_length_keeps_who_stands_in_until_the_new_end(cast: Cast, laid: Session, now: datetime) -> None:
    vera = elsewhere("vera", now=now)
    cannot(cast, laid, now=now)
    seat = accept(ask=ask_of(laid, vera), name="Wren", now=now)
    longer = resize(session=laid, by=Hand.facilitator(cast.seat("idris")), minutes=90, now=now)
    lay_down(now=now)
    seat.refresh_from_db()
    assert (names(longer), seat.guest_until) == (["Idris", "Wren"], longer.ends_at)


def test_a_session_far_ahead_can_be_given_up_before_it_is_laid_down(cast: Cast, coming: Session, now: datetime) -> None:
    far = meeting(cast.group, starts_at=now + timedelta(weeks=7))
    vera = elsewhere("vera", now=now)
    cannot(cast, far, now=now)
    assert asked(far) == ["Vera"]
    search(now=now + timedelta(hours=24))
    assert (ask_of(far, vera).state, told()) == ("expired", [({"Idris", "Noor"}, {"Idris"})])


def test_shortly_before_the_start_nobody_is_asked_any_more(cast: Cast, laid: Session, now: datetime) -> None:
    elsewhere("vera", now=now)
    cannot(cast, laid, now=laid.starts_at - timedelta(minutes=15))
    assert asked(laid) == []
    assert told() == [({"Idris", "Noor"}, {"Idris"})]


def test_at_night_who_is_awake_is_asked_and_no_letter_goes_out_at_quiet_hours(
    cast: Cast, laid: Session, now: datetime
) -> None:
    late = now.replace(hour=23)
    Session.objects.filter(pk=laid.pk).update(starts_at=late + 3 * HOUR, ends_at=late + 4 * HOUR)
    Duty.objects.all().delete()
    lay_down(now=late)
    User.objects.filter(pk=elsewhere("vera", now=now).pk).update(quiet_from="22:00", quiet_to="08:00")
    elsewhere("wim", now=now + HOUR, **AWAKE)
    cannot(cast, laid, now=late)
    assert asked(laid) == ["Wim"]


@pytest.mark.parametrize("state", ["begun", "called off", "opened"])
def test_what_has_begun_or_does_not_take_place_is_given_up_by_nobody(
    cast: Cast, laid: Session, now: datetime, state: str
) -> None:
    changes = {"begun": {}, "called off": {"state": "cancelled"}, "opened": {"opened_at": now}}
    Session.objects.filter(pk=laid.pk).update(**changes[state])
    with pytest.raises(TooLate):
        cannot(cast, laid, now=laid.starts_at if state == "begun" else now)
    with pytest.raises(TooLate):
        hold(session=laid, seat=cast.seat("noor"), now=laid.starts_at if state == "begun" else now)


def test_only_the_group_s_facilitators_give_up_or_take_its_sessions(cast: Cast, laid: Session, now: datetime) -> None:
    for act in (give_up, hold):
        with pytest.raises(NotYours):
            act(session=laid, seat=cast.seat("sam"), now=now)
    with pytest.raises(NotYours):
        hold(session=laid, seat=cast.seat("noor"), now=now)  # she does already
    cannot(cast, laid, now=now)
    with pytest.raises(NotYours):
        cannot(cast, laid, now=now)


def test_who_is_promised_elsewhere_by_now_is_told_so(cast: Cast, laid: Session, now: datetime) -> None:
    cannot(cast, laid, now=now)
    other = support_group(now=now, name="Other")
    appoint(group=other, user=cast.noor, name="Noor", now=now)
    meeting(other, starts_at=laid.starts_at)
    lay_down(now=now)
    with pytest.raises(IsElsewhere, match="another session"):
        hold(session=laid, seat=cast.seat("noor"), now=now)
    assert names(laid) == ["Idris"]


def test_the_log_says_by_whose_hand(cast: Cast, laid: Session, now: datetime) -> None:
    vera = elsewhere("vera", now=now)
    cannot(cast, laid, now=now)
    seat = accept(ask=ask_of(laid, vera), name="Wren", now=now)
    change = Change.objects.get()
    assert (change.by, change.part, change.session) == (seat, "facilitator", laid.pk)
    assert (change.first_at, change.helps_until) == (laid.starts_at, laid.starts_at)
