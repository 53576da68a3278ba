"""How the things of the matrix are made (what they are: `tests/guards/world.py`)."""

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from groups.attendance.models import Export
from groups.calendars.access import secret_of
from groups.calendars.actions import keep
from groups.changes.actions import note
from groups.changes.models import What
from groups.desk.models import TrainingRecord
from groups.facilitation.models import Announcement, Handover
from groups.invitations.actions import invite
from groups.invitations.models import Invitation, InvitedAs
from groups.joining.models import FitMessage, JoinRequest, Offer, RequestState
from groups.membership.models import Membership, SupportGroup
from groups.organisation.models import HelpLine, Holiday
from groups.people.models import Apart, Letter, LetterKind, LetterState, PushDevice, Question, User
from groups.people.tokens import stop_token, token_for
from groups.people.wishes import Channel, Topic
from groups.reminders.models import Notice, Reminder, ReminderKind, ReminderState
from groups.room.models import Message, Room, Visibility
from groups.schedule.actions.plans import keep_steps
from groups.schedule.facts import Hand, change_of, facts_of
from groups.schedule.models import Session, StepKind
from groups.schedule.planning import Step
from groups.staffing.models import BackupCall, Duty, DutyState, SubstituteAsk
from moderation.decisions.models import Decision, DecisionKind
from moderation.holds.models import Hold
from moderation.reports.models import Behaviour, Report

Things = dict[str, Any]


def told(things: Things, *, now: datetime) -> Things:
    """What somebody was told of a change: the coming session is longer than it was."""
    coming, by = things["coming"], Hand.facilitator(things["seat_of_facilitator"])
    before = facts_of(coming) | {"minutes": 45}
    change = note(change=change_of(coming, What.LENGTH, before=before, by=by), now=now)
    given = {"membership": things["seat"], "change": change, "channel": Channel.IN_APP, "due_at": now}
    return {"notice": Notice.objects.create(**given, state=ReminderState.SENT, sent_at=now)}


def made_of(group: SupportGroup) -> None:
    """A plan with a step of every kind, and voice beside the written room."""
    keep_steps(group=group, plan=[Step(8, f"A step: {kind}", kind) for kind in StepKind.values])
    group.meeting_link = "https://meet.example.org/us"
    group.save(update_fields=["meeting_link"])


def asked(group: SupportGroup, *, now: datetime) -> Things:
    """What admins have asked of an address."""
    by = User.objects.get(email="ada@example.org")
    given = {"address": "new@example.org", "invited_as": InvitedAs.FACILITATOR, "token_hash": str(group.pk)}
    days = {"made_at": now, "expires_at": now + timedelta(days=14)}
    return {"invitation_to_facilitate": Invitation.objects.create(group=group, made_by=by, **given, **days)}


def desk(group: SupportGroup, facilitator: Membership, *, now: datetime) -> Things:
    """What admins look after; it belongs to no group, so that both sides are theirs."""
    ada = User.objects.get(email="ada@example.org")
    made = invite(address="who@example.org", invited_as=InvitedAs.MEMBER, group=group, by=ada, now=now)
    return {
        "invitation": made,
        "secret": SimpleNamespace(pk=token_for("invitation", made.pk)),
        "person": facilitator.user,
        "member": group.memberships.members().order_by("name").first().user,
        "record": TrainingRecord.objects.create(user=facilitator.user, what="Listening", on=now.date()),
        "help_line": HelpLine.objects.create(country="GB", name="Somebody", phone="116 123"),
        "section": SimpleNamespace(pk="names"),
    }


def device(seat: Membership, *, now: datetime) -> Things:
    """A browser in which somebody wishes notes."""
    given = {"endpoint": "https://push.example.org/a", "endpoint_hash": str(seat.pk), "keys": "{}", "made_at": now}
    return {"device": PushDevice.objects.create(user=seat.user, **given)}


def calendar(*, now: datetime) -> Things:
    """Days on which no group meets; like the desk, they belong to no group."""
    days = {"first_on": (now + timedelta(days=40)).date(), "last_on": (now + timedelta(days=41)).date()}
    return {"holiday": Holiday.objects.create(name="Between the years", **days)}


def feed(seat: Membership, *, now: datetime) -> Things:
    return {"feed_secret": SimpleNamespace(pk=secret_of(keep(owner=seat, is_plain=False, now=now)))}


def mails(seat: Membership) -> Things:
    """The way out of a mail to this person."""
    return {"stop_link": SimpleNamespace(pk=stop_token(seat.user_id, Topic.FIRST))}


def tables(group: SupportGroup, *, now: datetime) -> Things:
    """Ada has asked for a table of who came."""
    ada, today = User.objects.get(email="ada@example.org"), now.date()
    asked = {"asked_by": ada, "asked_at": now, "expires_at": now + timedelta(hours=48)}
    days = {"first_on": today - timedelta(days=7), "last_on": today}
    return {"export": Export.objects.create(group=group, **asked, **days)}


def of_facilitators(facilitator: Membership, *, now: datetime) -> Things:
    group = facilitator.group
    plan = {"leaves_at": now + timedelta(days=20), "made_at": now, "goodbye": "It was good to be here."}
    asked = {"leaving": facilitator, "asked_address": "colleague@example.org"}
    words = "The room is warmer now. Bring tea."
    return {
        "announcement": Announcement.objects.create(group=group, by=facilitator, words=words, at=now),
        "handover": Handover.objects.create(group=group, **asked, **plan),
    }


def line(group: SupportGroup, facilitator: Membership, person: User, *, now: datetime) -> Things:
    answered = {"waiting_since": now, "answered_at": now, "answered_by": facilitator}
    request = JoinRequest.objects.create(
        group=group, user=person, name="Wim of the line", state=RequestState.WAITING, asked_at=now, **answered
    )
    offer = Offer.objects.create(request=request, made_at=now, expires_at=now + timedelta(days=2))
    return {"in_line": request, "offer": offer}


def staffing(coming: Session, somebody: User, *, now: datetime) -> Things:
    """What a colleague is asked: to stand in, and to come at once."""
    until = {"asked_at": now, "expires_at": now + timedelta(hours=24)}
    ask = SubstituteAsk.objects.create(session=coming, user=somebody, **until)
    return {"ask": ask, "call": BackupCall.objects.create(session=coming, user=somebody, minute=-10, called_at=now)}


def cannot(things: Things, seat: Membership) -> None:
    session = things["coming"]
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at, "made_at": session.starts_at}
    given = {"user_id": seat.user_id, "state": DutyState.CANNOT, **hours}
    Duty.objects.update_or_create(session=session, membership=seat, defaults=given)


def wishes(seat: Membership, other: Membership, *, now: datetime) -> Things:
    return {"wish": Apart.objects.create(owner=seat.user, other=other.user, seat=other.pk, made_at=now)}


def words(things: Things, *, now: datetime) -> Things:
    room, session = things["room"], things["session"]
    seat, other = things["seat"], things["seat_of_other"]
    return {
        "message": _message(room, session, seat, now=now),
        "message_of_other": _message(room, session, other, now=now),
        "hidden": _message(room, session, other, now=now, visibility=Visibility.HIDDEN),
        "held": _message(room, session, other, now=now, visibility=Visibility.HELD, was_shown=False),
    }


def _message(room: Room, session: Session, author: Membership, *, now: datetime, **fields: Any) -> Message:
    room.tick += 1
    room.save(update_fields=["tick"])
    where = {"room": room, "session": session, "author": author, "position": room.tick, "changed": room.tick}
    return Message.objects.create(id=uuid.uuid4(), text="Good to be here.", at=now, **where, **fields)


def papers(things: Things, asker: Any, *, now: datetime) -> Things:
    seat, other, facilitator = things["seat"], things["seat_of_other"], things["seat_of_facilitator"]
    hold = Hold.objects.create(message=things["held"], reason="contact", held_at=now)
    request = JoinRequest.objects.create(group=things["group"], user=asker, name="Pat", asked_at=now)
    for seconds, author, words in ((0, facilitator, "What would help you?"), (1, None, "A quiet hour.")):
        at = now + timedelta(seconds=seconds)
        FitMessage.objects.create(request=request, author=author, by_asker=author is None, words=words, at=at)
    report = Report.objects.create(reporter=seat, subject=other, behaviour=Behaviour.ADVICE, made_at=now)
    decision = Decision.objects.create(
        kind=DecisionKind.HIDE,
        message=things["hidden"],
        subject=other,
        behaviour=Behaviour.ADVICE,
        decided_at=now,
        decided_by=facilitator.user,
    )
    reminder = Reminder.objects.create(
        membership=seat,
        session=things["session"],
        kind=ReminderKind.ONE_DAY,
        channel=Channel.IN_APP,
        due_at=now - timedelta(days=1),
        session_version=1,
        state=ReminderState.SENT,
        sent_at=now - timedelta(days=1),
    )
    return {"hold": hold, "request": request, "report": report, "decision": decision, "reminder": reminder}


def questions() -> Things:
    """What somebody is asked about themselves is the same for everybody; its name stands in the address."""
    return {"question": SimpleNamespace(pk=Question.BOUNDARY.value), "topic": SimpleNamespace(pk=Topic.SECOND.value)}


def parked(things: Things, *, now: datetime) -> Things:
    """A mail that nobody tries any more."""
    given = {"user": things["seat"].user, "kind": LetterKind.GROUP, "about": things["group"].pk, "path": "/"}
    given |= {"made_at": now, "due_at": now, "state": LetterState.PARKED, "attempts": 3, "reason": "refused"}
    return {"parked": Letter.objects.create(**given)}
