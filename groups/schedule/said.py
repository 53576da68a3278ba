"""What people have said of a session: of this very one, or of all of them as usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from groups.membership.models import Membership
from groups.schedule.models import Answer, Rsvp, Session, Usual
from groups.schedule.policy import NotYourSession, check_can_answer

KEPT_UNTIL = timedelta(minutes=10)
""""Not sure yet" keeps a seat until so long before the start."""


@dataclass(frozen=True, slots=True)
class Said:
    """One person's word (an `Answer`, or nothing) about one session, and about all of the group's."""

    here: str = ""
    usual: str = ""

    @property
    def answer(self) -> str:
        """What counts: the word about this session, else the usual one."""
        return self.here or self.usual

    def holds(self, *, until: datetime, now: datetime) -> bool:
        """Whether it keeps a seat; "not sure yet" does *until* then. Whoever says nothing is awaited."""
        return self.answer != Answer.NOT_TODAY and (self.answer != Answer.UNSURE or now < until)

    @property
    def words(self) -> str:
        """For the facilitators' roster."""
        if not self.answer:
            return ""
        said = str(Answer(self.answer).label)
        return said if self.here else _("{answer}, as usual").format(answer=said)


NOTHING = Said()


def kept_until(session: Session) -> datetime:
    """Until when (UTC) "not sure yet" keeps a seat."""
    return session.starts_at - KEPT_UNTIL


def check_can_answer_by_link(session: Session, membership: Membership, *, now: datetime) -> None:
    """Asked again at every tap: a link of an old mail answers for nobody who has left since."""
    check_can_answer(session, membership, now=now)
    if membership.is_guest or not membership.user.is_active:
        raise NotYourSession(_("This session belongs to a group in which you have no seat."))


def said_of(session: Session, *, only: Membership | None = None) -> dict[UUID, Said]:
    """Membership → what they said of this session; whoever has said nothing is left out. One question.

    A usual word counts for sessions that were still to come, or going on, when it was given.
    """
    rsvps = Rsvp.objects.filter(session=session)
    usual = Usual.objects.filter(membership__group=session.group_id, since__lt=session.ends_at)
    if only is not None:
        rsvps, usual = rsvps.filter(membership=only), usual.filter(membership=only)
    found: dict[UUID, dict[str, str]] = {}
    rows = _worded(rsvps, here=True).union(_worded(usual, here=False), all=True)
    for membership_id, answer, is_here in rows:
        found.setdefault(membership_id, {})["here" if is_here else "usual"] = answer
    return {membership_id: Said(**words) for membership_id, words in found.items()}


def _worded(rows: QuerySet[Any], *, here: bool) -> Any:
    marked = rows.annotate(is_here=Value(here, output_field=BooleanField()))
    return marked.values_list("membership_id", "answer", "is_here")


def answer_in(seats: Sequence[Membership]) -> Coalesce:
    """For a query of sessions to come: what whoever has one of these seats said of each, or says as usual."""
    here = Rsvp.objects.filter(session=OuterRef("pk"), membership__in=seats).values("answer")
    usual = Usual.objects.filter(membership__group=OuterRef("group"), membership__in=seats).values("answer")
    return Coalesce(Subquery(here[:1]), Subquery(usual[:1]), Value(""), output_field=CharField())
