"""Who follows, in the same transaction, a session that has changed: in its time, its state, or who holds it.

`settings.SESSION_FOLLOWERS` names functions of domains above this one, which it does not know:
`function(session_ids, *, now) -> None`. Raises whatever they raise: what is planned for a session belongs to it.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


def follow(session_ids: Iterable[UUID], *, now: datetime) -> None:
    """These sessions are not as they were; whoever calls holds their rows, and is about to commit."""
    ids = list(session_ids)
    for name in settings.SESSION_FOLLOWERS if ids else ():
        import_string(name)(ids, now=now)
