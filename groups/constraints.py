"""The two constraints that most tables need, said one way. A guard test finds a field that forgot its own."""

from django.db.models import CheckConstraint, Q
from django.db.models.enums import Choices


def one_of(field: str, choices: type[Choices], *, name: str) -> CheckConstraint:
    """Only the values that the code knows."""
    return CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def both_or_neither(first: str, second: str, *, name: str) -> CheckConstraint:
    """An act has its time and its doer, or did not happen."""
    neither = Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    return CheckConstraint(condition=neither | both, name=name)
