"""What somebody is to the organisation: their role, whether their account is open, what they have learned."""

from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as Device
from django.db import transaction
from django.db.models import Q

from groups import gate
from groups.calendars.actions import end as end_calendar
from groups.desk import policy
from groups.desk.models import TrainingRecord
from groups.organisation.models import Organisation
from groups.people.models import Role, User


@transaction.atomic
def give_role(*, user: User, role: Role, by: User, now: datetime) -> None:
    """Change what somebody is to the organisation; the same role again is no change."""
    user, by = _locked(user, by)
    policy.check_can_give_role(user, by=by)
    before = user.role
    if before == role:
        return
    User.objects.filter(pk=user.pk).update(role=role)
    if before == Role.ADMIN:
        # Given back one day, the role comes without the address that somebody may have kept.
        end_calendar(owner=user, now=now)
    _note("person.role_changed", user, by=by, changes={"role": (before, str(role))}, now=now)


@transaction.atomic
def deactivate(*, user: User, by: User, now: datetime) -> None:
    """Close an account: signed out everywhere at once, reminded of nothing; seats and role stay for its return."""
    user, by = _locked(user, by)
    policy.check_can_deactivate(user, by=by)
    if not user.is_active:
        return
    # Nobody signs in by password here, and every device is tied to it: a new one ends those that no list knows.
    user.set_unusable_password()
    user.is_active = False
    user.save(update_fields=["is_active", "password"])
    devices = UserSession.objects.filter(user=user)
    Device.objects.filter(session_key__in=devices.values("session_key")).delete()
    devices.delete()
    was_on_call = Organisation.objects.filter(on_call=user).update(on_call=None)
    _note("person.deactivated", user, by=by, changes={"on_call": (None, None)} if was_on_call else {}, now=now)


@transaction.atomic
def reactivate(*, user: User, by: User, now: datetime) -> None:
    """Open it again: they can sign in, and have what they had."""
    user, by = _locked(user, by)
    policy.check_can_reactivate(user, by=by)
    User.objects.filter(pk=user.pk).update(is_active=True)
    _note("person.reactivated", user, by=by, changes={}, now=now)


@transaction.atomic
def add_training(
    *, user: User, what: str, on: date, valid_until: date | None, by: User, now: datetime
) -> TrainingRecord:
    """Keep what somebody has learned, and until when it counts."""
    made = TrainingRecord.objects.create(user=user, what=what, on=on, valid_until=valid_until)
    _note("training.added", user, by=by, changes={}, now=now)
    return made


@transaction.atomic
def remove_training(*, record: TrainingRecord, by: User, now: datetime) -> None:
    """Take a record away; twice is once."""
    if TrainingRecord.objects.filter(pk=record.pk).delete()[0]:
        _note("training.removed", record.user, by=by, changes={}, now=now)


def _locked(user: User, by: User) -> tuple[User, User]:
    """Both, their rows locked until the transaction ends, in one order: whoever comes second reads what has become."""
    rows = User.objects.select_for_update(no_key=True).filter(Q(pk=user.pk) | Q(pk=by.pk)).order_by("pk")
    found = {one.pk: one for one in rows}
    return found[user.pk], found[by.pk]


def _note(act: str, user: User, *, by: User, changes: gate.Changes, now: datetime) -> None:
    gate.acted(act=act, by_id=by.pk, target_id=user.pk, changes=changes, now=now)
