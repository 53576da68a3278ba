"""Walking through pages as people do who use a phone-sized screen and a keyboard alone; each page is looked at."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import SIZES, violations
from tests.browser.test_by_hand import MOST_STEPS, press, step_to

__all__ = ["PHONE", "Walker"]

PHONE = {"viewport": SIZES["phone"], "reduced_motion": "reduce"}


class Walker:
    """Somebody with a keyboard. What is wrong with the pages on the way is kept in `wrong`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_role("main")
        self.wrong: list[str] = []

    def goes_to(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"
        self.look()

    def follows(self, name: str, *, exact: bool = False) -> None:
        """A link of the page."""
        self._press(self.main.get_by_role("link", name=name, exact=exact).first)

    def presses(self, name: str, *, exact: bool = False) -> None:
        """A button of the page."""
        self._press(self.main.get_by_role("button", name=name, exact=exact).first)

    def opens(self, name: str) -> None:
        """A fold of the page."""
        press(self.page, self.main.locator("summary", has_text=name).first)

    def writes(self, label: str, words: str) -> None:
        """Instead of what stands there."""
        step_to(self.page, self.main.get_by_label(label).first)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def writes_day(self, label: str, day: date) -> None:
        """Month, day, year: the order in which this browser's field takes them."""
        step_to(self.page, self.main.get_by_label(label).first)
        self.page.keyboard.type(f"{day:%m%d%Y}")

    def chooses(self, name: str) -> None:
        """A box, or one of several circles: those are one stop, and the arrows move inside. The card has the ring."""
        place = self.main.get_by_label(name).first
        expect(place).to_be_visible()
        circles = f"input[type=radio][name={place.get_attribute('name')}]"
        is_circle = place.get_attribute("type") == "radio"
        self._tab_until(lambda: self._is_here(self.page.locator(circles)) if is_circle else self._is_here(place))
        while not self._is_here(place):
            self.page.keyboard.press("ArrowDown")
        ring = place.evaluate("element => getComputedStyle(element.closest('.choice')).outlineStyle")
        assert ring != "none", "One cannot see where the focus is."
        self.page.keyboard.press("Space")
        expect(place).to_be_checked()

    def selects(self, label: str, words: str) -> None:
        """In a list: typing finds it."""
        step_to(self.page, self.main.get_by_role("combobox", name=label).first)
        self.page.keyboard.type(words)

    def reads(self, words: str) -> None:
        expect(self.main).to_contain_text(words)

    def look(self) -> None:
        """Nothing that the rules of accessibility find, and nothing to scroll sideways for."""
        self.page.wait_for_load_state()
        found = list(violations(self.page))
        wide = self.page.evaluate("() => document.documentElement.scrollWidth")
        if wide > self.page.viewport_size["width"]:  # type: ignore[index] # a phone has one
            found.append(f"one has to scroll sideways: {wide}")
        self.wrong += [f"{self.page.url}: {words}" for words in found]

    def presses_here(self, name: str) -> None:
        """A button that leads nowhere."""
        press(self.page, self.main.get_by_role("button", name=name).first)

    def _press(self, place: Locator) -> None:
        with self.page.expect_navigation():
            press(self.page, place)
        self.look()

    def _tab_until(self, arrived: Callable[[], bool]) -> None:
        for _ in range(MOST_STEPS):
            if arrived():
                return
            self.page.keyboard.press("Tab")
        pytest.fail("No way there by keyboard.")

    def _is_here(self, places: Locator) -> bool:
        return bool(places.evaluate_all("all => all.includes(document.activeElement)"))
