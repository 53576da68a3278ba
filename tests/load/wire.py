"""The client's side of RFC 6455, as little of it as a load driver needs, and the stamp that every message carries.

The mask key is four zero bytes: the masked bit is set, as § 5.3 asks of a client, and the words need no XOR.
"""

import base64
import hashlib
import os
import re

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
NO_MASK = b"\0\0\0\0"

# A stamp is twenty consonants: no gate reads it as a word, a telephone number or an address.
_DIGITS, _LETTERS = b"0123456789abcdef", b"bcdfghjklmnpqrst"
_TO_LETTERS = bytes.maketrans(_DIGITS, _LETTERS)
_TO_DIGITS = bytes.maketrans(_LETTERS, _DIGITS)
STAMP = re.compile(rb'"text": ?"([b-t]{20}) ')
OKAY = re.compile(rb'"ok": ?"([b-t]{20})"')
RETRY = re.compile(rb'"retry": ?"([b-t]{20})", ?"after_ms": ?(\d+)')
POSITION = re.compile(rb'"position": ?(\d+)')
MORE = re.compile(rb'"more": ?true')
TICK = re.compile(rb'\{"tick": ?(\d+), ?"messages"')

_SENTENCES = (
    "The walk by the river was slow and it helped a little. "
    "Tea first, then the window, then the quiet of the morning. "
    "It is good to sit here with you and only listen for a while. "
    "The garden is wet and the blackbird came back to the same branch. "
)


def stamp(number: int, nanoseconds: int) -> bytes:
    """Message number (24 bits) and the monotonic instant of its sending, as twenty letters."""
    return (b"%06x%014x" % (number, nanoseconds)).translate(_TO_LETTERS)


def number_of(letters: bytes) -> int:
    return int(letters[:6].translate(_TO_DIGITS), 16)


def sent_at(letters: bytes) -> int:
    return int(letters[6:].translate(_TO_DIGITS), 16)


def frame(opcode: int, payload: bytes) -> bytes:
    """One masked frame. A load driver never sends more than 64 KiB."""
    if len(payload) < 126:
        head = bytes((0x80 | opcode, 0x80 | len(payload)))
    else:
        head = bytes((0x80 | opcode, 0x80 | 126)) + len(payload).to_bytes(2, "big")
    return head + NO_MASK + payload


def say_template(length: int, turn: int) -> bytes:
    """A ready frame of a message of `length` characters; two %b take its stamp, as id and first word."""
    words = (_SENTENCES * 3)[turn % 40 :][: length - 21].rstrip()
    blank = b'{"do": "say", "id": "%b", "text": "%b ' + words.encode() + b'"}'
    head = frame(TEXT, blank % (b"x" * 20, b"x" * 20))[: -len(blank % (b"x" * 20, b"x" * 20))]
    return head.replace(b"%", b"%%") + blank


def handshake(*, host: str, port: int, path: str, cookie: str) -> tuple[bytes, bytes]:
    """The request to open a socket, and the Sec-WebSocket-Accept that must come back."""
    key = base64.b64encode(os.urandom(16))
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: http://{host}:{port}\r\n"
        f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key.decode()}\r\nCookie: {cookie}\r\n\r\n"
    )
    accept = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
    return request.encode(), accept


def next_frame(data: bytes, at: int) -> tuple[int, int, int] | None:
    """(opcode, start, end) of the frame whose header stands at `at`; None while the header is not whole."""
    have = len(data) - at
    if have < 2:
        return None
    size = data[at + 1]
    if size < 126:
        return data[at] & 15, at + 2, at + 2 + size
    if size == 126:
        if have < 4:
            return None
        return data[at] & 15, at + 4, at + 4 + (data[at + 2] << 8 | data[at + 3])
    if have < 10:
        return None
    return data[at] & 15, at + 10, at + 10 + int.from_bytes(data[at + 2 : at + 10], "big")


def frames(data: bytes) -> list[bytes]:
    """The text payloads in a run of whole frames."""
    found, at = [], 0
    while (one := next_frame(data, at)) is not None:
        opcode, start, at = one
        if opcode == TEXT:
            found.append(data[start:at])
    return found
