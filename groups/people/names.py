"""What somebody would like to be called: pure judgement, no database."""

import unicodedata


def tidied(name: str) -> str:
    """The name as it will be shown: no invisible characters, single spaces."""
    visible = (" " if unicodedata.category(c).startswith("Z") else c for c in unicodedata.normalize("NFC", name))
    return " ".join("".join(c for c in visible if not unicodedata.category(c).startswith("C")).split())


def folded(name: str) -> str:
    """What two names share when people would take one for the other: case, width, spaces and dots do not count."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in letters if c.isalnum() or unicodedata.category(c).startswith("M"))


def gives_away(name: str, email: str) -> bool:
    """Whether the name is the mail address, or the part of it before the @ (with or without a +tag)."""
    local = email.partition("@")[0]
    return "@" in name or folded(name) in {folded(local), folded(local.partition("+")[0])}
