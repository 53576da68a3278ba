"""Help lines that are publicly documented and known to most people of their country.

The seeded world begins with these, and they stand in for the table while the database does not answer. Nobody has
called them on behalf of an installation: its admins do, and note the day; until then the page says so.
"""

import datetime
from dataclasses import dataclass

DAY_AND_NIGHT = "Day and night, free of charge."
CALL_OR_TEXT = "Day and night, by call or text message."
DANGER = "When somebody is in danger now."


@dataclass(frozen=True)
class Line:
    """One place to call or write to."""

    country: str
    name: str
    phone: str = ""
    url: str = ""
    note: str = ""
    checked_on: datetime.date | None = None


EMERGENCY = "112"
"""The emergency number of the European Union and many others; mobile networks elsewhere pass it on (3GPP TS 22.101)."""

KNOWN = (
    Line("AU", "Lifeline", "13 11 14", "https://www.lifeline.org.au/", "Day and night, also by text message and chat."),
    Line("AU", "Emergency services", "000", note=DANGER),
    Line("CA", "Suicide Crisis Helpline", "988", "https://988.ca/", CALL_OR_TEXT),
    Line("CA", "Emergency services", "911", note=DANGER),
    Line("DE", "TelefonSeelsorge", "0800 111 0 111", "https://www.telefonseelsorge.de/", DAY_AND_NIGHT),
    Line("DE", "Emergency services", "112", note=DANGER),
    Line(
        "FR",
        "3114, numéro national de prévention du suicide",
        "3114",
        "https://3114.fr/",
        DAY_AND_NIGHT,
    ),
    Line("FR", "Emergency services", "112", note=DANGER),
    Line("GB", "Samaritans", "116 123", "https://www.samaritans.org/", DAY_AND_NIGHT),
    Line("GB", "Shout", url="https://giveusashout.org/", note="Write SHOUT to 85258, day and night."),
    Line("GB", "Emergency services", "999", note=DANGER),
    Line("IE", "Samaritans", "116 123", "https://www.samaritans.org/ireland/", DAY_AND_NIGHT),
    Line("IE", "Emergency services", "112", note="When somebody is in danger now; 999 works too."),
    Line("NZ", "1737, need to talk?", "1737", "https://1737.org.nz/", CALL_OR_TEXT),
    Line("NZ", "Emergency services", "111", note=DANGER),
    Line("US", "988 Suicide & Crisis Lifeline", "988", "https://988lifeline.org/", CALL_OR_TEXT),
    Line("US", "Crisis Text Line", url="https://www.crisistextline.org/", note="Write HOME to 741741."),
    Line("US", "Emergency services", "911", note=DANGER),
)
