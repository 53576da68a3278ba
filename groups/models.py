"""Django finds a label's models here; each stands in the domain that owns it."""

from groups.attendance.models import Export
from groups.calendars.models import Feed
from groups.changes.models import Change
from groups.desk.models import TrainingRecord
from groups.facilitation.models import Announcement, FacilitatorCard, Handover
from groups.invitations.models import Invitation
from groups.joining.models import FitMessage, JoinRequest, Offer
from groups.membership.models import Agreement, Membership, SupportGroup
from groups.organisation.models import HelpLine, Holiday, Organisation
from groups.people.models import Apart, ChangedWishes, Letter, PushDevice, Ring, SignInLink, User
from groups.reminders.models import Digest, Heard, Intention, Notice, Reminder, ReminderPlan, ReturnWord
from groups.room.models import Message, Presence, Room
from groups.schedule.models import Attendance, PlanStep, Rsvp, Series, Session, SessionNote, Usual
from groups.staffing.models import BackupCall, Duty, SubstituteAsk
from groups.standby.models import Standby

__all__ = [
    "Agreement",
    "Announcement",
    "Apart",
    "Attendance",
    "BackupCall",
    "Change",
    "ChangedWishes",
    "Digest",
    "Duty",
    "Export",
    "FacilitatorCard",
    "Feed",
    "FitMessage",
    "Handover",
    "Heard",
    "HelpLine",
    "Holiday",
    "Intention",
    "Invitation",
    "JoinRequest",
    "Letter",
    "Membership",
    "Message",
    "Notice",
    "Offer",
    "Organisation",
    "PlanStep",
    "Presence",
    "PushDevice",
    "Reminder",
    "ReminderPlan",
    "ReturnWord",
    "Ring",
    "Room",
    "Rsvp",
    "Series",
    "Session",
    "SessionNote",
    "SignInLink",
    "Standby",
    "SubstituteAsk",
    "SupportGroup",
    "TrainingRecord",
    "User",
    "Usual",
]
