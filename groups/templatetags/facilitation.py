"""`groups.facilitation.sentences` for templates."""

from datetime import datetime

from django import template
from django.utils import timezone

from groups.facilitation import sentences
from groups.facilitation.models import Handover

register = template.Library()
register.filter("last_day", sentences.last_day_words)
register.filter("in_numbers", sentences.number)


@register.filter
def with_us(since: datetime) -> str:
    """How long somebody is here: for 7 weeks, since March."""
    return sentences.with_us(since, now=timezone.now())


@register.filter
def who_comes(handover: Handover) -> str:
    """The name of the one who goes on; an account that was closed has none."""
    return sentences.name_of(handover.coming)


@register.filter
def who_leaves(handover: Handover) -> str:
    """The name of the one who leaves."""
    return sentences.name_of(handover.leaving)
