"""A table of who came leaves the service when two people open it together; both stand in the log."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpResponse
from django.test import AsyncClient, Client

from groups.attendance import actions, policy
from groups.attendance.access import admin, facilitator
from groups.attendance.models import Export
from groups.attendance.pages import lines
from groups.attendance.policy import Holder, Stage, stage
from groups.membership.models import Membership
from groups.people.models import Letter, LetterKind, Role, User
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, person, whole_cast, with_second_factor
from tests.groups.attendance.test_table import held
from tests.groups.home.test_directory import words_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def noor_of(cast: Cast) -> Holder:
    return facilitator(cast.noor, cast.group.pk)


def idris_of(cast: Cast) -> Holder:
    return facilitator(cast.idris, cast.group.pk)


def ada_of(cast: Cast) -> Holder:
    return admin(cast.ada, cast.group.pk)


def asked(by: Holder, *, now: datetime) -> Export:
    return actions.ask(by=by, first_on=(now - 30 * DAY).date(), last_on=now.date(), now=now)


def another_admin() -> User:
    user = person("wilma")
    user.role = Role.ADMIN
    user.save()
    return user


def page_of(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/attendance/"


def acts() -> list[str]:
    return list(AuditLine.objects.filter(act__startswith="export.").order_by("at", "pk").values_list("act", flat=True))


def told(user: Any) -> list[str]:
    return list(Letter.objects.filter(user=user, kind=LetterKind.EXPORT).values_list("path", flat=True))


@pytest.fixture
def noor(cast: Cast) -> Client:
    return client_of(cast.noor)


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


@pytest.mark.slow  # several people, several pages
def test_one_asks_another_agrees_and_both_save_it(cast: Cast, noor: Client, now: datetime) -> None:
    idris = client_of(cast.idris)
    days = {"first_on": (now - 7 * DAY).date().isoformat(), "last_on": now.date().isoformat()}
    assert noor.post(page_of(cast), days).status_code == 302
    export = Export.objects.get()
    assert "Noor asks to open this with you." in words_of(idris, page_of(cast))
    assert idris.post(f"/attendance/exports/{export.pk}/agreement/").status_code == 302
    for client in (noor, idris):
        answer = client.post(f"/attendance/exports/{export.pk}/table/")
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
        assert answer["Content-Disposition"].startswith('attachment; filename="attendance-')
        assert "Tuesday" not in answer["Content-Disposition"]
    assert acts() == ["export.asked", "export.agreed", "export.taken", "export.taken"]
    assert set(AuditLine.objects.filter(act="export.taken").values_list("actor", flat=True)) == {
        cast.noor.pk,
        cast.idris.pk,
    }


def test_nobody_opens_it_alone(cast: Cast, noor: Client, now: datetime) -> None:
    export = asked(noor_of(cast), now=now)
    with pytest.raises(policy.CannotExport, match="yourself"):
        actions.agree(export=export, by=noor_of(cast), now=now)
    with pytest.raises(policy.CannotExport, match="not open"):
        actions.take(export=export, by=noor_of(cast), now=now)
    page = words_of(noor, page_of(cast))
    assert "nobody has answered yet" in page
    assert "agreement/" not in page
    assert "/table/" not in page


def test_an_admin_opens_one_with_a_facilitator_only(cast: Cast, ada: Client, now: datetime) -> None:
    other_admin = another_admin()
    export = asked(ada_of(cast), now=now)
    with pytest.raises(policy.CannotExport, match="One of the two"):
        actions.agree(export=export, by=admin(other_admin, cast.group.pk), now=now)
    actions.agree(export=export, by=noor_of(cast), now=now)
    assert ada.post(f"/manage/attendance/exports/{export.pk}/table/").status_code == 200
    page = words_of(ada, f"/manage{page_of(cast)}")
    assert "Opened by the organisation and Noor together." in page


def test_a_facilitator_who_asks_may_be_answered_by_an_admin(cast: Cast, now: datetime) -> None:
    export = actions.agree(export=asked(noor_of(cast), now=now), by=ada_of(cast), now=now)
    assert stage(export, now=now) is Stage.OPEN


def test_only_the_two_can_save_it(cast: Cast, now: datetime) -> None:
    export = actions.agree(export=asked(noor_of(cast), now=now), by=ada_of(cast), now=now)
    with pytest.raises(policy.CannotExport, match="the two people"):
        actions.take(export=export, by=idris_of(cast), now=now)
    client = client_of(cast.idris)
    assert "Save the table" not in words_of(client, page_of(cast))
    assert client.post(f"/attendance/exports/{export.pk}/table/").status_code == 302
    assert "export.taken" not in acts()


def test_the_question_stands_for_48_hours_and_then_the_table_for_48(cast: Cast, now: datetime) -> None:
    export = asked(noor_of(cast), now=now)
    with pytest.raises(policy.AlreadySettled):
        actions.agree(export=export, by=idris_of(cast), now=now + 48 * HOUR)
    later = now + 47 * HOUR
    actions.agree(export=export, by=idris_of(cast), now=later)
    actions.take(export=export, by=noor_of(cast), now=later + 47 * HOUR)
    with pytest.raises(policy.CannotExport, match="not open"):
        actions.take(export=export, by=noor_of(cast), now=later + 48 * HOUR)
    export.refresh_from_db()
    assert stage(export, now=later + 48 * HOUR) is Stage.CLOSED


def test_it_is_taken_back_declined_or_closed_without_a_reason(cast: Cast, noor: Client, now: datetime) -> None:
    taken_back = actions.end(export=asked(noor_of(cast), now=now), by=noor_of(cast), now=now)
    declined = actions.end(export=asked(noor_of(cast), now=now), by=idris_of(cast), now=now)
    closed = actions.agree(export=asked(noor_of(cast), now=now), by=idris_of(cast), now=now)
    actions.end(export=closed, by=idris_of(cast), now=now)
    for export in (taken_back, declined, closed):
        with pytest.raises(policy.Refused):
            actions.agree(export=export, by=idris_of(cast), now=now)
        with pytest.raises(policy.CannotExport):
            actions.take(export=export, by=noor_of(cast), now=now)
    assert {one.stage for one in lines(noor_of(cast), now=now)} == {Stage.ENDED}
    assert "Before" in words_of(noor, page_of(cast))


@pytest.mark.slow  # as often as it is possible in a day
def test_one_question_at_a_time_and_a_few_a_day(cast: Cast, noor: Client, now: datetime) -> None:
    for _ in range(policy.MOST_ASKED):
        export = asked(noor_of(cast), now=now)
        with pytest.raises(policy.CannotExport, match="already"):
            asked(idris_of(cast), now=now)
        actions.end(export=export, by=noor_of(cast), now=now)
    with pytest.raises(policy.CannotExport, match="tomorrow"):
        asked(noor_of(cast), now=now)
    days = {"first_on": "2026-01-01", "last_on": "2026-01-31"}
    answer = noor.post(page_of(cast), days)
    assert answer.status_code == 422
    assert "You can ask again tomorrow." in answer.content.decode()
    assert 'value="2026-01-31"' in answer.content.decode()
    asked(noor_of(cast), now=now + DAY)


def test_whoever_could_agree_is_written_to_and_hears_no_more_when_it_is_settled(cast: Cast, now: datetime) -> None:
    export = asked(noor_of(cast), now=now)
    assert told(cast.idris) == [page_of(cast)]
    assert told(cast.noor) == told(cast.ada) == told(cast.sam) == []
    Letter.objects.update(state="pending")
    actions.end(export=export, by=idris_of(cast), now=now)
    assert set(Letter.objects.values_list("user", "state")) == {
        (cast.idris.pk, "dropped"),
        (cast.noor.pk, "pending"),
    }


def test_where_there_is_no_other_facilitator_the_admins_are_asked(cast: Cast, now: datetime) -> None:
    Membership.objects.filter(pk=cast.seat("idris").pk).update(state="left", ended_at=now)
    asked(noor_of(cast), now=now)
    assert told(cast.ada) == [f"/manage{page_of(cast)}"]


def test_an_admins_question_goes_to_the_facilitators(cast: Cast, now: datetime) -> None:
    another_admin()
    asked(ada_of(cast), now=now)
    assert set(Letter.objects.values_list("user", flat=True)) == {cast.noor.pk, cast.idris.pk}


def test_somebody_who_has_left_since_asking_opens_nothing(cast: Cast, now: datetime) -> None:
    export = asked(noor_of(cast), now=now)
    Membership.objects.filter(pk=cast.seat("noor").pk).update(state="left", ended_at=now)
    with pytest.raises(policy.CannotExport, match="any more"):
        actions.agree(export=export, by=idris_of(cast), now=now)
    client = client_of(cast.noor)
    assert client.post(f"/attendance/exports/{export.pk}/table/").status_code == 404


def test_a_closed_account_asks_and_agrees_to_nothing(cast: Cast, now: datetime) -> None:
    export = asked(noor_of(cast), now=now)
    User.objects.filter(pk=cast.noor.pk).update(is_active=False)
    with pytest.raises(policy.CannotExport, match="any more"):
        actions.agree(export=export, by=idris_of(cast), now=now)
    Export.objects.all().delete()
    asked(idris_of(cast), now=now)
    assert told(cast.noor) == []
    assert told(cast.ada) == [f"/manage{page_of(cast)}"]


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "before the first"),
        (date(2026, 6, 2), date(2026, 6, 3), "still to come"),
        (date(2025, 5, 31), date(2026, 6, 1), "a year at most"),
        (date(2025, 6, 1), date(2026, 6, 1), ""),
        (date(2026, 6, 1), date(2026, 6, 1), ""),
    ],
)
@pytest.mark.one_engine
def test_the_days_are_a_year_at_most_and_have_begun(first: date, last: date, says: str) -> None:
    if not says:
        policy.check_days(first, last, today=date(2026, 6, 1))
        return
    with pytest.raises(policy.DaysDoNotFit, match=says):
        policy.check_days(first, last, today=date(2026, 6, 1))


@pytest.mark.slow  # the other kind of server
@pytest.mark.django_db(transaction=True)
async def test_the_table_comes_in_parts_where_pages_are_served_without_blocking(now: datetime) -> None:
    try:
        cast, export = await sync_to_async(opened)(now=now)
        client = AsyncClient()
        await client.aforce_login(cast.noor, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer: HttpResponse = await client.post(f"/attendance/exports/{export.pk}/table/")
        assert answer.status_code == 200
        parts = [part async for part in answer]
    finally:
        await sync_to_async(connections.close_all)()
    assert len(parts) == 2
    assert b"Sam,member,room" in parts[1]


def opened(*, now: datetime) -> tuple[Cast, Export]:
    cast = whole_cast(now=now)
    held(cast, now - DAY, sam=True)
    return cast, actions.agree(export=asked(noor_of(cast), now=now), by=idris_of(cast), now=now)


@pytest.mark.slow  # several people, several pages
def test_who_has_nothing_to_do_with_the_group_reads_that_nothing_is_there(cast: Cast, now: datetime) -> None:
    export = asked(noor_of(cast), now=now)
    for user in (cast.sam, cast.olu, cast.max):
        client = client_of(user)
        assert client.get(page_of(cast)).status_code == 404
        assert client.get(f"/manage{page_of(cast)}").status_code == 404
        for what in ("agreement", "end", "table"):
            assert client.post(f"/attendance/exports/{export.pk}/{what}/").status_code == 404


def test_the_page_asks_the_database_little(
    cast: Cast, noor: Client, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for n in range(4):
        day = now - (n + 2) * DAY
        actions.end(export=asked(noor_of(cast), now=day), by=noor_of(cast), now=day)
    asked(idris_of(cast), now=now)
    with django_assert_max_num_queries(9):
        assert noor.get(page_of(cast)).status_code == 200


def test_everybody_can_read_beforehand_who_learns_that_they_came(cast: Cast) -> None:
    page = words_of(client_of(None), "/trust/")
    assert "A table of who came is made only when two people open it together" in page
