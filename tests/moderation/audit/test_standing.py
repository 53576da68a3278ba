"""What people with power did stays written, whoever would like it otherwise."""

import uuid
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from moderation.audit.actions import NOT_A_CODE, record
from moderation.audit.models import AuditLine
from tests.cast import Cast


@pytest.fixture
def line(cast: Cast, now: datetime) -> AuditLine:
    return record(by=cast.noor, act="message.hidden", target=uuid.uuid4(), subject=cast.seat("sam"), now=now)


def test_a_line_says_who_did_what_to_whom(cast: Cast, now: datetime) -> None:
    target = uuid.uuid4()
    record(
        by=cast.noor,
        act="message.hidden",
        target=target,
        subject=cast.seat("sam"),
        group=cast.group,
        reason="unkind",
        now=now,
    )
    line = AuditLine.objects.get()
    assert (line.actor, line.act, line.target) == (cast.noor.pk, "message.hidden", target)
    assert (line.subject, line.group, line.reason, line.at) == (cast.seat("sam").pk, cast.group.pk, "unkind", now)


def test_a_line_is_never_changed(line: AuditLine) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditLine.objects.update(reason="other")
    line.act = "message.released"
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()
    assert AuditLine.objects.get().act == "message.hidden"


def test_a_line_is_never_removed(line: AuditLine) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        line.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditLine.objects.all().delete()
    assert AuditLine.objects.count() == 1


def test_the_log_is_never_emptied(line: AuditLine) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL knows TRUNCATE")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE moderation_auditline")
    assert AuditLine.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_that_commits_finds_an_empty_log_whose_rows_still_stand(time: str, now: datetime) -> None:
    assert not AuditLine.objects.exists()
    record(by=uuid.uuid4(), act="room.opened", target=uuid.uuid4(), now=now)
    with pytest.raises(IntegrityError):
        AuditLine.objects.all().delete()


def test_words_that_people_wrote_are_not_written_down(cast: Cast, now: datetime) -> None:
    record(by=cast.noor, act="message.hidden", target=uuid.uuid4(), reason="Sam said a thing", now=now)
    assert AuditLine.objects.get().reason == NOT_A_CODE


def test_a_line_outlives_what_it_names(line: AuditLine, cast: Cast) -> None:
    cast.seat("sam").delete()
    assert AuditLine.objects.get().subject is not None
