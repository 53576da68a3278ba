"""May this go to that person, by that way, now? Asked of whoever is about to be told, as it leaves.

Two answers, because they end differently: what is not wished is dropped; what rests waits until the rest is over. A
pause of everything is a pause of everything: mail and devices are silent, however urgent; on one's page nothing sounds,
so everything stands there as always.
"""

from dataclasses import dataclass
from datetime import datetime

from groups.people.models import User
from groups.people.wishes import Channel, Wishes


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one person may be reached."""

    wishes: Wishes
    is_active: bool = True
    mail_arrives: bool = True
    """No mail to their address came back."""
    rests_until: datetime | None = None
    """Everything is paused until then, or was."""

    @classmethod
    def of(cls, user: User) -> "Reach":
        """As the row says; a sender reads it anew, or compares `wishes_version`."""
        wishes = Wishes(user.wishes, by_mail=user.reminders_by_mail)
        return cls(wishes, user.is_active, not user.mail_trouble, user.rests_until)

    def wished(self, topic: str, channel: str) -> bool:
        """It is wished by this way, and arrives by it; a pause of everything changes no wish."""
        arrives = self.mail_arrives or channel != Channel.MAIL
        return self.is_active and arrives and channel in self.wishes.ways(topic)

    def rest(self, channel: str, *, now: datetime) -> datetime | None:
        """Until when this way is silent; None: it is not."""
        is_silent = channel != Channel.IN_APP and self.rests_until is not None and self.rests_until > now
        return self.rests_until if is_silent else None

    def goes(self, topic: str, channel: str, *, now: datetime) -> bool:
        """It may go now."""
        return self.wished(topic, channel) and self.rest(channel, now=now) is None
