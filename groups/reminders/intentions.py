"""A word that somebody writes to themselves, sent back to them once, before their next session (S0-32).

Whose word goes with which session is asked, never stored: a word that has not been sent back belongs to the next
session of its group that goes ahead, and so to another one as soon as that is called off, or its person rests or says
"not today". Where it was sent to them, it stays until it is put aside and the session is over.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
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


def due(start: datetime, clock: Clock, *, stands: datetime | None = None, now: datetime) -> datetime | None:
    """When a word goes back to its writer: the day before, else an hour or some minutes before; None: too late.

    *stands*: when it was to go already, which it keeps to, however late it is by now.
    """
    times = (due_before(start, clock, days=1), *(_awake(start - early, clock) for early in (SHORT, SOONEST)))
    if stands is not None and stands >= min(times):
        return max(moment for moment in times if moment <= stands)
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
    session, word = row.session, Intention.objects.filter(pk=row.membership_id, made_at__lte=row.sent_at)
    is_over = session.ends_at <= now and session.state != SessionState.CANCELLED
    if row.kind == ReminderKind.INTENTION and is_over:
        word.delete()


def tidy(*, now: datetime) -> int:
    """Let go of words that were sent back and put aside, their session over, and of those whose writer has left."""
    read = _sent().filter(membership=OuterRef("pk"), sent_at__gte=OuterRef("made_at"), read_at__isnull=False)
    over = Intention.objects.filter(Exists(read.filter(session__ends_at__lte=now)))
    count, _each = (over | Intention.objects.exclude(membership__state=State.SEATED)).delete()
    return count


def _rows() -> QuerySet[Reminder]:
    return Reminder.objects.filter(kind=ReminderKind.INTENTION)


def _sent() -> QuerySet[Reminder]:
    """A word that was sent back before a session which was called off since waits for the next one."""
    return _rows().filter(state=ReminderState.SENT).exclude(session__state=SessionState.CANCELLED)


class Goes(NamedTuple):
    """Before which session a word goes back, and when, where that was laid down already."""

    session_id: UUID
    stands: datetime | None


def wanted(sessions: Collection[Session], *, now: datetime) -> dict[UUID, dict[UUID, datetime | None]]:
    """Session → the memberships whose word goes back before it, each with when it does, where that stands.

    One question where nobody has written any.
    """
    asked = {one.pk for one in sessions}
    found: dict[UUID, dict[UUID, datetime | None]] = defaultdict(dict)
    for membership_id, goes in _goes(
        _written().filter(membership__group__in={one.group_id for one in sessions}), now=now
    ):
        if goes.session_id in asked:
            found[goes.session_id][membership_id] = goes.stands
    return found


def lost(*, now: datetime) -> list[UUID]:
    """The sessions for which somebody's word waits, and has no row: written lately, or moved on from another one."""
    has_row = Exists(_rows().filter(membership=OuterRef("pk"), state=ReminderState.PENDING))
    sent = Exists(_sent().filter(membership=OuterRef("pk"), sent_at__gte=OuterRef("made_at")))
    waiting = _written().filter(~has_row, ~sent, membership__paused_at=None)
    chosen = waiting.values_list("pk", "membership__user__wishes", "membership__user__reminders_by_mail")
    hear = [pk for pk, wishes, by_mail in chosen if Wishes(wishes, by_mail=by_mail).ways(Topic.INTENTION)]
    goes = _goes(_written().filter(pk__in=hear), now=now) if hear else ()
    return sorted({one.session_id for _membership, one in goes})


def _written() -> QuerySet[Intention]:
    """Of people who have a seat, and are not there for one session alone."""
    seated = {"membership__state": State.SEATED, "membership__guest_until": None, "membership__user__is_active": True}
    return Intention.objects.filter(**seated)


def _goes(words: QuerySet[Intention], *, now: datetime) -> Iterator[tuple[UUID, Goes]]:
    """Each of these, by its membership, with where it goes; one that goes nowhere for now is left out."""
    written = list(words.values_list("pk", "membership__group", "made_at"))
    if not written:
        return
    rows = defaultdict(list)
    for row in _rows().filter(membership__in=[pk for pk, *_rest in written]).select_related("session"):
        rows[row.membership_id].append(row)
    coming: dict[UUID, list[Session]] = defaultdict(list)
    soon = Session.objects.going_ahead().filter(starts_at__gt=now, starts_at__lte=now + FURTHEST)
    for session in soon.filter(group__in={group for _pk, group, _made in written}).order_by("starts_at", "pk"):
        coming[session.group_id].append(session)
    for pk, group, made_at in written:
        goes = _before(coming[group], rows[pk], made_at=made_at, now=now)
        if goes is not None:
            yield pk, goes


def _before(coming: Sequence[Session], rows: Sequence[Reminder], *, made_at: datetime, now: datetime) -> Goes | None:
    """Where one word goes: with the session before which it was sent already, else with the next that is open to it."""
    sent = {one.session_id for one in rows if _is_sent(one, made_at)}
    # "Not today", a pause, too late: what was settled, in its time, of a session as it is now is not asked again.
    now_is = {one.pk: one.version for one in coming}
    here = [one for one in rows if one.session_version == now_is.get(one.session_id)]
    stays = {ReminderState.PENDING, ReminderState.SENT}
    settled = {one.session_id for one in here if one.state not in stays and one.due_at <= now}
    for session in coming:
        stands = [one.due_at for one in here if one.session_id == session.pk and one.session_id not in settled]
        is_open = session.pk not in settled and (bool(stands) or session.starts_at > now + SOONEST)
        if session.pk in sent or (not sent and is_open):
            return Goes(session.pk, min(stands, default=None))
    return None


def _is_sent(row: Reminder, made_at: datetime) -> bool:
    on = row.sent_at is not None and row.sent_at >= made_at
    return on and row.session.state != SessionState.CANCELLED


def may_go(rows: Collection[Reminder]) -> set[UUID]:
    """The keys of those of these rows whose words are still there, and were not sent back before another session."""
    mine = [one.pk for one in rows if one.kind == ReminderKind.INTENTION]
    if not mine:
        return set()
    sent = _sent().filter(membership=OuterRef("membership"), sent_at__gte=OuterRef("membership__intention__made_at"))
    there = _rows().filter(~Exists(sent.exclude(session=OuterRef("session"))), pk__in=mine)
    return set(there.filter(membership__intention__isnull=False).values_list("pk", flat=True))
