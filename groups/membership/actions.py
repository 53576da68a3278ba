"""What people do with seats: keep them, rest from them, come back, leave, facilitate; and what a group agrees to.

The group's row is locked by whatever counts its people, so that no two of them count the same free seat.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groups import gate
from groups.membership import followers, names, planning, policy
from groups.membership.access import locked, other_facilitators
from groups.membership.models import Agreement, Membership, Part, State, SupportGroup
from groups.people import letters
from groups.people.models import Letter, LetterKind, User
from groups.refusals import Refused

ASKED_WITHIN = timedelta(days=14)
"""A pause's end is written of so long; letters are kept longer than that, so nobody is written to twice."""


class NameIsTaken(Refused):
    code = "name_is_taken"


class AgreementIsNewer(Refused):
    code = "agreement_is_newer"


class SeatIsGone(Refused):
    code = "seat_is_gone"


class TheyAreBack(Refused):
    code = "they_are_back"


@transaction.atomic
def publish_agreement(*, group: SupportGroup, brief: str, words: str, by: User, now: datetime) -> Agreement:
    """Give the group a new version of its agreement; the old ones stay readable. The same words are no new version."""
    group = locked(group.pk)
    before = group.agreement_version
    same = Agreement.objects.filter(group=group, version=before, brief=brief, words=words).first()
    if same is not None:
        return same
    made = Agreement.objects.create(group=group, version=before + 1, brief=brief, words=words, made_at=now)
    SupportGroup.objects.filter(pk=group.pk).update(agreement_version=made.version)
    gate.acted(
        act="agreement.published",
        by_id=by.pk,
        target_id=made.pk,
        group_id=group.pk,
        changes={"agreement_version": (before, made.version)},
        now=now,
    )
    return made


@transaction.atomic
def agree(*, membership: Membership, version: int, now: datetime) -> None:
    """Say yes to the version that was read. Twice is once; a yes to words that have changed since is none."""
    group = locked(membership.group_id)
    if version != group.agreement_version:
        raise AgreementIsNewer(_("The agreement has changed since you opened this page. Here it is as it is now."))
    seat = Membership.objects.current().filter(pk=membership.pk, agreed_version__lt=version)
    seat.update(agreed_version=version, agreed_at=now)


@transaction.atomic
def change_seat(
    *, membership: Membership, name: str, pronouns: str, boundary: str, may_be_written_to: bool | None = None
) -> None:
    """Keep how somebody goes by in this group, and what they wish from the others of it.

    *may_be_written_to*: whether a facilitator may send them a word after a session that they did not come to; None: as
    it is.
    """
    group = locked(membership.group_id)
    if names.is_taken(name, group.names_in_use(but=membership)):
        raise NameIsTaken(_("Somebody in this group goes by that name, or asked for it. Choose another."))
    seat = Membership.objects.current().filter(pk=membership.pk)
    agreed = {} if may_be_written_to is None else {"may_be_written_to": may_be_written_to}
    seat.update(name=name, pronouns=pronouns, boundary=boundary, **agreed)


@transaction.atomic
def pause(*, membership: Membership, weeks: int, now: datetime) -> None:
    """Rest from a group. No reason is asked, nobody is told, and the seat is kept for certain until the end."""
    locked(membership.group_id)
    policy.check_can_pause(membership, weeks=weeks, others_present=other_facilitators(membership))
    until = planning.ends_at(now=now, weeks=weeks, zone=membership.user.time_zone)
    # Pausing twice is pausing once: the first end stands.
    Membership.objects.present().filter(pk=membership.pk).update(paused_at=now, paused_until=until)


@transaction.atomic
def come_back(*, membership: Membership, now: datetime) -> None:
    """End a pause, whenever that is. Coming back twice is coming back; a seat that was given on cannot be taken."""
    group = locked(membership.group_id)
    seat = group.memberships.current().filter(pk=membership.pk).first()
    if seat is None:
        raise SeatIsGone(_("This seat was left or given on a moment ago. You may ask for one again, if you like."))
    Membership.objects.filter(pk=seat.pk).update(paused_at=None, paused_until=None)
    if seat.paused_at is not None:
        letters.drop(kind=LetterKind.PAUSE_OVER, about=_pause_of(seat))
        followers.is_back(membership_id=seat.pk, now=now)


@transaction.atomic
def give_on(*, membership: Membership, by: Membership, now: datetime) -> None:
    """Give the seat of somebody whose pause is long over to the group again, and tell them. Never silent."""
    group = locked(membership.group_id)
    policy.check_can_give_on(membership, by, now=now)
    paused = group.memberships.current().filter(pk=membership.pk, paused_until=membership.paused_until)
    if not paused.update(state=State.RELEASED, ended_at=now):
        raise TheyAreBack(_("They have just come back, or left. Nothing was changed."))
    _drop_letters(membership)
    letters.write_to(
        user=membership.user, kind=LetterKind.SEAT_GIVEN, about=membership.pk, path=_path("pause", membership), now=now
    )
    gate.acted(
        act="seat.given_on",
        by_id=by.user_id,
        target_id=membership.pk,
        subject_id=membership.pk,
        group_id=group.pk,
        now=now,
    )


@transaction.atomic
def ask_after_pauses(*, now: datetime) -> int:
    """Write once to everybody whose pause has come to its end. Return to how many; twice at once writes one letter."""
    over = Membership.objects.pause_is_over(now=now).filter(paused_until__gt=now - ASKED_WITHIN)
    pauses = {_pause_of(seat): seat.pk for seat in over}
    written = Letter.objects.filter(kind=LetterKind.PAUSE_OVER, about__in=pauses).values_list("about", flat=True)
    ids = [pauses[one] for one in pauses.keys() - set(written)]
    # Locked until the letters are stored: who comes back in this moment is either seen here, or drops the letter.
    waiting = list(over.select_for_update(of=("self",)).filter(pk__in=ids).select_related("user").order_by("pk"))
    for seat in waiting:
        letters.write_to(
            user=seat.user, kind=LetterKind.PAUSE_OVER, about=_pause_of(seat), path=_path("pause", seat), now=now
        )
    return len(waiting)


@transaction.atomic
def leave(*, membership: Membership, now: datetime) -> None:
    """Give the seat back. No reason is asked, and it takes effect at once; leaving twice is leaving."""
    group = locked(membership.group_id)
    policy.check_can_leave(membership, other_facilitators=other_facilitators(membership))
    if group.memberships.current().filter(pk=membership.pk).update(state=State.LEFT, ended_at=now):
        _drop_letters(membership)


@transaction.atomic
def appoint(*, group: SupportGroup, user: User, name: str, now: datetime) -> Membership:
    """Make somebody a facilitator of the group; they take no seat."""
    group = locked(group.pk)
    here = group.memberships.current().filter(user=user).first()
    if here is not None:
        here.role = Part.FACILITATOR
        here.save(update_fields=["role"])
        return here
    # Whoever leads somebody here asks before, in words of its own; this holds for all of them.
    policy.check_may_meet(user, group.memberships.current().values_list("user_id", flat=True))
    if names.is_taken(name, group.names_in_use()):
        raise NameIsTaken(_("Somebody in this group goes by that name, or asked for it. Choose another."))
    return Membership.objects.create(
        group=group,
        user=user,
        name=name,
        role=Part.FACILITATOR,
        pronouns=user.pronouns,
        boundary=user.boundary,
        joined_at=now,
    )


@transaction.atomic
def sit_in(*, group: SupportGroup, user: User, name: str, role: Part, until: datetime, now: datetime) -> Membership:
    """Let somebody come for one session, as a guest or to facilitate it; it ends by itself. They take nobody's seat.

    Whoever belongs to the group already comes as who they are.
    """
    group = locked(group.pk)
    here = group.memberships.current().filter(user=user).first()
    if here is not None:
        return here
    policy.check_may_meet(user, group.memberships.current().values_list("user_id", flat=True))
    # Whoever waits for a seat here has asked for this name themselves.
    if names.is_taken(name, group.names_in_use(but=Membership(group=group, user=user))):
        raise NameIsTaken(_("Somebody in this group goes by that name, or asked for it. Choose another."))
    return Membership.objects.create(
        group=group,
        user=user,
        name=name,
        role=role,
        pronouns=user.pronouns,
        boundary=user.boundary,
        joined_at=now,
        guest_until=until,
    )


def end_visits(*, now: datetime) -> int:
    """Let those go who came for one session; how many there were. Twice is once."""
    return Membership.objects.visit_is_over(now=now).update(state=State.LEFT, ended_at=now)


def _pause_of(seat: Membership) -> UUID:
    assert seat.paused_at is not None
    return planning.pause_id(seat.pk, seat.paused_at)


def _drop_letters(membership: Membership) -> None:
    """What would lead into the group is not sent any more."""
    letters.drop_under(user=membership.user, path=reverse("home:group", args=[membership.group_id]))


def _path(page: str, membership: Membership) -> str:
    return reverse(f"membership:{page}", args=[membership.group_id])
