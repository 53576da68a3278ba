"""One name in a group is one person: pure judgement."""

from collections.abc import Iterable

from groups.people.names import folded


def is_taken(name: str, names: Iterable[str]) -> bool:
    """Whether somebody in the group already goes by this name, or by one that people would take for it."""
    return folded(name) in {folded(other) for other in names}
