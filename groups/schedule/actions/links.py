"""The word in a meeting link that is a session's own. It is made when it is first needed, and never changes."""

from datetime import datetime

from groups.membership.models import Membership, SupportGroup
from groups.membership.policy import can_enter
from groups.schedule.models import Attendance, Session, SessionState
from groups.schedule.tokens import PLACE, address, new_token


def keep_token(*, session: Session, group: SupportGroup) -> None:
    """Give the session its word where the group's link asks for one. Of two at once, one word stays."""
    if PLACE in group.meeting_link and not session.link_token:
        Session.objects.filter(pk=session.pk, link_token="").update(link_token=new_token())
        session.refresh_from_db(fields=["link_token"])


def link_for(*, session: Session, membership: Membership, now: datetime) -> str:
    """Where this session meets by voice, for one of its people: from the doors to the end, and to nobody to whom its
    room is closed. Empty at any other time, and where the group wants no voice."""
    group = membership.group
    is_on = session.state == SessionState.PLANNED and session.doors_at <= now < session.ends_at
    if not (group.meeting_link and is_on and can_enter(membership)):
        return ""
    asked = Attendance.objects.filter(session=session, membership=membership, asked_to_leave_at__isnull=False)
    if asked.exists():
        return ""
    keep_token(session=session, group=group)
    return address(group.meeting_link, session.link_token)
