"""After sessions that somebody did not come to: a word, a question, or silence (`returning` says which).

Rows are made once it is settled who came, and judged again as they are sent. What a facilitator writes goes to
somebody who agreed to it, once, and only before it is sent; it stands on that person's page and nowhere else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from groups.membership.models import MOST_DAYS, Membership
from groups.people.models import PushDevice
from groups.people.planning import LONG_AGO
from groups.people.wishes import Channel, Topic, Wishes
from groups.refusals import Refused
from groups.reminders import returning, standing
from groups.reminders.models import Heard, Reminder, ReminderKind, ReminderState, ReturnWord
from groups.schedule.models import Attendance, Session
from groups.sealed import CannotOpen
from groups.staffing.access import usual_facilitators

log = structlog.get_logger(__name__)

CHUNK = 250

LATELY, OF_DAYS = timedelta(hours=3), timedelta(days=10)
"""How long ago a session may have ended: most runs look at the last hours alone, one an hour at all to which a word may
still come (a week, and the night after it). Whoever is not written to would else be judged anew each minute."""

FURTHEST = timedelta(days=3)
"""So long after its day a word may be due at most, quiet hours included, and still be made."""

LATE = timedelta(hours=12)
"""A row whose time had gone by longer ago than this is not made: whoever agrees later is not written to of the past."""

KEPT = timedelta(days=30)
"""How long a facilitator's words stay, sent or not."""


class CannotWrite(Refused):
    """There is nothing to which a word could be put."""

    code = "no_word_to_come"


class AlreadyWritten(CannotWrite):
    code = "word_is_written"


@dataclass(frozen=True, slots=True)
class Word:
    """What stands in a note: a facilitator's own words, or none; and the names under which it is signed."""

    text: str
    names: tuple[str, ...]


def after_sessions(*, now: datetime, back: timedelta = OF_DAYS) -> int:
    """Make the rows of what is said after the sessions of this time. Return how many; a second run makes none."""
    ids = list(_to_look_at(since=now - back, now=now).order_by("ends_at", "pk").values_list("pk", flat=True))
    return sum(_make(ids[start : start + CHUNK], now=now) for start in range(0, len(ids), CHUNK))


def _to_look_at(*, since: datetime, now: datetime) -> QuerySet[Session]:
    """Settled sessions of groups in which somebody agreed to a word, and has no row; not those that are too old."""
    agreed = standing.who_may_be_written_to().filter(group=OuterRef("group"), joined_at__lt=OuterRef("starts_at"))
    there = Attendance.objects.filter(standing.CAME, session=OuterRef(OuterRef("pk")), membership=OuterRef("pk"))
    row = Reminder.objects.filter(session=OuterRef(OuterRef("pk")), membership=OuterRef("pk"), kind__in=returning.KINDS)
    in_time = Q()
    for days in range(1, MOST_DAYS + 1):
        in_time |= Q(group__after_days=days, ends_at__gt=now - timedelta(days=days) - FURTHEST)
    return standing.took_place(since=since).filter(in_time, Exists(agreed.filter(~Exists(there), ~Exists(row))))


@transaction.atomic
def _make(ids: Sequence[UUID], *, now: datetime) -> int:
    # The lock keeps another run from counting the same sessions; what is joined is read once it is held.
    locked = Session.objects.filter(pk__in=ids).select_for_update(of=("self",), no_key=True).order_by("pk")
    sessions = sorted(locked, key=lambda one: (one.ends_at, str(one.pk)))
    seats: dict[UUID, list[Membership]] = defaultdict(list)
    for seat in standing.who_may_be_written_to().filter(group__in={one.group_id for one in sessions}):
        seats[seat.group_id].append(seat)
    histories = standing.read((seat for some in seats.values() for seat in some), now=now)
    devices = set(_with_devices(seats.values()))
    made: list[Reminder] = []
    for session in sessions:
        for seat in seats[session.group_id]:
            made += _rows(session, seat, histories, has_device=seat.user_id in devices, now=now)
    Reminder.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _with_devices(seats: Iterable[list[Membership]]) -> QuerySet[PushDevice, UUID]:
    people = {seat.user_id for some in seats for seat in some}
    return PushDevice.objects.filter(user__in=people).values_list("user_id", flat=True)


def _rows(
    session: Session, seat: Membership, histories: standing.Histories, *, has_device: bool, now: datetime
) -> list[Reminder]:
    known = histories.known[seat.pk]
    kind = "" if session.pk in known.told else histories.word_about(seat, session.pk)
    due, ways = _due(session, seat), _ways(seat, has_device=has_device)
    if not kind or not ways or due <= now - LATE:
        return []
    # What is said of the next session in this run counts with this one.
    known.told[session.pk] = kind
    given = {"membership": seat, "session": session, "session_version": session.version, "kind": kind, "due_at": due}
    return [Reminder(**given, channel=channel) for channel in sorted(ways)]


def _due(session: Session, seat: Membership) -> datetime:
    group = seat.group
    return returning.word_at(session.ends_at, standing.clock_of(seat), days=group.after_days, at=group.after_at)


def _ways(seat: Membership, *, has_device: bool) -> frozenset[str]:
    """By which ways it is wished, and can reach them."""
    ways = Wishes(seat.user.wishes, by_mail=seat.user.reminders_by_mail).ways(Topic.AFTER)
    ways = ways - {Channel.MAIL} if seat.user.mail_trouble else ways
    return ways if has_device else ways - {Channel.PUSH}


@transaction.atomic
def follow_wishes(*, user_ids: Collection[UUID], now: datetime) -> None:
    """What waits to be sent to these people follows what they wish by now: other ways, another hour, no mail."""
    rows = Reminder.objects.filter(membership__user__in=user_ids, kind__in=returning.KINDS).order_by("pk")
    waiting = list(rows.filter(state=ReminderState.PENDING).select_for_update(of=("self",), no_key=True))
    seats = Membership.objects.select_related("group", "user").in_bulk({row.membership_id for row in waiting})
    sessions = Session.objects.in_bulk({row.session_id for row in waiting})
    devices = set(PushDevice.objects.filter(user__in=user_ids).values_list("user_id", flat=True))
    wanted: list[Reminder] = []
    for row in waiting:
        seat, session = seats[row.membership_id], sessions[row.session_id]
        ways, due = _ways(seat, has_device=seat.user_id in devices), _due(session, seat)
        _follow(row, ways, due)
        given = {"membership": seat, "session": session, "session_version": row.session_version, "kind": row.kind}
        wanted += [Reminder(**given, due_at=due, channel=way) for way in sorted(ways - {row.channel}) if due > now]
    # What is there by another way stays as it is, sent or not.
    Reminder.objects.bulk_create(wanted, ignore_conflicts=True)


def _follow(row: Reminder, ways: frozenset[str], due: datetime) -> None:
    # Whoever holds the row has read what was wished before, and loses it; what was tried already keeps its time.
    mine = Reminder.objects.filter(pk=row.pk, state=ReminderState.PENDING)
    if row.channel not in ways:
        mine.update(state=ReminderState.DROPPED, lease=None)
    elif not row.attempts:
        mine.update(due_at=due, lease=None, leased_until=LONG_AGO)


def heard(*, membership_id: UUID, now: datetime) -> None:
    """Somebody let us hear of them: silence is over, and what was counted before counts no more."""
    Heard.objects.update_or_create(membership_id=membership_id, defaults={"at": now})


@transaction.atomic
def answer(*, membership: Membership, now: datetime) -> None:
    """Somebody answered whether a pause would be good, whatever they said. The question goes from their page."""
    heard(membership_id=membership.pk, now=now)
    asked = Reminder.objects.filter(membership=membership, kind=ReminderKind.QUESTION)
    asked.filter(state=ReminderState.SENT, read_at=None).update(read_at=now)
    asked.filter(state=ReminderState.PENDING).update(state=ReminderState.DROPPED, lease=None)


def to_come(seats: Iterable[Membership]) -> dict[UUID, Reminder]:
    """Membership → the word about the newest session that is still to be sent to them, by every way."""
    rows = Reminder.objects.filter(membership__in=list(seats), kind__in=returning.KINDS)
    sent = rows.filter(membership=OuterRef("membership"), session=OuterRef("session"), state=ReminderState.SENT)
    waiting = rows.filter(~Exists(sent), state=ReminderState.PENDING).select_related("session")
    newest: dict[UUID, Reminder] = {}
    for row in waiting.order_by("-session__ends_at", "session_id", "due_at", "pk"):
        newest.setdefault(row.membership_id, row)
    return newest


@transaction.atomic
def write(*, seat: Membership, by: Membership, words: str, now: datetime) -> ReturnWord:
    """Put one's own words into what somebody will be told: once, and as long as nothing of it was sent."""
    row = _held(seat, now=now)
    written = ReturnWord.objects.filter(session=row.session_id, membership=seat).first()
    if written is not None and written.by_id != by.pk:
        raise AlreadyWritten(_("Somebody has written them a line for this already. One is enough."))
    if written is None:
        return ReturnWord.objects.create(session_id=row.session_id, membership=seat, by=by, words=words, made_at=now)
    written.words, written.made_at = words, now
    written.save(update_fields=["words", "made_at"])
    return written


@transaction.atomic
def take_back(*, seat: Membership, by: Membership, now: datetime) -> None:
    """Take one's line back, as long as nothing of it was sent. Twice is once."""
    row = _held(seat, now=now)
    ReturnWord.objects.filter(session=row.session_id, membership=seat, by=by).delete()


def _held(seat: Membership, *, now: datetime) -> Reminder:
    """What is still to be sent to somebody; nobody sends it before the transaction ends."""
    row = to_come([seat]).get(seat.pk)
    if row is None:
        raise _nothing_to_come()
    rows = Reminder.objects.filter(membership=seat, session=row.session_id, kind=row.kind)
    locked = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if any(one.state == ReminderState.SENT for one in locked) or not standing.still_right(locked, now=now):
        raise _nothing_to_come()
    return row


def _nothing_to_come() -> CannotWrite:
    return CannotWrite(_("There is no note on its way to them now, so no line can go with it."))


def written_with(notes: Collection[Reminder]) -> dict[UUID, ReturnWord]:
    """Membership → what a facilitator wrote that goes with this note, of notes about one session a person."""
    if not notes:
        return {}
    sessions = {row.membership_id: row.session_id for row in notes}
    found = ReturnWord.objects.filter(session__in=set(sessions.values()), membership__in=set(sessions))
    return {
        one.membership_id: one for one in found.select_related("by") if sessions[one.membership_id] == one.session_id
    }


def words_for(rows: Iterable[Reminder]) -> dict[UUID, Word]:
    """Reminder → what stands in it, signed by who wrote it, or by those who hold the group. For its reader alone."""
    notes = [row for row in rows if row.kind in returning.KINDS]
    if not notes:
        return {}
    found = ReturnWord.objects.filter(
        session__in={row.session_id for row in notes}, membership__in={row.membership_id for row in notes}
    )
    written = {(one.session_id, one.membership_id): one for one in found.select_related("by")}
    holders = usual_facilitators({row.session.group_id for row in notes})
    words = {}
    for row in notes:
        own = opened(written.get((row.session_id, row.membership_id)))
        words[row.pk] = own or Word("", tuple(seat.name for seat in holders.get(row.session.group_id, [])))
    return words


def opened(one: ReturnWord | None) -> Word | None:
    """A page never falls over because of one word: without it, a few words stand in its place."""
    try:
        return Word(one.words, (one.by.name,)) if one else None
    except CannotOpen:
        log.error("reminders.return_word_is_shut", word=str(one and one.pk))
        return None


def purge(*, now: datetime) -> int:
    """Delete what was written to somebody a month ago; how much went."""
    return ReturnWord.objects.filter(made_at__lte=now - KEPT).delete()[0]
