"""What the tests of facilitation say in one line."""

from datetime import datetime, timedelta

from django.test import Client

from groups.facilitation.actions import handovers
from groups.facilitation.models import Handover
from groups.membership.access import memberships_of
from groups.people.models import Letter, LetterState, User
from moderation.audit.models import AuditLine
from tests.cast import Cast

GOODBYE = "It was good to sit with you."


def words_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def asked_of(cast: Cast, name: str, *, by: str, now: datetime, days: int = 3, goodbye: str = "") -> Handover:
    """A co-facilitator is asked to go on."""
    day = (now + timedelta(days=days)).date()
    return handovers.propose(
        leaving=cast.seat(by), coming=cast.seat(name), address="", last_day=day, goodbye=goodbye, now=now
    )


def asked_by_address(cast: Cast, address: str, *, now: datetime, days: int = 3, goodbye: str = "") -> Handover:
    """Noor asks a colleague."""
    day = (now + timedelta(days=days)).date()
    return handovers.propose(
        leaving=cast.seat("noor"), coming=None, address=address, last_day=day, goodbye=goodbye, now=now
    )


def written_to(about: object) -> list[str]:
    """To whom letters about this will go: the part of their addresses before the @, in order."""
    waiting = Letter.objects.filter(about=about, state=LetterState.PENDING)
    return sorted(email.partition("@")[0] for email in waiting.values_list("user__email", flat=True))


def acts() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("act", flat=True))


def state_of(handover: Handover) -> str:
    return Handover.objects.get(pk=handover.pk).state


def goodbyes(user: User, *, now: datetime) -> list[tuple[str, str]]:
    found = Handover.objects.for_seats(list(memberships_of(user)), now=now)
    return [(one.state, one.goodbye) for one in found]


def waiting_for(user: User, *, now: datetime) -> list[Handover]:
    return list(Handover.objects.asked_of(user, now=now))
