"""What somebody sees of a mail without opening it, and words that would tell them what it is about."""

import re

LONG = 140
"""Characters of a mail's first words that lists of mails show, as a rule."""

TELLING = re.compile(
    r"\b(trauma\w*|abus\w+|suicid\w*|self[- ]harm|therap\w+|surviv\w+|mental\w*|depress\w*|anxi\w+|ptsd|cris[ie]s"
    r"|lonel\w+|grie\w+|diagnos\w+|support\w*|groups?|peers?|addict\w*|dissociat\w*|sessions?|circles?"
    r"|facilitat\w+|moderat\w+|members?|shar(e|es|ing)|listen\w*|heal\w*|help ?(now|line)s?|recover\w*|counsel\w*"
    r"|victim\w*|violen\w+|assault\w*)\b",
    re.IGNORECASE,
)

TELLING_IN = {"en": TELLING}
"""By language: whoever adds one adds its words here, else a guard fails."""


def telling(seen: str, language: str = "en") -> list[str]:
    """The words in it that would tell."""
    return [hit.group() for hit in TELLING_IN[language].finditer(re.sub(r"https?://\S+", " ", seen))]


def of_text(text: str) -> str:
    """The first words of a mail's text."""
    return " ".join(text.split())[:LONG]


def of_html(html: str) -> str:
    """The first words of its HTML, and its title, which some programs show."""
    title = " ".join(re.findall(r"<title>(.*?)</title>", html, re.DOTALL))
    body = re.sub(r"<[^>]+>", " ", html.partition("<body")[2].partition(">")[2])
    return f"{title} {' '.join(body.split())[:LONG]}"
