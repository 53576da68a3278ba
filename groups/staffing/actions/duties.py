"""Who facilitates which session is laid down four weeks ahead, and put right when sessions or people change."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from groups.changes import followers
from groups.changes.models import Change, What
from groups.membership.models import Membership
from groups.people import letters
from groups.people.models import LetterKind
from groups.schedule.facts import Hand
from groups.schedule.models import Session, SessionState
from groups.staffing.access import locked_session, usual_facilitators
from groups.staffing.actions.asking import forget
from groups.staffing.actions.taking import keep_visit
from groups.staffing.actions.telling import tell
from groups.staffing.models import Duty, DutyState
from groups.staffing.planning import AHEAD, PLACES, question_id

CHUNK = 2000

MOST_AT_ONCE = 20_000
"""Duties that one run makes: the next one goes on, long before a worker would be stopped."""


def lay_down(*, now: datetime) -> int:
    """Put right what does not hold any more, and lay down who facilitates what is to come; how many duties are new."""
    for session_id in _out_of_step(now=now):
        put_right(session_id=session_id, now=now)
    _gone(now=now).delete()
    total = 0
    while total < MOST_AT_ONCE and (sessions := list(_lacking(now=now)[:CHUNK])):
        made = make(sessions=sessions, now=now)
        followers.follow([one.pk for one in sessions], now=now)
        _tell_anew(sessions, now=now)
        total += made
        if not made:
            break
    return total


def make(*, sessions: Sequence[Session], now: datetime) -> int:
    """Lay down who facilitates these sessions as a rule, where somebody is lacking; how many duties are new."""
    usual = usual_facilitators({one.group_id for one in sessions})
    there: dict[UUID, set[UUID]] = defaultdict(set)
    laid = Duty.objects.filter(session__in=[one.pk for one in sessions], membership__guest_until=None)
    for session_id, seat_id in laid.values_list("session_id", "membership_id"):
        there[session_id].add(seat_id)
    rows = []
    for session in sessions:
        have = there[session.pk]
        others = [seat for seat in usual.get(session.group_id, []) if seat.pk not in have]
        rows += [_duty(session, seat, now=now) for seat in others[: max(PLACES - len(have), 0)]]
    return _store(rows)


def _tell_anew(sessions: Sequence[Session], *, now: datetime) -> None:
    """Where people were told that others facilitate a session, and it was laid down anew since, they are told again."""
    said = Change.objects.filter(session__in=[one.pk for one in sessions], what=What.FACILITATORS)
    told = set(said.values_list("session", flat=True))
    for session in sessions:
        if session.pk in told:
            with transaction.atomic():
                tell(session=locked_session(session.pk), by=Hand.service(), now=now)


def _duty(session: Session, seat: Membership, *, now: datetime) -> Duty:
    """A duty of the hour that the session has, not stored yet."""
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    return Duty(session=session, membership=seat, user_id=seat.user_id, made_at=now, **hours)


def _lacking(*, now: datetime) -> "QuerySet[Session]":
    """Coming sessions of which fewer facilitators are known than there are places, and there is one more."""
    coming = Session.objects.going_ahead().filter(starts_at__gt=now, starts_at__lte=now + AHEAD)
    known = Duty.objects.filter(session=OuterRef(OuterRef("pk")), membership=OuterRef("pk"))
    others = Membership.objects.present().facilitators().staying().filter(group=OuterRef("group"))
    laid = Count("duties", filter=Q(duties__membership__guest_until=None))
    lacking = coming.annotate(laid=laid).filter(Exists(others.exclude(Exists(known))), laid__lt=PLACES)
    return lacking.order_by("starts_at", "pk")


def _store(rows: Sequence[Duty]) -> int:
    """Keep these duties. One that would promise somebody twice is kept as one that they cannot take."""
    try:
        with transaction.atomic():
            Duty.objects.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
    except IntegrityError:  # SQLite's trigger refuses them all
        for row in rows:
            _store_one(row)
    stored = set(Duty.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    refused = [row for row in rows if row.pk not in stored]
    for row in refused:
        row.state = DutyState.CANNOT
    Duty.objects.bulk_create(refused, ignore_conflicts=True, batch_size=CHUNK)
    return len(stored)


def _store_one(row: Duty) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return


def _out_of_step(*, now: datetime) -> list[UUID]:
    """Sessions that were called off, or have another hour than their duties."""
    same_hour = Q(starts_at=F("session__starts_at"), ends_at=F("session__ends_at"))
    near = Duty.objects.filter(Q(ends_at__gt=now) | Q(session__ends_at__gt=now)).exclude(
        session__state=SessionState.OVER
    )
    stale = near.filter(~same_hour | Q(session__state=SessionState.CANCELLED))
    return list(stale.order_by("session").values_list("session", flat=True).distinct())


def _gone(*, now: datetime) -> "QuerySet[Duty]":
    """Duties of people who do not facilitate the group any more, or rest from it."""
    here = Membership.objects.present().facilitators()
    coming = Duty.objects.filter(session__ends_at__gt=now).exclude(session__state=SessionState.OVER)
    return coming.exclude(membership__in=here)


@transaction.atomic
def put_right(*, session_id: UUID, now: datetime) -> None:
    """Let duties follow their session: a new length is kept; another hour, or none, is a question that begins anew."""
    session = locked_session(session_id)
    duties = list(session.duties.select_related("membership__user"))
    stays = session.state == SessionState.PLANNED
    same_start = [one for one in duties if stays and one.starts_at == session.starts_at]
    kept = {one.pk for one in same_start if _stretch(one, session, now=now)}
    over = [one for one in duties if one.pk not in kept]
    Duty.objects.filter(pk__in=[one.pk for one in over]).delete()
    guests = [one.membership for one in over if one.membership.is_guest]
    _let_go(guests, session, now=now)
    forget(session=session, users=[seat.user_id for seat in guests] if kept else None, now=now)
    if stays:
        make(sessions=[session], now=now)
        tell(session=session, by=Hand.service(), now=now)


def _stretch(duty: Duty, session: Session, *, now: datetime) -> bool:
    """Give a duty its session's length. False: they are promised elsewhere by then."""
    try:
        with transaction.atomic():
            Duty.objects.filter(pk=duty.pk).update(ends_at=session.ends_at)
    except IntegrityError:
        return False
    if duty.membership.is_guest:
        keep_visit(seat=duty.membership, now=now)
    return True


def _let_go(guests: Collection[Membership], session: Session, *, now: datetime) -> None:
    """Who would have come for this one session is told, and comes no more; the page of what was asked says why."""
    asks = dict(session.substitute_asks.values_list("user", "pk"))
    for seat in guests:
        keep_visit(seat=seat, now=now)
        ask = asks.get(seat.user_id)
        path = reverse("staffing:ask", args=[ask]) if ask else reverse("staffing:mine")
        about = question_id(seat.pk, session.starts_at)
        letters.write_to(user=seat.user, kind=LetterKind.STAND_IN, about=about, path=path, now=now)
