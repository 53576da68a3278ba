"""Words sealed at rest open for their own row and key, and for nothing else."""

import base64
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from groups.schedule.models import Session, SessionNote
from groups.sealed import CannotOpen, Sealed, open_sealed, seal
from tests.cast import Cast, meeting

WORDS = "Only for me. 🌿"
OLD, NEW = {"old": bytes(range(32))}, {"new": bytes(range(1, 33))}


def stored(pk: object) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words FROM groups_sessionnote WHERE id = %s",
            [SessionNote._meta.pk.get_db_prep_value(pk, connection)],
        )
        return str(cursor.fetchone()[0])


def put(pk: object, sealed: str) -> None:
    with connection.cursor() as cursor:
        key = SessionNote._meta.pk.get_db_prep_value(pk, connection)
        cursor.execute("UPDATE groups_sessionnote SET words = %s WHERE id = %s", [sealed, key])


@pytest.fixture
def coming(cast: Cast, now: datetime) -> Session:
    return meeting(cast.group, starts_at=now + timedelta(days=2))


@pytest.fixture
def note(cast: Cast, coming: Session, now: datetime) -> SessionNote:
    return SessionNote.objects.create(session=coming, membership=cast.seat("sam"), words=WORDS, changed_at=now)


def again(note: SessionNote) -> SessionNote:
    return SessionNote.objects.get(pk=note.pk)


# --- the bytes


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200), st.text(max_size=20))
def test_words_come_back_as_they_were(words: str, row: str) -> None:
    bound_to = row.encode("utf-8", "replace").decode()
    assert open_sealed(seal(words, bound_to=bound_to), bound_to=bound_to) == words


def test_the_same_words_look_different_each_time() -> None:
    assert seal(WORDS, bound_to="a row") != seal(WORDS, bound_to="a row")


def test_the_newest_key_seals_and_older_ones_still_open() -> None:
    with override_settings(SEALED_KEYS=OLD):
        before = seal(WORDS, bound_to="a row")
    with override_settings(SEALED_KEYS=NEW | OLD):
        assert seal(WORDS, bound_to="a row").startswith("new:")
        assert open_sealed(before, bound_to="a row") == WORDS
    with override_settings(SEALED_KEYS=NEW), pytest.raises(CannotOpen):
        open_sealed(before, bound_to="a row")


def test_another_key_under_the_same_name_opens_nothing() -> None:
    sealed = seal(WORDS, bound_to="a row")
    name = next(iter(settings.SEALED_KEYS))
    with override_settings(SEALED_KEYS={name: bytes(32)}), pytest.raises(CannotOpen):
        open_sealed(sealed, bound_to="a row")


def test_a_single_changed_bit_opens_nothing() -> None:
    sealed = seal("Hi", bound_to="a row")
    name, _, encoded = sealed.partition(":")
    raw = base64.b64decode(encoded)
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(CannotOpen):
            open_sealed(f"{name}:{base64.b64encode(changed).decode()}", bound_to="a row")


@pytest.mark.parametrize(
    "sealed", ["", "plain words", ":", "{name}:", "{name}:AAAA", "{name}:not base64", "nobody:AAAA"]
)
def test_what_was_never_sealed_is_not_shown_as_if_somebody_had_written_it(sealed: str) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(sealed.format(name=next(iter(settings.SEALED_KEYS))), bound_to="a row")


# --- the column


def test_a_saved_note_opens_again_and_is_sealed_in_its_table(note: SessionNote) -> None:
    assert note.words == WORDS
    assert again(note).words == WORDS
    assert "Only" not in stored(note.pk)
    assert stored(note.pk).partition(":")[0] == next(iter(settings.SEALED_KEYS))


def test_words_copied_to_another_row_do_not_open_there(cast: Cast, coming: Session, note: SessionNote) -> None:
    other = SessionNote.objects.create(
        session=coming, membership=cast.seat("ana"), words="Hers.", changed_at=note.changed_at
    )
    put(other.pk, stored(note.pk))
    with pytest.raises(CannotOpen):
        _ = again(other).words
    assert again(note).words == WORDS


def test_changed_bytes_do_not_open(note: SessionNote) -> None:
    put(note.pk, stored(note.pk)[:-4] + "AAAA")
    with pytest.raises(CannotOpen):
        _ = again(note).words


def test_plain_words_in_the_table_are_not_read(note: SessionNote) -> None:
    put(note.pk, "Somebody put this here.")
    with pytest.raises(CannotOpen):
        _ = again(note).words


def test_rows_are_not_changed_many_at_a_time(note: SessionNote) -> None:
    with pytest.raises(TypeError, match="by saving their row"), transaction.atomic():
        SessionNote.objects.update(words="Plain.")
    assert again(note).words == WORDS


def test_nor_is_a_sealed_text_moved_to_another_row(cast: Cast, coming: Session, note: SessionNote) -> None:
    other = SessionNote.objects.create(
        session=coming, membership=cast.seat("ana"), words="Hers.", changed_at=note.changed_at
    )
    SessionNote.objects.filter(pk=other.pk).update(words=Sealed(stored(note.pk)))
    with pytest.raises(CannotOpen):
        _ = again(other).words


def test_no_question_can_look_inside(note: SessionNote) -> None:
    with pytest.raises(TypeError):
        SessionNote.objects.filter(words=WORDS).exists()


def test_many_rows_at_once_are_sealed_each_for_itself(cast: Cast, coming: Session, now: datetime) -> None:
    rows = [
        SessionNote(session=coming, membership=cast.seat(name), words=f"Of {name}.", changed_at=now)
        for name in ("sam", "ana")
    ]
    SessionNote.objects.bulk_create(rows)
    for row, name in zip(rows, ("sam", "ana"), strict=True):
        assert "Of" not in stored(row.pk)
        assert again(row).words == f"Of {name}."


def test_saving_something_else_of_the_row_leaves_the_words(note: SessionNote, now: datetime) -> None:
    before, fresh = stored(note.pk), again(note)
    fresh.changed_at = now + timedelta(hours=1)
    fresh.save(update_fields=["changed_at"])
    assert stored(note.pk) == before
    assert again(note).words == WORDS


def test_saving_a_row_that_was_read_seals_its_words_anew(note: SessionNote) -> None:
    before, fresh = stored(note.pk), again(note)
    fresh.save()
    assert stored(note.pk) != before
    assert again(note).words == WORDS


def test_a_row_whose_words_do_not_open_is_not_saved_over_them(note: SessionNote) -> None:
    sealed = stored(note.pk)
    with override_settings(SEALED_KEYS=NEW), pytest.raises(CannotOpen), transaction.atomic():
        again(note).save()
    assert stored(note.pk) == sealed


def test_words_that_were_left_out_are_read_when_they_are_asked_for(
    note: SessionNote, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fresh = SessionNote.objects.defer("words").get(pk=note.pk)
    with django_assert_num_queries(1):
        assert fresh.words == WORDS
        assert fresh.words == WORDS


def test_no_words_stay_no_words(note: SessionNote) -> None:
    note.words = ""
    note.save()
    assert stored(note.pk) == ""
    assert again(note).words == ""


def test_values_without_their_row_stay_sealed(note: SessionNote) -> None:
    [(sealed,)] = SessionNote.objects.values_list("words")
    assert "Only" not in sealed
    assert open_sealed(sealed, bound_to=f"groups.SessionNote.words:{note.pk}") == WORDS
    assert SessionNote.objects.annotate(same=F("words")).get().same == sealed


def test_keys_are_turned_by_saving(note: SessionNote) -> None:
    with override_settings(SEALED_KEYS=NEW | settings.SEALED_KEYS):
        again(note).save()
        assert stored(note.pk).startswith("new:")
    with override_settings(SEALED_KEYS=NEW):
        assert again(note).words == WORDS


def test_a_row_that_is_not_there_binds_to_nothing_else() -> None:
    sealed = seal(WORDS, bound_to=f"groups.SessionNote.words:{uuid4()}")
    with pytest.raises(CannotOpen):
        open_sealed(sealed, bound_to=f"groups.SessionNote.words:{uuid4()}")
