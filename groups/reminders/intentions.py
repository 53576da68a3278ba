"""A word that somebody writes to themselves, sent back to them once, before their next session (S0-32).

Whose word goes with which session is asked, never stored: a word that has not been sent back belongs to the next
session of its group that goes ahead, and so to another one as soon as that is called off, or its person rests or says
"not today". Where it was sent to them, it stays until it is put aside and the session is over.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from groups.membership.models import Membership, State
from groups.people.quiet import Clock
from groups.people.wishes import Topic, Wishes
from groups.refusals import Refused
from groups.reminders.models import Intention, Reminder, ReminderKind, ReminderState
from groups.reminders.planning import EARLY, FURTHEST, due_before
from groups.schedule.models import Session, SessionState
from groups.sealed import CannotOpen

log = structlog.get_logger(__name__)

SOONEST = timedelta(minutes=10)
"""Whoever writes later than that before a session reads it before the next one."""

SHORT = timedelta(hours=1)
"""How long before a session it comes, when the day before has gone by."""


class WordIsShut(Refused):
    """There are words already that cannot be read: they are not written over."""

    code = "word_is_shut"


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody wrote to themselves. *is_shut*: it is there, but the key is not."""

    words: str = ""
    is_shut: bool = False


NOTHING = Word()


def due(start: datetime, clock: Clock, *, now: datetime) -> datetime | None:
    """When a word goes back to its writer: the day before, else an hour or some minutes before; None: too late."""
    times = (due_before(start, clock, days=1), *(_awake(start - early, clock) for early in (SHORT, SOONEST)))
    return next((moment for moment in times if moment > now), None)


def _awake(moment: datetime, clock: Clock) -> datetime:
    quiet = clock.quiet(moment)
    return quiet[0] - EARLY if quiet else moment


def word_of(mine: Membership) -> Word:
    """What its person wrote to themselves, for pages of theirs; asks nothing where it was read with the seat."""
    one: Intention | None = getattr(mine, "intention", None)
    return opened(one) if one else NOTHING


def opened(one: Intention) -> Word:
    """A page never falls over because of one word: it says that it is kept, and cannot be shown."""
    try:
        return Word(one.words)
    except CannotOpen:
        log.error("reminders.word_is_shut", membership=str(one.pk))
        return Word(is_shut=True)


@transaction.atomic
def keep(*, membership: Membership, words: str, now: datetime) -> None:
    """Keep a word to oneself, sealed, over what was there; no words: let it go."""
    if not words:
        let_go(membership=membership, now=now)
        return
    # Of two devices the second finds what the first has written.
    Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    there = Intention.objects.filter(pk=membership.pk).first()
    if there is not None and opened(there).is_shut:
        raise WordIsShut(_("There is a word here that cannot be opened right now. It is kept, and was not changed."))
    # What was sent back before a session that is still to come is that word, put better: it is not sent twice.
    was_sent = _sent().filter(membership=membership, session__ends_at__gt=now).exists()
    made_at = there.made_at if there is not None and was_sent else now
    Intention.objects.update_or_create(membership=membership, defaults={"words": words, "made_at": made_at})


@transaction.atomic
def let_go(*, membership: Membership, now: datetime) -> None:
    """Take back a word to oneself, and what would have been sent, or was, of it before a session still to come."""
    Intention.objects.filter(pk=membership.pk).delete()
    _rows().filter(membership=membership, session__ends_at__gt=now).delete()


def put_aside(*, row: Reminder, now: datetime) -> None:
    """Somebody has read their own word: once its session is over, it goes."""
    if row.kind == ReminderKind.INTENTION and row.session.ends_at <= now:
        sent = Intention.objects.filter(pk=row.membership_id)
        sent.filter(made_at__lte=row.sent_at).delete()


def tidy(*, now: datetime) -> int:
    """Let go of words that were sent back and put aside, their session over, and of those whose writer has left."""
    read = _rows().filter(membership=OuterRef("pk"), sent_at__gte=OuterRef("made_at"), read_at__isnull=False)
    over = Intention.objects.filter(Exists(read.filter(session__ends_at__lte=now)))
    count, _each = (over | Intention.objects.exclude(membership__state=State.SEATED)).delete()
    return count


def _rows() -> QuerySet[Reminder]:
    return Reminder.objects.filter(kind=ReminderKind.INTENTION)


def _sent() -> QuerySet[Reminder]:
    """A word that was sent back before a session which was called off since waits for the next one."""
    return _rows().filter(state=ReminderState.SENT).exclude(session__state=SessionState.CANCELLED)


def _unsent() -> QuerySet[Intention]:
    """Words that wait for a session, of people who have a seat and are not there for one session alone."""
    sent = _sent().filter(membership=OuterRef("pk"), sent_at__gte=OuterRef("made_at"))
    return Intention.objects.filter(
        ~Exists(sent), membership__state=State.SEATED, membership__guest_until=None, membership__user__is_active=True
    )


def wanted(sessions: Collection[Session], *, now: datetime) -> dict[UUID, set[UUID]]:
    """Session → the memberships whose word goes back before it. One question where nobody has written any."""
    groups = {one.group_id for one in sessions}
    asked = {one.pk for one in sessions}
    written = dict(_unsent().filter(membership__group__in=groups).values_list("pk", "membership__group"))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for membership_id, session_id in _goes_with(written, now=now).items():
        if session_id in asked:
            found[session_id].add(membership_id)
    return found


def _goes_with(written: Mapping[UUID, UUID], *, now: datetime) -> dict[UUID, UUID]:
    """Membership → the next session of its group for which its word was not settled already. Given: their groups."""
    if not written:
        return {}
    until = (now + SOONEST, now + FURTHEST)
    coming = Session.objects.going_ahead().filter(group__in=set(written.values()), starts_at__range=until)
    of_group: dict[UUID, list[UUID]] = defaultdict(list)
    for group_id, session_id in coming.order_by("starts_at", "pk").values_list("group", "pk"):
        of_group[group_id].append(session_id)
    # "Not today", a pause, too late: what was settled about a session as it is now is not asked again.
    settled = (
        _rows()
        .exclude(state=ReminderState.PENDING)
        .filter(membership__in=written, session_version=F("session__version"), session__starts_at__range=until)
    )
    over = set(settled.values_list("membership", "session"))
    first = {one: next((s for s in of_group[group] if (one, s) not in over), None) for one, group in written.items()}
    return {one: session_id for one, session_id in first.items() if session_id is not None}


def lost(*, now: datetime) -> list[UUID]:
    """The sessions for which somebody's word waits, and has no row: written lately, or moved on from another one."""
    has_row = _rows().filter(membership=OuterRef("pk"), state=ReminderState.PENDING)
    waiting = _unsent().filter(~Exists(has_row), membership__paused_at=None)
    people = "membership__group", "membership__user__wishes", "membership__user__reminders_by_mail"
    written = {
        membership_id: group_id
        for membership_id, group_id, chosen, by_mail in waiting.values_list("pk", *people)
        if Wishes(chosen, by_mail=by_mail).ways(Topic.INTENTION)
    }
    return sorted(set(_goes_with(written, now=now).values()))


def may_go(rows: Collection[Reminder]) -> set[UUID]:
    """The keys of those of these rows whose words are still there, and were not sent back before another session."""
    mine = [one.pk for one in rows if one.kind == ReminderKind.INTENTION]
    if not mine:
        return set()
    sent = _rows().filter(membership=OuterRef("membership"), state=ReminderState.SENT)
    elsewhere = sent.filter(sent_at__gte=OuterRef("membership__intention__made_at")).exclude(
        session=OuterRef("session")
    )
    there = _rows().filter(~Exists(elsewhere), pk__in=mine, membership__intention__isnull=False)
    return set(there.values_list("pk", flat=True))
