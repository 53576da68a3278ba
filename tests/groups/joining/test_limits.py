"""How often somebody may ask: counted in rows, so that an emptied cache or broker forgets nothing; said kindly."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from groups.joining import actions, policy
from groups.joining.models import JoinRequest, RequestState
from groups.membership.models import SupportGroup
from tests.cast import Cast, client_of, support_group
from tests.groups.joining.people import ask, in_line

DAY = timedelta(days=1)


def groups(number: int, *, now: datetime) -> list[SupportGroup]:
    return [support_group(now=now, name=f"Circle {n}") for n in range(number)]


def asked_in(groups: list[SupportGroup], cast: Cast, *, now: datetime) -> list[JoinRequest]:
    return [ask(cast, cast.olu, now=now, name="Wren", group=group) for group in groups]


def tries(cast: Cast) -> str:
    """Olu asks, with words; what is answered."""
    cache.clear()
    answer = client_of(cast.olu).post(f"/groups/{cast.group.pk}/requests/", {"name": "Skylark", "line": "My words."})
    if answer.status_code == 302:
        return ""
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Skylark"' in page
    assert "My words.</textarea>" in page
    return page


@pytest.mark.slow  # five groups, with a room each
def test_five_undecided_requests_are_enough_at_a_time(cast: Cast, now: datetime) -> None:
    asked = asked_in(groups(5, now=now), cast, now=now)
    assert "You have asked five groups" in tries(cast)
    assert (
        "You have asked five groups" in client_of(cast.olu).get(f"/groups/{cast.group.pk}/requests/").content.decode()
    )
    actions.take_back(asked=asked[0], now=now)
    assert tries(cast) == ""


def test_those_in_line_count_as_undecided(cast: Cast, now: datetime) -> None:
    for group in groups(4, now=now):
        ask(cast, cast.olu, now=now, name="Wren", group=group)
    in_line(cast, cast.olu, now=now)
    where = policy.standing(cast.olu, support_group(now=now), [], now=now)
    assert where.undecided == 5


@pytest.mark.slow  # ten groups
def test_ten_requests_are_enough_for_one_day(cast: Cast, now: datetime) -> None:
    for one in groups(10, now=now):
        actions.take_back(asked=ask(cast, cast.olu, now=now, name="Wren", group=one), now=now)
    assert "enough for one day" in tries(cast)
    assert ask(cast, cast.olu, now=now + DAY).state == RequestState.OPEN


def test_after_a_no_the_same_group_is_asked_again_in_a_week(cast: Cast, now: datetime) -> None:
    asked = ask(cast, cast.olu, now=now)
    actions.decline(asked=asked, by=cast.seat("noor"), now=now)
    assert "You can ask here again from" in tries(cast)
    with pytest.raises(policy.NotYet):
        ask(cast, cast.olu, now=now + 7 * DAY - timedelta(seconds=1))
    assert ask(cast, cast.olu, now=now + 7 * DAY).state == RequestState.OPEN


def test_a_no_of_one_group_says_nothing_about_another(cast: Cast, now: datetime) -> None:
    actions.decline(asked=ask(cast, cast.olu, now=now), by=cast.seat("noor"), now=now)
    assert ask(cast, cast.olu, now=now, group=support_group(now=now)).state == RequestState.OPEN


def test_taking_back_is_no_reason_to_wait(cast: Cast, now: datetime) -> None:
    actions.take_back(asked=ask(cast, cast.olu, now=now), now=now)
    assert tries(cast) == ""
