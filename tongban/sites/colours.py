"""The colour of a site: whether everybody can read it, and the shades that follow from it (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

LEAST = 4.5
WHITE, BLACK = "#ffffff", "#000000"
GROUND = "#f4f6f9"  # the ground of pages, as in theme/static/theme/tokens.css
DARK = ("#19222c", "#10171e")  # paper and ground of the dark desk, as there
TINT = 0.1  # the share of the colour in its light tint
HEX = re.compile(r"#[0-9a-f]{6}")

PALETTE = {
    "#0b5cad": _p("colour", "Government blue"),
    "#0a6670": _p("colour", "Sea green"),
    "#1d6b45": _p("colour", "Pine green"),
    "#3d6114": _p("colour", "Bamboo green"),
    "#3f4fa8": _p("colour", "Indigo"),
    "#6b419e": _p("colour", "Purple"),
    "#8c4a10": _p("colour", "Ochre"),
    "#9a2f3a": _p("colour", "Deep crimson"),
    "#39495c": _p("colour", "Slate"),
}


def parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(colour: str, other: str, share: float) -> str:
    """`share` of the colour, the rest of the other."""
    pairs = zip(parts(colour), parts(other), strict=True)
    return "#" + "".join(f"{round(mine * share + theirs * (1 - share)):02x}" for mine, theirs in pairs)


def luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def tint_of(colour: str) -> str:
    return mixed(colour, WHITE, TINT)


def faults(colour: str) -> list[str]:
    """What is wrong with it, with the figure found and the figure wanted; empty when everybody can read it."""
    if not HEX.fullmatch(colour):
        return [_("%(found)s is no colour: write six digits after #, such as #0b5cad.") % {"found": colour}]
    against = {_("white"): WHITE, _("the ground of our pages"): GROUND, _("its own light tint"): tint_of(colour)}
    found = {name: contrast(colour, back) for name, back in against.items()}
    return [
        _("The contrast of %(colour)s with %(back)s is %(found)s; it must be at least %(wanted)s. Choose a darker one.")
        % {"colour": colour, "back": name, "found": f"{figure:.2f}", "wanted": LEAST}
        for name, figure in found.items()
        if figure < LEAST
    ][:1]


@dataclass(frozen=True)
class Shades:
    """Tokens of the theme → value, for the light pages and for the dark desk."""

    light: dict[str, str]
    dark: dict[str, str]


def shades(colour: str) -> Shades:
    deep, tint = mixed(colour, BLACK, 0.8), tint_of(colour)
    night = mixed(colour, DARK[0], 0.25)
    shine = next(
        found
        for found in (mixed(colour, WHITE, share / 20) for share in range(19, -1, -1))
        if min(contrast(found, back) for back in (*DARK, night)) >= LEAST + 1
    )
    light = {"blue": colour, "blue-dark": deep, "blue-light": tint, "link": colour, "link-hover": deep, "focus": colour}
    dark = {"blue": colour, "blue-dark": deep, "blue-light": night, "link": shine}
    return Shades(light, dark | {"link-hover": mixed(shine, WHITE, 0.6), "focus": shine})


def stylesheet(colour: str) -> str:
    """Later than the tokens and as strong; the high-contrast mode is stronger than both."""
    found = shades(colour)
    blocks = (("light", found.light), ("dark", found.dark))
    return "".join(
        f'[data-bs-theme="{mode}"] {{\n'
        + "".join(f"  --tb-{name}: {value};\n" for name, value in tokens.items())
        + "}\n"
        for mode, tokens in blocks
    )
