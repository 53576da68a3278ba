"""What the link in a mail does: it stops others like it, or all mail; for an hour, what it did can be taken back.

Opening it changes nothing: mail programs open links by themselves. Whoever holds the link can stop mail, and nothing
else. Taking back needs a word that is made as mail is stopped: an old mail in a mailbox that others read turns nothing
on that its person has turned off since.
"""

from dataclasses import dataclass

from django.core.signing import BadSignature, TimestampSigner

from groups.people.models import User
from groups.people.tokens import EVERYTHING
from groups.people.wishes import Channel, Wishes

KIND, ALL = "kind", "all"
"""What a tap stops: mail like this one, or all mail."""

UNDO_LIVES = 60 * 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """What comes by mail, as it stands."""

    kind_comes: bool
    all_comes: bool
    """Mail at all."""
    is_of_a_kind: bool
    """The link stood in a mail of one kind, and not in one that gathers several."""


def state(user: User, topic: str) -> Stopping:
    """What this link could stop now."""
    by_mail = user.reminders_by_mail
    comes = by_mail if topic == EVERYTHING else Channel.MAIL in Wishes(user.wishes, by_mail=by_mail).ways(topic)
    return Stopping(kind_comes=comes, all_comes=by_mail, is_of_a_kind=topic != EVERYTHING)


def undo_token(token: str, what: str) -> str:
    """With it, what this link has just stopped can be taken back."""
    return _signer(token).sign(what)


def read_undo(token: str, given: str) -> str | None:
    """What it takes back, for this link and within the hour; None for everything else."""
    try:
        return _signer(token).unsign(given, max_age=UNDO_LIVES)
    except BadSignature:
        return None


def _signer(token: str) -> TimestampSigner:
    return TimestampSigner(salt=f"groups.people.stop.{token}", sep="~")
