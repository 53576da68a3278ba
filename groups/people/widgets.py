"""How a person is asked."""

import functools
from collections.abc import Mapping
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


class Choices(forms.RadioSelect):
    """Choices with a line each of what they mean; the page shows it below the choice."""

    def __init__(self, *args: Any, helps: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helps = helps or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "help": self.helps.get(str(value), "")}


class Languages(forms.CheckboxSelectMultiple):
    """Languages, each in its own name, and marked as such for whoever hears the page read."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().create_option(name, value, *args, **kwargs), "lang": str(value)}


class LongSelect(forms.Select):
    """A long flat list, such as countries: written in one go, where a template for each option takes 0.1 ms."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        if self.is_required:
            given["required"] = True
        chosen = str(value or "")
        options = (
            f'<option value="{escape(code)}"{" selected" if str(code) == chosen else ""}>{escape(label)}</option>'
            for code, label in self.choices
        )
        return mark_safe(f"<select{flatatt(given)}>{''.join(options)}</select>")  # noqa: S308 - all of it is escaped
