"""Words that should be looked at before the group reads them."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from groups.constraints import one_of
from moderation.rules import words


class Verdict(models.TextChoices):
    HOLD = "hold", _("hold for a look")
    HOLD_AND_PAGE = "hold_and_page", _("hold, and call a facilitator")


class WordRule(models.Model):
    """A phrase of the organisation's word list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phrase = models.CharField(max_length=80, unique=True)
    verdict = models.CharField(max_length=14, choices=Verdict.choices, default=Verdict.HOLD)
    changed_at = models.DateTimeField(auto_now=True, db_default=Now(), help_text="processes look here for news")

    class Meta:
        constraints = [one_of("verdict", Verdict, name="word_rule_verdict_is_known")]

    def __str__(self) -> str:
        return str(self.pk)

    def clean(self) -> None:
        super().clean()
        if not words.split(self.phrase):
            raise ValidationError({"phrase": _("A phrase needs a letter or a number.")})
