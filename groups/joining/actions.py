"""What people do about a seat: ask for one, talk about it, take that back, answer; wait, and say yes or not now.

The group's row is locked by whatever counts its people, so that no two of them count the same free seat. Whoever needs
the row of a person too takes that one first.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from groups import gate
from groups.joining import offers, policy
from groups.joining.models import FitMessage, JoinRequest, Offer, OfferState, RequestState
from groups.membership import names
from groups.membership.access import locked
from groups.membership.actions import NameIsTaken
from groups.membership.models import Membership, SupportGroup
from groups.people import letters
from groups.people.actions import understand
from groups.people.models import Letter, LetterKind, LetterState, User
from groups.refusals import Refused

KEPT = timedelta(days=30)
"""Words of a conversation, a request that came to nothing, the line of one that did not."""


A_MOMENT = timedelta(minutes=1)


class AlreadyAnswered(Refused):
    code = "already_answered"


@transaction.atomic
def ask(
    *,
    group: SupportGroup,
    user: User,
    name: str,
    line: str,
    now: datetime,
    has_read: bool = False,
    may_be_written_to: bool = False,
) -> JoinRequest:
    """Ask for a seat under a name, which is kept for them until somebody answers; in a full group, ask to wait.

    *has_read*: they have just said that they are grown up and have read what this is not. *may_be_written_to*: they
    agreed to a word after a session that they will not have come to.
    """
    # Two groups asked at once count one after the other. "No key": others may go on pointing to this person.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if has_read:
        understand(user=user, now=now)
    group = locked(group.pk)
    policy.check_can_ask(policy.standing(user, group, group.memberships.current(), now=now))
    if names.is_taken(name, group.names_in_use()):
        raise NameIsTaken(_("Somebody in this group goes by that name, or asked for it. Choose another."))
    return JoinRequest.objects.create(
        group=group, user=user, name=name, line=line, may_be_written_to=may_be_written_to, asked_at=now
    )


@transaction.atomic
def write(*, asked: JoinRequest, by: Membership | None, words: str, now: datetime) -> FitMessage:
    """A word in the conversation about a request. *by*: the facilitator who writes; None: the person who asks."""
    # Locked, so that words and an answer come one after the other, and the words of an hour are counted once.
    asked = JoinRequest.objects.select_for_update(no_key=True, of=["self"]).select_related("user").get(pk=asked.pk)
    last = asked.thread.order_by("-at", "-pk").first()
    if last is not None and _is_sent_again(last, by, words, now=now):
        return last
    side = asked.thread.filter(by_asker=by is None, at__gt=now - policy.AN_HOUR)
    policy.check_can_write(asked, lately=side.count())
    said = FitMessage.objects.create(request=asked, author=by, by_asker=by is None, words=words, at=now)
    if by is not None:
        _tell(asked.user, said, path=reverse("joining:request", args=[asked.pk]), now=now)
        return said
    for one in Membership.objects.present().facilitators().filter(group=asked.group_id).select_related("user"):
        _tell(one.user, said, path=reverse("joining:conversation", args=[asked.pk]), now=now)
    return said


def _is_sent_again(last: FitMessage, by: Membership | None, words: str, *, now: datetime) -> bool:
    """A second tap, or a page that was sent once more: the words stand there already."""
    author_id = by.pk if by is not None else None
    return last.author_id == author_id and last.words == words and now - last.at < A_MOMENT


def _tell(user: User, said: FitMessage, *, path: str, now: datetime) -> None:
    # Several words in a row, or in a night, are one letter: while one waits to be sent, it speaks of them all.
    waiting = Letter.objects.filter(user=user, kind=LetterKind.FIT, path=path, state=LetterState.PENDING)
    if not waiting.exists():
        letters.write_to(user=user, kind=LetterKind.FIT, about=said.pk, path=path, now=now)


@transaction.atomic
def take_back(*, asked: JoinRequest, now: datetime) -> None:
    """Take one's own request back; twice is once. Nobody is told, nothing is asked; a kept seat goes to the next."""
    locked(asked.group_id)
    still = JoinRequest.objects.that_may_become(RequestState.WITHDRAWN).filter(pk=asked.pk)
    if still.update(state=RequestState.WITHDRAWN):
        offers.settle(asked.offers.open(), OfferState.WITHDRAWN, now=now)
        letters.drop_under(user=asked.user, path=reverse("joining:request", args=[asked.pk]))
    elif not JoinRequest.objects.filter(pk=asked.pk, state=RequestState.WITHDRAWN).exists():
        raise AlreadyAnswered(_("A facilitator has answered by now."))


@transaction.atomic
def wait(*, asked: JoinRequest, by: Membership, now: datetime) -> None:
    """Put somebody in line: when a seat is free for them, it will be kept for them and they will be told."""
    locked(asked.group_id)
    _answer(asked, RequestState.WAITING, by=by, now=now)
    gate.acted(act="member.put_in_line", by_id=by.user_id, target_id=asked.pk, group_id=asked.group_id, now=now)


@transaction.atomic
def seat(*, asked: JoinRequest, by: Membership, now: datetime) -> Membership:
    """Give the seat to the person who asked, or refuse when none is free."""
    group = locked(asked.group_id)
    current = list(group.memberships.current())
    taken = names.is_taken(asked.name, _names_of_others(asked, current))
    policy.check_can_seat(policy.standing(asked.user, group, current, now=now), name_is_taken=taken)
    _answer(asked, RequestState.SEATED, by=by, now=now)
    offers.settle(asked.offers.open(), OfferState.WITHDRAWN, now=now)
    seated = _take_a_seat(asked, now=now)
    gate.acted(
        act="member.seated",
        by_id=by.user_id,
        target_id=seated.pk,
        subject_id=seated.pk,
        group_id=group.pk,
        now=now,
    )
    return seated


@transaction.atomic
def decline(*, asked: JoinRequest, by: Membership, now: datetime) -> None:
    """Say kindly: not this time. Somebody in line leaves it."""
    locked(asked.group_id)
    _answer(asked, RequestState.DECLINED, by=by, now=now)
    offers.settle(asked.offers.open(), OfferState.WITHDRAWN, now=now)
    gate.acted(act="member.declined", by_id=by.user_id, target_id=asked.pk, group_id=asked.group_id, now=now)


def _answer(asked: JoinRequest, state: RequestState, *, by: Membership, now: datetime) -> None:
    # Compare and set: of two facilitators, or of one and the person who takes the request back, one is told no.
    change = {"waiting_since": now} if state == RequestState.WAITING else {}
    still = JoinRequest.objects.that_may_become(state).filter(pk=asked.pk)
    if not still.update(state=state, answered_at=now, answered_by=by, **change):
        raise AlreadyAnswered(_("Somebody has answered this already, or it was taken back."))
    _tell_the_answer(asked, state, now=now)


def _tell_the_answer(asked: JoinRequest, state: RequestState, *, now: datetime) -> None:
    path = reverse("joining:request", args=[asked.pk])
    # A request may be answered twice: wait, and later a seat. Each is told once, and the newer one takes over.
    for earlier in RequestState:
        letters.drop(kind=LetterKind.ANSWER, about=_about(asked, earlier))
    letters.write_to(user=asked.user, kind=LetterKind.ANSWER, about=_about(asked, state), path=path, now=now)


def _about(asked: JoinRequest, state: RequestState) -> UUID:
    return uuid5(asked.pk, state.value)


def _take_a_seat(asked: JoinRequest, *, now: datetime) -> Membership:
    """Under the name that they asked for, with what they wish from everybody."""
    person = asked.user
    visit = Membership.objects.current().filter(group=asked.group_id, user=person, guest_until__isnull=False).first()
    if visit is not None:
        # They sit in today already: they stay, and are told of the coming sessions like everybody who has just joined.
        visit.name, visit.guest_until, visit.joined_at = asked.name, None, now
        visit.may_be_written_to = asked.may_be_written_to
        visit.save(update_fields=["name", "guest_until", "joined_at", "may_be_written_to"])
        return visit
    return Membership.objects.create(
        group_id=asked.group_id,
        user=person,
        name=asked.name,
        joined_at=now,
        pronouns=person.pronouns,
        boundary=person.boundary,
        may_be_written_to=asked.may_be_written_to,
    )


def _names_of_others(asked: JoinRequest, current: Iterable[Membership]) -> list[str]:
    return [one.name for one in current if one.user_id != asked.user_id]


def accept(*, offer: Offer, now: datetime) -> Membership:
    """Say yes to a seat that is kept for oneself. Twice is once; late is told kindly, and the place in line stays."""
    with transaction.atomic():
        answer = _accept(offer, now=now)
    # What was found to stand on nothing has been taken back, whatever the answer: hence no exception before this.
    if isinstance(answer, Refused):
        raise answer
    return answer


def _accept(offer: Offer, *, now: datetime) -> Membership | Refused:
    group = locked(offer.request.group_id)
    current = list(group.memberships.current())
    mine = next((one for one in current if one.user_id == offer.request.user_id and not policy.sits_in(one)), None)
    if mine is not None:
        return _seated_already(offer, mine, now=now)
    offers.take_back_what_is_groundless(group, current, now=now)
    asked = JoinRequest.objects.select_related("user").get(pk=offer.request_id)
    kept = Offer.objects.get(pk=offer.pk)
    try:
        policy.check_can_say_yes(kept, now=now)
    except policy.OfferIsOver as no:
        return no
    if policy.standing(asked.user, group, current, now=now).is_full:
        offers.settle(Offer.objects.filter(pk=kept.pk), OfferState.WITHDRAWN, now=now)
        return policy.no_seat_any_more()
    if names.is_taken(asked.name, _names_of_others(asked, current)):
        return NameIsTaken(_("Somebody in this group goes by that name by now. Write to its facilitators here."))
    _settle_with_a_seat(kept, now=now)
    return _take_a_seat(asked, now=now)


def _seated_already(offer: Offer, mine: Membership, *, now: datetime) -> Membership:
    """They said yes a moment ago, or came in another way."""
    _settle_with_a_seat(offer, now=now)
    return mine


def _settle_with_a_seat(offer: Offer, *, now: datetime) -> None:
    offers.settle(Offer.objects.open().filter(pk=offer.pk), OfferState.ACCEPTED, now=now)
    asked = JoinRequest.objects.that_may_become(RequestState.SEATED).filter(pk=offer.request_id)
    asked.update(state=RequestState.SEATED, answered_at=now)


@transaction.atomic
def not_now(*, offer: Offer, now: datetime) -> None:
    """Let a seat go to the next in line, and keep one's place. Twice is once, and late is fine, too."""
    locked(offer.request.group_id)
    offers.settle(Offer.objects.open().filter(pk=offer.pk), OfferState.DECLINED, now=now)


def offer_seats(*, now: datetime) -> int:
    """Look at every group in which an offer may end or begin. Return how many seats are kept for somebody now."""
    return sum(len(_tend(group_id, now=now)) for group_id in offers.groups_to_look_at(now=now))


@transaction.atomic
def _tend(group_id: UUID, *, now: datetime) -> list[Offer]:
    # What was true when the groups were looked for is asked again under the lock: two beats make one offer.
    return offers.tend(locked(group_id), now=now)


@transaction.atomic
def purge(*, now: datetime) -> None:
    """Words of conversations go after 30 days, and so does what came to nothing; of those seated, the line goes."""
    long_ago = now - KEPT
    FitMessage.objects.filter(at__lte=long_ago).delete()
    # When something was taken back is not kept: it was asked, or put in line, no later than that.
    ended = JoinRequest.objects.annotate(last=Coalesce("answered_at", "asked_at")).filter(last__lte=long_ago)
    ended.filter(state__in=[RequestState.DECLINED, RequestState.WITHDRAWN]).delete()
    ended.filter(state=RequestState.SEATED).exclude(line="").update(line="")
