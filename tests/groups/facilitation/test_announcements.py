"""A facilitator's word to everybody who has a seat: who is told, who reads it, and for how long."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.facilitation.actions.announcements import announce, purge, take_back
from groups.facilitation.models import Announcement
from groups.facilitation.policy import CannotAnnounce
from groups.membership.access import memberships_of
from groups.membership.actions import leave
from groups.membership.models import Membership, Part
from groups.people.models import Letter, LetterKind, User
from tests.cast import Cast, client_of, membership, support_group
from tests.groups.facilitation.helpers import acts, words_of, written_to

WORDS = "Next week we begin with tea."


def address(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/announcements/"


def written(cast: Cast, *, now: datetime, words: str = WORDS) -> Announcement:
    return announce(by=cast.seat("noor"), words=words, now=now)


def on_home(user: User, *, now: datetime) -> list[str]:
    return [one.words for one in Announcement.objects.for_seats(list(memberships_of(user)), now=now)]


@pytest.mark.slow  # the first of its file loads what all of them need
def test_everybody_with_a_seat_is_written_to_once_those_on_a_pause_too(cast: Cast, now: datetime) -> None:
    Membership.objects.filter(pk=cast.seat("ana").pk).update(paused_at=now, paused_until=now + timedelta(days=9))
    one = written(cast, now=now)
    assert written_to(one.pk) == ["ana", "idris", "sam"]
    assert acts() == ["group.announced"]
    letter = Letter.objects.filter(about=one.pk).first()
    assert letter is not None
    assert (letter.kind, letter.path, letter.expires_at) == (LetterKind.GROUP, address(cast), one.kept_until)


@pytest.mark.slow  # several people read several pages
def test_members_read_it_on_a_page_and_for_two_weeks_on_their_home(cast: Cast, now: datetime) -> None:
    written(cast, now=now)
    client = client_of(cast.sam)
    assert f'href="{address(cast)}"' in words_of(client, f"/groups/{cast.group.pk}/")
    assert WORDS in words_of(client, address(cast))
    assert WORDS in words_of(client, "/")
    assert on_home(cast.sam, now=now + timedelta(days=13)) == [WORDS]
    assert on_home(cast.sam, now=now + timedelta(days=15)) == []


def test_their_own_words_are_no_news_to_the_one_who_wrote(cast: Cast, now: datetime) -> None:
    written(cast, now=now)
    assert on_home(cast.noor, now=now) == []
    assert on_home(cast.idris, now=now) == [WORDS]


def test_who_came_later_does_not_read_it_unless_they_hold_the_group(cast: Cast, now: datetime) -> None:
    written(cast, now=now - timedelta(hours=1))
    membership(cast.group, cast.olu, now=now, name="Wren")
    assert WORDS not in words_of(client_of(cast.olu), address(cast))
    assert on_home(cast.olu, now=now) == []
    membership(cast.group, cast.max, now=now, name="Vera", role=Part.FACILITATOR)
    assert WORDS in words_of(client_of(cast.max), address(cast))
    assert on_home(cast.max, now=now) == [WORDS]


@pytest.mark.slow  # several people read several pages
def test_whoever_has_no_seat_reads_nothing(cast: Cast, now: datetime) -> None:
    written(cast, now=now)
    leave(membership=cast.seat("ana"), now=now)
    for user in (cast.ana, cast.olu, cast.max, cast.ada):
        assert client_of(user).get(address(cast)).status_code == 404
        assert on_home(user, now=now) == []


def test_words_of_one_group_are_not_news_in_another(cast: Cast, now: datetime) -> None:
    other = membership(support_group(now=now, name="Elsewhere"), cast.noor, now=now, role=Part.FACILITATOR)
    membership(other.group, cast.olu, now=now)
    announce(by=other, words="Only here.", now=now)
    assert on_home(cast.sam, now=now) == []
    assert on_home(cast.olu, now=now) == ["Only here."]


def test_members_do_not_write_to_everybody(cast: Cast, now: datetime) -> None:
    assert client_of(cast.sam).post(address(cast), {"words": WORDS}).status_code == 404
    with pytest.raises(CannotAnnounce):
        announce(by=cast.seat("sam"), words=WORDS, now=now)
    assert not Announcement.objects.exists()


def test_who_no_longer_holds_the_group_does_not_write_with_a_page_from_before(cast: Cast, now: datetime) -> None:
    stale = Membership.objects.get(pk=cast.seat("noor").pk)
    leave(membership=cast.seat("noor"), now=now)
    with pytest.raises(CannotAnnounce):
        announce(by=stale, words=WORDS, now=now)


def test_the_page_says_who_reads_it_and_how_long_it_is_kept(cast: Cast) -> None:
    page = words_of(client_of(cast.noor), address(cast))
    for words in ("2 members read it", "says only that there is something to read", "kept for 30 days"):
        assert words in page


def test_after_five_in_a_day_the_sixth_waits_and_its_words_stay(cast: Cast, now: datetime) -> None:
    for n in range(5):
        written(cast, now=now - timedelta(hours=23 - n))
    take_back(announcement=Announcement.objects.newest_first()[0], by=cast.seat("noor"), now=now)
    answer = client_of(cast.idris).post(address(cast), {"words": "My words stay."})
    assert answer.status_code == 422
    assert "written to 5 times within a day" in answer.content.decode()
    assert "My words stay." in answer.content.decode()
    assert written(cast, now=now + timedelta(hours=2)).words == WORDS


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001, "nul \0 here"], ids=["empty", "blank", "long", "nul"])
def test_words_that_cannot_be_sent_come_back_with_a_sentence(cast: Cast, words: str) -> None:
    answer = client_of(cast.noor).post(address(cast), {"words": words})
    assert answer.status_code == 422
    assert "Something here needs another look" in answer.content.decode()
    assert not Announcement.objects.exists()


def test_taken_back_it_is_gone_for_everybody_and_no_more_mail_goes_out(cast: Cast, now: datetime) -> None:
    one = written(cast, now=now)
    for _ in range(2):
        client_of(cast.idris).post(f"/announcements/{one.pk}/withdrawal/")
    for user in (cast.sam, cast.noor):
        assert WORDS not in words_of(client_of(user), address(cast))
    assert on_home(cast.sam, now=now) == []
    assert written_to(one.pk) == []
    assert Announcement.objects.get().words == ""
    assert acts() == ["group.announced", "group.announcement_taken_back"]


def test_nobody_from_elsewhere_takes_it_back(cast: Cast, now: datetime) -> None:
    one = written(cast, now=now)
    membership(support_group(now=now, name="Elsewhere"), cast.max, now=now, role=Part.FACILITATOR)
    for user in (cast.sam, cast.olu, cast.max):
        assert client_of(user).post(f"/announcements/{one.pk}/withdrawal/").status_code == 404
    assert Announcement.objects.get().words == WORDS


def test_when_its_days_are_over_nobody_reads_it_and_the_job_deletes_it(cast: Cast, now: datetime) -> None:
    type(cast.group).objects.filter(pk=cast.group.pk).update(retention_days=7)
    cast.group.memberships.update(joined_at=now - timedelta(days=90))
    written(cast, now=now - timedelta(days=8))
    kept = written(cast, now=now - timedelta(days=6))
    assert words_of(client_of(cast.sam), address(cast)).count(WORDS) == 1
    assert on_home(cast.sam, now=now) == [WORDS]
    assert [purge(now=now), purge(now=now)] == [1, 0]
    assert Announcement.objects.get() == kept


@pytest.mark.slow  # a long list
@pytest.mark.parametrize("name", ["sam", "noor"])
def test_a_long_list_asks_as_few_questions_as_a_short_one(
    cast: Cast, now: datetime, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(20):
        written(cast, now=now + timedelta(days=n))
    Announcement.objects.update(at=now)
    client = client_of(getattr(cast, name))
    with django_assert_max_num_queries(7):
        client.get(address(cast))
