"""In line: put there by a facilitator, asked when a seat falls free, the place never lost; told only when asked."""

from datetime import datetime, timedelta

import pytest

from groups.joining import actions, offers, tasks
from groups.joining.models import JoinRequest, Offer, OfferState, RequestState
from groups.membership.models import SupportGroup
from groups.people.models import Letter, LetterKind, LetterState
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, membership, person
from tests.groups.joining.people import ask, fill, gives_back, in_line, line_of, offered

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def states(*asked: JoinRequest) -> list[list[str]]:
    """Of each, the states of the offers to them, the oldest first."""
    return [list(one.offers.order_by("made_at", "pk").values_list("state", flat=True)) for one in asked]


def test_a_facilitator_puts_somebody_in_line(cast: Cast, now: datetime) -> None:
    asked = ask(cast, cast.olu, now=now)
    assert client_of(cast.noor).post(f"/requests/{asked.pk}/waiting/").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == (RequestState.WAITING, cast.seat("noor"))
    assert asked.waiting_since == asked.answered_at
    assert "In line for a seat" in client_of(cast.olu).get(f"/requests/{asked.pk}/").content.decode()
    line = AuditLine.objects.get(act="member.put_in_line")
    assert (line.actor, line.target, line.group) == (cast.noor.pk, asked.pk, cast.group.pk)


def test_being_put_in_line_twice_keeps_the_first_place(cast: Cast, now: datetime) -> None:
    asked = in_line(cast, cast.olu, now=now)
    with pytest.raises(actions.AlreadyAnswered):
        actions.wait(asked=asked, by=cast.seat("idris"), now=now + DAY)
    asked.refresh_from_db()
    assert asked.waiting_since == now


def test_each_answer_is_told_once_and_the_newer_takes_over(cast: Cast, now: datetime) -> None:
    asked = in_line(cast, cast.olu, now=now)
    actions.decline(asked=asked, by=cast.seat("noor"), now=now)
    letters = Letter.objects.filter(kind=LetterKind.ANSWER, user=cast.olu, path=f"/requests/{asked.pk}/")
    assert sorted(letters.values_list("state", flat=True)) == [LetterState.DROPPED, LetterState.PENDING]


def test_a_free_seat_is_kept_for_the_first_in_line(cast: Cast, now: datetime) -> None:
    members = fill(cast.group, now=now)
    first, second = line_of(cast, "pat", "wim", now=now)
    assert actions.offer_seats(now=now + HOUR) == 0
    gives_back(members[0], now=now)
    assert actions.offer_seats(now=now + HOUR) == 1
    assert actions.offer_seats(now=now + HOUR) == 0
    assert states(first, second) == [["open"], []]
    offer = offered(first)
    assert (offer.made_at, offer.expires_at) == (now + HOUR, now + HOUR + cast.group.offer_hours * HOUR)


def test_they_are_told_by_a_letter_that_ends_with_the_offer(cast: Cast, now: datetime) -> None:
    [first] = line_of(cast, "pat", now=now)
    actions.offer_seats(now=now)
    letter = Letter.objects.get(kind=LetterKind.OFFER)
    offer = offered(first)
    assert (letter.user_id, letter.about) == (first.user_id, offer.pk)
    assert (letter.path, letter.expires_at) == (f"/offers/{offer.pk}/", offer.expires_at)


def test_quiet_hours_of_the_person_are_not_eaten(cast: Cast, now: datetime) -> None:
    midnight = datetime.fromisoformat("2026-11-21T23:00+00:00")
    asked = in_line(cast, person("pat", time_zone="Europe/London"), now=midnight)
    actions.offer_seats(now=midnight)
    # 48 waking hours of 14 a day, from eight in the morning on.
    assert offered(asked).expires_at == datetime.fromisoformat("2026-11-25T14:00+00:00")


def test_several_free_seats_are_kept_for_as_many(cast: Cast, now: datetime) -> None:
    fill(cast.group, now=now, leave=2)
    line = line_of(cast, "pat", "wim", "xan", now=now)
    assert actions.offer_seats(now=now + HOUR) == 2
    assert states(*line) == [["open"], ["open"], []]


def test_who_let_an_offer_run_out_keeps_their_place_and_rests(cast: Cast, now: datetime) -> None:
    fill(cast.group, now=now, leave=1)
    first, second = line_of(cast, "pat", "wim", now=now)
    actions.offer_seats(now=now + HOUR)
    over = offered(first).expires_at
    actions.offer_seats(now=over - timedelta(seconds=1))
    assert states(first, second) == [["open"], []]
    actions.offer_seats(now=over)
    assert states(first, second) == [["expired"], ["open"]]
    place = first.waiting_since
    first.refresh_from_db()
    assert (first.waiting_since, first.rests_until) == (place, over + offers.REST)
    # Once rested, they are first again.
    actions.offer_seats(now=offered(second).expires_at)
    actions.offer_seats(now=over + offers.REST)
    assert states(first, second) == [["expired", "open"], ["expired"]]


def test_a_group_with_fewer_seats_takes_back_the_newest_offers(cast: Cast, now: datetime) -> None:
    fill(cast.group, now=now, leave=2)
    first, second = line_of(cast, "pat", "wim", now=now)
    actions.offer_seats(now=now + HOUR)
    SupportGroup.objects.update(capacity=7)
    actions.offer_seats(now=now + HOUR)
    assert states(first, second) == [["open"], ["withdrawn"]]
    second.refresh_from_db()
    assert (second.state, second.rests_until) == (RequestState.WAITING, None)
    assert list(Letter.objects.filter(kind=LetterKind.OFFER, state=LetterState.DROPPED).values_list("about")) == [
        (offered(second).pk,)
    ]
    SupportGroup.objects.update(capacity=8)
    actions.offer_seats(now=now + 2 * HOUR)
    assert states(first, second) == [["open"], ["withdrawn", "open"]]


def test_a_group_that_is_not_published_offers_nothing(cast: Cast, now: datetime) -> None:
    first, second = line_of(cast, "pat", "wim", now=now)
    fill(cast.group, now=now, leave=1)
    actions.offer_seats(now=now + HOUR)
    SupportGroup.objects.update(is_published=False)
    assert actions.offer_seats(now=now + HOUR) == 0
    assert states(first, second) == [["withdrawn"], []]
    assert client_of(first.user).get(f"/requests/{first.pk}/").status_code == 200


def test_who_takes_it_back_frees_what_was_kept(cast: Cast, now: datetime) -> None:
    fill(cast.group, now=now, leave=1)
    first, second = line_of(cast, "pat", "wim", now=now)
    actions.offer_seats(now=now + HOUR)
    client_of(first.user).post(f"/requests/{first.pk}/withdrawal/")
    actions.offer_seats(now=now + HOUR)
    assert states(first, second) == [["withdrawn"], ["open"]]
    first.refresh_from_db()
    assert first.state == RequestState.WITHDRAWN


@pytest.mark.parametrize("answer", [actions.seat, actions.decline])
def test_a_facilitator_who_answers_after_all_settles_the_offer(cast: Cast, now: datetime, answer: object) -> None:
    fill(cast.group, now=now, leave=1)
    [first] = line_of(cast, "pat", now=now)
    actions.offer_seats(now=now)
    answer(asked=first, by=cast.seat("noor"), now=now)
    assert states(first) == [["withdrawn"]]
    assert cast.group.memberships.current().filter(user=first.user).exists() == (answer is actions.seat)


def test_a_kept_seat_is_given_to_nobody_else(cast: Cast, now: datetime) -> None:
    fill(cast.group, now=now, leave=1)
    line_of(cast, "pat", now=now)
    other = ask(cast, cast.olu, now=now)
    actions.offer_seats(now=now)
    answer = client_of(cast.noor).post(f"/requests/{other.pk}/seat/", follow=True)
    assert "No seat is free for this request now" in answer.content.decode()


def test_who_came_in_another_way_is_not_asked(cast: Cast, now: datetime) -> None:
    first, second = line_of(cast, "pat", "wim", now=now)
    membership(cast.group, first.user, now=now)
    fill(cast.group, now=now, leave=1)
    actions.offer_seats(now=now + HOUR)
    assert states(first, second) == [[], ["open"]]


def test_the_place_in_line_is_a_number_and_nothing_else(cast: Cast, now: datetime) -> None:
    members = fill(cast.group, now=now)
    first, second, third = line_of(cast, "pat", "wim", "xan", now=now)
    gives_back(members[0], now=now)
    actions.offer_seats(now=now + HOUR)
    for asked, words in ((first, "Nobody is before you"), (second, "1 person is"), (third, "2 people are before you")):
        assert words in client_of(asked.user).get(f"/requests/{asked.pk}/place/").content.decode()
        page = client_of(asked.user).get(f"/requests/{asked.pk}/").content.decode()
        assert "Where am I in line?" in page
        assert words not in page
    assert client_of(first.user).get(f"/requests/{second.pk}/place/").status_code == 404
    assert client_of(cast.noor).get(f"/requests/{second.pk}/place/").status_code == 404


def test_facilitators_read_the_line(cast: Cast, now: datetime) -> None:
    fill(cast.group, now=now, leave=1)
    first, second = line_of(cast, "pat", "wim", now=now)
    actions.offer_seats(now=now)
    Offer.objects.update(state=OfferState.DECLINED, settled_at=now)
    JoinRequest.objects.filter(pk=first.pk).update(rests_until=now + DAY)
    actions.offer_seats(now=now)
    page = client_of(cast.noor).get(f"/groups/{cast.group.pk}/requests/").content.decode()
    assert page.index("Pat Bird") < page.index("Others are asked first until") < page.index("Wim Bird")
    assert page.index("Wim Bird") < page.index("A seat is kept for them until")
    assert "0 of 8 seats are free" in page
    assert offered(second).state == OfferState.OPEN


def test_an_account_that_was_closed_is_passed_over(cast: Cast, now: datetime) -> None:
    first, second = line_of(cast, "pat", "wim", now=now)
    type(first.user).objects.filter(pk=first.user_id).update(is_active=False)
    fill(cast.group, now=now, leave=1)
    actions.offer_seats(now=now)
    assert states(first, second) == [[], ["open"]]
    assert actions.offer_seats(now=now) == 0


def test_the_tasks_that_beat_names_do_this(cast: Cast, now: datetime) -> None:
    first, second = line_of(cast, "pat", "wim", now=now - 40 * DAY)
    actions.decline(asked=second, by=cast.seat("noor"), now=now - 31 * DAY)
    tasks.offer_seats()
    tasks.purge()
    assert states(first) == [["open"]]
    assert not JoinRequest.objects.filter(pk=second.pk).exists()
