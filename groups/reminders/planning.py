"""When somebody is told of a session, and whether it is still right to tell them. Values in, values out.

**Two notes before a session**, as many days before as its group says, at the session's own hour on the member's clock
or at the time that the group says; a change of that clock in between moves neither. A person may choose other hours.
What would have been due before the row is planned is left out, so who joins late gets what is still to come. Where the
two would come together, the second stays. Whoever holds a session is asked to prepare in place of the nearer one.

**Quiet hours** stand on the member's clock. A note that would fall into them waits until they end. Where they end too
near the session (`NEAR`), it comes early instead, a quarter of an hour (`EARLY`) before they begin: never after the
start. News (called off, moved) keeps quiet hours too, unless somebody would then set out in vain: it is rather read at
night than at a closed door. On the page inside the service nothing sounds, so news stands there at once.

**Whether it is wished** is asked when it is sent, not when it is planned: a change of mind counts at once, both ways.
So does a pause: rows are made for whoever has a seat, what falls due in a pause is dropped, and whoever comes back is
told of what is still to come.

**One mail a day**, for whoever wishes that: a mail whose time has come waits for it, if it will then still be in good
time; else it goes by itself, at once. What the mail of the day did not take along goes by itself as well, `NET` later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from groups.people.planning import Fate
from groups.people.quiet import Clock, instant
from groups.people.wishes import Channel

FIRST, SECOND = "three_days", "one_day"
BEFORE = (FIRST, SECOND)
"""The two notes before a session, by kind."""

FURTHEST = timedelta(days=10)
"""How far ahead rows are planned: further than the earliest note of a session (a week), the time of day at which it
comes and quiet hours included."""

OPENS, SETTLED_BY, LOOKS_BACK = timedelta(minutes=10), timedelta(minutes=15), timedelta(days=2)
"""How long before a session it is told that its room is open; how long after it there is something to look back on, and
for how long that helps."""

SOON = timedelta(seconds=20)
"""How often it is asked whether a room is open by now."""

TOO_LATE = timedelta(minutes=10)
"""Past the start, late is worse than never."""

NEAR, EARLY = timedelta(hours=1), timedelta(minutes=15)

NET, INSTANT = timedelta(minutes=10), timedelta(seconds=1)
"""What waited for a mail of the day is free again that long after it; what came while it was made, an instant later."""

SHORTLY = timedelta(seconds=10)
"""Until then every change of now is a row of its own for everybody."""


@dataclass(frozen=True, slots=True)
class Rules:
    """When the notes of a group come: how many days before, at which time of a person's day; None: not at all."""

    first: tuple[int, time | None] | None = (3, None)
    second: tuple[int, time | None] | None = (1, None)
    prepare: tuple[int, time | None] = (1, None)


@dataclass(frozen=True, slots=True)
class Hours:
    """How many hours before a session one person wishes to be told; None: as the group does it."""

    first: int | None = None
    second: int | None = None


def due_before(start: datetime, clock: Clock, *, days: int, at: time | None = None) -> datetime:
    """The instant (UTC) of a note that many days before a session, quiet hours respected, always before the start.

    At this time of their day; None: at the hour that the session has on their clock.
    """
    wall = start.astimezone(clock.zone).replace(tzinfo=None) - timedelta(days=days)
    return _awake(instant(wall if at is None else datetime.combine(wall.date(), at), clock.zone), start, clock)


def _awake(due: datetime, start: datetime, clock: Clock) -> datetime:
    quiet = clock.quiet(due)
    if quiet is None:
        return due
    begin, end = quiet
    return end if end <= start - NEAR else begin - EARLY


def _due(start: datetime, clock: Clock, rule: tuple[int, time | None] | None, hours: int | None) -> datetime | None:
    if rule is None:
        return None
    days, at = rule
    if hours is not None:
        days, rest = divmod(hours, 24)
        if rest or not days:
            return _awake(start - timedelta(hours=hours), start, clock)
    return due_before(start, clock, days=days, at=at)


def notes_before(start: datetime, clock: Clock, rules: Rules, hours: Hours, *, now: datetime) -> dict[str, datetime]:
    """Kind → when, for the two notes before a session; what has gone by is there, too.

    Of two that would come together, or in the wrong order, the second stays: a change of wishes or of a clock may let
    both be due at once, and then one says all.
    """
    first, second = _due(start, clock, rules.first, hours.first), _due(start, clock, rules.second, hours.second)
    if first is not None and second is not None and max(first, now) >= max(second, now):
        first = None
    times = {FIRST: first, SECOND: second}
    return {kind: due for kind, due in times.items() if due is not None}


def prepare_time(start: datetime, clock: Clock, rules: Rules) -> datetime:
    """When whoever holds a session is asked to prepare."""
    return due_before(start, clock, days=rules.prepare[0], at=rules.prepare[1])


def nearest(times: dict[str, datetime], due: datetime) -> str | None:
    """Which of the notes before a session stands nearest to this instant, the earlier one of two; None: there is none.

    Whoever holds a session is asked to prepare in its place: nobody gets more than two notes before a session.
    """
    return min(times, key=lambda kind: (abs(times[kind] - due), times[kind])) if times else None


def open_time(start: datetime) -> datetime:
    """When somebody who wishes that is told that the room is open."""
    return start - OPENS


def debrief_time(end: datetime, clock: Clock) -> datetime:
    """When whoever held a session is asked to look back on it; in their quiet hours it waits until they end."""
    due = end + SETTLED_BY
    quiet = clock.quiet(due)
    return quiet[1] if quiet else due


def news_due(needed_by: datetime, clock: Clock, *, now: datetime) -> datetime:
    """When a mail with news may go: now, or when the quiet hours end, if that is in good time for `needed_by`."""
    quiet = clock.quiet(now)
    return quiet[1] if quiet and quiet[1] <= needed_by - NEAR else now


def needed_by(first_at: datetime, helps_until: datetime, *, now: datetime) -> datetime:
    """The instant by which news is to be known: the first that is not as people think, while somebody may act on it."""
    return first_at if now <= first_at + NEAR else helps_until


@dataclass(frozen=True, slots=True)
class News:
    """What is true, in the moment of sending, of what one person is told of one thing that has changed."""

    is_wished: bool
    """The person is here, seated and not on a pause, and wants mail."""
    is_true: bool
    """Something is not as they were told; what was undone before they heard of it is no news."""
    is_whole: bool
    """Whatever has changed about it stands in their notices by now."""
    first_at: datetime
    helps_until: datetime
    clock: Clock
    rests_until: datetime | None = None
    """They have paused everything until then."""
    digest_at: time | None = None
    """They wish one mail a day, then; None also for what was tried singly."""
    due_at: datetime | None = None
    """The row's, as it stands."""
    sounds: bool = False
    """It would be heard: quiet hours are kept whatever comes too late."""


def news_fate(news: News, *, now: datetime) -> tuple[Fate, datetime]:
    """Judge news whose time has come. The instant says until when to wait, and means nothing otherwise."""
    if not news.is_wished:
        return Fate.DROP, now
    # Before it is asked who speaks: what rests, or waits for the mail of the day, waits together.
    until = news.rests_until or _with_the_day(news, now=now)
    if until is not None:
        return (Fate.WAIT, until) if until <= news.helps_until + TOO_LATE else (Fate.EXPIRE, now)
    if not news.is_whole:
        return Fate.WAIT, now + SHORTLY
    if not news.is_true:
        return Fate.DROP, now
    if now > news.helps_until + TOO_LATE:
        return Fate.EXPIRE, now
    return _news_at_this_hour(news, now=now)


def _news_at_this_hour(news: News, *, now: datetime) -> tuple[Fate, datetime]:
    quiet = news.clock.quiet(now) if news.sounds else None
    if quiet is not None:
        return (Fate.WAIT, quiet[1]) if quiet[1] <= news.helps_until else (Fate.EXPIRE, now)
    due = news_due(needed_by(news.first_at, news.helps_until, now=now), news.clock, now=now)
    return (Fate.SEND, now) if due <= now else (Fate.WAIT, due)


def _with_the_day(news: News, *, now: datetime) -> datetime | None:
    if news.digest_at is None or news.due_at is None:
        return None
    last_use = needed_by(news.first_at, news.helps_until, now=now) - NEAR
    return digest_wait(news.digest_at, news.clock, due_at=news.due_at, last_use=last_use, now=now)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a row, its session and its person in the moment of sending."""

    channel: str
    is_true: bool
    """What the row speaks of is so: the session goes ahead, was held, is held by them, something is there to read."""
    is_current: bool
    """The row speaks of the session's newest version."""
    is_wished: bool
    """The person is here, seated and not on a pause, wants it by this way, and has not said 'not today'."""
    helps_until: datetime
    clock: Clock
    due_at: datetime
    """The row's, as it stands."""
    is_ready: bool = True
    """What it waits for has come: a room is open."""
    rests_until: datetime | None = None
    """This way is silent until then, because they have paused everything."""
    digest_at: time | None = None
    """They wish one mail a day, then; None also for what was tried singly, or goes with that mail just now."""


def fate(facts: Facts, *, now: datetime) -> tuple[Fate, datetime]:
    """Judge a row whose time has come. The instant says until when to wait, and means nothing otherwise."""
    if not facts.is_true or not facts.is_wished:
        return Fate.DROP, now
    if now > facts.helps_until:
        return Fate.EXPIRE, now
    if not facts.is_current:
        # Whoever changes a session rewrites this row before anybody sees the change, or the planner does in a minute.
        return Fate.WAIT, now + timedelta(minutes=1)
    if not facts.is_ready:
        return Fate.WAIT, now + SOON
    return _at_this_hour(facts, now=now)


def _at_this_hour(facts: Facts, *, now: datetime) -> tuple[Fate, datetime]:
    last = facts.helps_until - TOO_LATE
    silent = facts.rests_until or _quiet_until(facts, now=now)
    if silent is not None:
        return (Fate.WAIT, silent) if silent < last else (Fate.EXPIRE, now)
    if facts.channel == Channel.MAIL and facts.digest_at is not None:
        waits = digest_wait(facts.digest_at, facts.clock, due_at=facts.due_at, last_use=last - NEAR, now=now)
        return (Fate.WAIT, waits) if waits is not None else (Fate.SEND, now)
    return Fate.SEND, now


def _quiet_until(facts: Facts, *, now: datetime) -> datetime | None:
    quiet = facts.clock.quiet(now) if facts.channel != Channel.IN_APP else None
    return quiet[1] if quiet else None


def next_digest(at: time, clock: Clock, *, now: datetime) -> datetime:
    """The instant (UTC) of the first mail of the day after now; it keeps out of quiet hours."""
    return next(one for one in _digests(at, clock, now) if one > now)


def last_digest(at: time, clock: Clock, *, now: datetime) -> datetime:
    """The instant (UTC) of the newest mail of the day that is due, or was."""
    return max(one for one in _digests(at, clock, now) if one <= now)


def _digests(at: time, clock: Clock, moment: datetime) -> Iterator[datetime]:
    today = moment.astimezone(clock.zone).date()
    for days in range(-3, 4):
        due = instant(datetime.combine(today + timedelta(days=days), at), clock.zone)
        quiet = clock.quiet(due)
        yield quiet[1] if quiet else due


def digest_wait(at: time, clock: Clock, *, due_at: datetime, last_use: datetime, now: datetime) -> datetime | None:
    """Until when a mail that is due waits for the mail of its day; None: it goes by itself, and now.

    `due_at` is the row's: it shows whether the row has waited already. After `last_use` it would come too late.
    """
    caught = last_digest(at, clock, now=now) + NET
    if due_at == caught:
        return None
    if now < caught:
        # The mail of this day is just being made, maybe with this row: an instant later, it waits for the next one.
        return caught + INSTANT if caught <= last_use else None
    coming = next_digest(at, clock, now=now)
    return coming + NET if coming <= last_use else None
