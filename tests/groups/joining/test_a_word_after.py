"""A word after a session is agreed to where a seat is asked for, kept with the seat, and changed on its page."""

from datetime import datetime

import pytest

from groups.joining import actions
from groups.membership.models import Membership, Part
from tests.cast import Cast, client_of

SEAT = {"name": "Sam", "pronouns": "", "boundary": ""}


@pytest.mark.parametrize("ticked", [True, False])
def test_what_was_ticked_at_asking_stands_with_the_seat(cast: Cast, ticked: bool) -> None:
    given = {"name": "Wren", "line": ""} | ({"may_be_written_to": "on"} if ticked else {})
    client_of(cast.olu).post(f"/groups/{cast.group.pk}/requests/", given)
    asked = cast.group.requests.get()
    assert asked.may_be_written_to is ticked
    client_of(cast.noor).post(f"/requests/{asked.pk}/seat/")
    assert Membership.objects.get(user=cast.olu).may_be_written_to is ticked


def test_nothing_is_ticked_before_somebody_ticks_it(cast: Cast) -> None:
    form = client_of(cast.olu).get(f"/groups/{cast.group.pk}/requests/").context["form"]
    assert not form["may_be_written_to"].value()
    assert not form.fields["may_be_written_to"].required


def test_whoever_asks_without_a_word_about_it_has_not_agreed(cast: Cast, now: datetime) -> None:
    asked = actions.ask(group=cast.group, user=cast.olu, name="Wren", line="", now=now)
    assert not actions.seat(asked=asked, by=cast.seat("noor"), now=now).may_be_written_to


def test_somebody_who_sat_in_before_keeps_what_they_ticked(cast: Cast, now: datetime) -> None:
    asked = actions.ask(group=cast.group, user=cast.olu, name="Wren", line="", may_be_written_to=True, now=now)
    visit = {"role": Part.MEMBER, "name": "Wren", "joined_at": now, "guest_until": now}
    Membership.objects.create(group=cast.group, user=cast.olu, **visit)
    assert actions.seat(asked=asked, by=cast.seat("noor"), now=now).may_be_written_to


def test_it_is_changed_on_the_page_of_the_seat_and_back(cast: Cast) -> None:
    sam, page = client_of(cast.sam), f"/groups/{cast.group.pk}/me/"
    for given, stands in (({"may_be_written_to": "on"}, True), ({}, False)):
        sam.post(page, SEAT | given)
        assert Membership.objects.get(pk=cast.seat("sam").pk).may_be_written_to is stands


def test_whoever_holds_the_group_is_not_asked(cast: Cast) -> None:
    page = f"/groups/{cast.group.pk}/me/"
    noor = client_of(cast.noor)
    assert "may_be_written_to" not in noor.get(page).content.decode()
    noor.post(page, SEAT | {"name": "Noor", "may_be_written_to": "on"})
    assert not Membership.objects.get(pk=cast.seat("noor").pk).may_be_written_to
