"""Who has a role, who facilitates, what they have learned; closing an account. Members are nowhere listed."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from groups.desk import policy
from groups.desk.actions import people as actions
from groups.membership.actions import leave
from groups.membership.models import State
from groups.organisation.models import Organisation
from groups.people import delivery, letters
from groups.people.models import LetterKind, Role, User
from moderation.audit.models import AuditLine
from tests.cast import Cast, client_of, with_second_factor


@pytest.fixture
def ada(cast: Cast) -> Client:
    return with_second_factor(cast.ada)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_the_list_has_those_with_a_role_or_a_group_to_hold_and_no_member(ada: Client) -> None:
    page = ada.get("/manage/people/").content.decode()
    for name in ("max", "ada", "noor", "idris"):
        assert f"{name}@example.org" in page
    for name in ("sam", "ana", "olu"):
        assert f"{name}@example.org" not in page


@pytest.mark.parametrize("name", ["sam", "olu"])
@pytest.mark.parametrize("where", ["", "deactivation/", "training/", "deactivation/end/"])
def test_nobody_else_has_a_page_there(ada: Client, cast: Cast, name: str, where: str) -> None:
    user = getattr(cast, name)
    assert ada.post(f"/manage/people/{user.pk}/{where}", {"role": "admin"}).status_code == 404
    assert (fresh(user).role, fresh(user).is_active) == (Role.NONE, True)


def test_a_role_changes_and_the_log_has_both(ada: Client, cast: Cast) -> None:
    ada.post(f"/manage/people/{cast.noor.pk}/", {"role": "moderator"})
    ada.post(f"/manage/people/{cast.noor.pk}/", {"role": "moderator"})
    assert fresh(cast.noor).role == Role.MODERATOR
    line = AuditLine.objects.get()
    assert (line.act, line.actor, line.target) == ("person.role_changed", cast.ada.pk, cast.noor.pk)
    assert line.changes == {"role": ["", "moderator"]}
    ada.post(f"/manage/people/{cast.max.pk}/", {"role": "none"})
    assert fresh(cast.max).role == Role.NONE
    assert "max@example.org" not in ada.get("/manage/people/").content.decode()


def test_nobody_changes_their_own_role_or_closes_their_own_account(ada: Client, cast: Cast) -> None:
    page = ada.get(f"/manage/people/{cast.ada.pk}/").content.decode()
    assert "This is you" in page
    assert "Keep this role" not in page
    answer = ada.post(f"/manage/people/{cast.ada.pk}/", {"role": "none"}, follow=True)
    assert "changed by another admin" in answer.content.decode()
    answer = ada.post(f"/manage/people/{cast.ada.pk}/deactivation/", follow=True)
    assert "closed by another admin" in answer.content.decode()
    assert (fresh(cast.ada).role, fresh(cast.ada).is_active, AuditLine.objects.count()) == (Role.ADMIN, True, 0)


def test_who_is_no_admin_any_more_changes_nothing(cast: Cast, now: datetime) -> None:
    for by in (cast.max, cast.noor):
        with pytest.raises(policy.CannotChange):
            actions.give_role(user=cast.idris, role=Role.ADMIN, by=by, now=now)
        with pytest.raises(policy.CannotChange):
            actions.deactivate(user=cast.idris, by=by, now=now)
        with pytest.raises(policy.CannotChange):
            actions.reactivate(user=cast.idris, by=by, now=now)


@pytest.mark.parametrize("role", ["boss", "superuser", "", "\x00"])
def test_a_role_that_is_none_is_asked_for_again(ada: Client, cast: Cast, role: str) -> None:
    assert ada.post(f"/manage/people/{cast.noor.pk}/", {"role": role}).status_code == 422
    assert fresh(cast.noor).role == Role.NONE


def test_the_page_tells_whether_a_second_step_is_set_up(ada: Client, cast: Cast) -> None:
    address = f"/manage/people/{cast.max.pk}/"
    assert "not yet; the pages of the role stay closed" in ada.get(address).content.decode()
    with_second_factor(cast.max)
    assert "stay closed" not in ada.get(address).content.decode()


def test_a_moderator_without_a_second_factor_is_led_to_set_it_up(cast: Cast) -> None:
    answer = client_of(cast.max).get("/moderation/reports/queue/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/2fa/"
    assert "second step" in answer.content.decode()
    assert with_second_factor(cast.max).get("/moderation/reports/queue/").status_code == 200
    assert client_of(cast.noor).get("/moderation/reports/queue/").status_code == 200


def test_training_is_kept_shown_and_removed(ada: Client, cast: Cast) -> None:
    address = f"/manage/people/{cast.noor.pk}/"
    ada.post(f"{address}training/", {"what": "Listening", "on": "2020-01-31", "valid_until": "2021-01-31"})
    record = cast.noor.training.get()
    assert (record.on, record.valid_until) == (date(2020, 1, 31), date(2021, 1, 31))
    assert "ran out on 31 January 2021" in ada.get(address).content.decode()
    assert "has run out" in ada.get("/manage/people/").content.decode()
    ada.post(f"{address}training/{record.pk}/removal/")
    assert not cast.noor.training.exists()
    acts = AuditLine.objects.order_by("pk").values_list("act", "target")
    assert list(acts) == [("training.added", cast.noor.pk), ("training.removed", cast.noor.pk)]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"what": ""}, "required"),
        ({"on": "soon"}, "year, month, day"),
        ({"valid_until": "2019-01-01"}, "cannot end before"),
        ({"what": "x" * 121}, "at most 120"),
    ],
)
def test_training_that_cannot_be_right_is_explained(
    ada: Client, cast: Cast, given: dict[str, str], sentence: str
) -> None:
    form = {"what": "Listening", "on": "2020-01-31", "valid_until": "2021-01-31"} | given
    answer = ada.post(f"/manage/people/{cast.noor.pk}/training/", form)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert 'value="2020-01-31"' in page or "on" in given


def test_closing_an_account_signs_out_everywhere_and_nothing_opens_again_by_itself(ada: Client, cast: Cast) -> None:
    devices = [client_of(cast.noor), client_of(cast.noor)]
    assert [one.get("/settings/").status_code for one in devices] == [200, 200]
    page = ada.get(f"/manage/people/{cast.noor.pk}/deactivation/").content.decode()
    assert "signed out everywhere at once" in page
    assert "They facilitate 1 group" in page
    ada.post(f"/manage/people/{cast.noor.pk}/deactivation/")
    assert [one.get("/settings/").status_code for one in devices] == [302, 302]
    ada.post(f"/manage/people/{cast.noor.pk}/deactivation/end/")
    assert [one.get("/settings/").status_code for one in devices] == [302, 302]
    assert client_of(fresh(cast.noor)).get("/settings/").status_code == 200
    acts = AuditLine.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["person.deactivated", "person.reactivated"]


def test_the_code_of_a_closed_account_opens_nothing(ada: Client, cast: Cast, mailoutbox: list[object]) -> None:
    ada.post(f"/manage/people/{cast.noor.pk}/deactivation/")
    answer = Client().post("/account/login/code/", {"email": "noor@example.org"}, follow=True)
    assert not answer.wsgi_request.user.is_authenticated


def test_seats_and_roles_wait_for_the_return(ada: Client, cast: Cast) -> None:
    ada.post(f"/manage/people/{cast.noor.pk}/deactivation/")
    ada.post(f"/manage/people/{cast.max.pk}/deactivation/")
    cast.seat("noor").refresh_from_db()
    assert (cast.seat("noor").state, fresh(cast.max).role) == (State.SEATED, Role.MODERATOR)
    page = ada.get("/manage/people/").content.decode()
    assert page.count("account closed") == 2
    assert "Open the account again" in ada.get(f"/manage/people/{cast.max.pk}/").content.decode()


def test_a_closed_account_gets_no_role_until_it_is_open(ada: Client, cast: Cast, now: datetime) -> None:
    actions.deactivate(user=cast.noor, by=cast.ada, now=now)
    with pytest.raises(policy.CannotChange, match="Open it again first"):
        actions.give_role(user=cast.noor, role=Role.ADMIN, by=cast.ada, now=now)


def test_who_has_no_group_any_more_can_still_be_let_in_again(ada: Client, cast: Cast, now: datetime) -> None:
    actions.deactivate(user=cast.noor, by=cast.ada, now=now)
    leave(membership=cast.seat("noor"), now=now)
    assert "noor@example.org" in ada.get("/manage/people/").content.decode()
    ada.post(f"/manage/people/{cast.noor.pk}/deactivation/end/")
    assert fresh(cast.noor).is_active


def test_who_is_on_call_and_whose_account_closes_is_on_call_no_more(cast: Cast, now: datetime) -> None:
    Organisation.objects.create(on_call=cast.max)
    actions.deactivate(user=cast.max, by=cast.ada, now=now)
    assert Organisation.objects.get().on_call is None
    assert AuditLine.objects.get().changes == {"on_call": [None, None]}


def test_closing_twice_is_closing_and_opening_twice_is_told(cast: Cast, now: datetime) -> None:
    actions.deactivate(user=cast.max, by=cast.ada, now=now)
    actions.deactivate(user=cast.max, by=cast.ada, now=now)
    actions.reactivate(user=cast.max, by=cast.ada, now=now)
    with pytest.raises(policy.CannotChange):
        actions.reactivate(user=cast.max, by=cast.ada, now=now)
    assert AuditLine.objects.count() == 2


def test_a_closed_account_is_sent_nothing(cast: Cast, now: datetime, mailoutbox: list[Any]) -> None:
    for user in (cast.max, cast.noor):
        User.objects.filter(pk=user.pk).update(quiet_from=None, quiet_to=None)
        letters.write_to(user=user, kind=LetterKind.HANDOVER, about=cast.group.pk, path="/", now=now)
    actions.deactivate(user=cast.max, by=cast.ada, now=now)
    delivery.post(limit=10, now=now)
    assert [letter.to for letter in mailoutbox] == [["noor@example.org"]]
