"""Every address of the site, with the view behind it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("supportgroup.", "groups.", "moderation.")


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, the arguments it takes, the view that answers."""

    name: str
    route: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def is_ours(self) -> bool:
        """The stock admin and its gate have tests of their own (tests/project/test_admin.py)."""
        return self.view.__module__.startswith(OURS) and not self.name.startswith("admin:")

    @property
    def is_public(self) -> bool:
        """LoginRequiredMiddleware lets everybody through (`login_not_required`)."""
        return not getattr(self.view, "login_required", True)


@cache
def every_address() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, names=(), route="", arguments=()))


def our_addresses() -> list[Address]:
    return [address for address in every_address() if address.is_ours]


def _walk(patterns: list[Any], *, names: tuple[str, ...], route: str, arguments: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        taken = (*arguments, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inside = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern.url_patterns, names=inside, route=here, arguments=taken)
        elif isinstance(pattern, URLPattern):
            yield Address(":".join((*names, pattern.name or here)), here, taken, pattern.callback)
