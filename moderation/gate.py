"""The answers to the questions of `groups/gate.py`: may these words pass, and what follows from what people do.

`judge` runs for every message and takes some microseconds: it reads the text a few times and the word list from
memory (`rules/standing.py` says how the list gets there and when it is refreshed). It never bans, mutes or mails: it
holds words until a person has looked, and asks for one (product § 4, safety).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from groups.gate import PASS, Admitted, Changes, Draft, Judgement
from moderation.audit import actions as audit
from moderation.decisions import sentences
from moderation.decisions.follow import Act, follow
from moderation.holds.models import Hold
from moderation.rules import contact, standing, words
from moderation.rules.models import Verdict

__all__ = ["acted", "admitted", "judge", "sentence"]

CONTACT = Judgement(hold=True, reason=sentences.CONTACT)
WORD = Judgement(hold=True, reason=sentences.WORD)
CARE = Judgement(hold=True, page=True, reason=sentences.CARE)


def judge(draft: Draft) -> Judgement:
    """Hold words that a person should see first. What calls a person comes before what is held quietly."""
    text = words.plain(draft.text)
    verdicts = standing.phrases().verdicts(text)
    if Verdict.HOLD_AND_PAGE in verdicts:
        return CARE
    if verdicts:
        return WORD
    return CONTACT if contact.gives(text) else PASS


def admitted(messages: Sequence[Admitted]) -> None:
    """Store why each held message waits, in the transaction that stores the messages."""
    Hold.objects.bulk_create(
        Hold(message_id=one.message_id, reason=one.judgement.reason, page=one.judgement.page, held_at=one.at)
        for one in messages
        if one.judgement.hold
    )


def sentence(reason: str) -> str:
    """Why my words do not stand in the room, told to their author."""
    return sentences.for_author(reason)


@transaction.atomic
def acted(
    *,
    act: str,
    by_id: UUID,
    target_id: UUID,
    subject_id: UUID | None = None,
    group_id: UUID | None = None,
    reason: str = "",
    changes: Changes,
    now: datetime,
) -> None:
    """Write the act down, and do what follows from it. The caller's transaction holds all of it, or nothing.

    The target of an act on a message is the message; of asking somebody to leave, and of letting them back, the
    session. The subject is the membership that it concerns.
    """
    audit.record(
        by=by_id,
        act=act,
        target=target_id,
        subject=subject_id,
        group=group_id,
        reason=reason,
        changes=changes,
        now=now,
    )
    follow(act, Act(by_id=by_id, target_id=target_id, subject_id=subject_id, reason=reason, now=now))
