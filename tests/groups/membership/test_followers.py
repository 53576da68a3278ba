"""Whoever comes back from a pause is heard by what `SEAT_FOLLOWERS` names; a wrong name stops the start."""

from datetime import datetime
from typing import Any

import pytest
from django.test import override_settings

from groups.checks import followers_are_there
from groups.membership import actions
from groups.membership.models import Membership
from tests.cast import Cast

HEARD: list[Any] = []


def listen(**given: Any) -> None:
    HEARD.append(given)


def refuse(**_: Any) -> None:
    raise RuntimeError("not kept")


@override_settings(SEAT_FOLLOWERS=[f"{__name__}.listen"])
def test_it_is_told_once_for_each_pause(cast: Cast, now: datetime) -> None:
    HEARD.clear()
    seat = cast.seat("sam")
    actions.come_back(membership=seat, now=now)
    assert HEARD == []
    actions.pause(membership=seat, weeks=1, now=now)
    for _twice in range(2):
        actions.come_back(membership=seat, now=now)
    assert [{"membership_id": seat.pk, "now": now}] == HEARD


@override_settings(SEAT_FOLLOWERS=[f"{__name__}.refuse"])
def test_what_follows_belongs_to_coming_back(cast: Cast, now: datetime) -> None:
    seat = cast.seat("sam")
    actions.pause(membership=seat, weeks=1, now=now)
    with pytest.raises(RuntimeError):
        actions.come_back(membership=seat, now=now)
    assert Membership.objects.get(pk=seat.pk).is_paused


@pytest.mark.parametrize("name", ["groups.reminders.returns.nobody", "groups.nowhere.heard", "heard"])
def test_a_name_that_leads_to_no_function_is_found_at_the_start(name: str) -> None:
    with override_settings(SEAT_FOLLOWERS=[name]):
        [error] = followers_are_there(None)
    assert error.id == "groups.E003"
    assert name in error.msg


def test_those_that_stand_are_functions() -> None:
    assert followers_are_there(None) == []
