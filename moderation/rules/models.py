"""Words that should be looked at before the group reads them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from groups.constraints import one_of


class Verdict(models.TextChoices):
    HOLD = "hold", _("hold for a look")
    HOLD_AND_PAGE = "hold_and_page", _("hold, and call a facilitator")


class WordRule(models.Model):
    """A phrase of the organisation's word list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phrase = models.CharField(max_length=80, unique=True)
    verdict = models.CharField(max_length=14, choices=Verdict.choices, default=Verdict.HOLD)

    class Meta:
        constraints = [one_of("verdict", Verdict, name="word_rule_verdict_is_known")]

    def __str__(self) -> str:
        return str(self.pk)
