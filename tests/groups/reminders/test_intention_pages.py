"""The pages of a word to oneself: where it is written, where it comes back, and who never reads it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from groups.people.models import User
from groups.reminders.models import Intention
from tests.cast import Cast, client_of, meeting
from tests.groups.reminders.test_intentions import rows, send, write

pytestmark = pytest.mark.slow  # Planned, sent, and read on several pages.


def page(cast: Cast, name: str, address: str) -> str:
    return client_of(getattr(cast, name)).get(address).content.decode()


def test_its_writer_reads_it_on_their_pages_and_nobody_else_does(cast: Cast) -> None:
    now = timezone.now()
    User.objects.update(quiet_from=None, quiet_to=None)
    coming = meeting(cast.group, starts_at=now + timedelta(hours=23))
    write(cast, now=now - timedelta(hours=2))
    send(now=now)
    places = ["/", reverse("reminders:list"), reverse("reminders:now"), f"{reverse('reminders:now')}?on=list"]
    for address in [*places, reverse("home:session", args=[coming.pk])]:
        assert "Say hello first. &lt;b&gt;Then" in page(cast, "sam", address), address
        for other in ("ana", "noor"):
            assert "Say hello" not in page(cast, other, address)


def test_it_is_written_changed_and_let_go_on_one_page(cast: Cast, django_assert_max_num_queries: Any) -> None:
    sam, address = client_of(cast.sam), reverse("reminders:intention", args=[cast.group.pk])
    assert sam.post(address, {"words": "One.\r\nTwo."})["Location"] == reverse("home:group", args=[cast.group.pk])
    assert Intention.objects.get().words == "One.\nTwo."
    with django_assert_max_num_queries(6):
        assert "One.\nTwo." in sam.get(address).content.decode()
    sam.post(address, {"words": ""})
    assert not Intention.objects.exists()


def test_too_long_a_word_comes_back_with_everything_typed(cast: Cast) -> None:
    sam, address = client_of(cast.sam), reverse("reminders:intention", args=[cast.group.pk])
    answer = sam.post(address, {"words": "x" * 401})
    assert answer.status_code == 422
    assert "x" * 401 in answer.content.decode()
    assert not Intention.objects.exists()


def test_a_word_that_cannot_be_opened_is_kept_and_not_written_over(cast: Cast, now: datetime) -> None:
    write(cast, now=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE groups_intention SET words = 'k1:not-what-was-sealed'")
    sam, address = client_of(cast.sam), reverse("reminders:intention", args=[cast.group.pk])
    assert "cannot be opened right now" in sam.get(address).content.decode()
    answer = sam.post(address, {"words": "Something else."})
    assert answer.status_code == 422
    assert "Something else." in answer.content.decode()
    assert Intention.objects.count() == 1
    assert sam.post(address, {"words": ""}).status_code == 302
    assert not Intention.objects.exists()


def test_an_open_page_asks_for_what_is_new_and_is_told_nothing_where_it_knows_it(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    User.objects.update(quiet_from=None, quiet_to=None)
    meeting(cast.group, starts_at=now + timedelta(hours=23))
    write(cast, now=now - timedelta(hours=2))
    sam, address = client_of(cast.sam), reverse("reminders:now")
    before = sam.get(address)
    send(now=now)
    with django_assert_max_num_queries(6):
        after = sam.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "data-note=" in after.content.decode()
    same = sam.get(address, headers={"If-None-Match": after["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    [note] = rows()
    sam.post(reverse("reminders:reading", args=[note.pk]))
    assert sam.get(address, headers={"If-None-Match": after["ETag"]}).status_code == 200
