"""Writing the audit log. Reading it needs no words; changing it is refused by the database."""

import re
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from groups.gate import Changes
from moderation.audit.models import AuditLine

CODE = re.compile(r"[a-z0-9_.]{0,40}")
NOT_A_CODE = "not_a_code"

Known = Model | UUID
"""A row, or the id by which it is known."""


def record(
    *,
    by: Known,
    act: str,
    target: Known,
    subject: Known | None = None,
    group: Known | None = None,
    reason: str = "",
    changes: Changes | None = None,
    now: datetime,
) -> AuditLine:
    """Add a line. Call it in the transaction of the act: both are there, or neither.

    A reason that is not a code is not written down: people's words have no place here, and an act that keeps somebody
    safe must not fall through because of its reason.
    """
    return AuditLine.objects.create(
        at=now,
        actor=_id(by),
        act=act,
        target=_id(target),
        subject=_id(subject) if subject else None,
        group=_id(group) if group else None,
        reason=reason if CODE.fullmatch(reason) else NOT_A_CODE,
        changes={setting: list(pair) for setting, pair in (changes or {}).items()},
    )


def _id(known: Known) -> UUID:
    return known if isinstance(known, UUID) else UUID(str(known.pk))
