"""The control of the fault tests: a web process that acknowledges before the commit, as one must not."""

from supportgroup.asgi import application  # isort: skip - sets Django up for what follows

from groups.room import frames
from groups.room.scribe import Pending, Scribe

__all__ = ["application"]

stores = Scribe.say


def acknowledge_then_store(self: Scribe, pending: Pending) -> None:
    pending.socket.push(frames.ok(pending.command_id, tick=1, message=pending.spoken.message_id))
    stores(self, pending)


Scribe.say = acknowledge_then_store  # type: ignore[method-assign]
