"""The list of time zones says the same as the framework's own, and is quick."""

import re

import pytest
from django import forms

from groups.people import zones
from groups.people.widgets import ZoneSelect


def options(html: str) -> list[str]:
    return re.findall(r"<(?:option|optgroup)[^>]*>", html)


@pytest.mark.slow  # the framework's own takes 50 ms
@pytest.mark.parametrize("value", ["Europe/Berlin", "UTC", "", "Nowhere/At_All", None])
def test_every_zone_stands_there_and_one_is_chosen(value: str | None) -> None:
    ours, theirs = (forms.ChoiceField(choices=zones.choices, widget=kind()) for kind in (ZoneSelect, forms.Select))
    assert options(ours.widget.render("zone", value)) == options(theirs.widget.render("zone", value))


def test_what_was_typed_cannot_become_markup() -> None:
    html = ZoneSelect(attrs={"id": 'a"b'}).render('n"<', '"><script>')
    assert "<script>" not in html
    assert 'a"b' not in html
