"""What is true of every page, asked of one that is open in a browser."""

import json
from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
NARROW = {"width": 320, "height": 640}
RULES = {"resultTypes": ["violations"]}
COLOURS = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
# What differs with the light is colour; everything else is asked once a size.
LIGHTS = {"light": RULES, "dark": COLOURS}
TELLING = ("trauma", "support", "abuse", "grief", "crisis", "therapy", "mental", "survivor")


def complaints(page: Page) -> Iterator[str]:
    """What is not right about this page, in words."""
    yield from _parts(page)
    for size, box in SIZES.items():
        page.set_viewport_size(box)
        for light, rules in LIGHTS.items():
            # Without fades: a colour on its way to another one would be judged.
            page.emulate_media(color_scheme=light, reduced_motion="reduce")
            yield from (f"{size}, {light}: {words}" for words in violations(page, rules))
    page.set_viewport_size(NARROW)
    yield from _too_wide(page)


def violations(page: Page, rules: dict[str, object] | None = None) -> Iterator[str]:
    found = Axe().run(page, options=rules or RULES).response["violations"]
    for rule in found:
        for node in rule["nodes"]:
            yield f"{rule['id']} {json.dumps(node['target'])} {node['html'][:120]}"


def _parts(page: Page) -> Iterator[str]:
    if page.locator("h1").count() != 1:
        yield f"it has {page.locator('h1').count()} h1"
    for words in ("Help now", "Leave this site"):
        if not page.get_by_role("banner").get_by_role("link", name=words, exact=True).is_visible():
            yield f"no {words}"
    if any(word in page.title().casefold() for word in TELLING):
        yield f"its title tells what this is: {page.title()}"


def _too_wide(page: Page) -> Iterator[str]:
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    if wide > NARROW["width"]:
        yield f"at 320 px one has to scroll sideways: {wide}"
