"""What admins do to groups: begin one, change it, give it hours and facilitators, publish it.

The group's row is locked by whatever counts its people or judges its state. Every act leaves a line in the audit log,
with each setting before and after.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from groups import gate
from groups.changes.access import holders_of
from groups.changes.actions import note_holders
from groups.changes.models import Part
from groups.home.actions import create_group
from groups.invitations.actions import invite
from groups.invitations.models import Invitation, InvitedAs
from groups.invitations.policy import CannotInvite
from groups.invitations.standing import known_as, why_not
from groups.membership.access import locked
from groups.membership.actions import appoint, leave, publish_agreement
from groups.membership.models import Membership, State, SupportGroup
from groups.membership.names import is_taken
from groups.membership.policy import CannotLeave
from groups.people.apart import account_of
from groups.people.models import User
from groups.reminders.actions import follow_the_group
from groups.room.actions import show_anew
from groups.schedule.actions import series as hours
from groups.schedule.actions.plans import keep_steps
from groups.schedule.facts import Hand
from groups.schedule.models import Series, Session
from groups.schedule.planning import Step
from groups.setup import policy
from groups.setup.rows import folded
from groups.setup.standing import Standing, with_standing
from groups.setup.words import plan_as_lines

FACTS = (
    "name", "purpose", "experience", "kind", "pace", "language", "other_languages", "capacity", "same_people",
    "room_rules", "retention_days", "pause_weeks", "offer_hours", "meeting_link",
)  # fmt: skip
NOTES = (
    "remind_three_days", "first_note_days", "first_note_at", "remind_one_day", "second_note_days", "second_note_at",
    "prepare_days", "prepare_at", "writes_after", "after_days", "after_at",
)  # fmt: skip


@transaction.atomic
def begin(
    *, group: SupportGroup, plan: Sequence[Step], agreement: tuple[str, str], by: User, now: datetime
) -> SupportGroup:
    """Keep a new group, as yet unpublished, with its plan and its agreement (line and words; empty: none yet)."""
    group.is_published = False
    create_group(group=group, plan=plan)
    brief, words = agreement
    if brief and words:
        publish_agreement(group=group, brief=brief, words=words, by=by, now=now)
    changes = _as_logged({name: (None, getattr(group, name)) for name in (*FACTS, *NOTES)}) | {
        "plan": (None, plan_as_lines(plan))
    }
    _note("group.created", group, by=by, now=now, changes=changes)
    return group


@transaction.atomic
def change(*, group: SupportGroup, facts: Mapping[str, Any], by: User, now: datetime) -> set[str]:
    """Change what a group says about itself, and its numbers. Return the names of what has changed."""
    group, standing = _locked(group, now=now)
    policy.check_has_seats(standing, capacity=facts.get("capacity", group.capacity))
    changes = {
        name: (getattr(group, name), value)
        for name, value in facts.items()
        if name in (*FACTS, *NOTES) and getattr(group, name) != value
    }
    if changes:
        SupportGroup.objects.filter(pk=group.pk).update(**{name: after for name, (_before, after) in changes.items()})
        _note("group.changed", group, by=by, now=now, changes=_as_logged(changes))
    if set(NOTES) & set(changes):
        follow_the_group(group=group, now=now)
    if "meeting_link" in changes:
        show_anew(group=group)
    if "kind" in changes and standing.is_empty:
        # Nobody was told of these sessions. Those that people know of stay what they were said to be, and so do those
        # of an hour that has a kind of its own.
        _unopened(group, now=now).exclude(series__kind__gt="").update(kind=facts["kind"])
    return set(changes)


@transaction.atomic
def set_plan(*, group: SupportGroup, plan: Sequence[Step], by: User, now: datetime) -> None:
    """Give the sessions of a group these steps; the same steps are no change."""
    group = locked(group.pk)
    before = group.plan.all().in_order()
    if before == list(plan):
        return
    keep_steps(group=group, plan=plan)
    show_anew(group=group)
    changes = {"plan": (plan_as_lines(before), plan_as_lines(plan))}
    _note("group.changed", group, by=by, now=now, changes=changes)


def start(*, series: Series, by: User, now: datetime) -> Series:
    """Give a group an hour, and lay its sessions."""
    return hours.start(series=series, by=Hand.admin(by), now=now)


def change_hour(*, series: Series, first_day: date | None, rule: Mapping[str, Any], by: User, now: datetime) -> Series:
    """Let an hour follow another rule from one of its days on; None: all that is still to come."""
    return hours.change(series=series, first_day=first_day, rule=rule, by=Hand.admin(by), now=now)


def stop(*, series: Series, ends_on: date, by: User, now: datetime) -> Series:
    """Give an hour its last day."""
    return hours.end(series=series, ends_on=ends_on, by=Hand.admin(by), now=now)


@contextmanager
def alone_with(*, group: SupportGroup) -> Iterator[None]:
    """Nobody else changes the group's hours in the meantime, so that what was looked at is what is done."""
    with transaction.atomic():
        locked(group.pk)
        yield


@contextmanager
def rehearsal() -> Iterator[None]:
    """Whatever is done inside is undone: its outcome can be read, and nobody is told of it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@transaction.atomic
def drop(*, series: Series, by: User, now: datetime) -> None:
    """Take an hour back, with its sessions, as long as nobody but facilitators knows of the group."""
    _group, standing = _locked(series.group, now=now)
    if not standing.is_empty:
        raise policy.PeopleWereTold(_("People know of this hour by now. Give it a last day instead."))
    hours.drop(series=series, by=Hand.admin(by), now=now)


@transaction.atomic
def let_go(*, membership: Membership, by: User, now: datetime) -> None:
    """End somebody's facilitating; the last one stays as long as anybody else knows of the group."""
    group, standing = _locked(membership.group, now=now)
    policy.check_can_let_go(standing)
    try:
        leave(membership=membership, now=now)
    except CannotLeave as no:
        if not standing.is_empty:
            raise policy.IsTheLast(_("The others who facilitate it are on a pause. Somebody has to be there.")) from no
        group.memberships.current().filter(pk=membership.pk).update(state=State.LEFT, ended_at=now)
    _changed_hands("facilitator.let_go", membership, by=by, now=now)


@transaction.atomic
def publish(*, group: SupportGroup, by: User, now: datetime) -> None:
    """Put the group into the directory; publishing what is published changes nothing."""
    group, standing = _locked(group, now=now)
    policy.check_can_publish(standing)
    _set_published(group, is_published=True, by=by, now=now)


@transaction.atomic
def unpublish(*, group: SupportGroup, by: User, now: datetime) -> None:
    """Take the group out of the directory. Whoever has a seat keeps it, and its sessions go on."""
    _set_published(locked(group.pk), is_published=False, by=by, now=now)


@dataclass
class Draft:
    """A group as a row of a table describes it, judged and not kept yet."""

    number: int
    group: SupportGroup
    plan: Sequence[Step] = ()
    agreement: tuple[str, str] = ("", "")
    series: Series | None = None
    facilitators: Sequence[str] = ()
    members: Sequence[str] = ()

    invited: Sequence[tuple[str, InvitedAs]] = field(init=False)

    def __post_init__(self) -> None:
        asked = {InvitedAs.FACILITATOR: self.facilitators, InvitedAs.MEMBER: self.members}
        self.invited = [(address, part) for part, addresses in asked.items() for address in addresses]


class RowRefused(policy.CannotChange):
    """One row could not be kept, so none was."""

    code = "row_refused"

    def __init__(self, say: object, *, number: int) -> None:
        super().__init__(say)
        self.number = number


@transaction.atomic
def bring_in(*, drafts: Sequence[Draft], by: User, now: datetime) -> list[SupportGroup]:
    """Keep all of these groups, with their hours and invitations, or none of them."""
    # The lock makes of two who send the same table at once one who is told that the names are taken.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    there = {folded(name) for name in SupportGroup.objects.values_list("name", flat=True)}
    for draft in drafts:
        if folded(draft.group.name) in there:
            raise RowRefused(_("A group of this name is there already."), number=draft.number)
        _bring_in(draft, by=by, now=now)
    return [draft.group for draft in drafts]


def _bring_in(draft: Draft, *, by: User, now: datetime) -> None:
    begin(group=draft.group, plan=draft.plan, agreement=draft.agreement, by=by, now=now)
    if draft.series is not None:
        draft.series.group = draft.group
        start(series=draft.series, by=by, now=now)
    try:
        for address, part in draft.invited:
            invite(address=address, invited_as=part, group=draft.group, by=by, now=now)
    except CannotInvite as no:
        raise RowRefused(no.say, number=draft.number) from no


@transaction.atomic
def ask_to_facilitate(*, group: SupportGroup, address: str, by: User, now: datetime) -> Membership | Invitation:
    """Let somebody facilitate the group: at once if they do so elsewhere or have a role, else by invitation.

    Whatever keeps somebody from it at once (a seat in the group, a wish to be apart from somebody there, enough groups
    as it is) is not told to whoever asks: they are invited like everybody else.
    """
    # Of two groups that ask the same person at once, the second counts what the first has added.
    known = account_of(address, locked=True)
    locked(group.pk)
    asked = Invitation(group=group, invited_as=InvitedAs.FACILITATOR)
    if known is not None and known.is_active and _is_trusted(known) and why_not(asked, known, now=now) is None:
        name = _name_of(known)
        if not known_as(asked, known) and not is_taken(name, group.names_in_use()):
            return _appoint(group, known, name, by=by, now=now)
    return invite(address=address, invited_as=InvitedAs.FACILITATOR, group=group, by=by, now=now)


def _is_trusted(user: User) -> bool:
    return bool(user.role) or Membership.objects.current().facilitators().filter(user=user).exists()


def _name_of(user: User) -> str:
    """As the groups know them that they hold already; facilitators are named in public."""
    held = Membership.objects.current().facilitators().filter(user=user).order_by("-joined_at", "pk")
    return held.values_list("name", flat=True).first() or user.chosen_name


def _appoint(group: SupportGroup, user: User, name: str, *, by: User, now: datetime) -> Membership:
    seat = appoint(group=group, user=user, name=name, now=now)
    _changed_hands("facilitator.appointed", seat, by=by, now=now)
    return seat


def _changed_hands(act: str, seat: Membership, *, by: User, now: datetime) -> None:
    """Who holds a group has changed: a line in both logs, of which everybody in it is told (S0-08)."""
    gate.acted(act=act, by_id=by.pk, target_id=seat.pk, subject_id=seat.pk, group_id=seat.group_id, now=now)
    after = holders_of(seat.group_id)
    others = [one for one in after if one != str(seat.pk)]
    before = others if len(others) < len(after) else [*others, str(seat.pk)]
    coming = Session.objects.going_ahead().filter(group=seat.group_id, starts_at__gt=now).order_by("starts_at", "pk")
    first_at = coming.values_list("starts_at", flat=True).first() or now
    group_id, part = seat.group_id, Part.ADMIN
    note_holders(group_id=group_id, before=before, after=after, part=part, first_at=first_at, now=now)


def _locked(group: SupportGroup, *, now: datetime) -> tuple[SupportGroup, Standing]:
    """The group, locked, and how it stands under that lock."""
    locked(group.pk)
    fresh = with_standing(SupportGroup.objects.filter(pk=group.pk), now=now).get()
    return fresh, Standing.of(fresh)


def _set_published(group: SupportGroup, *, is_published: bool, by: User, now: datetime) -> None:
    if SupportGroup.objects.filter(pk=group.pk).exclude(is_published=is_published).update(is_published=is_published):
        act = "group.published" if is_published else "group.unpublished"
        _note(act, group, by=by, now=now, changes={"is_published": (not is_published, is_published)})


def _unopened(group: SupportGroup, *, now: datetime) -> Any:
    return Session.objects.going_ahead().filter(group=group, starts_at__gt=now, opened_at=None)


def _as_logged(changes: Mapping[str, tuple[object, object]]) -> dict[str, tuple[object, object]]:
    """The log keeps that the address of the group's voice changed, and not what it is: whoever has it may come."""
    logged = {name: (_in_words(before), _in_words(after)) for name, (before, after) in changes.items()}
    return logged | dict.fromkeys({"meeting_link"} & set(changes), (None, None))


def _in_words(value: object) -> object:
    return f"{value:%H:%M}" if isinstance(value, time) else value


def _note(
    act: str, group: SupportGroup, *, by: User, now: datetime, changes: Mapping[str, tuple[object, object]]
) -> None:
    gate.acted(act=act, by_id=by.pk, target_id=group.pk, group_id=group.pk, changes=changes, now=now)
