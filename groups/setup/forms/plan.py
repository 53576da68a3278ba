"""The steps of a session, a row each."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as say

from groups.people.widgets import LongSelect
from groups.schedule.models import StepKind
from groups.schedule.planning import Step
from groups.setup import words

BLANK_STEPS = 2
"""Empty rows at the end of a plan, to write new steps into."""


class PlanForm(forms.Form):
    """The steps of a session, a row each. Rows that are left empty are none."""

    def __init__(self, data: Any = None, *, plan: list[Step]) -> None:
        super().__init__(data)
        self.act, self.place = words.button((data or {}).get("do", ""))
        self.rows = range(self._count(plan))
        for place in self.rows:
            minutes, step, kind = plan[place] if data is None and place < len(plan) else (None, "", "")
            self.fields[f"minutes-{place}"] = forms.IntegerField(
                label=say("Minutes of step {place}").format(place=place + 1),
                min_value=1, max_value=words.LONGEST, required=False, initial=minutes,
            )  # fmt: skip
            self.fields[f"words-{place}"] = forms.CharField(
                label=say("Step {place}").format(place=place + 1),
                max_length=words.STEP_WORDS, required=False, initial=step,
            )  # fmt: skip
            self.fields[f"kind-{place}"] = forms.ChoiceField(
                label=say("What step {place} is").format(place=place + 1),
                choices=[(code, capfirst(label)) for code, label in StepKind.choices], required=False, initial=kind,
                widget=LongSelect, error_messages={"invalid_choice": say("Choose one of these.")},
            )  # fmt: skip

    def _count(self, plan: list[Step]) -> int:
        if self.data:
            posted = [place for place in range(words.MOST_STEPS) if f"words-{place}" in self.data]
            return max(posted, default=-1) + 1
        return min(len(plan) + BLANK_STEPS, words.MOST_STEPS)

    def lines(self) -> list[tuple[int, BoundField, BoundField, BoundField]]:
        """For the page: place, minutes, words, kind."""
        return [(n, self[f"minutes-{n}"], self[f"words-{n}"], self[f"kind-{n}"]) for n in self.rows]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for place in self.rows:
            minutes, step = f"minutes-{place}", f"words-{place}"
            if place == self.place and self.act == "remove":
                self._forget(minutes, step, f"kind-{place}")
            elif not {minutes, step} & set(self.errors) and (given.get(minutes) is None) != (not given.get(step)):
                wanting = minutes if given.get(minutes) is None else step
                self.add_error(wanting, say("A step has minutes and words. Fill in both, or empty both."))
        if not self.errors and sum(step.minutes for step in self.steps()) > words.LONGEST:
            raise ValidationError(say("Together the steps take more than {most} minutes.").format(most=words.LONGEST))
        return given

    def _forget(self, *names: str) -> None:
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = None

    def steps(self) -> list[Step]:
        """What is to be kept: moved or taken out as asked."""
        given = self.cleaned_data
        filled = [place for place in self.rows if given.get(f"minutes-{place}") and given.get(f"words-{place}")]
        filled = words.moved(filled, self.act, self.place)
        return [Step(given[f"minutes-{n}"], given[f"words-{n}"], given[f"kind-{n}"]) for n in filled]
