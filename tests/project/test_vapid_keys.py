"""The key by which push services know who rings: made by a command, set as it is printed."""

from io import StringIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command

from supportgroup import env, vapid

pytestmark = pytest.mark.one_engine


def printed() -> dict[str, str]:
    out = StringIO()
    call_command("vapid_keys", stdout=out, stderr=StringIO())
    return dict(line.split("=", 1) for line in out.getvalue().splitlines())


def test_what_is_printed_can_be_set(settings: Any, tmp_path: Any) -> None:
    settings.PUSH_CONTACT = ""
    given = printed()
    key = given["PUSH_PRIVATE_KEY"]
    assert env._push_key(key, tmp_path, debug=False) == key
    assert env._push_contact(given["PUSH_CONTACT"], key) == "mailto:you@example.org"


def test_each_time_it_is_another_one() -> None:
    assert printed()["PUSH_PRIVATE_KEY"] != printed()["PUSH_PRIVATE_KEY"]


def test_the_public_half_is_the_point_that_the_private_one_leads_to() -> None:
    """The pair that stands as an example in RFC 8291 § 5, of whoever sends."""
    private = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    public = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
    assert vapid.public_key(private) == public


@pytest.mark.parametrize("key", ["", "A" * 43, "/" * 43, "_" * 43, "AAAA", "é" * 43])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError):
        vapid.public_key(key)


def test_the_curve_is_the_one_of_the_standard() -> None:
    assert isinstance(vapid.CURVE, ec.SECP256R1)
