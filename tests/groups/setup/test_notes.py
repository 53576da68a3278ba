"""When the notes of a group come: an admin sets it, the log says it, and what cannot be right gets a sentence."""

from datetime import time
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.groups.setup.conftest import at, changes_of, words_of
from tests.groups.setup.test_changing import rules
from tests.groups.setup.test_tables import look


def test_a_rule_is_kept_and_written_down(ada: Client, cast: Cast) -> None:
    given = {"first_note_days": 5, "first_note_at": "18:30", "second_note_days": 2, "writes_after": False}
    assert ada.post(at("notes", cast.group), rules(cast.group, **given)).status_code == 302
    cast.group.refresh_from_db()
    assert (cast.group.first_note_days, cast.group.first_note_at) == (5, time(18, 30))
    assert (cast.group.second_note_days, cast.group.second_note_at, cast.group.writes_after) == (2, None, False)
    assert changes_of(cast.group) == [
        {
            "first_note_days": [3, 5],
            "first_note_at": [None, "18:30"],
            "second_note_days": [1, 2],
            "writes_after": [True, False],
        }
    ]


def test_saving_what_stands_already_notes_nothing(ada: Client, cast: Cast) -> None:
    assert ada.post(at("notes", cast.group), rules(cast.group)).status_code == 302
    assert changes_of(cast.group) == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"second_note_days": "3"}, "The second note comes after the first: choose fewer days."),
        ({"first_note_days": "8"}, "Choose a whole number from 1 to 7."),
        ({"first_note_days": "-1"}, "Choose a whole number from 1 to 7."),
        ({"first_note_days": "9" * 5000}, "Choose a whole number from 1 to 7."),
        ({"after_days": "0"}, "Choose a whole number from 1 to 7."),
        ({"prepare_days": "two"}, "Choose a whole number from 1 to 7."),
        ({"first_note_at": "25:00"}, "Write a time like 18:00."),
        ({"second_note_at": "\0"}, "Write a time like 18:00."),
        ({"after_at": ""}, "Write a time like 11:00."),
    ],
)
def test_what_cannot_be_right_gets_a_sentence_and_changes_nothing(
    ada: Client, cast: Cast, given: dict[str, Any], says: str
) -> None:
    answer = ada.post(at("notes", cast.group), {**rules(cast.group, remind_one_day=False), **given})
    assert answer.status_code == 422
    assert says in words_of(answer)
    assert changes_of(cast.group) == []


def test_a_rule_of_a_table_is_judged_like_the_form(ada: Client, cast: Cast) -> None:

    answer = look(ada, "name,template,first_note_days,second_note_days,prepare_at\nNew,quiet,2,4,noon\n")
    assert answer.status_code == 422
    problems = {(one.column, one.say) for one in answer.context["found"].problems}
    assert ("second_note_days", "The second note comes after the first: choose fewer days.") in problems
    assert ("prepare_at", "Write a time like 18:00.") in problems
