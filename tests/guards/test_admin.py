"""What the stock admin shows: settings and structure. Nobody reads rooms, reports or reminders there."""

import pytest
from django.contrib import admin
from django.db import models

from supportgroup.erasure import FATES, Then

pytestmark = pytest.mark.one_engine

SHOWN = {
    "moderation.WordRule": "words to be looked at first",
}


def registered() -> set[str]:
    admin.autodiscover()
    return {model._meta.label for model in admin.site._registry}


def test_only_settings_and_structure_are_in_the_admin() -> None:
    assert registered() - set(SHOWN) == set()


def test_nothing_is_listed_that_is_not_shown() -> None:
    assert set(SHOWN) - registered() == set()


def test_no_page_of_the_admin_shows_what_people_wrote() -> None:
    """A column that is emptied or deleted with its person is theirs."""
    for model, page in admin.site._registry.items():
        theirs = {name for fate in FATES[model._meta.label] if fate.then is not Then.KEEP for name in fate.fields}
        shown = theirs & {name for name in _columns(model, page) if isinstance(name, str)}
        assert shown == set(), model._meta.label


def _columns(model: type[models.Model], page: admin.ModelAdmin) -> list[object]:
    declared = admin.utils.flatten_fieldsets(page.fieldsets) if page.fieldsets else page.fields
    every = [field.name for field in model._meta.fields if field.editable]
    return [*(declared or every), *page.list_display, *page.readonly_fields]
