"""A real browser, signed in as somebody of the cast; a real web process for pages that talk over a socket."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from groups.people.models import User
from tests.cast import client_of, with_second_factor
from tests.web import Web

PATIENCE_MS = 20_000
"""How long a page may take before something is wrong. Other tests may be using the same cores."""

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium_path: str) -> dict[str, Any]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-domain-reliability"]
    return {"executable_path": chromium_path, "args": ["--no-sandbox", "--disable-gpu", *quiet]}


@contextmanager
def opener(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A function that opens an empty page of somebody's own browser; `/…` is an address of the site."""
    with ExitStack() as contexts:

        def open_page(user: User | None, **context: Any) -> Page:
            opened = browser.new_context(base_url=address, **context)
            contexts.callback(opened.close)
            if user is not None:
                # Whoever has a role signs in with a second factor, or is led to set one up on every page of theirs.
                key = (with_second_factor if user.role else client_of)(user).session.session_key
                opened.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
            page = opened.new_page()
            page.set_default_timeout(PATIENCE_MS)
            return page

        yield open_page


@pytest.fixture
def page_of(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Pages of a site without sockets."""
    with opener(browser, live_server.url) as open_page:
        yield open_page


@pytest.fixture
def web(transactional_db: None) -> Iterator[Web]:
    """The server of an installation."""
    served = Web().start()
    yield served
    served.stop()


@pytest.fixture
def live_page_of(browser: Browser, web: Web) -> Iterator[Callable[..., Page]]:
    """Pages of a site as it is in an installation, sockets included."""
    with opener(browser, web.url) as open_page:
        yield open_page
