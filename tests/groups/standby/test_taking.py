"""Saying yes to a seat for one session: until its end, under one's own name there, and one's place in line stays."""

from datetime import datetime, timedelta

import pytest

from groups.joining import actions as joining
from groups.joining.models import JoinRequest, Offer, OfferState, RequestState
from groups.membership.actions import AgreementIsNewer, end_visits, publish_agreement
from groups.membership.models import Membership
from groups.membership.policy import can_enter
from groups.people.models import Apart
from groups.schedule.models import Answer, Session, SessionState
from groups.standby.actions import let_go, offer_seats, take, wish
from groups.standby.models import Standby, StandbyState
from groups.standby.policy import CannotTake, CannotWish
from tests.cast import Cast, meeting, person
from tests.groups.standby.people import MINUTE, opened, says, state, waits, would_come


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    opened(cast)
    return meeting(cast.group, starts_at=now + 8 * MINUTE)


@pytest.fixture
def wim(cast: Cast, coming: Session, now: datetime) -> Standby:
    """A seat is kept for him: Sam has said "not today"."""
    says(cast.seat("sam"), coming, Answer.NOT_TODAY, now=now)
    (row,) = would_come(cast, coming, "wim", now=now)
    offer_seats(now=now)
    row.refresh_from_db()
    return row


def test_they_sit_in_until_the_end_and_keep_their_place_in_line(
    cast: Cast, wim: Standby, coming: Session, now: datetime
) -> None:
    seat = take(wish=wim, agreed=0, now=now)
    assert (seat.name, seat.role, seat.guest_until) == ("Wim Bird", "member", coming.ends_at)
    assert state(wim) == StandbyState.TAKEN
    assert end_visits(now=coming.ends_at - MINUTE) == 0
    assert end_visits(now=coming.ends_at) == 1
    seat.refresh_from_db()
    assert seat.state == "left"
    asked = JoinRequest.objects.get(pk=wim.request_id)
    assert (asked.state, asked.waiting_since) == (RequestState.WAITING, wim.request.waiting_since)


def test_yes_twice_is_yes_once(cast: Cast, wim: Standby, now: datetime) -> None:
    assert take(wish=wim, agreed=0, now=now) == take(wish=wim, agreed=0, now=now + MINUTE)
    assert Membership.objects.filter(user=wim.request.user).count() == 1


def test_who_said_not_today_and_comes_all_the_same_is_never_refused(cast: Cast, wim: Standby, now: datetime) -> None:
    take(wish=wim, agreed=0, now=now)
    sam = cast.seat("sam")
    sam.refresh_from_db()
    assert sam.state == "seated" and can_enter(sam)


def test_a_change_of_mind_of_a_member_takes_nothing_from_whom_the_seat_was_promised(
    cast: Cast, wim: Standby, coming: Session, now: datetime
) -> None:
    says(cast.seat("sam"), coming, Answer.COME, now=now)
    offer_seats(now=now + MINUTE)
    assert take(wish=wim, agreed=0, now=now + 2 * MINUTE).is_guest


def test_after_five_minutes_a_yes_is_told_kindly(cast: Cast, wim: Standby, now: datetime) -> None:
    with pytest.raises(CannotTake, match="with the next person now"):
        take(wish=wim, agreed=0, now=now + 5 * MINUTE)
    assert not Membership.objects.filter(user=wim.request.user).exists()


@pytest.mark.parametrize("was", [SessionState.CANCELLED, SessionState.OVER])
def test_there_is_no_seat_where_there_is_no_session(
    cast: Cast, wim: Standby, coming: Session, now: datetime, was: SessionState
) -> None:
    Session.objects.filter(pk=coming.pk).update(state=was)
    with pytest.raises(CannotTake, match="does not take place now"):
        take(wish=wim, agreed=0, now=now)


def test_what_was_not_offered_cannot_be_taken(cast: Cast, coming: Session, now: datetime) -> None:
    (row,) = would_come(cast, coming, "yan", now=now)
    with pytest.raises(CannotTake):
        take(wish=row, agreed=0, now=now)


def test_who_may_not_meet_somebody_since_reads_of_chairs_alone(cast: Cast, wim: Standby, now: datetime) -> None:
    Apart.objects.create(owner=cast.ana, other=wim.request.user, made_at=now)
    with pytest.raises(CannotTake, match="That is about chairs, not about you"):
        take(wish=wim, agreed=0, now=now)
    assert not Membership.objects.filter(user=wim.request.user).exists()


def test_a_seat_of_their_own_goes_before_a_seat_for_one_day(cast: Cast, wim: Standby, now: datetime) -> None:
    JoinRequest.objects.filter(pk=wim.request_id).update(state=RequestState.SEATED)
    with pytest.raises(CannotTake):
        take(wish=wim, agreed=0, now=now)
    offer_seats(now=now)
    assert state(wim) == StandbyState.OVER


class TestAgreeing:
    @pytest.fixture(autouse=True)
    def _agreement(self, cast: Cast, wim: Standby, now: datetime) -> None:
        publish_agreement(group=cast.group, brief="We listen.", words="We listen.", by=cast.ada, now=now)

    def test_the_yes_to_the_seat_is_the_yes_to_what_everybody_agreed_on(self, wim: Standby, now: datetime) -> None:
        seat = take(wish=wim, agreed=1, now=now)
        seat.refresh_from_db()
        assert (seat.agreed_version, can_enter(seat)) == (1, True)

    @pytest.mark.parametrize("read", [0, 2])
    def test_a_yes_to_other_words_is_none_and_the_seat_is_still_kept(
        self, wim: Standby, now: datetime, read: int
    ) -> None:
        with pytest.raises(AgreementIsNewer):
            take(wish=wim, agreed=read, now=now)
        assert state(wim) == StandbyState.OFFERED
        assert not Membership.objects.filter(user=wim.request.user).exists()


class TestLettingGo:
    def test_a_wish_that_is_taken_back_leaves_nothing(self, cast: Cast, coming: Session, now: datetime) -> None:
        (row,) = would_come(cast, coming, "yan", now=now)
        let_go(wish=row, now=now)
        assert not Standby.objects.filter(pk=row.pk).exists()

    def test_twice_is_once(self, cast: Cast, wim: Standby, now: datetime) -> None:
        let_go(wish=wim, now=now)
        let_go(wish=wim, now=now)
        assert state(wim) == StandbyState.PASSED

    def test_giving_the_seat_back_ends_the_visit_and_nothing_else(
        self, cast: Cast, wim: Standby, now: datetime
    ) -> None:
        seat = take(wish=wim, agreed=0, now=now)
        let_go(wish=wim, now=now)
        seat.refresh_from_db()
        assert (seat.state, state(wim)) == ("left", StandbyState.PASSED)
        assert JoinRequest.objects.get(pk=wim.request_id).state == RequestState.WAITING


class TestWishing:
    def test_it_is_for_those_in_line(self, cast: Cast, coming: Session, now: datetime) -> None:
        asked = waits(cast, person("yan"), since=now)
        JoinRequest.objects.filter(pk=asked.pk).update(state=RequestState.OPEN)
        with pytest.raises(CannotWish, match="for those who wait in line"):
            wish(asked=asked, session=coming, now=now)

    def test_a_standing_roster_says_why_not(self, cast: Cast, coming: Session, now: datetime) -> None:
        asked = waits(cast, person("yan"), since=now)
        type(cast.group).objects.update(same_people=True)
        with pytest.raises(CannotWish, match="the same people meet each time"):
            wish(asked=asked, session=coming, now=now)

    def test_twice_is_once(self, cast: Cast, coming: Session, now: datetime) -> None:
        asked = waits(cast, person("yan"), since=now)
        assert wish(asked=asked, session=coming, now=now) == wish(asked=asked, session=coming, now=now + MINUTE)

    @pytest.mark.parametrize(
        "change",
        [
            {"state": SessionState.CANCELLED},
            {"starts_at": -timedelta(minutes=11)},
            {"starts_at": timedelta(weeks=4, minutes=1)},
        ],
    )
    def test_for_some_sessions_nobody_is_asked(
        self, cast: Cast, coming: Session, now: datetime, change: dict[str, object]
    ) -> None:
        if "starts_at" in change:
            start = now + change["starts_at"]
            change = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
        Session.objects.filter(pk=coming.pk).update(**change)
        with pytest.raises(CannotWish):
            wish(asked=waits(cast, person("yan"), since=now), session=coming, now=now)
        assert not Standby.objects.exists()


class TestASeatOfTheirOwnMeanwhile:
    """Whoever sits in today still waits: a seat for good finds them, and they stay where they sit."""

    @pytest.fixture
    def visit(self, cast: Cast, wim: Standby, now: datetime) -> Membership:
        return take(wish=wim, agreed=0, now=now)

    def offer(self, wim: Standby, now: datetime) -> Offer:
        return Offer.objects.create(request_id=wim.request_id, made_at=now, expires_at=now + timedelta(days=1))

    def test_a_yes_to_an_offer_makes_the_visit_a_seat(
        self, cast: Cast, wim: Standby, visit: Membership, coming: Session, now: datetime
    ) -> None:
        opened(cast, capacity=3)
        seated = joining.accept(offer=self.offer(wim, now), now=now + MINUTE)
        assert (seated, seated.guest_until, seated.joined_at) == (visit, None, now + MINUTE)
        assert end_visits(now=coming.ends_at) == 0
        assert JoinRequest.objects.get(pk=wim.request_id).state == RequestState.SEATED

    def test_facilitators_may_seat_them_too(self, cast: Cast, wim: Standby, visit: Membership, now: datetime) -> None:
        opened(cast, capacity=3)
        seated = joining.seat(asked=wim.request, by=cast.seat("noor"), now=now)
        assert (seated, seated.guest_until) == (visit, None)

    def test_a_full_group_stays_full(self, cast: Cast, wim: Standby, visit: Membership, now: datetime) -> None:
        with pytest.raises(joining.policy.CannotSeat):
            joining.seat(asked=wim.request, by=cast.seat("noor"), now=now)
        visit.refresh_from_db()
        assert visit.is_guest

    def test_who_sits_in_takes_no_seat_that_is_kept_for_somebody_else(
        self, cast: Cast, visit: Membership, now: datetime
    ) -> None:
        opened(cast, capacity=3)
        yan = waits(cast, person("yan"), since=now)
        kept = Offer.objects.create(request=yan, made_at=now, expires_at=now + timedelta(days=1))
        joining.offer_seats(now=now)
        kept.refresh_from_db()
        assert kept.state == OfferState.OPEN
        assert joining.accept(offer=kept, now=now).user == yan.user
