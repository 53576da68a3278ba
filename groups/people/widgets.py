"""How a person is asked."""

import functools
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from groups.people import zones


class ZoneSelect(forms.Select):
    """A list of some 430 zones. Rendered option by option it takes 50 ms a page, so the options are made once."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        if self.is_required:
            given["required"] = True
        plain = f'value="{escape(value or "")}"'
        options = _options(get_language()).replace(f"{plain}>", f"{plain} selected>", 1)
        return mark_safe(f"<select{flatatt(given)}>{options}</select>")  # noqa: S308 - zones and escaped attributes


@functools.cache
def _options(language: str | None) -> str:
    """*language* is part of the key alone: "Choose…" differs with it."""
    return "".join(_option(value, label) for value, label in zones.choices())


def _option(value: str, label: str | list[tuple[str, str]]) -> str:
    if isinstance(label, str):
        return f'<option value="{escape(value)}">{escape(label)}</option>'
    inside = "".join(_option(*pair) for pair in label)
    return f'<optgroup label="{escape(value)}">{inside}</optgroup>'
