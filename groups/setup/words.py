"""What admins type in one line or several: languages, the steps of a session, addresses, yes and no. Pure."""

from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from groups.schedule.planning import Step
from groups.schedule.tokens import PLACE

MOST_STEPS, LONGEST = 20, 240
"""Steps of a session, and minutes of one."""

STEP_WORDS = 120
KINDS = ("arrival", "agreement", "check_in", "theme", "quiet", "closing")
"""What a step may be, as one writes it in brackets before its words; "other" for none of them."""

OTHER = "other"
OTHER_LANGUAGES = 40
"""Characters that the codes of a group's further languages may take."""

YES, NO = ("yes", "y", "true", "1", "on"), ("no", "n", "false", "0", "off")


class NotUnderstood(ValueError):
    """What was typed means nothing here; `say` tells whoever typed it what would."""

    def __init__(self, say: object) -> None:
        super().__init__(say)
        self.say = str(say)


@cache
def _codes() -> dict[str, str]:
    """Every way to say a language → its code (RFC 5646): the code, its name in English, its own name."""
    known: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        for said in (info.get("name_local"), info.get("name"), code):
            if said and "fallback" not in info:
                known[str(said).casefold()] = code
    return known


def languages_in(text: str) -> list[str]:
    """Codes of languages, each once, in the order in which they were named."""
    named = [word.strip() for word in text.replace(";", ",").replace("\n", ",").split(",")]
    codes = list(dict.fromkeys(_code(word) for word in named if word))
    if not codes:
        raise NotUnderstood(_("Name at least one language."))
    if len(" ".join(codes[1:])) > OTHER_LANGUAGES:
        raise NotUnderstood(_("These are more languages than fit. Name those that people speak most."))
    return codes


def _code(word: str) -> str:
    try:
        return _codes()[word.casefold()]
    except KeyError:
        sentence = _("We do not know a language called {word}. Write its name or its code: Deutsch, German or de.")
        raise NotUnderstood(sentence.format(word=word[:40])) from None


def languages_as_text(codes: Iterable[str]) -> str:
    """The languages by their own names, as a person would type them."""
    return ", ".join(str(LANG_INFO.get(code, {}).get("name_local", code)).capitalize() for code in codes)


def plan_in(text: str) -> list[Step]:
    """The steps of a session, one a line: "10 Arriving", or "10 [arrival] Arriving"."""
    steps = [_step(line.strip()) for line in text.splitlines() if line.strip()]
    if len(steps) > MOST_STEPS:
        raise NotUnderstood(_("A plan has {most} steps at most.").format(most=MOST_STEPS))
    if sum(minutes for minutes, *_more in steps) > LONGEST:
        raise NotUnderstood(_("Together the steps take more than {most} minutes.").format(most=LONGEST))
    return steps


def _step(line: str) -> Step:
    minutes, _space, rest = line.partition(" ")
    if not (minutes.isascii() and minutes.isdigit() and len(minutes) <= 3 and 1 <= int(minutes) <= LONGEST):
        sentence = _('Begin each step with its minutes: "10 Arriving". This one begins with {word}.')
        raise NotUnderstood(sentence.format(word=minutes[:20]))
    kind, words = _kind_and_words(rest.strip())
    if not 1 <= len(words) <= STEP_WORDS:
        raise NotUnderstood(_("Say in {most} characters or fewer what a step is.").format(most=STEP_WORDS))
    return Step(int(minutes), words, kind)


def _kind_and_words(text: str) -> tuple[str, str]:
    """ "[quiet] Being quiet" → ("quiet", "Being quiet"); words without brackets before them are of no kind."""
    if not text.startswith("["):
        return "", text
    named, closed, words = text[1:].partition("]")
    kind = named.strip().casefold()
    if not closed or kind not in (*KINDS, OTHER):
        sentence = _("In brackets before a step stands what it is: {kinds}. This one has {word}.")
        raise NotUnderstood(sentence.format(kinds=", ".join((*KINDS, OTHER)), word=named[:20]))
    return ("" if kind == OTHER else kind), words.strip()


def plan_as_text(plan: Iterable[Step]) -> str:
    return "\n".join(plan_as_lines(plan))


def plan_as_lines(plan: Iterable[Step]) -> list[str]:
    """The steps as one types them; `plan_in` reads them back as they were."""
    return [f"{step.minutes} {_before(step)}{step.words}" for step in plan]


def _before(step: Step) -> str:
    kind = step.kind or (OTHER if step.words.startswith("[") else "")
    return f"[{kind}] " if kind else ""


def meeting_link_in(text: str) -> str:
    """An address at which a group meets by voice: https, and behind the host no place for a word but {token}."""
    sentence = _(
        "Write an address that begins with https://. {token} may stand in it behind the name of the host; each session "
        "has another word there."
    )
    try:
        parts = urlsplit(text)
        URLValidator(schemes=["https"])(text.replace(PLACE, "token"))
    except (ValueError, ValidationError):
        raise NotUnderstood(sentence) from None
    if "@" in parts.netloc or {*text.replace(PLACE, "")} & {"{", "}"} or PLACE in parts.netloc:
        raise NotUnderstood(sentence)
    return text


def addresses_in(text: str) -> list[str]:
    """Mail addresses with spaces, commas, semicolons or new lines between them, each once, in small letters."""
    words = text.replace(";", " ").replace(",", " ").split()
    return list(dict.fromkeys(word.casefold() for word in words))


def yes_or_no(text: str) -> bool:
    word = text.strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise NotUnderstood(_("Write yes or no."))


def button(posted: str) -> tuple[str, int]:
    """What a button of the plan asks for: "up-3" → ("up", 3); anything else keeps the plan as it stands."""
    act, _dash, place = posted.partition("-")
    known = act in ("up", "down", "remove") and place.isascii() and place.isdigit() and len(place) < 3
    return (act, int(place)) if known else ("", -1)


def moved(filled: list[int], act: str, place: int) -> list[int]:
    """The rows of a plan in their new order."""
    if act not in ("up", "down") or place not in filled:
        return filled
    at = filled.index(place)
    to = min(max(at + (-1 if act == "up" else 1), 0), len(filled) - 1)
    filled.insert(to, filled.pop(at))
    return filled
