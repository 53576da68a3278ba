"""Ada at her desk, and a draft that has everything but people and an hour."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from groups.membership.models import SupportGroup
from groups.organisation.models import Organisation
from groups.setup.actions import begin
from groups.setup.handling import draft_of
from groups.setup.kits import KITS
from moderation.audit.models import AuditLine
from tests.cast import Cast, with_second_factor


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


@pytest.fixture
def draft(cast: Cast, now: datetime) -> SupportGroup:
    given = draft_of(KITS["grief"], Organisation())
    return begin(group=given.group, plan=given.plan, agreement=given.agreement, by=cast.ada, now=now)


def at(step: str, group: SupportGroup) -> str:
    return reverse(f"setup:{step}", args=[group.pk])


def words_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def changes_of(group: SupportGroup) -> list[dict[str, Any]]:
    lines = AuditLine.objects.filter(group=group.pk, act="group.changed").order_by("pk")
    return [line.changes for line in lines]
