"""A facilitator leaves on a day that everybody knows, and somebody else goes on (S0-29).

The table of `policy.MOVES` says from where to where; docs/handover.md draws it. Every move is made under the group's
lock, from the state that was read there: of two who move it at once, the second is told.
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from groups import gate
from groups.changes.access import holders_of
from groups.changes.actions import note_holders
from groups.changes.models import Part
from groups.facilitation import planning, policy
from groups.facilitation.models import Handover, HandoverState
from groups.membership.access import locked, memberships_of
from groups.membership.actions import appoint, leave
from groups.membership.models import Membership, SupportGroup
from groups.people import letters
from groups.people.apart import account_of, normal
from groups.people.models import LetterKind, User


@transaction.atomic
def propose(
    *, leaving: Membership, coming: Membership | None, address: str, last_day: date, goodbye: str, now: datetime
) -> Handover:
    """Ask somebody to go on: a co-facilitator, or a colleague by the address that they sign in with.

    Whether the address belongs to anybody is not asked here, so that nothing about the answer can tell it, its time
    included: `tell_asked` looks, a little later.
    """
    group = locked(leaving.group_id)
    leaving.refresh_from_db(fields=["state", "role"])
    asked = Handover.objects.filter(leaving=leaving)
    policy.check_can_propose(
        leaving,
        has_open=asked.open().exists(),
        made_today=asked.filter(made_at__gt=now - policy.A_DAY).count(),
    )
    policy.check_day(last_day, group.time_zone, now=now)
    facilitators = group.memberships.current().facilitators().exclude(pk=leaving.pk).select_related("user")
    if coming is not None and (coming := facilitators.filter(pk=coming.pk).first()) is None:
        raise policy.CannotPropose(_("They do not facilitate this group any more. Choose somebody else."))
    made = Handover.objects.create(
        group=group,
        leaving=leaving,
        coming=coming,
        asked_address="" if coming else normal(address),
        goodbye=goodbye,
        leaves_at=planning.end_of(last_day, group.time_zone),
        made_at=now,
    )
    if coming is not None:
        _write(coming.user, made, path=reverse("facilitation:handover", args=[made.pk]), now=now)
    _note("handover.proposed", made, by=leaving.user, now=now)
    return made


@transaction.atomic
def accept(*, handover: Handover, user: User, name: str, now: datetime) -> Handover:
    """Say yes: from now on both hold the group, and everybody in it is told.

    *name*: the one that the group will know them by; who belongs to it already keeps theirs.
    """
    # Their row too: of two groups that ask the same person at once, the second counts what the first has added. A
    # person's row is taken before a group's, everywhere: of two who take them crosswise, the database would end one.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    group, handover = _locked(handover)
    current = list(group.memberships.current().select_related("user"))
    policy.check_can_accept(handover, user, current, now=now)
    before = holders_of(group.pk)
    coming = next((one for one in current if one.user_id == user.pk), None)
    if coming is None:
        coming = appoint(group=group, user=user, name=name, now=now)
    _change_hands(handover, before, without=handover.leaving, first_at=handover.leaves_at, now=now)
    _move(handover, HandoverState.ACCEPTED, now=now, coming=coming, asked_address="")
    for one in current:
        if one.pk != coming.pk:
            _write(one.user, handover, path=reverse("home:group", args=[group.pk]), now=now)
    _note("handover.accepted", handover, by=user, subject=coming, now=now)
    return handover


@transaction.atomic
def decline(*, handover: Handover, user: User, now: datetime) -> None:
    """Say "not now". No reason is asked; nobody but the one who asked learns of it."""
    group, handover = _locked(handover)
    _move(handover, HandoverState.DECLINED, now=now, **NOTHING)
    letters.drop(kind=LetterKind.HANDOVER, about=handover.pk)
    _write(handover.leaving.user, handover, path=reverse("facilitation:handovers", args=[group.pk]), now=now)
    _note("handover.declined", handover, by=user, now=now)


@transaction.atomic
def withdraw(*, handover: Handover, by: Membership, now: datetime) -> Handover:
    """Take it back, until the day. What the group was told already, it is told to be over; who came stays."""
    group, handover = _locked(handover)
    was_agreed = handover.state == HandoverState.ACCEPTED
    _move(handover, HandoverState.WITHDRAWN, now=now, **({"goodbye": ""} if was_agreed else NOTHING))
    letters.drop(kind=LetterKind.HANDOVER, about=handover.pk)
    if was_agreed:
        holding = holders_of(group.pk)
        known = [one for one in holding if one != str(handover.leaving_id)]
        _change_hands(handover, known, first_at=now, now=now)
        for one in group.memberships.current().exclude(pk=by.pk).select_related("user"):
            letters.write_to(
                user=one.user,
                kind=LetterKind.GROUP,
                about=handover.pk,
                path=reverse("home:group", args=[group.pk]),
                now=now,
            )
    _note("handover.withdrawn", handover, by=by.user, now=now)
    return handover


def tell_asked(*, now: datetime) -> int:
    """Write once to whoever was asked by their address and facilitates a group here by now; how many were found."""
    return sum(_tell(handover, now=now) for handover in Handover.objects.to_tell(now=now))


@transaction.atomic
def _tell(handover: Handover, *, now: datetime) -> bool:
    user = account_of(handover.asked_address)
    if user is None or not user.is_active or not memberships_of(user).facilitators().exists():
        return False
    _group, handover = _locked(handover)
    # Under the lock: what is taken back in this moment is written of to nobody.
    if handover.state == HandoverState.PROPOSED and handover.asked_address:
        _write(user, handover, path=reverse("facilitation:handover", args=[handover.pk]), now=now)
    return True


def finish_due(*, now: datetime) -> int:
    """Let those go whose day is over, and close what nobody answered in time; how many moved."""
    due = Handover.objects.to_finish(now=now) | Handover.objects.lapsed(now=now)
    return sum(_finish(handover, now=now) for handover in due)


@transaction.atomic
def _finish(handover: Handover, *, now: datetime) -> bool:
    group, handover = _locked(handover)
    if handover.state == HandoverState.PROPOSED:
        _move(handover, HandoverState.WITHDRAWN, now=now, **NOTHING)
        letters.drop(kind=LetterKind.HANDOVER, about=handover.pk)
        return True
    others = group.memberships.present().facilitators().exclude(pk=handover.leaving_id)
    stays = policy.holds(handover.leaving)
    # A group is never left without a facilitator who is there: then the day is over, and they hold it still.
    if handover.state != HandoverState.ACCEPTED or (stays and not others.exists()):
        return False
    _move(handover, HandoverState.DONE, now=now)
    if stays:
        leave(membership=handover.leaving, now=now)
    _note("handover.done", handover, by=handover.leaving.user, subject=handover.leaving, now=now)
    return True


def _change_hands(
    handover: Handover, before: list[str], *, without: Membership | None = None, first_at: datetime, now: datetime
) -> None:
    """One line in the group's log for the whole of it, from its day on; letters tell people what comes, and when."""
    after = [one for one in holders_of(handover.group_id) if without is None or one != str(without.pk)]
    group_id, part = handover.group_id, Part.FACILITATOR
    note_holders(group_id=group_id, before=before, after=after, part=part, first_at=first_at, now=now, is_told=False)


NOTHING = {"coming": None, "asked_address": "", "goodbye": ""}
"""What is left of a handover that the group never heard of: that there was one."""


def _locked(handover: Handover) -> tuple[SupportGroup, Handover]:
    """The group, locked, and the handover as it is now."""
    group = locked(handover.group_id)
    return group, Handover.objects.select_related("group", "leaving__user", "coming").get(pk=handover.pk)


def _move(handover: Handover, to: HandoverState, *, now: datetime, **fields: object) -> None:
    policy.check_move(handover, to)
    here = Handover.objects.filter(pk=handover.pk, state=handover.state)
    if not here.update(state=to, settled_at=now, **fields):
        raise policy.AlreadySettled(_("Somebody has answered this, or taken it back, in this moment."))
    handover.refresh_from_db()


def _write(user: User, handover: Handover, *, path: str, now: datetime) -> None:
    letters.write_to(user=user, kind=LetterKind.HANDOVER, about=handover.pk, path=path, now=now)


def _note(act: str, handover: Handover, *, by: User, subject: Membership | None = None, now: datetime) -> None:
    gate.acted(
        act=act,
        by_id=by.pk,
        target_id=handover.pk,
        subject_id=subject.pk if subject else None,
        group_id=handover.group_id,
        now=now,
    )
