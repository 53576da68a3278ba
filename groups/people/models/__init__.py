"""People, and what is kept for them alone."""

from groups.people.models.apart import Apart
from groups.people.models.devices import PushDevice, SignInLink
from groups.people.models.letters import LETTER_TOPIC, Letter, LetterKind, LetterState, Ring
from groups.people.models.people import Boundary, ChangedWishes, Look, MailTrouble, Question, Role, User

__all__ = [
    "LETTER_TOPIC",
    "Apart",
    "Boundary",
    "ChangedWishes",
    "Letter",
    "LetterKind",
    "LetterState",
    "Look",
    "MailTrouble",
    "PushDevice",
    "Question",
    "Ring",
    "Role",
    "SignInLink",
    "User",
]
