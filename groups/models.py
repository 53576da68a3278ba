"""Django finds a label's models here; each stands in the domain that owns it."""

from groups.desk.models import TrainingRecord
from groups.facilitation.models import Announcement, FacilitatorCard, Handover
from groups.invitations.models import Invitation
from groups.joining.models import FitMessage, JoinRequest, Offer
from groups.membership.models import Agreement, Membership, SupportGroup
from groups.organisation.models import HelpLine, Organisation
from groups.people.models import Apart, Letter, SignInLink, User
from groups.reminders.models import Reminder, ReminderPlan
from groups.room.models import Message, Presence, Room
from groups.schedule.models import Attendance, PlanStep, Rsvp, Series, Session, SessionNote

__all__ = [
    "Agreement",
    "Announcement",
    "Apart",
    "Attendance",
    "FacilitatorCard",
    "FitMessage",
    "Handover",
    "HelpLine",
    "Invitation",
    "JoinRequest",
    "Letter",
    "Membership",
    "Message",
    "Offer",
    "Organisation",
    "PlanStep",
    "Presence",
    "Reminder",
    "ReminderPlan",
    "Room",
    "Rsvp",
    "Series",
    "Session",
    "SessionNote",
    "SignInLink",
    "SupportGroup",
    "TrainingRecord",
    "User",
]
