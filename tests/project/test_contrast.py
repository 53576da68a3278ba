"""Words and controls can be told from what they stand on, in every look (WCAG 2.2 § 1.4.6, § 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text()
LOOKS = {
    "light": ':root[data-look="light"] {',
    "dark": ':root[data-look="dark"] {',
    "low": ':root[data-look="low"] {',
}
FROM_THE_SYSTEM = {
    "dark": "(prefers-color-scheme: dark) {\n    :root:not([data-look]) {",
    "low": "(prefers-contrast: less) {\n    :root:not([data-look]) {",
}
GROUNDS = ["paper", "surface", "sunk", "tint", "clay-tint"]


def colours(head: str) -> dict[str, str]:
    """The colours of the block that begins with these words."""
    _, found, rest = TOKENS.partition(head)
    assert found, head
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", rest.partition("}")[0]))


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("words", ["ink", "quiet", "accent", "clay"])
@pytest.mark.parametrize("look", LOOKS)
def test_words_can_be_read_on_every_ground(look: str, words: str, ground: str) -> None:
    palette = colours(LOOKS[look])

    assert ratio(palette[words], palette[ground]) >= 7


@pytest.mark.parametrize("button", ["accent", "accent-strong"])
@pytest.mark.parametrize("look", LOOKS)
def test_words_can_be_read_on_the_filled_button(look: str, button: str) -> None:
    palette = colours(LOOKS[look])

    assert ratio(palette["on-accent"], palette[button]) >= 7


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("control", ["edge", "focus", "accent"])
@pytest.mark.parametrize("look", LOOKS)
def test_controls_and_focus_can_be_seen_on_every_ground(look: str, control: str, ground: str) -> None:
    palette = colours(LOOKS[look])

    assert ratio(palette[control], palette[ground]) >= 3


@pytest.mark.parametrize("look", FROM_THE_SYSTEM)
def test_a_look_is_the_same_whether_the_person_or_their_device_chose_it(look: str) -> None:
    assert colours(FROM_THE_SYSTEM[look]) == colours(LOOKS[look])


def test_without_a_choice_the_page_is_light() -> None:
    assert ":root,\n  " + LOOKS["light"] in TOKENS
