"""Eight groups to begin with: good words and numbers that an admin makes their own. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.schedule.planning import Step

Words = Promise | str


@dataclass(frozen=True)
class Kit:
    """What a group of this sort begins with. *plan*: minutes, words and kind (a `StepKind`) of each step; together
    they fill `minutes`."""

    key: str
    title: Words
    name: Words
    purpose: Words
    experience: Words
    kind: str
    capacity: int
    minutes: int
    plan: tuple[tuple[int, Words, str], ...]
    rules: tuple[Words, ...]
    own_words: Words
    """The paragraph of the agreement that only this sort of group has."""
    pace: str = "gentle"
    same_people: bool = True
    retention_days: int = 30
    pause_weeks: int = 6
    offer_hours: int = 48
    every_weeks: int = 1
    remind_three_days: bool = True
    remind_one_day: bool = True

    @property
    def facts(self) -> dict[str, object]:
        """Field of a group → value."""
        numbers = ("capacity", "kind", "pace", "same_people", "retention_days", "pause_weeks", "offer_hours")
        given = {name: getattr(self, name) for name in (*numbers, "remind_three_days", "remind_one_day")}
        words = {name: str(getattr(self, name)) for name in ("name", "purpose", "experience")}
        return {**given, **words, "room_rules": "\n".join(map(str, self.rules))}

    @property
    def steps(self) -> list[Step]:
        return [Step(minutes, str(words), kind) for minutes, words, kind in self.plan]

    def agreement(self, *, limits: str) -> tuple[str, str]:
        """The line for each session, and the whole text. *limits*: where confidentiality ends in this organisation."""
        parts = (HOW_WE_LISTEN, self.own_words, NO_REASON, WHAT_STAYS_HERE, limits or LIMITS, KINDNESS, WHAT_THIS_IS)
        return str(BRIEF), "\n\n".join(str(part) for part in parts)


BRIEF = _(
    "Curious, patient, non-judgmental. What is said here stays here, within its limits. No reason is ever needed."
)
HOW_WE_LISTEN = _(
    "We try to be safe company for each other. That means three things: curious, so that we ask ourselves what it is "
    "like for somebody rather than whether they are right; patient, so that nobody is hurried and silence is fine; and "
    "non-judgmental, so that nobody has to defend what they feel or how they got through."
)
NO_REASON = _(
    "Nobody has to speak. You can pass, be quiet, step out, come late, leave early, pause for some weeks or leave the "
    "group. No reason is needed for any of it, and nobody will ask for one."
)
WHAT_STAYS_HERE = _(
    "What others share stays here: we do not pass on names, words or anything by which somebody could be known. Your "
    "own story is yours, and you may take it wherever you like."
)
LIMITS = _(
    "Confidentiality has limits: when somebody's life is in danger, or a child is being harmed, facilitators may have "
    "to tell others. Where they can, they speak with you first."
)
KINDNESS = _(
    "We are kind, also when we disagree. We speak of ourselves, give advice only when it is asked for, and say so when "
    "something hurts. When a thing goes wrong between us, a facilitator helps to put it right."
)
WHAT_THIS_IS = _(
    'This is support among peers. It is neither treatment nor an emergency service; "Help now" stands at the top of '
    "every page. Anybody here may propose to change this agreement."
)

SPEAK_FOR_MYSELF = _("Speak of yourself, and leave others their own words.")
ADVICE_WHEN_ASKED = _("Advice only for those who ask for it.")
PASSING = _("Passing is always fine, and needs no word.")
NO_DETAILS = _("Feelings rather than details, so that everybody can stay in the room.")
ONE_AT_A_TIME = _("One person shares at a time; the others stay near.")

CIRCLE = Kit(
    key="circle",
    title=_("Circle"),
    name=_("An evening circle"),
    purpose=_(
        "A small circle for people who carry something heavy and would rather not carry it alone. We meet every week, "
        "the same few of us, and take turns: whoever would like to share does, and the others listen. You may also "
        "come and say nothing. Nobody will ask you what happened."
    ),
    experience=_("carrying something heavy"),
    kind="circle",
    capacity=8,
    minutes=90,
    plan=(
        (10, _("Arriving: the doors are open, with a hello or without"), "arrival"),
        (5, _("What we have agreed, in one line, and where the ways out are"), "agreement"),
        (20, _("Check-in round: a word, a sentence, or pass"), "check_in"),
        (35, _("The round: whoever would like to share; the others listen"), "theme"),
        (10, _("Quiet minutes: letting it settle"), "quiet"),
        (10, _("Closing: one thing to take along, and goodbye"), "closing"),
    ),
    rules=(ONE_AT_A_TIME, SPEAK_FOR_MYSELF, ADVICE_WHEN_ASKED, PASSING),
    own_words=_(
        "We take turns. While somebody shares, the others stay with them and hold their own words back. When the turn "
        "ends, we let the person know that they were heard before the next one begins."
    ),
)
GRIEF = Kit(
    key="grief",
    title=_("Grief"),
    name=_("After a loss"),
    purpose=_(
        "For people who have lost somebody, last month or many years ago. There is no right way to grieve here and no "
        "time by which it should be over. We speak of those who died, or of the days without them, or of something "
        "else altogether. Tears are welcome, and so is laughing."
    ),
    experience=_("the death of somebody close"),
    kind="circle",
    capacity=6,
    minutes=75,
    plan=(
        (10, _("Arriving: the doors are open, with a hello or without"), "arrival"),
        (5, _("What we have agreed, in one line, and where the ways out are"), "agreement"),
        (15, _("Check-in round: whom we have in mind today, or pass"), "check_in"),
        (30, _("What this week brought: a date, a room, a song, a form to fill in"), "theme"),
        (5, _("Quiet minutes: for those who are not here"), "quiet"),
        (10, _("Closing: what the evening may still hold, and goodbye"), "closing"),
    ),
    rules=(ONE_AT_A_TIME, ADVICE_WHEN_ASKED, _("No loss is weighed against another."), PASSING),
    own_words=_(
        "We do not compare losses, and we do not tell each other how long grief takes. We say that somebody died by "
        "suicide, when they did, and leave out how. Whoever needs to go for a while comes back when they can."
    ),
    pause_weeks=8,
)
TRUST = Kit(
    key="trust",
    title=_("Trauma and trust"),
    name=_("Trust, a little at a time"),
    purpose=_(
        "For people to whom something was done, or happened, and for whom it has been hard since then to trust others. "
        "We practise being near each other in small and predictable steps. What happened needs no telling here; how it "
        "is to be among people today is enough."
    ),
    experience=_("trust has become hard after trauma"),
    kind="circle",
    capacity=6,
    minutes=90,
    plan=(
        (10, _("Arriving: the doors are open, with a hello or without"), "arrival"),
        (5, _("What we have agreed, in one line, and where the ways out are"), "agreement"),
        (5, _("Landing: looking round one's own room, feet on the floor"), "quiet"),
        (15, _("Check-in round: near, far or in between, or pass"), "check_in"),
        (35, _("The theme: one small thing about trust; what happened needs no telling"), "theme"),
        (10, _("Quiet minutes: staying together without words"), "quiet"),
        (10, _("Closing: what helped to feel safer here, and goodbye"), "closing"),
    ),
    rules=(NO_DETAILS, ONE_AT_A_TIME, ADVICE_WHEN_ASKED, PASSING, _("Stepping out for a while is part of it.")),
    own_words=_(
        "Nothing here comes as a surprise: the hour, the steps of a session and the facilitators are known before, and "
        "every change is told. We leave out details of what was done to us, so that nobody is taken back there. "
        "Feeling far away for a while is all right."
    ),
    retention_days=14,
    pause_weeks=8,
    offer_hours=72,
)
LONELINESS = Kit(
    key="loneliness",
    title=_("Loneliness"),
    name=_("Company again"),
    purpose=_(
        "For people who are by themselves more than they would like, in an empty flat or in a full room. Once a week "
        "the same few people are here, and somebody notices that you came. We talk about the week, and about small "
        "steps towards others, as small as you like."
    ),
    experience=_("feeling alone more often than is good"),
    kind="circle",
    capacity=8,
    minutes=60,
    plan=(
        (10, _("Arriving: the doors are open, with a hello or without"), "arrival"),
        (5, _("What we have agreed, in one line, and where the ways out are"), "agreement"),
        (15, _("Check-in round: how the week was, in a sentence, or pass"), "check_in"),
        (20, _("The theme: one small moment with somebody, a neighbour or a cat"), "theme"),
        (5, _("Quiet minutes: being in company without having to talk"), "quiet"),
        (5, _("Closing: what each would like of the coming week, and goodbye"), "closing"),
    ),
    rules=(SPEAK_FOR_MYSELF, ADVICE_WHEN_ASKED, PASSING, _("What we try between sessions stays our own affair.")),
    own_words=_(
        "Nobody counts how many friends somebody has, or how often they go out. A step towards others may be very "
        "small, and not taking it this week is fine. Outside these sessions we owe each other nothing."
    ),
)
QUIET = Kit(
    key="quiet",
    title=_("Quiet hour"),
    name=_("A quiet hour"),
    purpose=_(
        "An hour in which nobody has to say anything. We say hello, then we are quiet together for a good half hour, "
        "each with what they like to do: knit, read, look out of the window. At the end there is room for a line from "
        "those who would like one."
    ),
    experience=_("words are too much on some days"),
    kind="quiet",
    capacity=10,
    minutes=60,
    plan=(
        (5, _("Arriving: the doors are open, with a hello or without"), "arrival"),
        (5, _("What we have agreed, in one line, and how the quiet begins and ends"), "agreement"),
        (5, _("Check-in round: one word for today, or pass"), "check_in"),
        (35, _("Quiet minutes: being together without words"), "quiet"),
        (10, _("Closing: a line for those who like, and goodbye"), "closing"),
    ),
    rules=(
        _("In the quiet minutes nobody writes in the room."),
        PASSING,
        _("Whoever needs a person in the quiet can ask a facilitator at any time."),
    ),
    own_words=_(
        "The quiet is shared, and nobody has to do anything with it. You may close your eyes, move about, eat or knit. "
        "If the quiet becomes too much, step out, or tell a facilitator; both are fine."
    ),
    same_people=False,
    retention_days=7,
    offer_hours=24,
)
WORKSHOP = Kit(
    key="workshop",
    title=_("Workshop series"),
    name=_("Small tools for hard days"),
    purpose=_(
        "A series of evenings, each with one small thing to learn: how to come back to the room when one drifts away, "
        "how to say no, how to begin the night. Somebody shows it slowly, everybody tries what they like of it, and "
        "we talk about what fits. Trying nothing and watching is fine too."
    ),
    experience=_("looking for something that helps on hard days"),
    kind="workshop",
    capacity=10,
    minutes=90,
    plan=(
        (10, _("Arriving: the doors are open, with a hello or without"), "arrival"),
        (5, _("What we have agreed, in one line, and where the ways out are"), "agreement"),
        (10, _("Check-in round: what we tried since last time, or pass"), "check_in"),
        (25, _("The theme: one small thing, shown slowly, with its reasons"), "theme"),
        (20, _("Trying it, each in their own way, or watching"), "theme"),
        (10, _("Quiet minutes: writing down what fits, for oneself"), "quiet"),
        (10, _("Closing: questions, a look at the next evening, and goodbye"), "closing"),
    ),
    rules=(_("Everything that is shown is an offer."), PASSING, ADVICE_WHEN_ASKED, _("Questions are welcome.")),
    own_words=_(
        "Everything that is shown here is an offer, and stopping in the middle is one of the things to practise. What "
        "helps one person may do nothing for another; neither says anything about them."
    ),
    pace="steady",
    retention_days=60,
    pause_weeks=2,
)
CASUAL = Kit(
    key="casual",
    title=_("Casual hour"),
    name=_("Tea and talk"),
    purpose=_(
        "An hour without an agenda. We talk about soup, books, dogs and the weather, and whoever would rather read "
        "along does. It is for people who have got out of the habit of company and would like it back. Come as often "
        "as you like; it goes on every week."
    ),
    experience=_("wishing for light company"),
    kind="casual",
    capacity=12,
    minutes=60,
    plan=(
        (10, _("Arriving: the doors are open, with a hello or without"), "arrival"),
        (5, _("What we have agreed, in one line, and where the ways out are"), "agreement"),
        (10, _("Check-in round: what is in your cup, or pass"), "check_in"),
        (25, _("Talking about whatever comes; a light question lies ready"), "theme"),
        (5, _("Quiet minutes: last sips"), "quiet"),
        (5, _("Closing: a goodbye for everybody"), "closing"),
    ),
    rules=(
        _("Light things are welcome. For heavy ones a facilitator helps to find a better place."),
        ADVICE_WHEN_ASKED,
        PASSING,
    ),
    own_words=_(
        "This hour is meant to be light. When something heavy comes up, that is no fault: a facilitator turns to the "
        "person, and shows other groups and places where there is more time for it."
    ),
    pace="steady",
    same_people=False,
    retention_days=14,
    pause_weeks=3,
    offer_hours=24,
    remind_three_days=False,
)
TWO = Kit(
    key="two",
    title=_("Two people and a facilitator"),
    name=_("Two chairs"),
    purpose=_(
        "The smallest group there is: two people and somebody who holds the time for them. For those to whom a circle "
        "is still too many. We meet every week for three quarters of an hour, listen to each other in turn, and see "
        "how it is to be known by one person."
    ),
    experience=_("a group would be too many for now"),
    kind="short",
    capacity=2,
    minutes=45,
    plan=(
        (5, _("Arriving: the doors are open, with a hello or without"), "arrival"),
        (5, _("What we have agreed, in one line, and where the ways out are"), "agreement"),
        (10, _("Check-in round: each a few words, or pass"), "check_in"),
        (15, _("Taking turns: one shares, the other listens; then the other way round"), "theme"),
        (5, _("Quiet minutes: sitting beside each other"), "quiet"),
        (5, _("Closing: a word to each other, and goodbye"), "closing"),
    ),
    rules=(ONE_AT_A_TIME, ADVICE_WHEN_ASKED, PASSING),
    own_words=_(
        "There are two of us and a facilitator, so each is easily seen. Quietly is still fine. If it does not fit, "
        "either of us can tell the facilitator, without a reason; the other is told kindly, and nobody is at fault."
    ),
    retention_days=14,
    pause_weeks=3,
)

KITS = {kit.key: kit for kit in (CIRCLE, GRIEF, TRUST, LONELINESS, QUIET, WORKSHOP, CASUAL, TWO)}
