"""What has happened in the seeded groups: they agreed on something, somebody rests, somebody waits, somebody wrote."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F

from groups.changes.models import Change
from groups.facilitation.actions import announcements, handovers, own
from groups.joining import actions as joining
from groups.membership import actions as membership
from groups.membership.models import Membership, SupportGroup
from groups.organisation.models import Organisation
from groups.people.models import Boundary, Letter, User
from groups.reminders import following, intentions
from groups.reminders.models import Reminder, ReminderState
from groups.reminders.planning import FURTHEST
from groups.schedule.actions import sessions
from groups.schedule.facts import Hand
from groups.schedule.models import Answer, Usual
from groups.setup.kits import KITS
from supportgroup.seed import words

A_DAY = timedelta(days=1)
Seats = Mapping[str, Membership]


def agree(group: SupportGroup, *, by: User, now: datetime) -> None:
    """The group has an agreement, and everybody who is there has said yes to it."""
    kit = next(one for one in KITS.values() if one.kind == group.kind)
    brief, text = kit.agreement(limits=Organisation.objects.current().confidentiality_limits)
    made = membership.publish_agreement(group=group, brief=brief, words=text, by=by, now=now)
    for seat in group.memberships.current():
        membership.agree(membership=seat, version=made.version, now=now)


def live(group: SupportGroup, seats: Seats, people: Mapping[str, User], *, now: datetime) -> None:
    """What is particular to each group."""
    for mail, (training, style) in words.CARDS.items():
        if mail in seats:
            own.keep_card(membership=seats[mail], training=training, style=style)
            own.show_card(membership=seats[mail], now=now)
    happened = {
        words.LONG_EVENING.name: _long_evening,
        words.EARLY_LIGHT.name: _early_light,
        words.TEA_AT_FOUR.name: _tea_at_four,
        words.THREE_CHAIRS.name: _three_chairs,
    }
    if group.name in happened:
        happened[group.name](group, seats, people, now=now)


def _long_evening(group: SupportGroup, seats: Seats, people: Mapping[str, User], *, now: datetime) -> None:
    ana = seats["ana"]
    membership.change_seat(membership=ana, name=ana.name, pronouns="she/her", boundary=Boundary.JUST_HEAR)
    announcements.announce(by=seats["noor"], words=words.ANNOUNCED, now=now - A_DAY)
    Usual.objects.create(membership=seats[words.AS_USUAL], answer=Answer.QUIETLY, since=now - A_DAY)
    _move_one(group, seats["noor"], now=now - 3 * A_DAY)
    _tell(group, now=now)
    intentions.keep(membership=seats["sam"], words=words.TO_ONESELF, now=now)


def _tell(group: SupportGroup, *, now: datetime) -> None:
    """Before the session that is going on everybody was told of it, by each way that they wish."""
    session = group.sessions.going_ahead().get(starts_at__lte=now, ends_at__gt=now)
    following.plan([session.pk], now=session.starts_at - FURTHEST)
    told = Reminder.objects.filter(session=session, due_at__lte=now)
    told.update(state=ReminderState.SENT, sent_at=F("due_at"), read_at=F("due_at"))


def _move_one(group: SupportGroup, by: Membership, *, now: datetime) -> None:
    """One session in three weeks begins half an hour later; everybody was told in good time."""
    later = group.sessions.going_ahead().filter(starts_at__gt=now + 20 * A_DAY).order_by("starts_at", "pk").first()
    if later is not None:
        starts_at = later.starts_at + A_DAY / 48
        sessions.move(session=later, by=Hand.facilitator(by), starts_at=starts_at, now=now)
        Change.objects.filter(group=group).update(told_at=now)


def _early_light(group: SupportGroup, seats: Seats, people: Mapping[str, User], *, now: datetime) -> None:
    """Noor has written to the person who asks."""
    asked = group.requests.open().get(user=people["h.abara"])
    joining.write(asked=asked, by=seats["noor"], words=words.WRITTEN, now=now - A_DAY / 2)


def _tea_at_four(group: SupportGroup, seats: Seats, people: Mapping[str, User], *, now: datetime) -> None:
    """Somebody rests, and Marek says goodbye in good time."""
    membership.pause(membership=seats["c.moreau"], weeks=4, now=now - 3 * A_DAY)
    asked = handovers.propose(
        leaving=seats["marek"],
        coming=seats["idris"],
        address="",
        last_day=(now + 40 * A_DAY).date(),
        goodbye=words.GOODBYE,
        now=now - A_DAY,
    )
    handovers.accept(handover=asked, user=people["idris"], name="", now=now - A_DAY / 2)


def _three_chairs(group: SupportGroup, seats: Seats, people: Mapping[str, User], *, now: datetime) -> None:
    """Every seat is taken, and somebody waits in line."""
    asked = joining.ask(group=group, user=people["d.tanaka"], name="Plum", line="", now=now - 2 * A_DAY)
    joining.wait(asked=asked, by=seats["wilma"], now=now - A_DAY)


def forget_old_letters(*, now: datetime) -> None:
    """Nobody is written to about what happened before this world was made."""
    Letter.objects.filter(made_at__lt=now).delete()
