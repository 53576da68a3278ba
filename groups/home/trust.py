"""The trust page: who can read what, for how long, and where confidentiality ends, from the live settings.

It stands here because it reads across domains; its address is the organisation's (see `groups/urls.py`).
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups.joining import actions as joining
from groups.membership.models import SupportGroup
from groups.people.actions import CODE_LIVES
from groups.people.planning import KEPT as LETTERS_KEPT
from groups.reminders.standing import LOOKED_BACK

A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Facts:
    """What the settings say today. Days, minutes; None: there is no group yet."""

    least_days: int | None
    most_days: int | None
    device_days: int
    code_minutes: int
    conversation_days: int = joining.KEPT.days
    letter_days: int = LETTERS_KEPT.days
    word_weeks: int = LOOKED_BACK.days // 7
    mail_provider: str = ""
    """Through whose hands mail goes, where it is a provider's."""


def facts() -> Facts:
    """Read the settings of the installation and of its groups."""
    kept = SupportGroup.objects.published().aggregate(least=Min("retention_days"), most=Max("retention_days"))
    return Facts(
        least_days=kept["least"],
        most_days=kept["most"],
        device_days=settings.SESSION_COOKIE_AGE // A_DAY,
        code_minutes=int(CODE_LIVES.total_seconds()) // 60,
        mail_provider=settings.MAIL_PROVIDER.capitalize(),
    )


@login_not_required
@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Who can read what, and for how long it is kept."""
    return render(request, "organisation/trust.html", {"facts": facts()})
