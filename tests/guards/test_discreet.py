"""What others see in passing (a mail in a list, a tab, a ringing device, a calendar) tells nothing, in any language."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.guards import preview, translations, words
from tests.guards.sources import short, templates
from tests.guards.test_notices import NAMING, telling

pytestmark = pytest.mark.one_engine

TITLE = re.compile(r"\{%\s*block (?:title|title_tag)\s*%\}(.*?)\{%\s*endblock[^%]*%\}", re.DOTALL)
IN_A_TITLE = {"title", "organisation.neutral_name"}
"""A `title` that a view gives is the label of a question or of a page: it stands in the code, and is scanned there."""

SEEN_IN_PASSING = ("mail", "email", "device_note.js", "calendars")
MAILS = [path for path in templates() if {"mail", "email"} & set(path.parts[:-1])]


def title_of(source: str) -> str:
    return " ".join(TITLE.findall(words.COMMENT.sub(" ", source)))


def is_seen_in_passing(places: tuple[str, ...]) -> bool:
    return any(set(SEEN_IN_PASSING) & {*Path(place).parts, Path(place).name} for place in places)


@pytest.mark.parametrize(
    "path", [path for path in templates() if TITLE.search(path.read_text("utf-8", "replace"))], ids=short
)
def test_a_tab_names_nobody_and_tells_nothing(path: Path) -> None:
    title = title_of(path.read_text())
    assert telling(title) == []
    assert {name for name in words.variables(title) if NAMING & set(name.split("."))} <= IN_A_TITLE


@pytest.mark.parametrize("path", MAILS, ids=short)
def test_a_mail_has_no_word_that_a_list_of_mails_should_not_show(path: Path) -> None:
    assert preview.telling(words.of_template(path.read_text())) == []


def test_a_device_that_rings_tells_nothing() -> None:
    [path] = [path for path in templates() if path.name == "device_note.js"]
    source = path.read_text()
    assert preview.telling(words.of_template(source)) == []
    assert words.variables(source) <= {"neutral_name", "says"}


def test_each_language_that_can_be_chosen_has_its_telling_words() -> None:
    wanted = {code.partition("-")[0] for code, _name in settings.LANGUAGES}
    wanted |= {translations.language_of(path) for path in translations.catalogues()}
    assert wanted <= set(preview.TELLING_IN), "add the words that would tell, in that language, to preview.py"


def told_by(source: str, language: str) -> list[str]:
    """What the words of a catalogue tell in passing, and what they print that ours do not."""
    found: list[str] = []
    for one in translations.entries(source):
        if is_seen_in_passing(one.places):
            found += preview.telling(one.theirs, language)
            found += sorted(printed(one.theirs) - printed(one.ours))
    return found


def printed(message: str) -> set[str]:
    """The names of what a message prints."""
    return {hit.group(1) or hit.group(2) for hit in re.finditer(r"%\((\w+)\)|\{(\w+)\}", message)}


@pytest.mark.parametrize("path", [*translations.catalogues(), None], ids=str)
def test_no_translation_of_what_is_seen_in_passing_tells(path: Path | None) -> None:
    if path is not None:  # None: so that there is a test where no catalogue is
        assert told_by(path.read_text(), translations.language_of(path)) == []


SAMPLE = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

#: templates/reminders/mail/before.txt:3 templates/home/start.html:2
msgid "There is a seat for %(day)s."
msgstr ""
"Your therapy "
"is on %(day)s with %(name)s."

#: templates/home/start.html:2
msgid "Hello"
msgstr "Hello, dear support group"
"""


def test_a_telling_translation_is_found() -> None:
    assert told_by(SAMPLE, "en") == ["therapy", "name"]
    assert told_by(SAMPLE.replace("therapy", "hour").replace(" with %(name)s", ""), "en") == []


def test_a_telling_title_is_found() -> None:
    title = title_of(
        "{% block title %}{% translate 'Trauma' %} {{ group.name }}{% endblock title %}<p>{{ other.name }}</p>"
    )
    assert telling(title) == ["Trauma"]
    assert words.variables(title) == {"group.name"}


def test_what_is_scanned_is_there() -> None:
    assert len(MAILS) > 20
