"""Every column is declared: what for, how long, and what becomes of it (`supportgroup/erasure.py`)."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import models

from supportgroup.erasure import FATES, Then

pytestmark = pytest.mark.one_engine

MODELS = {model._meta.label: model for model in apps.get_models()}


def columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


def declared(label: str) -> Counter[str]:
    return Counter(name for fate in FATES.get(label, []) for name in fate.fields)


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_column_is_declared(label: str) -> None:
    assert columns(MODELS[label]) - set(declared(label)) == set(), "Add it to supportgroup/erasure.py"


@pytest.mark.parametrize("label", sorted(FATES))
def test_what_is_declared_exists_and_is_declared_once(label: str) -> None:
    assert label in MODELS
    assert set(declared(label)) - columns(MODELS[label]) == set()
    assert [name for name, times in declared(label).items() if times > 1] == []
    assert all(fate.purpose for fate in FATES[label])


@pytest.mark.parametrize("label", sorted(FATES))
def test_a_row_that_goes_goes_whole(label: str) -> None:
    assert len({fate.then is Then.DELETE for fate in FATES[label]}) == 1


@pytest.mark.parametrize("label", sorted(label for label in FATES if any(f.then is Then.BLANK for f in FATES[label])))
def test_what_is_emptied_can_be_empty(label: str) -> None:
    """An address, a name and words have an empty value; a zone and a choice have their default."""
    blanks = [name for fate in FATES[label] if fate.then is Then.BLANK for name in fate.fields]
    fields = [MODELS[label]._meta.get_field(name) for name in blanks]
    assert [
        f.name for f in fields if not (isinstance(f, models.CharField | models.TextField) or f.null or f.has_default())
    ] == []


def test_words_that_people_wrote_are_not_kept() -> None:
    theirs = {
        "groups.Message": "text",
        "groups.JoinRequest": "line",
        "moderation.Report": "words",
        "groups.User": "email",
    }
    for label, field in theirs.items():
        assert next(fate.then for fate in FATES[label] if field in fate.fields) is not Then.KEEP


def test_a_column_that_nobody_declared_is_found() -> None:
    class Letter(models.Model):
        words = models.TextField()

        class Meta:
            app_label = "guards_of_erasure"

    assert columns(Letter) - set(declared("guards.Letter")) == {"id", "words"}
