"""A change as people read it: what was, what is, who changed it, and how long before it was known."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.changes.models import Because, Change, Part, What
from groups.changes.words import last_day, rhythm
from groups.membership.models import Kind
from groups.people import moments

Names = Mapping[str, str]
"""The names of facilitators by the ids of their memberships, as far as they are known."""


def sentence(change: Change, names: Names) -> str:
    """Moved from Tuesday 24 November, 19:00 to 20:00 (Europe/London) to …; times on the reader's clock."""
    return SENTENCES[What(change.what)](change, names)


def _called_off(change: Change, _names: Names) -> str:
    words = {
        Because.NOBODY_CAME: _("{session}: called off, because nobody could open the room. We are sorry."),
        Because.HOLIDAY: _("{session}: called off, because it is a holiday."),
    }.get(Because(change.because), _("{session}: called off."))
    return words.format(session=_hours(change.before))


def _stands_again(change: Change, _names: Names) -> str:
    return _("{session}: takes place after all.").format(session=_hours(change.after))


def _added(change: Change, _names: Names) -> str:
    return _("{session}: one more session.").format(session=_hours(change.after))


def _moved(change: Change, _names: Names) -> str:
    return _("Moved from {old} to {new}.").format(old=_hours(change.before), new=_hours(change.after))


def _length(change: Change, _names: Names) -> str:
    words = _("{session}: it takes {new} minutes instead of {old}.")
    session, old, new = _hours(change.after), change.before.get("minutes"), change.after.get("minutes")
    return words.format(session=session, old=old, new=new)


def _kind(change: Change, _names: Names) -> str:
    words = _("{session}: now “{new}”, before “{old}”.")
    return words.format(session=_hours(change.after), new=_label(change.after), old=_label(change.before))


def _facilitators(change: Change, names: Names) -> str:
    words = _("{session}: facilitated by {new}, before by {old}.")
    old, new = (_said(facts, names) for facts in (change.before, change.after))
    hours = _hours(change.after if "starts_at" in change.after else change.before)
    return words.format(session=hours, new=new, old=old) if hours else _holders(change, names)


def _rhythm(change: Change, _names: Names) -> str:
    old, new = (rhythm(facts["rule"]) if facts.get("rule") else "" for facts in (change.before, change.after))
    kinds = [_label(facts.get("rule", {})) for facts in (change.before, change.after)]
    said = []
    if not old:
        said.append(_("One more hour: {new}.").format(new=new))
    elif old != new:
        said.append(_("The sessions are now {new}. Before: {old}.").format(new=new, old=old))
    if old and kinds[0] != kinds[1]:
        said.append(_("What they are like: now “{new}”, before “{old}”.").format(new=kinds[1], old=kinds[0]))
    return " ".join(said) or _("The days of the sessions are others: {new}.").format(new=new)


def _end(change: Change, _names: Names) -> str:
    rule = change.after.get("rule", {})
    if rule.get("ends_on"):
        return _("The sessions come to an end; the last one is on {day} at the latest.").format(day=last_day(rule))
    if rule.get("sessions_in_all"):
        return _("There are {number} sessions in all.").format(number=rule["sessions_in_all"])
    return _("The sessions do not come to an end as was planned.")


def _clock(change: Change, _names: Names) -> str:
    words = _("Clocks are set differently than was known. There, the hour stays: {rhythm}. On yours it may be another.")
    return words.format(rhythm=rhythm(change.after["rule"]))


def _holders(change: Change, names: Names) -> str:
    words = _("The group is facilitated by {new}, before by {old}.")
    if change.first_at > change.made_at:
        words = _("From {day} on, the group is facilitated by {new}; before, by {old}.")
    return words.format(
        day=moments.day(change.first_at), new=_said(change.after, names), old=_said(change.before, names)
    )


SENTENCES: dict[What, Callable[[Change, Names], str]] = {
    What.CALLED_OFF: _called_off,
    What.STANDS_AGAIN: _stands_again,
    What.ADDED: _added,
    What.MOVED: _moved,
    What.LENGTH: _length,
    What.KIND: _kind,
    What.FACILITATORS: _facilitators,
    What.RHYTHM: _rhythm,
    What.END: _end,
    What.CLOCK: _clock,
    What.HOLDERS: _holders,
}


def by_whom(change: Change) -> str:
    """Which hand it was: a facilitator's, the organisation's, or the service's own."""
    return {
        Part.FACILITATOR: _("by a facilitator"),
        Part.ADMIN: _("by the organisation"),
        Part.SERVICE: _("by the service itself"),
    }[Part(change.part)]


def how_early(change: Change) -> str:
    """Announced 3 days before: counted to the first instant that is not as people knew it."""
    ahead = change.first_at - change.made_at
    if ahead == timedelta(0):
        return _("true from then on")
    if ahead < timedelta(0):
        return _("announced afterwards")
    hours, minutes = ahead // timedelta(hours=1), ahead // timedelta(minutes=1)
    if hours >= 48:
        days = ahead.days
        return ngettext("announced {days} day before", "announced {days} days before", days).format(days=days)
    if hours >= 1:
        return ngettext("announced {hours} hour before", "announced {hours} hours before", hours).format(hours=hours)
    words = ngettext("announced {minutes} minute before", "announced {minutes} minutes before", minutes)
    return words.format(minutes=minutes)


def facilitators_in(changes: Iterable[Change]) -> set[str]:
    """The ids of all memberships of which these changes tell."""
    return {
        one for change in changes for facts in (change.before, change.after) for one in facts.get("facilitators", ())
    }


def _hours(facts: Mapping[str, Any]) -> str:
    if not facts.get("starts_at") or "minutes" not in facts:
        return ""
    start = datetime.fromisoformat(facts["starts_at"])
    return moments.hours(start, start + timedelta(minutes=facts["minutes"]))


def _label(facts: Mapping[str, Any]) -> str:
    kind = facts.get("kind")
    return str(Kind(kind).label) if kind in Kind.values else ""


def _said(facts: Mapping[str, Any], names: Names) -> str:
    """Names, with commas; nobody, where there is none, and somebody, where a name is not kept any more."""
    people = [names.get(str(one)) or _("somebody") for one in facts.get("facilitators", ())]
    return ", ".join(people) or _("nobody so far")
