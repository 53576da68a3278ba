"""What somebody reads in their mailbox: the letters that the service kept."""

import email
import email.policy
import re
import time
from email.message import EmailMessage
from pathlib import Path

from tests.browser.conftest import PATIENCE_MS


class Postbox:
    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address

    def letters(self) -> list[EmailMessage]:
        """All that came, the oldest first."""
        files = sorted(self.folder.glob("*.eml")) if self.folder.exists() else []
        found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
        return [letter for letter in found if self.address in letter["To"]]

    def next(self, *, after: int) -> EmailMessage:
        """The letter that follows so many others, as soon as it is there."""
        until = time.monotonic() + PATIENCE_MS / 1000
        while len(self.letters()) <= after:
            assert time.monotonic() < until, f"Only {len(self.letters())} letters came."
            time.sleep(0.05)
        return self.letters()[after]


def words_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def code_in(letter: EmailMessage) -> str:
    """The code that stands alone in its line."""
    [code] = re.findall(r"^[A-Z0-9-]{6,}$", words_of(letter), re.MULTILINE)
    return str(code)


def link_in(letter: EmailMessage, path: str) -> str:
    [link] = re.findall(rf"^http\S+{path}\S*$", words_of(letter), re.MULTILINE)
    return str(link)
