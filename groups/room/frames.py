"""What goes over the wire (docs/protocol.md): commands are judged here, and answers and changes encoded. Pure."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.refusals import Refused

MOST_CHARACTERS, MOST_ID_CHARACTERS = 4_000, 64
LAST_TICK = 2**63 - 1
TARGETED = frozenset({"take_back", "hide", "release"})
PERSONAL = frozenset({"lead"})
BARE = frozenset({"open", "pause", "resume", "close"})
COMMANDS = frozenset({"follow", "say", "state"}) | TARGETED | PERSONAL | BARE

SURROGATE = re.compile("[\ud800-\udfff]")
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)

Json = dict[str, Any]


class Unreadable(Refused):
    """This frame can never be carried out: trying it again would be of no use."""

    def __init__(self, code: str, say: str | Promise, command_id: str | None = None) -> None:
        super().__init__(say)
        self.code, self.command_id = code, command_id


@dataclass(frozen=True, slots=True)
class Command:
    """One readable command. `value` is its text, its message id, whom it is about, its state, or nothing."""

    do: str
    id: str
    value: str = ""
    after: int | None = None


def parse(text: str | None) -> Command:
    """Read one frame of text (RFC 8259); raise Unreadable, with words for the person, whatever is wrong with it."""
    frame = _object(text)
    do = frame.get("do")
    command_id = _usable_id(frame.get("id"))
    if not isinstance(do, str) or do not in COMMANDS:
        raise Unreadable("unknown", _("This page asked for something that the room does not know."), command_id)
    if do == "follow":
        return Command(do, command_id or "", after=_after(frame.get("after"), command_id))
    if command_id is None:
        raise Unreadable("no_id", _("This page forgot to number what it sent."))
    return Command(do, command_id, _value(do, frame, command_id))


def _value(do: str, frame: Json, command_id: str) -> str:
    if do == "say":
        return speakable(frame.get("text"), command_id)
    if do in TARGETED:
        return _message_id(frame.get("message"), command_id)
    if do in PERSONAL:
        return _person_id(frame.get("to"), command_id)
    return _word(frame.get("state"), command_id) if do == "state" else ""


def speakable(text: object, command_id: str | None = None) -> str:
    """The words of a message, or Unreadable: some characters cannot be stored, and 4,000 of them are enough."""
    if not isinstance(text, str):
        raise Unreadable("malformed", _("This message did not arrive as words."), command_id)
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(
            "too_long", _("This is longer than 4,000 characters. You can send it in two parts."), command_id
        )
    if "\0" in text:
        raise Unreadable("nul", _("This message holds a character that cannot be kept."), command_id)
    if not text.isascii() and SURROGATE.search(text):
        raise Unreadable("surrogate", _("This message holds half of a character. It cannot be kept."), command_id)
    if not text.strip():
        raise Unreadable("empty", _("There are no words in this message yet."), command_id)
    return text


def _object(text: str | None) -> Json:
    if text is None:
        raise Unreadable("binary", _("This page sent something that is not text."))
    try:
        frame = _decoder.decode(text)
    except (ValueError, RecursionError):  # Half a frame, NaN, a number of 5,000 digits, brackets 10,000 deep.
        raise Unreadable("malformed", _("This page sent something that the room cannot read.")) from None
    if not isinstance(frame, dict):
        raise Unreadable("malformed", _("This page sent something that the room cannot read."))
    return frame


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_decoder = json.JSONDecoder(parse_constant=_no_constant)
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)


def _usable_id(value: object) -> str | None:
    usable = isinstance(value, str) and 0 < len(value) <= MOST_ID_CHARACTERS and value.isascii() and value.isprintable()
    return value if usable and isinstance(value, str) else None


def _after(value: object, command_id: str | None) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LAST_TICK:
        raise Unreadable("malformed", _("This page lost its place. Load it again."), command_id)
    return value


def _message_id(value: object, command_id: str) -> str:
    if not isinstance(value, str) or not UUID.fullmatch(value):
        raise Unreadable("malformed", _("This page did not say which message it means."), command_id)
    return value


def _person_id(value: object, command_id: str) -> str:
    if not isinstance(value, str) or not UUID.fullmatch(value):
        raise Unreadable("malformed", _("This page did not say whom it means."), command_id)
    return value


def _word(value: object, command_id: str) -> str:
    if not isinstance(value, str) or len(value) > MOST_ID_CHARACTERS or not value.isascii():
        raise Unreadable("malformed", _("This page did not say which state it means."), command_id)
    return value


def encode(value: object) -> str:
    """Compact JSON (RFC 8259). Text goes out as UTF-8; nothing stored holds a lone surrogate."""
    return _encoder.encode(value)


def ok(command_id: str, *, tick: int, repeat: bool = False, message: object = None) -> str:
    """The command is on disk, as part of the room's change number `tick`."""
    which = f',"message":"{message}"' if message else ""
    return f'{{"ok":{encode(command_id)},"tick":{tick},"repeat":{"true" if repeat else "false"}{which}}}'


def retry(command_id: str, *, after_ms: int) -> str:
    """Not now: the same command may be sent again after so many milliseconds."""
    return encode({"retry": command_id, "after_ms": after_ms})


def rejected(command_id: str | None, refused: Refused) -> str:
    """Never: sending the same again cannot help. `say` may be read by the person."""
    return encode({"rejected": command_id, "reason": refused.code, "say": refused.say})


def changes(
    *, tick: int, messages: Iterable[str], room: str = "", you: str = "", at: str = "", more: bool = False
) -> str:
    """One batch of changes, of parts that were encoded before. *at*: the room's own clock, with its state."""
    state = f',"room":{room},"you":{you},"at":"{at}"' if room else ""
    return f'{{"tick":{tick},"messages":[{",".join(messages)}]{state},"more":{"true" if more else "false"}}}'
