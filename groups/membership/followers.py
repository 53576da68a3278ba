"""Who is told, in the same transaction, that somebody has come back from a pause.

`settings.SEAT_FOLLOWERS` names functions of domains above this one, which it does not know:
`function(*, membership_id, now) -> None`. Raises whatever they raise: what they keep belongs to coming back.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


def is_back(*, membership_id: UUID, now: datetime) -> None:
    """Somebody has said that they are back."""
    for name in settings.SEAT_FOLLOWERS:
        import_string(name)(membership_id=membership_id, now=now)
