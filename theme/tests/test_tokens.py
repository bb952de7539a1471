"""Contrast of the tokens, light and dark: WCAG 2.2, 1.4.3 (text 4.5) and 1.4.11 (shapes and borders 3)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parent.parent / "static" / "theme" / "tokens.css").read_text(encoding="utf-8")
BLOCKS = {"light": CSS.split('[data-bs-theme="dark"] {')[0], "dark": CSS.split('[data-bs-theme="dark"] {')[1]}
TEXT = [
    ("ink", "paper ground sunken blue-light green-light amber-light seal-light"),
    ("dim", "paper ground sunken"),
    ("link", "paper ground blue-light"),
    ("link-hover", "paper ground"),
    ("on-blue", "blue blue-dark"),
    ("on-seal", "seal seal-dark"),
    ("green", "paper ground green-light"),
    ("amber-text", "paper ground amber-light"),
    ("lamp-red", "paper ground"),
]
SHAPES = [
    ("line-strong", "paper"),
    ("lamp-green", "paper ground"),
    ("lamp-yellow", "paper ground"),
    ("lamp-paused", "paper ground"),
    ("focus", "paper ground"),
]
PAIRS = [
    (mode, front, back, least)
    for mode in BLOCKS
    for table, least in ((TEXT, 4.5), (SHAPES, 3.0))
    for front, backs in table
    for back in backs.split()
]


def token(mode: str, name: str) -> str:
    found = re.search(rf"--tb-{name}: #([0-9a-f]{{6}});", BLOCKS[mode])
    assert found, f"no --tb-{name} in the {mode} block"
    return found.group(1)


def luminance(colour: str) -> float:
    def linear(part: str) -> float:
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[i : i + 2]) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("mode", "front", "back", "least"), PAIRS)
def test_everybody_can_read_it(mode: str, front: str, back: str, least: float) -> None:
    bright, dark = sorted((luminance(token(mode, front)), luminance(token(mode, back))), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= least


CONTRAST = {
    "light": CSS.split('html.contrast[data-bs-theme="light"] {')[1].partition("}")[0],
    "dark": CSS.split('html.contrast[data-bs-theme="dark"] {')[1].partition("}")[0],
}
STRONG = [
    (mode, front, back, least)
    for mode in CONTRAST
    for table, least in ((TEXT, 7.0), (SHAPES, 4.5))
    for front, backs in table
    for back in backs.split()
]


@pytest.mark.parametrize(("mode", "front", "back", "least"), STRONG)
def test_high_contrast_is_high(mode: str, front: str, back: str, least: float) -> None:
    found = dict(re.findall(r"--tb-([\w-]+): #([0-9a-f]{6});", CONTRAST[mode]))
    bright, dark = sorted((luminance(found[front]), luminance(found[back])), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= least


def test_high_contrast_leaves_no_colour_as_it_was() -> None:
    for mode, block in BLOCKS.items():
        names = set(re.findall(r"--tb-([\w-]+): #", block.partition("\n}")[0]))
        assert names <= set(re.findall(r"--tb-([\w-]+): #", CONTRAST[mode]))


def test_no_component_has_colours_of_its_own() -> None:
    """Only QR codes (black on white for cameras), paper and shadows may name a colour."""
    for name in ("site.css", "desk.css"):
        text = (Path(__file__).parent.parent / "static" / "theme" / name).read_text(encoding="utf-8")
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text)) <= {"#fff", "#000"}
