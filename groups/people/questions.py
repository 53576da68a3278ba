"""What is asked of somebody new, one question a page (S1-28): the order, and what follows. Values in, values out."""

ORDER = ("name", "pronouns", "zone", "languages", "contact", "quiet", "boundary", "reminders")
"""As in `models.Question`."""

FIRST = "pronouns"
"""Where somebody begins who has just signed up: a name was given there. *Back* leads to it."""

NOTHING_MORE = ""


def after(question: str) -> str:
    """The question that comes next; empty after the last."""
    place = ORDER.index(question) + 1
    return ORDER[place] if place < len(ORDER) else NOTHING_MORE


def before(question: str) -> str:
    """The question that came before; empty at the first."""
    place = ORDER.index(question)
    return ORDER[place - 1] if place else NOTHING_MORE


def number(question: str) -> int:
    """Which one it is, counted from 1."""
    return ORDER.index(question) + 1


def furthest(one: str, other: str) -> str:
    """Who goes back to change an answer does not have to come all the way again."""
    if NOTHING_MORE in (one, other):
        return NOTHING_MORE
    return max(one, other, key=ORDER.index)
