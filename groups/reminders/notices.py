"""Changes become notices, and notices become mails.

A job makes, of each change in the log, one notice for everybody who has a seat and each way of telling. On the page a
notice stands from then on; the same transaction says that the change was told, so it is there once, or not at all.

Mails are claimed, checked again and sent like reminders: at least once, the same Message-ID each time. The words are
made in the moment of sending. Of several notices of one thing that somebody has not been mailed of, **the oldest
speaks for all**, from the fact that it began with to what is true now, and settles the others together with itself:
until then they stay, so that whoever dies in between loses none of them.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from groups.changes.models import Change
from groups.membership.models import Membership, State, SupportGroup
from groups.people.held import hand_over, over_one_connection, park, sort_out
from groups.people.planning import LEASE, LONG_AGO, MOST_TRIES, SPARE, Fate
from groups.people.quiet import Clock
from groups.people.reach import Reach
from groups.people.wishes import Channel, Topic
from groups.reminders import live
from groups.reminders.arming import Seat, seats_of
from groups.reminders.letters import Words
from groups.reminders.models import Notice, ReminderState
from groups.reminders.planning import SHORTLY, News, needed_by, news_due, news_fate
from groups.reminders.words import NOTHING, Now, Telling, telling, threads
from groups.schedule.facts import facts_of
from groups.schedule.models import Session, SessionState

log = structlog.get_logger(__name__)


def make(group_ids: Iterable[UUID], *, now: datetime) -> list[Change]:
    """Make the notices of all that has changed in these groups and is not told. Return the changes that now are.

    To be called in a transaction. The sessions are locked before their changes are read: what stands in a session is
    then in the log too, and what was undone in between is told to nobody.
    """
    waiting = Change.objects.to_tell().filter(group__in=set(group_ids))
    about = {one for one in waiting.values_list("session", flat=True) if one}
    there = Session.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=about).order_by("pk")
    sessions = {one.pk: one for one in there}
    mine = [one for one in waiting if (one.session is None or one.session in about) and _claim(one, now=now)]
    seats = seats_of(one.group_id for one in mine)
    rows: list[Notice] = []
    for thread in threads(mine):
        if telling(thread, _as_it_is(thread, sessions)) is not NOTHING:
            rows.extend(row for change in thread for row in _rows(change, seats[change.group_id], now=now))
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    shown = {row.membership_id for row in rows if row.channel == Channel.IN_APP}
    live.ring(Membership.objects.filter(pk__in=shown).values_list("user", flat=True) if shown else ())
    return mine


def _claim(change: Change, *, now: datetime) -> bool:
    return Change.objects.filter(pk=change.pk, told_at=None).update(told_at=now) == 1


def _rows(change: Change, seats: Sequence[Seat], *, now: datetime) -> Iterable[Notice]:
    # Whoever did it knows; so does whoever has said yes to facilitating. Who came later knows nothing else.
    said_yes = {*change.after.get("facilitators", ())} - {*change.before.get("facilitators", ())}
    due = needed_by(change.first_at, change.helps_until, now=now)
    for seat in seats:
        knows = seat.membership_id == change.by_id or str(seat.membership_id) in said_yes
        if knows or seat.joined_at > change.made_at:
            continue
        given = {"membership_id": seat.membership_id, "change": change}
        if seat.is_present:
            yield Notice(**given, channel=Channel.IN_APP, due_at=now, state=ReminderState.SENT, sent_at=now)
        mailed_at = news_due(due, seat.clock, now=now)
        yield Notice(**given, channel=Channel.MAIL, due_at=mailed_at)
        if Channel.PUSH in seat.person.ways(Topic.NEWS):
            yield Notice(**given, channel=Channel.PUSH, due_at=mailed_at)


def _as_it_is(thread: Sequence[Change], sessions: Mapping[UUID, Session]) -> Now | None:
    """The session that these changes are of, if it is one, and there."""
    about = thread[0].session
    session = sessions.get(about) if about else None
    return Now(session.state != SessionState.CANCELLED, facts_of(session)) if session else None


@dataclass(frozen=True, slots=True)
class Letter:
    """A row that is due, what there is to say, and on which rows it rests."""

    row: Notice
    oldest: Notice
    """Of the notices of this thing that its person has not been told of by this way: it is the one that speaks."""
    covered: Sequence[Notice]
    """The others of them."""
    telling: Telling
    session: Session | None

    @property
    def speaks(self) -> bool:
        return self.row == self.oldest


def claim(*, channel: Channel = Channel.MAIL, limit: int, now: datetime) -> tuple[UUID, list[Notice]]:
    """Take up to that many due rows for a minute. Of two workers only one is ever told yes for a row."""
    lease, due = uuid4(), Notice.objects.due(channel=channel, now=now)
    ids = list(due.values_list("pk", flat=True)[:limit])
    if not ids:
        return lease, []
    due.order_by().filter(pk__in=ids).update(leased_until=now + LEASE, lease=lease)
    rows = held(lease).filter(pk__in=ids).select_related("change", "membership__user")
    return lease, list(rows.order_by("due_at", "pk"))


def held(lease: UUID) -> QuerySet[Notice]:
    """What is still ours. Always asked for by id besides: no index knows the leases."""
    return Notice.objects.filter(lease=lease, state=ReminderState.PENDING)


def sorted_out(lease: UUID, rows: Sequence[Notice], *, now: datetime, singly: bool = True) -> list[Letter]:
    """Check again: settle what is not to be sent, and return what is. *singly*: not for the mail of the day."""
    if not rows:
        return []
    # The order matters. What is read of a session is in the log; what of the log is told has its notices.
    about = {row.change.session for row in rows if row.change.session}
    sessions = {one.pk: one for one in Session.objects.filter(pk__in=about)}
    untold = _untold(rows)
    letters = [_letter(row, thread, sessions) for row, thread in _threads(rows)]
    fates = [(one, news_fate(_news(one, untold, singly=singly, now=now), now=now)) for one in letters]
    _hurry([one for one, fate in fates if fate == (Fate.WAIT, now + SHORTLY)], now=now)
    ready: list[Letter] = []
    with transaction.atomic():
        going = {row.pk for row in sort_out(held(lease), ((one.row, fate) for one, fate in fates))}
        ready = [one for one in letters if one.row.pk in going]
        # What was changed back is news in none of its notices.
        settle(row for one in letters if one.speaks and one.telling is NOTHING for row in one.covered)
    return ready


def _untold(rows: Sequence[Notice]) -> set[UUID]:
    """The sessions of which something is not told yet; groups, where it is of no session."""
    untold = Change.objects.to_tell().filter(group__in={row.change.group_id for row in rows})
    return {session or group for session, group in untold.values_list("session", "group")}


def _threads(rows: Sequence[Notice]) -> list[tuple[Notice, list[Notice]]]:
    """Each row with all that its person has not been told of the same thing by its way, the oldest first."""
    pending = Notice.objects.filter(
        channel__in={row.channel for row in rows},
        state=ReminderState.PENDING,
        membership__in={row.membership_id for row in rows},
        change__group__in={row.change.group_id for row in rows},
    )
    of_person: dict[UUID, list[Notice]] = defaultdict(list)
    in_order = pending.select_related("change", "membership__user").order_by("change__made_at", "change__pk")
    for one in in_order:
        of_person[one.membership_id].append(one)
    found: list[tuple[Notice, list[Notice]]] = []
    for row in rows:
        notices = {one.change_id: one for one in of_person[row.membership_id]}
        together = threads(one.change for one in notices.values())
        thread = next((those for those in together if row.change in those), [row.change])
        found.append((row, [notices.get(change.pk, row) for change in thread]))
    return found


def _letter(row: Notice, thread: Sequence[Notice], sessions: dict[UUID, Session]) -> Letter:
    changes = [one.change for one in thread]
    session = sessions.get(row.change.session) if row.change.session else None
    return Letter(row, thread[0], thread[1:], telling(changes, _as_it_is(changes, sessions)), session)


def _hurry(letters: Sequence[Letter], *, now: datetime) -> None:
    """A newer row is due: the oldest speaks, and now. One that a mail server has refused keeps its pause."""
    late = {one.oldest.pk for one in letters if not one.speaks}
    if late:
        waits = Notice.objects.filter(pk__in=late, state=ReminderState.PENDING, lease=None, attempts=0, due_at__gt=now)
        waits.update(due_at=now, leased_until=LONG_AGO)


def _news(letter: Letter, untold: set[UUID], *, singly: bool, now: datetime) -> News:
    seat, changes = letter.row.membership, [one.change for one in (letter.oldest, *letter.covered)]
    person, about = seat.user, letter.row.change.session or letter.row.change.group_id
    is_here, reach, channel = seat.state == State.SEATED and not seat.is_paused, Reach.of(person), letter.row.channel
    waits_for_the_day = singly and channel == Channel.MAIL and letter.row.attempts == 0
    return News(
        is_wished=is_here and reach.wished(Topic.NEWS, channel),
        sounds=channel == Channel.PUSH,
        rests_until=reach.rest(channel, now=now),
        digest_at=person.digest_at if waits_for_the_day else None,
        due_at=letter.row.due_at,
        is_true=letter.telling is not NOTHING,
        is_whole=letter.speaks and about not in untold,
        first_at=min(one.first_at for one in changes),
        helps_until=max(one.helps_until for one in changes),
        clock=Clock.of(person.time_zone, person.quiet_from, person.quiet_to),
    )


def post(*, limit: int, now: datetime) -> int:
    """Mail the news over one connection. Return how many rows were settled; 0 also while the mail server is away."""
    lease, rows = claim(limit=limit, now=now)
    ready = sorted_out(lease, rows, now=now)
    if not ready:
        return len(rows)
    return over_one_connection(
        lambda server: _post_each(server, lease, ready, now=now), held(lease), rows, what="notice", now=now
    )


def _post_each(server: BaseEmailBackend, lease: UUID, letters: Sequence[Letter], *, now: datetime) -> None:
    words, began = Words.current(next_dates(letters, now=now)), time.monotonic()
    for one in letters:
        if timedelta(seconds=time.monotonic() - began) > LEASE - SPARE:
            return
        if one.row.attempts >= MOST_TRIES:
            park(one.row, held(lease), what="notice", reason="worker_died")
            continue
        write = partial(words.message, one.row, one.telling, one.session)
        if counts_a_try(one, lease) and hand_over(server, write, one.row, held(lease), what="notice", now=now):
            mark(one, lease, now=now)


def next_dates(letters: Sequence[Letter], *, now: datetime) -> dict[UUID, Session]:
    """Group → the session that takes place next."""
    coming = Session.objects.going_ahead().filter(group=OuterRef("pk"), starts_at__gt=now).order_by("starts_at", "pk")
    groups = SupportGroup.objects.filter(pk__in={one.row.change.group_id for one in letters})
    first = groups.values(first=Subquery(coming.values("pk")[:1]))
    return {session.group_id: session for session in Session.objects.filter(pk__in=first)}


def counts_a_try(letter: Letter, lease: UUID) -> bool:
    """Count a try. False: it is not ours any more, its person has gone or wishes something else, its session moved."""
    row, same = letter.row, Q()
    version = row.membership.user.wishes_version
    row.attempts += 1
    if letter.session is not None:
        unchanged = Session.objects.filter(pk=letter.session.pk, version=letter.session.version)
        same = Q(Exists(unchanged))
    seated = Membership.objects.filter(pk=OuterRef("membership"), state=State.SEATED, paused_at=None)
    wished = Exists(seated.filter(user__is_active=True, user__wishes_version=version))
    return held(lease).filter(wished, same, pk=row.pk).update(attempts=F("attempts") + 1) == 1


@transaction.atomic
def mark(letter: Letter, lease: UUID, *, now: datetime) -> None:
    """It is out; what it spoke of besides is said with it."""
    sent: dict[str, Any] = {"state": ReminderState.SENT, "sent_at": now, "lease": None}
    if held(lease).filter(pk=letter.row.pk).update(**sent):
        settle(letter.covered)


def settle(rows: Iterable[Notice]) -> None:
    """Nothing is to be said of these any more."""
    waiting = Notice.objects.filter(pk__in=[one.pk for one in rows], state=ReminderState.PENDING)
    waiting.update(state=ReminderState.DROPPED, lease=None)
