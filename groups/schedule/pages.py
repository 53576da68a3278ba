"""What somebody is asked about one session, and what they have said of it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from groups.membership.models import Membership
from groups.people import moments
from groups.schedule.forms.answers import AS_USUAL
from groups.schedule.models import Answer, Session
from groups.schedule.policy import can_answer
from groups.schedule.said import Said, kept_until


@dataclass(frozen=True)
class Today:
    """Today I can: for whoever has a seat, while there is something to say."""

    session: Session
    said: Said
    is_asked: bool
    is_today: bool
    keeps_seat: bool
    """Whether "not sure yet" would still keep the seat."""

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Value, words, and whether it is what counts now; the usual answer first, where there is one."""
        words = [(value, str(label), value == self.said.here) for value, label in Answer.choices]
        if not self.said.usual:
            return words
        usual = _("As usual: {answer}").format(answer=Answer(self.said.usual).label)
        return [(AS_USUAL, usual, not self.said.here), *words]

    @property
    def kept_until(self) -> datetime:
        return kept_until(self.session)


def today(session: Session, mine: Membership, said: Said, *, now: datetime) -> Today:
    """What this person is asked. Whoever facilitates takes no seat, and whoever sits in has said that they come."""
    has_seat = not mine.is_facilitator and not mine.is_guest
    return Today(
        session=session,
        said=said,
        is_asked=has_seat and can_answer(session, mine, now=now),
        is_today=timezone.localdate(session.starts_at) == timezone.localdate(now),
        keeps_seat=now < kept_until(session),
    )


def noted(session: Session, answer: str, *, now: datetime) -> str:
    """What is said back: that it can be changed, and what "not sure yet" means on the clock."""
    if answer != Answer.UNSURE or now >= kept_until(session):
        return _("Noted. You can change it until the end.")
    return _("Noted. Your seat is kept until {time}; come all the same after that, if you can.").format(
        time=moments.moment(kept_until(session))
    )
