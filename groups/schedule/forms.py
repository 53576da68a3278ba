"""What people may say about a session."""

from django import forms

from groups.schedule.models import Answer


class AnswerForm(forms.Form):
    """Today I can…"""

    answer = forms.ChoiceField(choices=Answer.choices)
