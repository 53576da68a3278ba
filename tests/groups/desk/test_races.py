"""Admins who change each other at once: real threads, on PostgreSQL. There is always an admin."""

from datetime import datetime, timedelta

import pytest
from django.db import connection  # noqa: F401 - read by the mark below

from groups.desk import policy
from groups.desk.actions import holidays, organisation, people
from groups.organisation.models import Holiday, Organisation
from groups.people.models import Role, User
from moderation.audit.models import AuditLine
from tests.cast import Cast, person, whole_cast
from tests.groups.membership.test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,  # many connections
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="races need PostgreSQL: set DATABASE_URL"),
]


@pytest.fixture
def cast(transactional_db: None, now: datetime) -> Cast:
    return whole_cast(now=now)


def admins(cast: Cast, *, more: int) -> list[User]:
    people = [person(f"admin{n}") for n in range(more)]
    User.objects.filter(pk__in=[one.pk for one in people]).update(role=Role.ADMIN)
    return [cast.ada, *people]


def here() -> int:
    return User.objects.filter(role=Role.ADMIN, is_active=True).count()


def test_two_admins_who_take_each_other_s_role_at_once_leave_one(cast: Cast, now: datetime) -> None:
    for _ in range(5):
        one, other = admins(cast, more=1)
        acts = [
            lambda a=a, b=b: people.give_role(user=b, role=Role.NONE, by=a, now=now)
            for a, b in ((one, other), (other, one))
        ]
        assert sum(isinstance(answer, policy.CannotChange) for answer in at_once(acts)) == 1
        assert here() == 1
        User.objects.filter(email__startswith="admin").delete()
        User.objects.filter(pk=cast.ada.pk).update(role=Role.ADMIN)


def test_a_ring_of_admins_who_close_each_other_s_accounts_leaves_somebody(cast: Cast, now: datetime) -> None:
    ring = admins(cast, more=4)
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    at_once([lambda a=a, b=b: people.deactivate(user=b, by=a, now=now) for a, b in pairs])
    assert here() >= 1


def test_settings_kept_at_once_are_each_kept_whole(cast: Cast, now: datetime) -> None:
    given = [{"name": "Harbour"}, {"neutral_name": "Thursdays"}, {"mail_from_name": "Th"}]
    at_once([lambda one=one: organisation.change_settings(given=one, by=cast.ada, now=now) for one in given])
    kept = Organisation.objects.get()
    assert (kept.name, kept.neutral_name, kept.mail_from_name) == ("Harbour", "Thursdays", "Th")
    assert AuditLine.objects.filter(act="organisation.changed").count() == 3


def test_a_holiday_that_many_take_back_at_once_is_taken_back_once(cast: Cast, now: datetime) -> None:
    day = now.date()
    holiday = Holiday.objects.create(name="Midwinter", first_on=day, last_on=day)
    given = {"name": "Midwinter", "first_on": day, "last_on": day + timedelta(days=1)}
    acts = [lambda: holidays.remove(holiday=Holiday(pk=holiday.pk, **given), by=cast.ada, now=now)] * 3
    changing = [lambda: holidays.change(holiday=holiday, given=given, by=cast.ada, now=now)] * 3
    answers = at_once(acts + changing)
    assert sum(isinstance(one, policy.HolidayIsGone) for one in answers) + answers.count(None) == 6
    assert AuditLine.objects.filter(act="holiday.removed", target=holiday.pk).count() == 1
    assert not Holiday.objects.exists()
