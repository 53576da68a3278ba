"""Two people at the same table at once."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from groups.attendance import actions
from groups.attendance.access import facilitator
from groups.attendance.models import Export
from groups.attendance.policy import CannotExport
from groups.membership.models import Membership
from groups.schedule.models import SessionState
from tests.cast import Cast, meeting, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # connections of their own
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL: set DATABASE_URL"),
]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def ask(cast: Cast, name: str, *, now: datetime) -> Export:
    by = facilitator(getattr(cast, name), cast.group.pk)
    return actions.ask(by=by, first_on=now.date(), last_on=now.date(), now=now)


def test_of_two_who_ask_at_once_one_is_told_to_answer_the_other(cast: Cast, now: datetime) -> None:
    answers = at_once([lambda name=name: ask(cast, name, now=now) for name in ("noor", "idris")])
    assert sum(isinstance(one, CannotExport) for one in answers) == 1
    assert Export.objects.count() == 1


def test_what_is_agreed_to_and_taken_back_at_once_never_stays_open(cast: Cast, now: datetime) -> None:
    for n in range(5):
        day = now + timedelta(days=3 * n)
        export = ask(cast, "noor", now=day)
        noor, idris = (facilitator(user, cast.group.pk) for user in (cast.noor, cast.idris))
        acts = [
            lambda export=export, by=idris, day=day: actions.agree(export=export, by=by, now=day),
            lambda export=export, by=noor, day=day: actions.end(export=export, by=by, now=day),
        ]
        at_once(acts)
        export.refresh_from_db()
        assert export.ended_at == day
        with pytest.raises(CannotExport):
            actions.take(export=export, by=noor, now=day)


def test_two_facilitators_who_mark_the_same_person_at_once_make_one_row(cast: Cast, now: datetime) -> None:
    Membership.objects.update(joined_at=now - timedelta(days=9))
    session = meeting(cast.group, starts_at=now - timedelta(days=1), state=SessionState.OVER)
    came = {cast.seat("ana").pk: True}
    answers = at_once(
        [
            lambda name=name: actions.mark(session=session, by=cast.seat(name), came=came, now=now)
            for name in ("noor", "idris")
        ]
    )
    assert sorted(answers) == [0, 1]
    assert session.attendances.count() == 1
