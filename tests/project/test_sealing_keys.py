"""The keys of private words: printed as they are set, so that a new SECRET_KEY closes nothing."""

import base64
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from supportgroup import env

pytestmark = pytest.mark.one_engine


def test_what_is_printed_can_be_set(settings: Any) -> None:
    settings.SEALED_KEYS = {"k2": b"2" * 32, "s": b"1" * 32}
    out = StringIO()
    call_command("sealing_keys", stdout=out)
    read = env._sealed_keys(out.getvalue())
    assert {name: base64.b64decode(key) for name, key in read.items()} == settings.SEALED_KEYS
    assert list(read) == ["k2", "s"]


def test_without_keys_one_follows_from_the_secret(settings: Any) -> None:
    assert env._sealed_keys("") == {}
    assert [len(key) for key in settings.SEALED_KEYS.values()] == [32]
