"""Does a text give a way to be reached outside: a mail address, a telephone number, a handle, a link? Pure.

Ordinary numbers pass: dates, times, years, "12 of 12", counting to ten. In doubt words are held: a person looks, and
nothing is lost.
"""

import itertools
import re

ENDINGS = "com|net|org|info|biz|io|app|dev|link|xyz|gg|tv|uk|eu|de|ch|nl|fr|ru|pl|ca|au|nz|ie"
SERVICES = "gmail|googlemail|hotmail|outlook|yahoo|icloud|proton|protonmail|gmx"

LINK = re.compile(r"://|\bwww\.")
SITE = re.compile(rf"\.(?<=\w\.)(?:(?:{ENDINGS})(?!\w)|[a-z]{{2,10}}/\w)")
SPOKEN = re.compile(rf"\bdot\W{{0,2}}\s?(?:com|net|org)\b|\b(?:at|@)\W{{0,2}}\s?(?:{SERVICES})\b")
MAIL = re.compile(r"@\s?[\w-]{1,63}\s?\.\s?[a-z]{2}")
HANDLE = re.compile(r"(?<![\w@])@(?!(?:all|everyone|everybody|here|home|work|school)\b)[^\W\d][\w.]{1,}")

SEVEN_DIGITS = re.compile(r"\d(?:[ ().\-–/+_]{0,3}\d){6}")
RUN = re.compile(r"\d(?:[ ().\-–/+_:]{0,3}\d){6,}")
GROUP = re.compile(r"\d+")
DAY, MONTH, YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
DATE = re.compile(
    rf"(?<![\d./-])(?:{YEAR}(?P<a>[-/.]){MONTH}(?P=a){DAY}|{DAY}(?P<b>[-/.]){DAY}(?P=b)(?:{YEAR}|\d\d))(?![./-]?\d)"
)
TIME = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?(?![.:]?\d)")
A_YEAR = re.compile(YEAR)


def gives(text: str) -> bool:
    """True when a plain text (`words.plain`) gives contact details."""
    if "@" in text and (MAIL.search(text) or HANDLE.search(text)):
        return True
    if "." in text and SITE.search(text):
        return True
    if LINK.search(text) or SPOKEN.search(text):
        return True
    return SEVEN_DIGITS.search(text) is not None and _telephone(text)


def _telephone(text: str) -> bool:
    rest = TIME.sub(" , ", DATE.sub(" , ", text))
    return any(_could_be_dialled(GROUP.findall(run[0])) for run in RUN.finditer(rest))


def _could_be_dialled(groups: list[str]) -> bool:
    if all(A_YEAR.fullmatch(group) for group in groups):
        return False
    return not _counting([int(group) for group in groups])


def _counting(numbers: list[int]) -> bool:
    """1 2 3 4 5 6 7, or back: people count to come to rest."""
    steps = {b - a for a, b in itertools.pairwise(numbers)}
    return len(numbers) > 2 and steps in ({1}, {-1})
