"""What there is to choose by may be a minute old; which groups fit is true each time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from groups.membership.models import SupportGroup
from tests.cast import Cast


@pytest.fixture(autouse=True)
def remembering(settings: Any) -> Iterator[None]:
    settings.CACHES = settings.CACHES | {
        "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "a test"}
    }
    caches["memory"].clear()
    yield
    caches["memory"].clear()


def test_a_group_that_is_published_now_is_found_now_and_its_language_a_minute_later(
    client: Client, cast: Cast, now: datetime
) -> None:
    at = reverse("home:directory")
    SupportGroup.objects.update(is_published=True)
    client.get(at)
    SupportGroup.objects.create(name="Neue Gruppe", purpose="Beisammen.", language="de", is_published=True)
    words = client.get(at).content.decode()
    assert "Neue Gruppe" in words
    assert 'value="de"' not in words
    caches["memory"].clear()
    assert 'value="de"' in client.get(at).content.decode()
