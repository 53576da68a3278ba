"""How many groups somebody facilitates is theirs to choose."""

from datetime import datetime

import pytest

from groups.membership.actions import leave
from groups.membership.models import Part
from groups.membership.policy import HoldsEnough, check_has_room_for
from tests.cast import Cast, membership, support_group


def test_who_facilitates_as_many_groups_as_they_chose_takes_no_other(cast: Cast, now: datetime) -> None:
    check_has_room_for(cast.noor)
    cast.noor.most_groups = 1
    with pytest.raises(HoldsEnough, match=r"You facilitate 1 group; your limit is 1\."):
        check_has_room_for(cast.noor)


def test_a_seat_among_members_and_a_group_that_was_left_weigh_nothing(cast: Cast, now: datetime) -> None:
    cast.noor.most_groups = 2
    membership(support_group(now=now, name="As a member"), cast.noor, now=now)
    check_has_room_for(cast.noor)
    second = membership(support_group(now=now, name="Second"), cast.noor, now=now, role=Part.FACILITATOR)
    membership(second.group, cast.idris, now=now, role=Part.FACILITATOR)
    with pytest.raises(HoldsEnough):
        check_has_room_for(cast.noor)
    leave(membership=second, now=now)
    check_has_room_for(cast.noor)
