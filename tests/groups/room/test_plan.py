"""The room shows the plan of its session, by its own clock: frames say what time it is there."""

from datetime import datetime, timedelta

from django.test import Client

from groups.room import actions, reads
from groups.room.models import Room
from groups.schedule.actions.plans import keep_steps
from groups.schedule.planning import Step
from groups.setup.actions import set_plan
from tests.cast import Cast, client_of
from tests.groups.room.test_pages import page_of, url

PLAN = [Step(5, "Arriving", "arrival"), Step(40, "Listening & <speaking>", "theme"), Step(15, "Goodbye", "closing")]


def plan(room: Room) -> list[dict[str, str]]:
    return reads.states([room.pk])[room.pk].as_json()["plan"]


def test_each_step_says_when_it_begins_and_ends(cast: Cast, room: Room) -> None:
    assert room.session is not None
    keep_steps(group=cast.group, plan=PLAN)
    told = [
        (one["kind"], one["words"], *map(datetime.fromisoformat, (one["starts_at"], one["ends_at"])))
        for one in plan(room)
    ]
    start = room.session.starts_at.replace(microsecond=room.session.starts_at.microsecond // 1000 * 1000)
    at = [start + timedelta(minutes=minutes) for minutes in (0, 5, 45, 60)]
    assert told == [(step.kind, step.words, at[n], at[n + 1]) for n, step in enumerate(PLAN)]


def test_the_page_says_in_which_step_we_are(cast: Cast, room: Room) -> None:
    keep_steps(group=cast.group, plan=PLAN)
    page = page_of(client_of(cast.sam), room)
    assert page.count("plan__step--here") == 2  # here, and in the template that the script takes
    assert '<span id="now-words">Listening &amp; &lt;speaking&gt;</span>' in page
    assert page.count("timeline__piece--theme timeline__piece--here") == 1


def test_a_closed_room_has_no_plan(cast: Cast, room: Room, now: datetime) -> None:
    keep_steps(group=cast.group, plan=PLAN)
    actions.close(room=room, by=cast.seat("noor"), now=now)
    assert plan(room) == []
    assert 'id="plan" aria-labelledby="plan-title" hidden' in page_of(client_of(cast.sam), room)


def test_every_answer_with_the_room_says_what_time_it_is_there(cast: Cast, room: Room, now: datetime) -> None:
    client: Client = client_of(cast.sam)
    first = datetime.fromisoformat(client.get(url("changes", room)).json()["at"])
    again = datetime.fromisoformat(client.get(url("changes", room)).json()["at"])
    assert now - timedelta(milliseconds=1) <= first <= again <= now + timedelta(minutes=1)


def test_a_plan_that_is_changed_in_mid_session_reaches_the_open_pages(cast: Cast, room: Room, now: datetime) -> None:
    set_plan(group=cast.group, plan=PLAN, by=cast.ada, now=now)
    changes = client_of(cast.sam).get(url("changes", room), {"after": room.tick}).json()
    assert changes["tick"] > room.tick
    assert [step["words"] for step in changes["room"]["plan"]] == [step.words for step in PLAN]


def test_the_plans_of_many_rooms_are_read_at_once(cast: Cast, room: Room, django_assert_num_queries) -> None:
    keep_steps(group=cast.group, plan=PLAN)
    with django_assert_num_queries(3):
        reads.states([room.pk])
