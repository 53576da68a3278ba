"""Changing what a group says and is: on the same pages, written down, and never at the price of somebody's seat."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from groups.joining.models import JoinRequest, Offer, RequestState
from groups.membership.models import Agreement, SupportGroup
from groups.reminders.actions import plan as plan_reminders
from groups.reminders.models import Reminder
from groups.room.models import Message, Room
from groups.schedule.models import Series, Session
from groups.setup import actions, policy
from moderation.audit.models import AuditLine
from tests.cast import Cast, meeting, membership, person
from tests.groups.setup.conftest import at, words_of
from tests.groups.setup.test_way import hour, typed


def changes_of(group: SupportGroup) -> list[dict[str, Any]]:
    lines = AuditLine.objects.filter(group=group.pk, act="group.changed").order_by("pk")
    return [line.changes for line in lines]


def save(ada: Client, group: SupportGroup, **changes: Any) -> Any:
    return ada.post(at("facts", group), typed(group, **changes))


def test_each_setting_is_written_down_before_and_after(ada: Client, cast: Cast) -> None:
    given = {"name": "Wednesday circle", "capacity": 9, "same_people": "False", "languages": "Deutsch, English"}
    assert save(ada, cast.group, **given)["Location"] == at("facts", cast.group)
    cast.group.refresh_from_db()
    assert (cast.group.name, cast.group.language, cast.group.other_languages) == ("Wednesday circle", "de", "en")
    assert changes_of(cast.group) == [
        {
            "name": ["Tuesday circle", "Wednesday circle"],
            "capacity": [8, 9],
            "same_people": [True, False],
            "language": ["en", "de"],
            "other_languages": ["", "en"],
        }
    ]


def test_saving_what_stands_already_changes_and_notes_nothing(ada: Client, cast: Cast) -> None:
    save(ada, cast.group)
    assert changes_of(cast.group) == []


def test_nobody_loses_a_seat_because_there_are_fewer(ada: Client, cast: Cast, now: datetime) -> None:
    asked = JoinRequest.objects.create(
        group=cast.group, user=cast.olu, name="Ola", asked_at=now, waiting_since=now, state=RequestState.WAITING
    )
    Offer.objects.create(request=asked, made_at=now, expires_at=now + timedelta(days=1))
    answer = save(ada, cast.group, capacity=2, name="Typed and kept")
    assert answer.status_code == 422
    assert "3 seats are taken or offered" in words_of(answer)
    assert "Typed and kept" in words_of(answer)
    cast.group.refresh_from_db()
    assert (cast.group.capacity, cast.group.name) == (8, "Tuesday circle")
    assert save(ada, cast.group, capacity=3).status_code == 302


def test_keeping_words_for_a_shorter_time_is_said_and_asked_once_more(
    ada: Client, cast: Cast, room: Room, now: datetime
) -> None:
    said = {"id": uuid4(), "text": "Hello.", "position": 1, "changed": 1, "at": now}
    Message.objects.create(room=room, session=room.session, author=cast.seat("sam"), **said)
    answer = save(ada, cast.group, retention_days=7)
    assert answer.status_code == 422
    assert "everything older is deleted tonight" in words_of(answer)
    cast.group.refresh_from_db()
    assert cast.group.retention_days == 30
    assert save(ada, cast.group, retention_days=7, shorter="on").status_code == 302
    assert changes_of(cast.group) == [{"retention_days": [30, 7]}]


def test_a_room_without_words_needs_no_second_question(ada: Client, draft: SupportGroup) -> None:
    assert save(ada, draft, retention_days=3).status_code == 302


def test_the_same_words_are_no_new_version(ada: Client, draft: SupportGroup) -> None:
    stands = Agreement.objects.get(group=draft)
    same = {"brief": stands.brief, "words": stands.words.replace("\n", "\r\n")}
    ada.post(at("agreement", draft), same)
    assert Agreement.objects.filter(group=draft).count() == 1
    ada.post(at("agreement", draft), same | {"brief": "We listen."})
    draft.refresh_from_db()
    assert draft.agreement_version == 2


def test_a_kind_changes_for_sessions_that_nobody_was_told_of(
    ada: Client, cast: Cast, draft: SupportGroup, now: datetime
) -> None:
    mine, theirs = meeting(draft, starts_at=now + timedelta(days=3)), meeting(cast.group, starts_at=now)
    for group in (draft, cast.group):
        save(ada, group, kind="quiet")
    assert Session.objects.get(pk=mine.pk).kind == "quiet"
    assert Session.objects.get(pk=theirs.pk).kind == "circle"


def test_a_reminder_that_is_switched_on_again_is_planned_after_all(ada: Client, cast: Cast, now: datetime) -> None:
    meeting(cast.group, starts_at=now + timedelta(days=5))
    save(ada, cast.group, remind_one_day=False)
    plan_reminders(now=now)
    assert set(Reminder.objects.values_list("kind", flat=True)) == {"three_days"}
    cast.group.refresh_from_db()
    save(ada, cast.group, remind_one_day=True)
    plan_reminders(now=now)
    assert set(Reminder.objects.values_list("kind", flat=True)) == {"three_days", "one_day"}


# ---- the plan


def steps(*lines: tuple[str, str], do: str = "save") -> dict[str, str]:
    given = {"do": do}
    for place, (minutes, words) in enumerate(lines):
        given |= {f"minutes-{place}": minutes, f"words-{place}": words}
    return given


THREE = (("10", "Arriving"), ("40", "The round"), ("10", "Closing"))


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("save", ["Arriving", "The round", "Closing"]),
        ("up-1", ["The round", "Arriving", "Closing"]),
        ("down-1", ["Arriving", "Closing", "The round"]),
        ("up-0", ["Arriving", "The round", "Closing"]),
        ("down-2", ["Arriving", "The round", "Closing"]),
        ("remove-1", ["Arriving", "Closing"]),
        ("remove-99", ["Arriving", "The round", "Closing"]),
        ("up-²", ["Arriving", "The round", "Closing"]),
        ("nonsense", ["Arriving", "The round", "Closing"]),
    ],
)
def test_steps_are_moved_and_taken_out_by_buttons_that_save(
    ada: Client, draft: SupportGroup, do: str, order: list[str]
) -> None:
    assert ada.post(at("plan", draft), steps(*THREE, do=do)).status_code == 302
    assert list(draft.plan.order_by("place").values_list("words", flat=True)) == order


def test_the_plan_is_written_down_before_and_after(ada: Client, draft: SupportGroup) -> None:
    ada.post(at("plan", draft), steps(*THREE))
    ada.post(at("plan", draft), steps(*THREE))
    ada.post(at("plan", draft), steps(*THREE, ("", "")))
    [line] = changes_of(draft)
    assert line["plan"][1] == ["10 Arriving", "40 The round", "10 Closing"]
    assert "Together 60 minutes" in words_of(ada.get(at("plan", draft)))


@pytest.mark.parametrize(
    "wrong",
    [("", "Only words"), ("5", ""), ("0", "None"), ("9" * 5000, "Much"), ("-1", "x"), ("5", "x" * 121), ("5", "a\0b")],
)
def test_a_step_that_cannot_be_right_keeps_everything_that_was_typed(
    ada: Client, draft: SupportGroup, wrong: tuple[str, str]
) -> None:
    before = list(draft.plan.order_by("place").values_list("words", flat=True))
    answer = ada.post(at("plan", draft), steps(THREE[0], wrong))
    assert answer.status_code == 422
    assert "Arriving" in words_of(answer)
    assert list(draft.plan.order_by("place").values_list("words", flat=True)) == before
    taken_out = ada.post(at("plan", draft), steps(THREE[0], wrong, do="remove-1"))
    assert taken_out.status_code == 302


def test_a_plan_longer_than_any_session_is_refused(ada: Client, draft: SupportGroup) -> None:
    answer = ada.post(at("plan", draft), steps(("200", "Long"), ("200", "Longer")))
    assert answer.status_code == 422
    assert "more than 240 minutes" in words_of(answer)


# ---- facilitators


def test_whoever_facilitates_elsewhere_is_added_at_once(ada: Client, cast: Cast, draft: SupportGroup) -> None:
    ada.post(at("facilitators", draft), {"address": "NOOR@example.org"})
    assert list(draft.memberships.values_list("user__email", "role", "name")) == [
        ("noor@example.org", "facilitator", "Noor")
    ]
    line = AuditLine.objects.get(act="facilitator.appointed")
    assert (line.subject, line.changes) == (draft.memberships.get().pk, {})


def test_nothing_tells_an_admin_who_has_a_seat_or_an_account(ada: Client, cast: Cast) -> None:
    """Sam is a member here, Olu has an account, nobody has the third address: all three read the same."""
    pages = []
    for name in ("sam", "olu", "new"):
        answer = ada.post(at("facilitators", cast.group), {"address": f"{name}@example.org"}, follow=True)
        pages.append(words_of(answer).count("They were invited"))
        assert "Sam" not in words_of(answer)
    assert pages == [1, 1, 1]
    assert cast.group.memberships.current().facilitators().count() == 2


def test_who_holds_enough_groups_is_invited_and_decides(ada: Client, cast: Cast, draft: SupportGroup) -> None:
    cast.noor.most_groups = 1
    cast.noor.save()
    ada.post(at("facilitators", draft), {"address": "noor@example.org"})
    assert not draft.memberships.exists()
    assert draft.invitations.waiting().count() == 1


def test_the_last_facilitator_stays_while_anybody_knows_of_the_group(
    ada: Client, cast: Cast, draft: SupportGroup, now: datetime
) -> None:
    cast.group.memberships.filter(user=cast.idris).update(state="left", ended_at=now)
    end = f"{at('facilitators', cast.group)}{cast.seat('noor').pk}/end/"
    assert "Somebody has to stay" in words_of(ada.post(end, follow=True))
    assert cast.group.memberships.current().facilitators().count() == 1
    alone = membership(draft, cast.noor, now=now, role="facilitator")
    ada.post(f"{at('facilitators', draft)}{alone.pk}/end/")
    alone.refresh_from_db()
    assert alone.state == "left"


def test_a_member_is_no_facilitator_to_be_let_go(ada: Client, cast: Cast) -> None:
    assert ada.post(f"{at('facilitators', cast.group)}{cast.seat('sam').pk}/end/").status_code == 404


def test_the_pages_of_a_group_name_no_member(ada: Client, cast: Cast) -> None:
    for step in ("facts", "plan", "agreement", "facilitators", "hours", "publication", "preview"):
        page = words_of(ada.get(at(step, cast.group)))
        for private in (r"\bSam\b", r"\bAna\b", "sam@example.org", "noor@example.org"):
            assert not re.search(private, page), (step, private)


# ---- hours


def test_an_hour_lays_its_sessions_and_shows_them_on_both_clocks(
    ada: Client, cast: Cast, draft: SupportGroup, now: datetime
) -> None:
    cast.ada.time_zone = "Asia/Tokyo"
    cast.ada.save()
    ada.post(at("hours", draft), hour(now, time_zone="America/New_York"))
    draft.refresh_from_db()
    assert draft.time_zone == "America/New_York"
    page = words_of(ada.get(at("hours", draft)))
    assert "19:00 to 20:15 (America/New York)" in page
    assert "(Asia/Tokyo)" in page
    assert changes_of(draft)[0]["time_zone"] == ["UTC", "America/New_York"]


def test_sending_an_hour_twice_makes_one(ada: Client, draft: SupportGroup, now: datetime) -> None:
    first, second = (ada.post(at("hours", draft), hour(now)) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "has this hour already" in words_of(second)
    assert draft.series.count() == 1


def test_an_hour_that_people_know_of_ends_after_what_they_were_told(ada: Client, cast: Cast, now: datetime) -> None:
    ada.post(at("hours", cast.group), hour(now))
    series = cast.group.series.get()
    end = f"{at('hours', cast.group)}{series.pk}/end/"
    last = series.sessions.order_by("laid_for").last().laid_for
    soon = (now + timedelta(days=4)).date().isoformat()
    assert "People were told" in words_of(ada.post(end, {"ends_on": soon}, follow=True))
    assert "People know of this hour" in words_of(ada.post(end, {"do": "drop"}, follow=True))
    assert "as a date" in words_of(ada.post(end, {"ends_on": "99999-99-99"}, follow=True))
    ada.post(end, {"ends_on": last.isoformat()})
    series.refresh_from_db()
    assert series.ends_on == last
    assert changes_of(cast.group)[-1]["hour"][1].endswith(f"until {last.isoformat()}")


def test_an_hour_of_a_draft_is_taken_back_with_its_sessions(ada: Client, draft: SupportGroup, now: datetime) -> None:
    ada.post(at("hours", draft), hour(now))
    series = draft.series.get()
    ada.post(f"{at('hours', draft)}{series.pk}/end/", {"do": "drop"})
    assert not Series.objects.filter(group=draft).exists()
    assert not Session.objects.filter(group=draft).exists()


def test_an_hour_that_has_begun_is_not_taken_back(cast: Cast, draft: SupportGroup, now: datetime) -> None:
    series = Series.objects.create(group=draft, starts_on=now.date(), at=now.time(), time_zone="UTC")
    meeting(draft, starts_at=now - timedelta(hours=3), series=series, laid_for=now.date())
    with pytest.raises(policy.PeopleWereTold):
        actions.drop(series=series, by=cast.ada, now=now)
    assert Session.objects.filter(series=series).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_on", "2001-01-01"),
        ("starts_on", "9999-12-31"),
        ("starts_on", "0001-01-01"),
        ("starts_on", ""),
        ("at", "25:00"),
        ("minutes", "9"),
        ("minutes", "9" * 5000),
        ("every_weeks", "0"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "Europe/London\0"),
        ("ends_on", "2001-01-01"),
    ],
)
def test_an_hour_that_cannot_be_right_is_explained_and_nothing_is_lost(
    ada: Client, draft: SupportGroup, now: datetime, field: str, value: str
) -> None:
    answer = ada.post(at("hours", draft), hour(now, **{field: value}))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in words_of(answer)
    assert words_of(answer).count("Choose a time zone") <= 3
    assert not draft.series.exists()


# ---- garbage


@pytest.mark.parametrize("field", ["name", "purpose", "kind", "capacity", "languages", "same_people", "retention_days"])
@pytest.mark.parametrize("value", ["", "\0", "9" * 5000, "-1", "ſ\u202e\ud7ff", "x" * 5000])
def test_garbage_in_the_facts_is_answered_with_a_sentence(
    ada: Client, draft: SupportGroup, field: str, value: str
) -> None:
    answer = save(ada, draft, **{field: value})
    assert answer.status_code in ({302, 422} if field in {"name", "purpose"} else {422})


@pytest.mark.parametrize("step", ["facts", "plan", "agreement", "facilitators", "hours", "publication"])
@pytest.mark.parametrize("given", [b"", b"%ED%A0%80=%ED%A0%80", b"do=up-99&minutes-99=1&words-0=%00", b"&&==&"])
def test_no_garbage_breaks_a_page(ada: Client, draft: SupportGroup, step: str, given: bytes) -> None:
    answer = ada.generic("POST", at(step, draft), given, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {302, 422}


def test_everybody_at_the_limit_still_fits(ada: Client, cast: Cast, now: datetime) -> None:
    for number in range(6):
        membership(cast.group, person(f"n{number}"), now=now)
    assert save(ada, cast.group, capacity=8).status_code == 302
    assert save(ada, cast.group, capacity=7).status_code == 422
