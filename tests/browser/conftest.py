"""A real browser, signed in as somebody of the cast."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from groups.people.models import User
from tests.cast import client_of


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium_path: str) -> dict[str, Any]:
    return {"executable_path": chromium_path, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture
def page_of(browser: Browser, live_server: Any) -> Callable[..., Page]:
    """An empty page of somebody's browser; `/…` is an address of the site."""

    def open_page(user: User | None, **context: Any) -> Page:
        opened = browser.new_context(base_url=live_server.url, **context)
        if user is not None:
            key = client_of(user).session.session_key
            opened.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = opened.new_page()
        page.set_default_timeout(5_000)
        return page

    return open_page
