"""A table of groups, judged row by row as the forms would judge it, and groups written as such a table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from groups.invitations.policy import MOST_A_DAY
from groups.membership.models import Kind, SupportGroup
from groups.organisation.models import Organisation
from groups.people.validators import known_time_zones
from groups.schedule.models import Frequency, Series, WeekOfMonth
from groups.schedule.planning import Step
from groups.setup import words
from groups.setup.actions import Draft
from groups.setup.forms.facts import FactsForm
from groups.setup.forms.hours import HourForm, next_such
from groups.setup.forms.notes import SWITCHES as NOTE_SWITCHES
from groups.setup.forms.notes import NotesForm, notes_as_typed
from groups.setup.forms.people import AgreementForm
from groups.setup.kits import KITS, Kit
from groups.setup.rows import Problem, Row, Sheet, folded

ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FACTS = (
    "name", "purpose", "experience", "kind", "pace", "capacity", "languages", "room_rules", "retention_days",
    "pause_weeks", "offer_hours", "meeting_link",
)  # fmt: skip
NOTES = tuple(name for name in NotesForm.Meta.fields if name not in NOTE_SWITCHES)
SWITCHES = ("same_people", *NOTE_SWITCHES)
HOURS = {
    "first_day", "weekday", "time", "minutes", "every_weeks", "week_of_month", "last_day", "number_of_sessions",
    "session_kind", "on_holidays",
}  # fmt: skip
WEEKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
COLUMN_OF = {
    "starts_on": "first_day",
    "at": "time",
    "ends_on": "last_day",
    "sessions_in_all": "number_of_sessions",
    "brief": "agreement_line",
    "words": "agreement",
}


@dataclass(frozen=True)
class Judged:
    """A table, judged: what would be made of it, and what is not right with it. Any problem: nothing is made."""

    drafts: list[Draft]
    problems: list[Problem]

    @property
    def invited(self) -> int:
        return sum(len(draft.invited) for draft in self.drafts)


def judged(sheet: Sheet, *, organisation: Organisation, names: Iterable[str], now: datetime) -> Judged:
    """Judge every row. *names*: of the groups that are there already."""
    there = {folded(name) for name in names}
    drafts, problems = [], list(sheet.problems)
    for row in sheet.rows:
        one = _Row(row, organisation, now=now)
        drafts.append(one.draft())
        if folded(row.cells.get("name", "")) in there:
            one.wrong("name", _("A group of this name is there already."))
        problems += one.problems
    found = Judged(drafts, sorted(problems, key=lambda one: (one.row, one.column)))
    if found.invited > MOST_A_DAY:
        say = _("Together these rows invite {number} addresses. {most} a day is the most; please cut the file.")
        found.problems.append(Problem(0, "", say.format(number=found.invited, most=MOST_A_DAY)))
    return found


class _Row:
    """One row, and what is not right with it so far."""

    def __init__(self, row: Row, organisation: Organisation, *, now: datetime) -> None:
        self.row, self.cells, self.organisation, self.now = row, row.cells, organisation, now
        self.problems: list[Problem] = []
        self.kit = self._kit()

    def wrong(self, column: str, say: str) -> None:
        self.problems.append(Problem(self.row.number, column, say))

    def draft(self) -> Draft:
        return Draft(
            number=self.row.number,
            group=self._group(),
            plan=self._understood("plan", words.plan_in, self.kit.steps if self.kit else []),
            agreement=self._agreement(),
            series=self._series(),
            facilitators=self._addresses("facilitators"),
            members=self._addresses("members"),
        )

    def _kit(self) -> Kit | None:
        asked = folded(self.cells.get("template", ""))
        for kit in KITS.values():
            if asked in (kit.key, folded(str(kit.title))):
                return kit
        if asked:
            say = _("There is no template of this name. Choose one of these, or leave it empty: {known}.")
            self.wrong("template", say.format(known=", ".join(KITS)))
        return None

    def _group(self) -> SupportGroup:
        given = facts_to_begin_with(self.kit, self.organisation)
        given |= {name: self.cells[name] for name in (*FACTS, *NOTES) if name in self.cells}
        for name in SWITCHES:
            answer = self._understood(name, words.yes_or_no, given[name])
            given[name] = str(answer) if name == "same_people" else answer
        form, notes = FactsForm(given), NotesForm(given)
        for one in (form, notes):
            self._take_errors(one)
        is_right = form.is_valid() and notes.is_valid()
        return SupportGroup(time_zone=self._zone(), **(form.facts() | notes.cleaned_data if is_right else {}))

    def _agreement(self) -> tuple[str, str]:
        known = self.kit.agreement(limits=self.organisation.confidentiality_limits) if self.kit else ("", "")
        brief, text = self.cells.get("agreement_line", known[0]), self.cells.get("agreement", known[1])
        if brief or text:
            form = AgreementForm({"brief": brief, "words": text})
            self._take_errors(form)
        return brief, text

    def _series(self) -> Series | None:
        if not HOURS & set(self.cells):
            if self._zone() not in known_time_zones():
                self.wrong("time_zone", _("Write a time zone as the IANA database has it, such as Europe/London."))
            return None
        week = self._week()
        first = self.cells.get("first_day") or self._first_on_weekday(week)
        given = {
            "starts_on": first,
            "at": self.cells.get("time", ""),
            "minutes": self.cells.get("minutes", str(self.kit.minutes if self.kit else 60)),
            "kind": self._kind(),
            "frequency": Frequency.MONTHLY if week else Frequency.WEEKLY,
            "every_weeks": self.cells.get("every_weeks", "1"),
            "week_of_month": week or "",
            "time_zone": self._zone(),
            "ends_on": self.cells.get("last_day", ""),
            "sessions_in_all": self.cells.get("number_of_sessions", ""),
            "on_holidays": self._understood("on_holidays", words.yes_or_no, False),
        }
        form = HourForm(given, now=self.now, is_old=True)
        if not first and "weekday" in self.cells:
            form.errors.pop("starts_on", None)  # the weekday, or the zone, was complained of
        self._take_errors(form)
        if not first or not form.is_valid():
            return None
        self._check_weekday(form.cleaned_data["starts_on"])
        return Series(**form.cleaned_data)

    def _zone(self) -> str:
        return self.cells.get("time_zone", self.organisation.group_time_zone)

    def _first_on_weekday(self, week: int | None) -> str:
        weekday = self._weekday()
        if weekday is None or self._zone() not in known_time_zones():
            return ""
        today = self.now.astimezone(ZoneInfo(self._zone())).date()
        # From tomorrow on: today's hour may be over.
        soon = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
        return (next_such(soon, week) if week else soon).isoformat()

    def _week(self) -> int | None:
        """Which of its month's Tuesdays; None: it meets every so many weeks."""
        said = folded(self.cells.get("week_of_month", ""))
        local = {folded(str(one.label)): one.value for one in WeekOfMonth}
        if said and said not in WEEKS | local:
            self.wrong("week_of_month", _("Write first, second, third, fourth or last, or leave it empty."))
        return {**WEEKS, **local}.get(said)

    def _kind(self) -> str:
        said = folded(self.cells.get("session_kind", ""))
        if said and said not in Kind.values:
            say = _("Write one of these, or leave it empty: {known}.")
            self.wrong("session_kind", say.format(known=", ".join(Kind.values)))
            return ""
        return said

    def _weekday(self) -> int | None:
        """0: Monday."""
        said = folded(self.cells.get("weekday", ""))
        local = [str(WEEKDAYS[number]).casefold() for number in range(7)]
        for number in range(7):
            if said in (ENGLISH[number], local[number]):
                return number
        if said:
            self.wrong("weekday", _("Write a day of the week, such as Tuesday."))
        return None

    def _check_weekday(self, first: date) -> None:
        weekday = self._weekday()
        if weekday is not None and weekday != first.weekday():
            self.wrong("weekday", _("The first day is another day of the week. Correct one of them, or leave one out."))

    def _addresses(self, column: str) -> list[str]:
        found = words.addresses_in(self.cells.get(column, ""))
        for address in found:
            try:
                EmailValidator()(address)
            except ValidationError:
                self.wrong(column, _("{word} is not a mail address.").format(word=address[:60]))
        return found

    def _understood(self, column: str, read: Callable[[str], Any], else_: Any) -> Any:
        if column not in self.cells:
            return else_
        try:
            return read(self.cells[column])
        except words.NotUnderstood as no:
            self.wrong(column, no.say)
            return else_

    def _take_errors(self, form: Any) -> None:
        for field, errors in form.errors.items():
            column = COLUMN_OF.get(field, "" if field == "__all__" else field)
            for error in errors:
                self.wrong(column, str(error))


def facts_to_begin_with(kit: Kit | None, organisation: Organisation) -> dict[str, Any]:
    """What a group begins with: the organisation's defaults, then the template's; as typed into the form."""
    given: dict[str, Any] = {
        "kind": "circle", "pace": "gentle", "same_people": True, "pause_weeks": 6, "offer_hours": 48,
    }  # fmt: skip
    given |= notes_as_typed(SupportGroup())
    given |= {"capacity": organisation.group_capacity, "retention_days": organisation.group_retention_days}
    given |= kit.facts if kit else {}
    return given | {"languages": organisation.group_language}


def draft_of(kit: Kit, organisation: Organisation) -> Draft:
    """A new group from a template."""
    facts = {"language": organisation.group_language, "time_zone": organisation.group_time_zone, **kit.facts}
    agreement = kit.agreement(limits=organisation.confidentiality_limits)
    return Draft(0, SupportGroup(**facts), plan=kit.steps, agreement=agreement)


def as_row(group: SupportGroup) -> Mapping[str, str]:
    """A group as a row of the table, with its newest hour. Addresses are in no such row."""
    row = {name: str(getattr(group, name)) for name in FACTS if name != "languages"}
    row |= {name: _as_cell(getattr(group, name)) for name in NOTES}
    row |= {name: "yes" if getattr(group, name) else "no" for name in SWITCHES}
    row["languages"] = words.languages_as_text([group.language, *group.other_languages.split()])
    row["plan"] = words.plan_as_text([Step(step.minutes, step.words, step.kind) for step in _in_order(group)])
    for agreement in group.agreements.all():
        if agreement.version == group.agreement_version:
            row |= {"agreement_line": agreement.brief, "agreement": agreement.words}
    hours = sorted(group.series.all(), key=lambda one: (one.starts_on, str(one.pk)), reverse=True)
    return row | (_hours(hours[0]) if hours else {"time_zone": group.time_zone})


def _as_cell(value: object) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def _in_order(group: SupportGroup) -> list[Any]:
    return sorted(group.plan.all(), key=lambda step: step.place)


def _hours(series: Series) -> dict[str, str]:
    return {
        "first_day": series.starts_on.isoformat(),
        "weekday": ENGLISH[series.starts_on.weekday()].capitalize(),
        "time": f"{series.at:%H:%M}",
        "minutes": str(series.minutes),
        "every_weeks": str(series.every_weeks),
        "week_of_month": {number: word for word, number in WEEKS.items()}.get(series.week_of_month or 0, ""),
        "time_zone": series.time_zone,
        "last_day": series.ends_on.isoformat() if series.ends_on else "",
        "number_of_sessions": str(series.sessions_in_all or ""),
        "session_kind": series.kind,
        "on_holidays": "yes" if series.on_holidays else "",
    }
