"""Two groups for the matrix: Sam's ("ours") and one to which nobody of the cast belongs ("theirs").

A row names its things by these keys; both sides have all of them:

    group  room  session (going on, room open)  coming (next week)  series
    seat (a member: Sam)  seat_of_other (another member: Ana)  seat_of_facilitator (Noor)
    message (said by `seat`)  message_of_other (by `seat_of_other`)  hidden (by `seat_of_other`)
    held (a held message, by `seat_of_other`)  hold (its hold)
    request (an open request for a seat, by somebody else, who has talked with the facilitators)
    in_line (the request of somebody who waits for a seat)  offer (a seat that is kept for them)
    report (by `seat` about `seat_of_other`)  decision (to hide `hidden`)
    reminder, notice (in-app, sent, for `seat`)  invitation_to_facilitate (the group; nobody has answered)
    question (what somebody is asked about themselves: the boundary card)  topic (what they may be told of)
    wish (of `seat`'s person, to be kept apart from `seat_of_other`'s)
    invitation (to sit in the group) and secret (of its link); person (who facilitates) and record (of their training)
    member (the person who has the first seat)
    help_line  section (of the settings)  holiday (in some weeks)
    answer_link (of the mail about `coming` to `seat`)
    feed_secret (of the calendar of `seat`)  stop_link (of a mail to `seat`)
    export (of attendance; Ada has asked)
    device (a browser in which `seat`'s person wishes notes)
    standby (the wish of `in_line` to come to `coming`)
    ask (to stand in for the coming session) and call (to it, at once), of somebody who is a stranger to the cast
    parked (a mail to `seat` that nobody tries any more)
    announcement (by `seat_of_facilitator`)  handover (she has asked a colleague elsewhere, who has not answered)
"""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from groups.attendance.models import Export
from groups.calendars.models import Feed
from groups.facilitation.models import FacilitatorCard, Handover
from groups.joining.models import JoinRequest, Offer, RequestState
from groups.membership.models import Agreement, Membership, Part, SupportGroup
from groups.people.models import Question, User
from groups.people.wishes import Channel
from groups.reminders.models import Reminder, ReminderKind
from groups.room.models import Phase, Presence, Room
from groups.schedule.links import answer_token
from groups.schedule.models import Series, Session, SessionState
from groups.staffing.models import BackupCall, SubstituteAsk
from groups.standby.models import Standby, StandbyState
from tests.cast import Cast, meeting, membership, open_room, person, support_group, whole_cast
from tests.guards import things as make

Things = dict[str, Any]


def two_sides(*, now: datetime) -> tuple[Cast, Things, Things]:
    """The cast, the things of their group, and the same things of a group of strangers."""
    cast = whole_cast(now=now)
    ours = _side(cast.group, cast.seat("sam"), cast.seat("ana"), cast.seat("noor"), asker="pat", now=now)
    other = support_group(now=now, name="Thursday circle")
    seats = [membership(other, person(name), now=now) for name in ("tom", "una")]
    vera = membership(other, person("vera"), now=now, role=Part.FACILITATOR)
    theirs = _side(other, *seats, vera, asker="wim", now=now)
    return cast, ours, theirs


def everything_in(
    group: SupportGroup, seat: Membership, other: Membership, facilitator: Membership, *, asker: str, now: datetime
) -> Things:
    """The same for any group; Ada has to be there."""
    return _side(group, seat, other, facilitator, asker=asker, now=now)


def _side(
    group: SupportGroup, seat: Membership, other: Membership, facilitator: Membership, *, asker: str, now: datetime
) -> Things:
    make.made_of(group)
    session = meeting(group, starts_at=now - timedelta(minutes=10))
    things: Things = {
        "group": group,
        "session": session,
        "coming": meeting(group, starts_at=now + timedelta(days=7)),
        "series": Series.objects.create(group=group, starts_on=now.date(), at=now.time(), time_zone="UTC"),
        "room": open_room(session),
        "seat": seat,
        "seat_of_other": other,
        "seat_of_facilitator": facilitator,
    }
    things["answer_link"] = SimpleNamespace(pk=answer_token(seat.pk, things["coming"].pk))
    things |= make.words(things, now=now)
    things |= make.asked(group, now=now)
    things |= make.device(seat, now=now)
    things |= make.told(things, now=now)
    things |= make.of_facilitators(facilitator, now=now)
    things |= make.line(group, facilitator, person(f"{asker}.waits"), now=now)
    things |= make.desk(group, facilitator, now=now)
    things |= make.staffing(things["coming"], person(f"{asker}.stands"), now=now)
    things |= make.tables(group, now=now)
    things |= make.feed(seat, now=now)
    things |= make.mails(seat)
    things |= make.parked(things, now=now)
    things["standby"] = Standby.objects.create(session=things["coming"], request=things["in_line"], made_at=now)
    things |= make.calendar(now=now)
    return things | make.papers(things, person(asker), now=now) | make.wishes(seat, other, now=now) | make.questions()


def mail_came_back(things: Things) -> None:
    """Nobody's mail arrives."""
    User.objects.update(mail_trouble="bounced", mail_trouble_at=things["session"].starts_at)


def ended_feed(things: Things) -> None:
    """Nobody's calendar has an address any more."""
    Feed.objects.update(ended_at=things["session"].starts_at)


def export_open(things: Things) -> None:
    """Noor has agreed to it."""
    noor = User.objects.get(email="noor@example.org")
    Export.objects.filter(pk=things["export"].pk).update(agreed_by=noor, agreed_at=things["export"].asked_at)


def nothing_asked(things: Things) -> None:
    """Nobody has asked for a table."""
    Export.objects.all().delete()


def session_over(things: Things) -> None:
    """The facilitators have closed the session."""
    session = things["session"]
    room = Room.objects.filter(session=session)
    room.update(phase=Phase.CLOSED, session=None, closes_at=None)
    Session.objects.filter(pk=session.pk).update(state="over")


def noor_cannot(things: Things) -> None:
    """The group's facilitator has said that they cannot come to the coming session."""
    make.cannot(things, things["seat_of_facilitator"])


def asked_to_stand_in(things: Things) -> None:
    """A facilitator of the coming session, not Noor, cannot come; Noor is asked."""
    noor = User.objects.get(email="noor@example.org")
    make.cannot(things, things["group"].memberships.facilitators().exclude(user=noor).first())
    SubstituteAsk.objects.filter(pk=things["ask"].pk).update(user=noor)


def called_at_once(things: Things) -> None:
    """It is Noor who is called."""
    noor = User.objects.get(email="noor@example.org")
    BackupCall.objects.filter(pk=things["call"].pk).update(user=noor)


def kept_for_olu(things: Things) -> None:
    """The place in line, and the seat that is kept, of somebody of the cast."""
    _of_olu(things["in_line"], RequestState.WAITING)


def free_for_olu(things: Things) -> None:
    """The same in a group with an open roster, so that she may come for one session."""
    kept_for_olu(things)
    SupportGroup.objects.filter(pk=things["group"].pk).update(same_people=False)


def asked_today(things: Things) -> None:
    """A seat is kept for her for one session, for some minutes."""
    free_for_olu(things)
    now = things["standby"].made_at
    wish = Standby.objects.filter(pk=things["standby"].pk)
    wish.update(state=StandbyState.OFFERED, offered_at=now, expires_at=now + timedelta(minutes=5))


def run_out(things: Things) -> None:
    """The time of Olu's offer is over."""
    kept_for_olu(things)
    made = things["offer"].made_at - timedelta(days=3)
    Offer.objects.filter(pk=things["offer"].pk).update(made_at=made, expires_at=made + timedelta(days=2))


def asked_of_noor(things: Things) -> None:
    """The handover, from somebody else of the group, and Noor is asked by the address she signs in with."""
    noor = User.objects.get(email="noor@example.org")
    leaving = things["group"].memberships.facilitators().exclude(user=noor).first()
    Handover.objects.filter(pk=things["handover"].pk).update(leaving=leaving, asked_address=noor.email)


def card_written(things: Things) -> None:
    """The facilitator's card, with words that are not shown."""
    FacilitatorCard.objects.create(membership=things["seat_of_facilitator"], style="Curious, patient.")


def new_here(things: Things) -> None:
    """Everybody has just signed up."""
    User.objects.update(next_question=Question.PRONOUNS)


def closed(things: Things) -> None:
    """The room, before anybody opened it."""
    room = things["room"]
    Room.objects.filter(pk=room.pk).update(phase=Phase.CLOSED, session=None, closes_at=None)


def two_hold_it(things: Things) -> None:
    """Everybody who facilitates the group is in its room."""
    session, seats = things["session"], things["group"].memberships.facilitators()
    Presence.objects.bulk_create(Presence(session=session, membership=one, seen_at=session.starts_at) for one in seats)


def paused(things: Things) -> None:
    """The room, resting."""
    room, facilitator = things["room"], things["seat_of_facilitator"]
    Room.objects.filter(pk=room.pk).update(paused_at=room.closes_at, paused_by=facilitator)


def asked_by_olu(things: Things) -> None:
    """The request for a seat, made by somebody of the cast."""
    _of_olu(things["request"], RequestState.OPEN)


def _of_olu(asked: JoinRequest, state: RequestState) -> None:
    """One request of a group is hers, and in this state; of two she would have taken the other back."""
    olu = User.objects.get(email="olu@example.org")
    hers = JoinRequest.objects.filter(group=asked.group, user=olu)
    hers.exclude(pk=asked.pk).update(state=RequestState.WITHDRAWN)
    JoinRequest.objects.filter(pk=asked.pk).update(user=olu, state=state)


def unpublished(things: Things) -> None:
    """The group, known to its own people alone."""
    SupportGroup.objects.filter(pk=things["group"].pk).update(is_published=False)


def agreement_stands(things: Things) -> None:
    """The group has an agreement, to which nobody has said yes so far."""
    group = things["group"]
    Agreement.objects.create(group=group, version=1, brief="We listen.", words="We listen.", made_at=group.created_at)
    SupportGroup.objects.filter(pk=group.pk).update(agreement_version=1)


def resting(things: Things) -> None:
    """Everybody of the group is on a pause."""
    now = things["session"].starts_at
    Membership.objects.filter(group=things["group"]).update(paused_at=now, paused_until=now + timedelta(weeks=2))


def pause_long_over(things: Things) -> None:
    """The pause of another member had its end some weeks ago."""
    now = things["session"].starts_at
    seat = Membership.objects.filter(pk=things["seat_of_other"].pk)
    seat.update(paused_at=now - timedelta(weeks=5), paused_until=now - timedelta(weeks=2))


def apart_from_the_hour(things: Things) -> None:
    """The coming session, some hours from where the group's hour has one that is not laid yet."""
    coming, later = things["coming"], timedelta(hours=3)
    given = {"starts_at": coming.starts_at + later, "ends_at": coming.ends_at + later}
    Session.objects.filter(pk=coming.pk).update(**given)


def note_to_come(things: Things) -> None:
    """A member agreed to a word, did not come to the last session, and a note is on its way to them."""
    group, seat, now = things["group"], things["seat"], things["session"].starts_at
    Membership.objects.filter(group=group).update(joined_at=now - timedelta(weeks=9))
    Membership.objects.filter(pk=seat.pk).update(may_be_written_to=True)
    given = {"state": SessionState.OVER, "opened_at": now}
    before = meeting(group, starts_at=now - timedelta(hours=3), **given)
    told = {"kind": ReminderKind.AFTER, "due_at": now + timedelta(days=1), "session_version": before.version}
    Reminder.objects.create(membership=seat, session=before, channel=Channel.IN_APP, **told)
