"""What somebody says they can do that day, or as usual, and what they note for themselves."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from groups.membership.models import Membership
from groups.schedule.access import note_of
from groups.schedule.models import Rsvp, Session, SessionNote, Usual
from groups.schedule.policy import CannotDoNow, NotYourSession, check_can_answer
from groups.schedule.said import check_can_answer_by_link

MOST_AN_HOUR = 30
"""Answers by one link: far more than a person needs, and few for a script."""

AN_HOUR = timedelta(hours=1)


class NoteIsShut(CannotDoNow):
    """There are words already that cannot be read: they are not written over."""

    code = "note_is_shut"


class AnsweredOften(CannotDoNow):
    """One link answers only so often."""

    code = "answered_often"


@transaction.atomic
def answer(*, session: Session, membership: Membership, answer: str, now: datetime) -> Rsvp:
    """Keep what somebody says they can do that day (an `Answer`); the newest word counts."""
    return _keep(session, membership, answer, now=now)


@transaction.atomic
def answer_as_usual(*, session: Session, membership: Membership, now: datetime) -> None:
    """Take back what was said of this session alone: what somebody says as usual counts again."""
    check_can_answer(session, membership, now=now)
    Rsvp.objects.filter(session=session, membership=membership).delete()


@transaction.atomic
def answer_by_link(*, session: Session, membership: Membership, answer: str, now: datetime) -> None:
    """The same for whoever holds the link of a mail: so many an hour, counted where all limits are (decision 4).

    An empty answer: what counts as usual counts again.
    Whoever left, rests or has closed their account answers nothing, whatever mail they kept.
    """
    check_can_answer_by_link(session, membership, now=now)
    key = f"answers:{membership.pk}:{session.pk}:{now:%Y%m%d%H}"
    cache.add(key, 0, timeout=int(AN_HOUR.total_seconds()))
    if cache.incr(key) > MOST_AN_HOUR:
        raise AnsweredOften(_("Those are many answers for one hour. The last one counts; later you can change it."))
    if answer:
        _keep(session, membership, answer, now=now)
    else:
        Rsvp.objects.filter(session=session, membership=membership).delete()


def _keep(session: Session, membership: Membership, answer: str, *, now: datetime) -> Rsvp:
    check_can_answer(session, membership, now=now)
    rsvp, _new = Rsvp.objects.update_or_create(
        session=session, membership=membership, defaults={"answer": answer, "answered_at": now}
    )
    return rsvp


@transaction.atomic
def say_as_usual(*, membership: Membership, answer: str, now: datetime) -> None:
    """Keep what counts for every session of which somebody says nothing else; an empty answer: nothing does."""
    if not answer:
        Usual.objects.filter(membership=membership).delete()
        return
    if membership.is_guest or not Membership.objects.current().filter(pk=membership.pk).exists():
        raise NotYourSession(_("There is no seat of yours here, so there is nothing that counts each time."))
    Usual.objects.update_or_create(membership=membership, defaults={"answer": answer, "since": now})


@transaction.atomic
def note(*, session: Session, membership: Membership, words: str, now: datetime) -> None:
    """Keep somebody's own words about a session, sealed; no words, no note. Before it, in it, and long after it."""
    if not words:
        SessionNote.objects.filter(session=session, membership=membership).delete()
        return
    if note_of(session, membership).is_shut:
        raise NoteIsShut(_("There is a note here that cannot be opened right now. It is kept, and was not changed."))
    SessionNote.objects.update_or_create(
        session=session, membership=membership, defaults={"words": words, "changed_at": now}
    )
