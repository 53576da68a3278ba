"""Who and what is in the seeded world. All of them are invented; example.org belongs to nobody (RFC 2606)."""

from dataclasses import dataclass
from datetime import time

from groups.membership.models import Kind, Pace
from groups.people.models import Role
from groups.schedule.models import StepKind
from moderation.rules.models import Verdict


@dataclass(frozen=True)
class Somebody:
    """*mail* is the part before @example.org; capitalised, it is their name unless they chose another."""

    mail: str
    zone: str = "Europe/London"
    role: Role = Role.NONE
    called: str = ""

    @property
    def email(self) -> str:
        return f"{self.mail}@example.org"

    @property
    def chosen_name(self) -> str:
        return self.called or self.mail.capitalize()


CAST = (
    Somebody("sam"),
    Somebody("ana", "Europe/Lisbon"),
    Somebody("noor"),
    Somebody("idris", "Europe/Berlin"),
    Somebody("max", role=Role.MODERATOR),
    Somebody("ada", role=Role.ADMIN),
    Somebody("olu", "Africa/Lagos"),
)
OTHERS = (
    Somebody("wilma", "Europe/Amsterdam"),
    Somebody("marek", "Europe/Warsaw"),
    Somebody("a.lindqvist", "Europe/Stockholm", called="Heather"),
    Somebody("b.osei", called="River"),
    Somebody("c.moreau", "Europe/Paris", called="Jo"),
    Somebody("d.tanaka", "Asia/Tokyo", called="Plum"),
    Somebody("e.walsh", "Europe/Dublin", called="Teddy"),
    Somebody("f.rossi", "Europe/Rome", called="Linden"),
    Somebody("g.novak", "Europe/Prague", called="Kit"),
    Somebody("h.abara", "America/Toronto", called="Juniper"),
)


@dataclass(frozen=True)
class Rhythm:
    """Every n weeks on a weekday (Monday is 0), at a wall-clock time; or on the first such day of each month.

    Where a session goes on now, now decides both.
    """

    weekday: int
    at: time
    minutes: int
    every_weeks: int = 1
    is_monthly: bool = False


@dataclass(frozen=True)
class Circle:
    """A group: its facts, its plan (minutes, words, kind), who facilitates, who has a seat, who waits for an answer."""

    name: str
    purpose: str
    kind: Kind
    pace: Pace
    zone: str
    capacity: int
    rhythm: Rhythm
    plan: tuple[tuple[int, str, StepKind], ...]
    facilitators: tuple[str, ...]
    members: tuple[str, ...]
    waiting: tuple[tuple[str, str], ...] = ()
    same_people: bool = True
    experience: str = ""
    rules: tuple[str, ...] = ()
    meeting_link: str = ""


LONG_EVENING = Circle(
    name="The long evening",
    purpose=(
        "For evenings that are long. Something happened, perhaps many years ago, and it still comes home with us at "
        "night. Once a week we keep each other company for an hour and a half. You may speak of it, speak of something "
        "else, or sit with us and say nothing. Nobody will ask what it was."
    ),
    kind=Kind.CIRCLE,
    pace=Pace.GENTLE,
    zone="Europe/London",
    capacity=8,
    rhythm=Rhythm(0, time(19), 90),
    plan=(
        (10, "Arriving: a word about the day, or none", StepKind.ARRIVAL),
        (10, "What is agreed here, and where the ways out are", StepKind.AGREEMENT),
        (45, "The round: whoever would like to share, with pauses between", StepKind.CHECK_IN),
        (15, "What helped this week, however small", StepKind.THEME),
        (10, "Coming back to the room, and goodbye", StepKind.CLOSING),
    ),
    facilitators=("noor", "idris"),
    members=("sam", "ana", "a.lindqvist", "b.osei", "c.moreau"),
    experience="something that happened long ago",
    rules=("One person shares at a time; the others stay near.", "Passing is always fine, and needs no word."),
)
EARLY_LIGHT = Circle(
    name="Early light",
    purpose=(
        "A quiet three quarters of an hour before the day begins, for people who have not slept well for a long time. "
        "We say good morning and then share the silence, each with a cup of something. Come in what you slept in; "
        "nobody can see you, and that is part of it."
    ),
    kind=Kind.QUIET,
    pace=Pace.GENTLE,
    zone="Europe/Berlin",
    capacity=6,
    rhythm=Rhythm(5, time(7, 30), 45),
    plan=(
        (5, "Good morning, with a word or without", StepKind.ARRIVAL),
        (35, "Being quiet together", StepKind.QUIET),
        (5, "One thing for today, or none", StepKind.CLOSING),
    ),
    facilitators=("noor", "wilma"),
    members=("d.tanaka", "f.rossi"),
    waiting=(("h.abara", "I wake at four most days. It would be good to know that somebody else is up."),),
    experience="nights without sleep",
    rules=("Words only at the beginning and at the end.",),
)
TEA_AT_FOUR = Circle(
    name="Tea at four",
    purpose=(
        "An hour without an agenda, for people who have grown used to being on their own and would like to practise "
        "company again. We talk about soup, dogs, the weather and what is on the radio. Heavy things may come up, and "
        "then we help each other to find a better place for them."
    ),
    kind=Kind.CASUAL,
    pace=Pace.STEADY,
    zone="Europe/Dublin",
    capacity=12,
    rhythm=Rhythm(6, time(16), 60),
    plan=(
        (15, "Pouring: hello, and who has what in their cup", StepKind.ARRIVAL),
        (35, "Talking, or listening in", StepKind.THEME),
        (10, "Last sips", StepKind.CLOSING),
    ),
    facilitators=("idris", "marek"),
    members=("e.walsh", "g.novak", "c.moreau"),
    same_people=False,
    experience="being on one's own for long",
    meeting_link="https://meet.example.org/{token}",
)
THREE_CHAIRS = Circle(
    name="Three chairs",
    purpose=(
        "Half an hour at noon for three people, every other week, for whom even a small group is a lot. The same two "
        "faces each time, and two facilitators who keep the clock so that nobody else has to."
    ),
    kind=Kind.SHORT,
    pace=Pace.GENTLE,
    zone="America/Toronto",
    capacity=3,
    rhythm=Rhythm(2, time(12, 30), 30, every_weeks=2),
    plan=(
        (5, "Arriving", StepKind.ARRIVAL),
        (20, "A turn for whoever wants one", StepKind.CHECK_IN),
        (5, "One kind sentence for the way", StepKind.CLOSING),
    ),
    facilitators=("wilma", "marek"),
    members=("b.osei", "f.rossi", "g.novak"),
    experience="finding groups a lot",
    rules=("Nobody answers unless they are asked to.",),
)
LETTERS = Circle(
    name="Letters that stay here",
    purpose=(
        "On the first Sunday of a month we write, each for themselves, a letter that is never sent: to somebody, to a "
        "house, to who we were. Half of the time is quiet. Nobody reads another's letter, and nobody has to say what "
        "stands in theirs."
    ),
    kind=Kind.WORKSHOP,
    pace=Pace.STEADY,
    zone="Europe/Lisbon",
    capacity=8,
    rhythm=Rhythm(6, time(11), 75, is_monthly=True),
    plan=(
        (10, "Arriving, and something to write with", StepKind.ARRIVAL),
        (5, "What is agreed here, and where the ways out are", StepKind.AGREEMENT),
        (10, "A first line to borrow, if you have none", StepKind.THEME),
        (35, "Writing, in quiet", StepKind.QUIET),
        (10, "A word about how it was, or none", StepKind.CHECK_IN),
        (5, "Putting the letter away, and goodbye", StepKind.CLOSING),
    ),
    facilitators=("wilma", "idris"),
    members=("a.lindqvist", "e.walsh", "g.novak"),
    experience="something left unsaid",
)
CIRCLES = (LONG_EVENING, EARLY_LIGHT, TEA_AT_FOUR, THREE_CHAIRS, LETTERS)

HOLIDAYS = (("Midwinter", (12, 25), (12, 26)), ("New Year", (1, 1), (1, 1)))
"""Days of the coming year on which no group meets, unless it says so: name, first and last (month, day)."""
STANDS_IN = ("wilma", "marek")
AS_USUAL = "ana"
MAY_BE_WRITTEN_TO = ("sam", "ana")
TO_ONESELF = "Say how the week was. Two sentences are enough."

EMERGENCY_POLICY = (
    "We call the emergency services only when somebody's life is in danger now and we know where they are. Where we "
    "can, we tell them before we call."
)

WEEKS_BEHIND = 6
CAME = {"sam": (0, 1, 3, 4, 5), "ana": (1, 2, 3, 5)}
"""To which of the sessions behind us these two came, counted from the first; everybody else was there each time."""

CARDS = {
    "noor": (
        "Peer facilitation, 40 hours; trauma-informed care",
        "I keep the clock, so that nobody else has to. I ask little, and silence does not worry me.",
    ),
    "idris": (
        "Peer facilitation, 40 hours",
        "I have sat where you sit. Curious rather than clever; we go as slowly as the slowest of us likes.",
    ),
}
ANNOUNCED = "Next week we keep the round a little shorter and have ten quiet minutes before the end."
WRITTEN = (
    "Good morning from somebody who knows that hour. Would you rather talk a little at the start, or only sit with us?"
)
GOODBYE = "After two years of Sundays I am moving on. Idris pours from then on; my cup stays on the shelf."

SAID = (
    ("noor", "Welcome, everybody. The door stays open; come as you are."),
    ("ana", "Hello. I am here and mostly listening today."),
    ("idris", "Good to have you here, Ana. Listening is plenty."),
)

WORDS = (
    ("kill myself", Verdict.HOLD_AND_PAGE),
    ("end my life", Verdict.HOLD_AND_PAGE),
    ("want to die", Verdict.HOLD_AND_PAGE),
    ("better off without me", Verdict.HOLD_AND_PAGE),
    ("hurt myself", Verdict.HOLD_AND_PAGE),
    ("get over it", Verdict.HOLD),
    ("your own fault", Verdict.HOLD),
    ("add me on", Verdict.HOLD),
    ("meet me in person", Verdict.HOLD),
)
