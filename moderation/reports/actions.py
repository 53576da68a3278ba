"""Reporting, and what becomes of a report."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from groups.membership.models import Membership
from groups.people.models import User
from groups.refusals import Refused
from groups.room.models import Message
from moderation.reports.models import Report, ReportState


class AlreadyLookedAt(Refused):
    """Somebody was quicker."""

    code = "already_looked_at"


@transaction.atomic
def report(
    *,
    reporter: Membership,
    subject: Membership,
    message: Message | None = None,
    behaviour: str,
    words: str = "",
    now: datetime,
) -> Report:
    """Ask for a look at somebody's words, or at how somebody is with others; asking again gives the same report."""
    said = {"subject": subject, "behaviour": behaviour, "words": words, "made_at": now}
    if message is not None:
        made, new = Report.objects.get_or_create(reporter=reporter, message=message, defaults=said)
    else:
        made, new = Report.objects.get_or_create(
            reporter=reporter, subject=subject, about_person=True, state=ReportState.OPEN, defaults=said
        )
    if not new and words and Report.objects.open().filter(pk=made.pk, words="").update(words=words):
        made.words = words
    return made


@transaction.atomic
def settle(*, report: Report, by: User, acted: bool, now: datetime) -> Report:
    """Tell the one who reported that it was looked at, and whether something was done. Only one person settles it."""
    state = ReportState.ACTED if acted else ReportState.CLOSED
    mine = Report.objects.open().filter(pk=report.pk)
    if not mine.update(state=state, settled_at=now, settled_by=by):
        raise AlreadyLookedAt(_("Somebody else has looked at this already."))
    report.refresh_from_db(fields=["state", "settled_at", "settled_by"])
    return report
