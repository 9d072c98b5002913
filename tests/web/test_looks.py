"""Looks that can be computed: contrast of every pair of tokens, sizes, budget of bytes."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

import portal

STATIC = Path(portal.__file__).parent / "static"
CSS = re.sub(r"/\*.*?\*/", "", (STATIC / "portal.css").read_text(), flags=re.DOTALL)
#: Text token → the backgrounds it stands on.
BODY = {
    "ink": ("paper", "card", "sunk", "mist"),
    "soft": ("paper", "card"),
    "river": ("paper", "card"),
}
STATES = {"yes": "yes-bg", "no": "no-bg", "open": "open-bg", "calm": "calm-bg"}


def tokens(dark: bool) -> dict[str, str]:
    """The colours of the light or the dark theme."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", blocks[0]))
    if dark:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", blocks[1]))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_body_text_has_a_contrast_of_seven_to_one(dark: bool) -> None:
    colours = tokens(dark)
    for text, grounds in BODY.items():
        for ground in grounds:
            ratio = contrast(colours[text], colours[ground])
            assert ratio >= (7 if text != "river" else 4.5), (text, ground, round(ratio, 2))


@pytest.mark.parametrize("dark", [False, True])
def test_outcomes_and_buttons_stay_legible(dark: bool) -> None:
    colours = tokens(dark)
    for text, ground in STATES.items():
        assert contrast(colours[text], colours[ground]) >= 4.5, text
    assert contrast(colours["on-river"], colours["river"]) >= 4.5


def test_the_stylesheet_keeps_its_budget() -> None:
    assert len(brotli.compress(CSS.encode())) <= 7 * 1024
    assert len(brotli.compress((STATIC / "admin.css").read_bytes())) <= 4 * 1024


@pytest.mark.parametrize("name", ["portal.js", "speak.js", "sw.js", "kiosk.js", "take.js"])
def test_scripts_use_no_newer_syntax(name: str) -> None:
    text = (STATIC / name).read_text()
    assert not re.search(r"=>|\?\.\w|\?\?|\blet\b|\bconst\b|`|\basync\b|\.at\(|replaceAll", text)


def test_the_stylesheet_uses_nothing_that_fails_badly_in_old_browsers() -> None:
    assert not re.search(
        r":has\(|@layer|@container|aspect-ratio|color-mix|\binset:|:is\(|:where\(", CSS
    )
    for rule in re.findall(r"[^{}]*\{[^{}]*\}", CSS):
        if "display: flex" in rule or "inline-flex" in rule:
            assert not re.search(r"[;{ ]gap:", rule), rule


def kiosk_contrast() -> dict[str, str]:
    """The colours of the kiosk's theme of high contrast."""
    css = (STATIC / "kiosk.css").read_text()
    block = re.search(r"html\[data-contrast=.?high.?\] \{(.*?)\}", css, re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block[1]))


def test_high_contrast_on_a_kiosk_is_ten_to_one_and_sets_every_colour() -> None:
    colours = kiosk_contrast()
    assert set(colours) | {"on-river"} >= set(tokens(dark=False))
    pairs = [(text, ground) for text, grounds in BODY.items() for ground in grounds]
    for text, ground in (*pairs, *STATES.items(), ("on-river", "river")):
        assert contrast(colours[text], colours[ground]) >= 10, (text, ground)


def test_the_stylesheet_of_the_kiosk_keeps_its_budget() -> None:
    assert len(brotli.compress((STATIC / "kiosk.css").read_bytes())) <= 4 * 1024
