"""What must be right before the first request."""

import importlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

NEEDED = ("judge", "admitted", "acted", "sentence")


@register()
def gate_answers(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A gate that cannot answer would hold every message: better not to start at all."""
    try:
        module = importlib.import_module(settings.GROUPS_GATE)
    except ImportError:
        return [Error(f"GROUPS_GATE names {settings.GROUPS_GATE!r}, which cannot be imported.", id="groups.E001")]
    missing = [name for name in NEEDED if not callable(getattr(module, name, None))]
    return [Error(f"GROUPS_GATE lacks {name}().", id="groups.E002") for name in missing]
