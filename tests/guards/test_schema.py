"""What must be true is true in the database, and the migrations say the same as the models."""

import ast
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.models import CheckConstraint, Q

from groups.constraints import both_or_neither
from supportgroup.env import BASE_DIR
from tests.guards.sources import PACKAGES, imports, short

Model = type[models.Model]
OURS = [model for label in ("groups", "moderation") for model in apps.get_app_config(label).get_models()]


def conditions(model: Model) -> list[object]:
    return [rule.condition for rule in model._meta.constraints if isinstance(rule, CheckConstraint)]


def choices_without_a_rule(model: Model) -> list[str]:
    """Fields with choices whose values the database does not know; an empty value counts where it may be left blank."""
    known = [pair for condition in conditions(model) for pair in _leaves(condition)]
    fields = [field for field in model._meta.concrete_fields if field.choices]
    return [f"{model.__name__}.{field.name}" for field in fields if not _is_known(field, known)]


def _leaves(condition: Any) -> list[tuple[str, Any]]:
    return [leaf for leaf in condition.children if isinstance(leaf, tuple)] if isinstance(condition, Q) else []


def _is_known(field: Any, known: list[tuple[str, Any]]) -> bool:
    values = {value for value, _ in field.flatchoices} | ({""} if field.blank and not field.null else set())
    return any(name == f"{field.name}__in" and set(given) == values for name, given in known)


def pairs_without_a_rule(model: Model) -> list[str]:
    """`_at` and `_by` of one act, of which one could stand without the other."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    rules = [str(rule) for rule in conditions(model)]
    return [f"{model.__name__}: {at}, {by}" for at, by in _pairs(fields) if not _is_whole(fields, at, by, rules)]


def _pairs(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in fields:
        if name.endswith("_by") and f"{name[:-3]}_at" in fields:
            yield f"{name[:-3]}_at", name


def _is_whole(fields: dict[str, Any], at: str, by: str, rules: list[str]) -> bool:
    if not fields[at].null and not fields[by].null:
        return True
    return str(both_or_neither(at, by, name="_").condition) in rules


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_choice_is_known_to_the_database(model: Model) -> None:
    assert choices_without_a_rule(model) == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_an_act_has_its_time_and_its_doer_or_did_not_happen(model: Model) -> None:
    assert pairs_without_a_rule(model) == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_the_name_of_a_rule_is_a_sentence(model: Model) -> None:
    assert [rule.name for rule in model._meta.constraints if rule.name.count("_") < 2] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_no_model_has_an_order_of_its_own(model: Model) -> None:
    assert not model._meta.ordering


def test_models_and_migrations_agree(db: None) -> None:
    words = StringIO()
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, stdout=words, no_input=True)
    except SystemExit:
        pytest.fail(words.getvalue())


@pytest.mark.parametrize("app", ["groups", "moderation"])
def test_migrations_import_none_of_our_code(app: str) -> None:
    for path in sorted((BASE_DIR / app / "migrations").glob("0*.py")):
        ours = {name for name in imports(ast.parse(path.read_text())) if name.startswith(PACKAGES)}
        assert not ours, short(path)


def test_a_forgotten_rule_is_found() -> None:
    class Stone(models.Model):
        colour = models.CharField(max_length=4, choices=[("grey", "grey")])
        moved_at = models.DateTimeField(null=True)
        moved_by = models.UUIDField(null=True)

        class Meta:
            app_label = "guards"

    assert choices_without_a_rule(Stone) == ["Stone.colour"]
    assert pairs_without_a_rule(Stone) == ["Stone: moved_at, moved_by"]
