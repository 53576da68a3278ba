"""Every page of setting up is quick, whatever the number of groups, people and sessions."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.membership.models import SupportGroup
from groups.schedule.actions.laying import lay
from groups.schedule.models import Series
from groups.setup import actions
from tests.cast import Cast, membership, person
from tests.groups.setup.conftest import at

STEPS = ("facts", "plan", "agreement", "facilitators", "hours", "preview", "publication")


@pytest.fixture
def busy(cast: Cast, draft: SupportGroup, now: datetime) -> SupportGroup:
    """A group with people, invitations, hours and sessions."""
    for number in range(6):
        membership(draft, person(f"n{number}"), now=now)
    membership(draft, cast.noor, now=now, role="facilitator")
    for number in range(5):
        actions.ask_to_facilitate(group=draft, address=f"w{number}@example.org", by=cast.ada, now=now)
        first = (now + timedelta(days=number)).date()
        lay(series=Series.objects.create(group=draft, starts_on=first, at=now.time(), time_zone="UTC"), now=now)
    return draft


@pytest.mark.parametrize("step", STEPS)
def test_a_step_asks_the_database_little(
    ada: Client, busy: SupportGroup, django_assert_max_num_queries: DjangoAssertNumQueries, step: str
) -> None:
    ada.get(at(step, busy))
    with django_assert_max_num_queries(9 if step == "preview" else 8):
        assert ada.get(at(step, busy)).status_code == 200


@pytest.mark.parametrize("name", ["groups", "new", "table"])
def test_the_other_pages_ask_as_little_for_many_groups(
    ada: Client, busy: SupportGroup, django_assert_max_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    SupportGroup.objects.bulk_create(SupportGroup(name=f"Group {n:02}", purpose="Company.") for n in range(60))
    with django_assert_max_num_queries(6):
        assert ada.get(reverse(f"setup:{name}")).status_code == 200
