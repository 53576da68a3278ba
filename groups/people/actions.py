"""What people do about themselves: introduce themselves, change their settings; and the link for trying things out."""

import datetime
import hashlib
import secrets
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session as SignIn
from django.db import transaction
from django.utils.translation import gettext as _

from groups.people import delivery, questions, said
from groups.people.apart import account_of, address_hash
from groups.people.models import Apart, Letter, Look, Question, Role, SignInLink, User
from groups.people.planning import KEPT
from groups.people.push import kept, rings
from groups.refusals import Refused

CODE_LIVES = datetime.timedelta(minutes=15)
LINK_LIVES = datetime.timedelta(minutes=10)
MOST_APART = 50
LONGEST_REST = datetime.timedelta(days=366)


class LinkIsSpent(Refused):
    code = "link_is_spent"


class LinksAreOff(Refused):
    code = "links_are_off"


class ListIsFull(Refused):
    code = "list_is_full"


class NoSuchRest(Refused):
    code = "no_such_rest"


@transaction.atomic
def introduce(*, user: User, chosen_name: str, time_zone: str) -> None:
    """Keep what somebody who signs up would like to be called, and where their clock stands."""
    changes = {"chosen_name": chosen_name, "time_zone": time_zone, "next_question": questions.FIRST}
    said.keep(user_id=user.pk, changes=changes)
    user.refresh_from_db(fields=list(changes))


@transaction.atomic
def understand(*, user: User, now: datetime.datetime) -> None:
    """Keep that this person said: I am grown up, and I have read what this is not, and where confidentiality ends."""
    user.adult_at = user.understood_at = now
    user.save(update_fields=["adult_at", "understood_at"])


@transaction.atomic
def forget_unfinished(*, email: str, now: datetime.datetime) -> bool:
    """Clear a sign-up whose code nobody ever entered, so that the owner of the address can make their own."""
    # Without this, whoever types a stranger's address first would choose that stranger's name and tick their boxes.
    begun = User.objects.filter(email=email, role=Role.NONE, last_login=None, date_joined__lt=now - CODE_LIVES)
    begun = begun.filter(emailaddress__isnull=False).exclude(emailaddress__verified=True)
    user = begun.first()
    if user is None:
        return False
    EmailAddress.objects.filter(user=user).delete()
    user.delete()
    return True


@transaction.atomic
def keep(*, user: User, changes: Mapping[str, Any]) -> None:
    """Keep what somebody says about themselves: columns of theirs, and what a form made of them."""
    said.keep(user_id=user.pk, changes=changes)


def choose(*, user: User, topic: str, ways: Collection[str], hours: int | None = None) -> None:
    """By which ways, and how long before, this person wishes to hear of a topic."""
    said.choose(user_id=user.pk, topic=topic, ways=ways, hours=hours)


def hear_no_more(*, user: User, topic: str, ways: Collection[str]) -> None:
    """Tell this person no more of a topic by these ways."""
    said.leave_out(user_id=user.pk, topic=topic, ways=ways)


def hear_again(*, user: User, topic: str, ways: Collection[str]) -> None:
    """Tell this person of a topic by these ways again."""
    said.let_in(user_id=user.pk, topic=topic, ways=ways)


@transaction.atomic
def rest(*, user: User, until: datetime.datetime, now: datetime.datetime) -> None:
    """Pause everything: no mail and no note on a device until then. Seats, sessions and one's page here stay."""
    if not now < until <= now + LONGEST_REST:
        raise NoSuchRest(_("A pause of everything ends on a day of the coming year."))
    said.keep(user_id=user.pk, changes={"rests_until": until})


@transaction.atomic
def end_rest(*, user: User) -> None:
    """End a pause of everything before its day: what waits and still helps comes now."""
    said.keep(user_id=user.pk, changes={"rests_until": None})


@transaction.atomic
def answer(*, user: User, question: str, changes: Mapping[str, Any]) -> str:
    """Keep an answer of somebody new, or "not now" (no changes); return the question that comes next."""
    # Who answers on one device what another is past, or has ended there, is not asked again.
    goes_on = questions.furthest(user.next_question, questions.after(question))
    stands = {"next_question": user.next_question}
    if not said.keep(user_id=user.pk, changes={**changes, "next_question": goes_on}, only=stands) and changes:
        said.keep(user_id=user.pk, changes=changes)
    return questions.after(question)


@transaction.atomic
def end_questions(*, user: User) -> None:
    """Ask nothing more; everything can be changed on one's own page."""
    User.objects.filter(pk=user.pk).update(next_question=Question.NONE)


@transaction.atomic
def end_devices(*, user: User, keys: Collection[str]) -> None:
    """Sign this person out on those devices. Open rooms there close within five seconds, and no note comes there."""
    ours = list(UserSession.objects.filter(user=user, session_key__in=keys).values_list("session_key", flat=True))
    SignIn.objects.filter(session_key__in=ours).delete()
    kept.end_with_sign_ins(session_keys=ours)
    UserSession.objects.filter(user=user, session_key__in=ours).delete()


@transaction.atomic
def choose_look(*, user: User, look: Look) -> None:
    """Keep the look of the pages, for this person's other devices too."""
    User.objects.filter(pk=user.pk).update(look=look)


def send_letters(*, now: datetime.datetime, limit: int = 50) -> int:
    """Send a batch of what is due. Return how many letters were settled; 0: there is nothing to do now."""
    return delivery.post(limit=limit, now=now)


def ring(*, now: datetime.datetime, limit: int = 50) -> int:
    """Ring the devices for a batch of what is due. Return how many rows were settled; 0: there is nothing to do now."""
    return rings.ring(limit=limit, now=now)


@transaction.atomic
def purge_letters(*, now: datetime.datetime) -> int:
    """Forget letters of more than thirty days ago, whatever became of them. Return how many there were."""
    count, _each = Letter.objects.filter(made_at__lt=now - KEPT).delete()
    return count


@transaction.atomic
def make_sign_in_link(*, user: User, now: datetime.datetime) -> str:
    """The secret of a link that signs this person in, once, within ten minutes; only while DEBUG is on."""
    if not settings.DEBUG:
        raise LinksAreOff(_("Sign-in links exist only while DEBUG is on."))
    token = secrets.token_urlsafe(32)
    SignInLink.objects.filter(expires_at__lt=now).delete()
    SignInLink.objects.create(user=user, token_hash=_hashed(token), expires_at=now + LINK_LIVES)
    return token


@transaction.atomic
def use_sign_in_link(*, token: str, now: datetime.datetime) -> User:
    """Whom the link signs in. Compare and set: of two who follow it, one is refused."""
    if not settings.DEBUG:
        raise LinksAreOff(_("Sign-in links exist only while DEBUG is on."))
    link = SignInLink.objects.filter(token_hash=_hashed(token), user__is_active=True)
    if link.filter(used_at=None, expires_at__gt=now).update(used_at=now) != 1:
        raise LinkIsSpent(_("This link was used already, or its ten minutes are over."))
    return link.select_related("user").get().user


@transaction.atomic
def keep_apart(*, owner: User, other: User, seat: uuid.UUID, label: str, now: datetime.datetime) -> None:
    """Never seat these two together again, because one of them wishes so; *seat* is where the other was chosen."""
    _check_list_has_room(owner)
    wish = Apart(owner=owner, other=other, seat=seat, label=label, made_at=now)
    Apart.objects.bulk_create([wish], ignore_conflicts=True)


@transaction.atomic
def keep_address_apart(*, owner: User, address: str, label: str, now: datetime.datetime) -> None:
    """The same, for whoever has this mail address, now or later."""
    _check_list_has_room(owner)
    # Somebody who is here already stays known, should they ever give up this address.
    other = account_of(address)
    wish = Apart(owner=owner, other=other, address_hash=address_hash(address), label=label, made_at=now)
    Apart.objects.bulk_create([wish], ignore_conflicts=True)


@transaction.atomic
def end_apart(*, wish: Apart) -> None:
    """Take the wish back; what the other wishes stands."""
    Apart.objects.filter(pk=wish.pk).delete()


def _check_list_has_room(owner: User) -> None:
    # Of two devices, the second counts what the first has added. "No key": two may choose each other at once.
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    if Apart.objects.filter(owner=owner).count() >= MOST_APART:
        raise ListIsFull(
            _("This list holds {most} people. Take somebody from it first, please.").format(most=MOST_APART)
        )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
