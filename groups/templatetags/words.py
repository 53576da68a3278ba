"""Names as a sentence has them."""

from collections.abc import Sequence

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def in_words(names: Sequence[str]) -> str:
    """Noor and Idris."""
    return get_text_list(list(names), _("and"))
