"""Where a report stands, told to the person who made it. They hear the outcome, and are never named to anybody."""

from django.utils.translation import gettext as _

from groups.membership.models import Membership
from moderation.reports.models import Report, ReportState


def readers(subject: Membership) -> str:
    """Who will read a report about this person."""
    if subject.is_facilitator:
        return _("The moderators of the organisation read this. The facilitators of the group do not see it.")
    return _("The facilitators of this group and the moderators of the organisation read this.")


def standing(report: Report) -> str:
    """Where it stands, in a few words."""
    return {
        ReportState.OPEN: _("Waiting for a look"),
        ReportState.ACTED: _("Looked at, and something was done"),
        ReportState.CLOSED: _("Looked at, and nothing more was needed"),
    }[ReportState(report.state)]


def outcome(report: Report) -> str:
    """What that means."""
    if report.state == ReportState.OPEN and report.subject.is_facilitator:
        return _("A moderator of the organisation looks at it. What comes of it will stand here.")
    return {
        ReportState.OPEN: _("A facilitator or a moderator looks at it. What comes of it will stand here."),
        ReportState.ACTED: _(
            "Somebody looked at it and did something about it. What it was stays between them and the person it "
            "concerns. Thank you for saying it."
        ),
        ReportState.CLOSED: _(
            "Somebody looked at it and left things as they are for now. That is no judgement of how it was for you. "
            "You can talk to a facilitator about it, or write again."
        ),
    }[ReportState(report.state)]
