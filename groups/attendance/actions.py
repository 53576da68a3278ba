"""Somebody came, by a facilitator's word; a table is asked for by one person and opened with another."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groups import gate
from groups.attendance import access, policy
from groups.attendance.models import Export
from groups.attendance.policy import AlreadySettled, Holder
from groups.membership.models import Membership, SupportGroup
from groups.people import letters
from groups.people.models import LetterKind, User
from groups.schedule.models import Attendance, Session


@transaction.atomic
def mark(*, session: Session, by: Membership, came: Mapping[UUID, bool], now: datetime) -> int:
    """Say of some people (seat → whether they came) what presence in the room could not know. How many it changed."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    policy.check_can_mark(session, by, now=now)
    changed = [one for one in access.people_of(session) if came.get(one.seat.pk, one.came) is not one.came]
    for one in changed:
        said = {"attended": not one.came, "marked_at": now, "marked_by": by}
        Attendance.objects.update_or_create(
            session=session, membership=one.seat, defaults=said, create_defaults=said | {"first_seen_at": now}
        )
        gate.acted(
            act="attendance.marked",
            by_id=by.user_id,
            target_id=session.pk,
            subject_id=one.seat.user_id,
            group_id=session.group_id,
            reason="was_not_there" if one.came else "came",
            now=now,
        )
    return len(changed)


@transaction.atomic
def ask(*, by: Holder, first_on: date, last_on: date, now: datetime) -> Export:
    """Ask for a table of who came. Whoever may agree to it is written to."""
    group = SupportGroup.objects.select_for_update().get(pk=by.group.pk)
    asked_today = access.asked_since(group, now - policy.A_DAY)
    policy.check_can_ask(by, waits=access.waits(group, now=now), asked_today=asked_today)
    export = Export.objects.create(
        group=group,
        first_on=first_on,
        last_on=last_on,
        asked_by=by.user,
        asked_at=now,
        expires_at=now + policy.ANSWERED_WITHIN,
    )
    for other in access.others_who_may_agree(by):
        _write(export, other, now=now)
    return _acted(export, "export.asked", by, now=now)


@transaction.atomic
def agree(*, export: Export, by: Holder, now: datetime) -> Export:
    """Open a table together with whoever asked for it; for a while both can save it."""
    export = _locked(export)
    policy.check_can_agree(export, by, access.holder(export.asked_by, export.group), now=now)
    _settle(export, agreed_at=now, agreed_by=by.user, expires_at=now + policy.OPEN_FOR)
    _tell_the_other(export, by, now=now)
    return _acted(export, "export.agreed", by, now=now)


@transaction.atomic
def end(*, export: Export, by: Holder, now: datetime) -> Export:
    """Take back what one has asked for, decline what somebody else asked for, or close what is open."""
    export = _locked(export)
    policy.check_can_end(export, now=now)
    _settle(export, ended_at=now)
    _tell_the_other(export, by, now=now)
    return _acted(export, "export.ended", by, now=now)


@transaction.atomic
def take(*, export: Export, by: Holder, now: datetime) -> Export:
    """Save the table: one of the two, as long as it is open. It stands in the log each time."""
    export = _locked(export)
    policy.check_can_open(export, by, now=now)
    return _acted(export, "export.taken", by, now=now)


def _locked(export: Export) -> Export:
    """As it is now; it stays so until the commit."""
    rows = Export.objects.select_for_update(of=("self",)).select_related("group", "asked_by")
    return rows.get(pk=export.pk)


def _settle(export: Export, **fields: object) -> None:
    # Compare and set: where a lock means nothing, the second of two is told.
    same = Export.objects.filter(pk=export.pk, agreed_at=export.agreed_at, ended_at=None)
    if same.update(**fields) == 0:
        raise AlreadySettled(_("This was settled in the meantime. There is nothing to answer."))
    export.refresh_from_db()


def _tell_the_other(export: Export, by: Holder, *, now: datetime) -> None:
    """What was asked is no question any more; whoever asked reads what became of it."""
    letters.drop(kind=LetterKind.EXPORT, about=export.pk)
    if export.asked_by_id != by.user.pk:
        _write(export, export.asked_by, now=now)


def _write(export: Export, user: User, *, now: datetime) -> None:
    seat = access.holder(user, export.group)
    page = "attendance:exports" if seat is not None and seat.facilitates else "attendance:exports_of_admin"
    path = reverse(page, args=[export.group_id])
    until = export.expires_at if export.ended_at is None else None
    letters.write_to(user=user, kind=LetterKind.EXPORT, about=export.pk, path=path, now=now, expires_at=until)


def _acted(export: Export, act: str, by: Holder, *, now: datetime) -> Export:
    gate.acted(
        act=act,
        by_id=by.user.pk,
        target_id=export.pk,
        group_id=export.group_id,
        reason="facilitator" if by.facilitates else "admin",
        now=now,
    )
    return export
