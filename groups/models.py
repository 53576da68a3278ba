"""Django finds a label's models here; each stands in the domain that owns it."""

from groups.membership.models import JoinRequest, Membership, SupportGroup
from groups.organisation.models import HelpLine, Organisation
from groups.people.models import SignInLink, User
from groups.reminders.models import Reminder, ReminderPlan
from groups.room.models import Message, Presence, Room
from groups.schedule.models import Attendance, PlanStep, Rsvp, Series, Session

__all__ = [
    "Attendance",
    "HelpLine",
    "JoinRequest",
    "Membership",
    "Message",
    "Organisation",
    "PlanStep",
    "Presence",
    "Reminder",
    "ReminderPlan",
    "Room",
    "Rsvp",
    "Series",
    "Session",
    "SignInLink",
    "SupportGroup",
    "User",
]
