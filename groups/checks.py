"""What must be right before the first request."""

import importlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

NEEDED = ("judge", "admitted", "acted", "sentence")
FOLLOWERS = ("SEAT_FOLLOWERS", "SESSION_FOLLOWERS")
"""Settings that name functions of domains above the one that calls them."""


@register()
def gate_answers(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A gate that cannot answer would hold every message: better not to start at all."""
    try:
        module = importlib.import_module(settings.GROUPS_GATE)
    except ImportError:
        return [Error(f"GROUPS_GATE names {settings.GROUPS_GATE!r}, which cannot be imported.", id="groups.E001")]
    missing = [name for name in NEEDED if not callable(getattr(module, name, None))]
    return [Error(f"GROUPS_GATE lacks {name}().", id="groups.E002") for name in missing]


@register()
def followers_are_there(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A name that leads to no function would be found out by whoever acts first: better not to start at all."""
    named = [(setting, name) for setting in FOLLOWERS for name in getattr(settings, setting)]
    return [
        Error(f"{setting} names {name!r}, which is no function.", id="groups.E003")
        for setting, name in named
        if not _is_function(name)
    ]


def _is_function(name: str) -> bool:
    try:
        return callable(import_string(name))
    except ImportError:
        return False
