"""Names as a sentence has them."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

register = template.Library()
Thing = TypeVar("Thing")


@register.filter
def in_words(names: Sequence[str]) -> str:
    """Noor and Idris."""
    return get_text_list(list(names), _("and"))


@register.filter
def at(found: Mapping[object, Thing], key: object) -> Thing | None:
    """What stands under this key, if anything does."""
    return found.get(key)
