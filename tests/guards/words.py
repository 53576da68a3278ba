"""What people will read, wherever it stands: in templates, in messages of the code, in scripts."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from tests.guards.sources import tree

GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
READ_ALOUD = {"alt", "title", "aria-label", "placeholder", "aria-description", "value", "label", "content"}
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}", re.DOTALL)
TAG = re.compile(r"\{%(.*?)%\}", re.DOTALL)
VARIABLE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)""", re.DOTALL)
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


class _Text(HTMLParser):
    """Text between tags, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]


def of_template(source: str) -> str:
    """The words of a template: literals of its tags, text, attributes that are read out."""
    source = COMMENT.sub(" ", source)
    literals = [quoted[1:-1] for tag in TAG.findall(source) for quoted in QUOTED.findall(tag) if _is_said(tag, quoted)]
    parser = _Text()
    parser.feed(VARIABLE.sub(" ", TAG.sub(" ", source)))
    parser.close()
    return " \n ".join([*literals, *parser.found])


def _is_said(tag: str, quoted: str) -> bool:
    return tag.split()[:1] in (["translate"], ["trans"]) or " " in quoted


def of_code(path: Path) -> Iterator[tuple[int, str]]:
    """The messages of a source file that are meant for people, with their lines."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
            for given in node.args:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield node.lineno, given.value


def of_script(source: str) -> str:
    """Literals of a script that look like words rather than names."""
    return " \n ".join(quoted for quoted in QUOTED.findall(SCRIPT_COMMENT.sub(" ", source)) if " " in quoted.strip())


def variables(source: str) -> set[str]:
    """What a template prints, without filters: `session.starts_at`."""
    return {variable.split("|")[0].strip() for variable in VARIABLE.findall(COMMENT.sub(" ", source))}
