"""What a keeper may set: colours that can be read, emblems that can do nothing, numbers as they were given out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kit.errors import BadInput
from tongban.sites import colours
from tongban.sites.content import EMPTY, checked, link_of
from tongban.sites.emblems import clean_svg, kept
from tongban.sites.tests.conftest import png

BOX = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"'
colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_every_colour_of_ours_can_be_read() -> None:
    assert [code for code in colours.PALETTE if colours.faults(code)] == []


def test_a_pale_colour_is_refused_with_the_figure_found_and_wanted() -> None:
    with pytest.raises(BadInput) as refused:
        checked({"colour": "#ff9900"}, set())
    [sentence] = refused.value.errors["colour"]
    assert "2.14" in sentence and "4.5" in sentence


@given(colour)
def test_all_shades_of_a_colour_that_is_taken_can_be_read(found: str) -> None:
    if colours.faults(found):
        return
    shades = colours.shades(found)
    light, dark = shades.light, shades.dark
    pairs = [
        (light["link"], colours.WHITE), (light["link"], colours.GROUND), (light["link"], light["blue-light"]),
        (light["link-hover"], colours.GROUND), (colours.WHITE, light["blue-dark"]), ("#1d2733", light["blue-light"]),
        (colours.WHITE, dark["blue"]), (colours.WHITE, dark["blue-dark"]), ("#e3e9f0", dark["blue-light"]),
        *((dark[name], back) for name in ("link", "link-hover") for back in (*colours.DARK, dark["blue-light"])),
    ]  # fmt: skip
    assert min(colours.contrast(front, back) for front, back in pairs) >= colours.LEAST


def test_the_grounds_are_those_of_the_tokens() -> None:
    from django.conf import settings

    tokens = (settings.BASE_DIR / "theme" / "static" / "theme" / "tokens.css").read_text("utf-8")
    light, dark = tokens.split('[data-bs-theme="dark"] {')[:2]
    assert f"--tb-ground: {colours.GROUND}" in light
    assert f"--tb-paper: {colours.DARK[0]}" in dark and f"--tb-ground: {colours.DARK[1]}" in dark


@pytest.mark.parametrize(
    ("field", "text", "kept_as"),
    [
        ("site_code", "５１０１３１００００", "5101310000"),
        ("icp", "蜀ICP备 00000000号-1", "蜀ICP备00000000号-1"),
        ("police", "川公网安备 00000000000000号", "川公网安备00000000000000号"),
    ],
)
def test_a_number_is_kept_as_it_was_given_out(field: str, text: str, kept_as: str) -> None:
    assert checked({"footer": {**EMPTY["footer"], field: text}}, set())["footer"][field] == kept_as


@pytest.mark.parametrize(("field", "text"), [("site_code", "51013"), ("icp", "00000000"), ("police", "川公网安备1号")])
def test_a_number_that_was_never_given_out_so_is_refused(field: str, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked({"footer": {**EMPTY["footer"], field: text}}, set())
    assert text in refused.value.errors[field][0]


def test_whoever_doubts_a_number_is_led_to_its_register() -> None:
    assert link_of("icp", "蜀ICP备00000000号-1").startswith("https://beian.")
    assert link_of("police", "川公网安备51013102000001号").endswith("51013102000001")
    assert link_of("site_code", "5101310000") == ""


# emblems


def refused(content: bytes) -> str:
    with pytest.raises(BadInput) as error:
        kept(content)
    return str(error.value.errors["emblem"][0])


def test_a_plain_svg_comes_through_with_its_shapes() -> None:
    drawn = clean_svg(f'<svg {BOX}><g fill="url(#a)"><path d="M0 0h40"/></g></svg>'.encode())
    assert b'<path d="M0 0h40"' in drawn and drawn.count(b"<") == 5


@pytest.mark.parametrize(
    ("inside", "named"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<foreignObject/>", "<foreignObject>"),
        ("<style>*{}</style>", "<style>"),
        ("<image/>", "<image>"),
        ("<animate/>", "<animate>"),
        ('<path onclick="x()"/>', "onclick"),
        ('<path style="fill:red"/>', "style"),
        ('<path fill="url(https://evil.invalid/x)"/>', "fill="),
        ('<path fill="u\\72l(x)"/>', "fill="),
        ('<a href="javascript:x"/>', "<a>"),
        ('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#a"/>', "<use>"),
        ('<path xmlns="http://www.w3.org/1999/xhtml"/>', "<path>"),
    ],
)
def test_whatever_is_no_shape_is_refused_by_its_name(inside: str, named: str) -> None:
    assert named in refused(f"<svg {BOX}>{inside}</svg>".encode())


@pytest.mark.parametrize(
    "content",
    [
        f'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg {BOX}>&a;</svg>'.encode(),
        b"<svg",
        b"<html/>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 4"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e999 4"/>',
        b"GIF89a",
        b"",
        b"\x89PNG\r\n\x1a\n",
        png()[:60],
        b"x" * 200_001,
        f"<svg {BOX}>{'<g>' * 100_0}".encode(),
    ],
)
def test_what_is_no_emblem_is_refused_in_words(content: bytes) -> None:
    assert refused(content)


def test_a_picture_is_refused_with_its_size() -> None:
    assert "2000 × 2000" in refused(png(2000, 2000))
    assert "32 × 32" in refused(png(32, 32))


@pytest.mark.django_db
def test_what_a_picture_carried_beside_its_pixels_stays_behind() -> None:
    content = png() + b"<script>alert(1)</script>"
    found = kept(content)
    assert found.kind == "image/png" and b"script" not in bytes(found.content)
    assert kept(content).pk == found.pk


def test_the_mark_of_ours_would_be_taken() -> None:
    from django.conf import settings

    mark = (settings.BASE_DIR / "theme" / "static" / "theme" / "mark.svg").read_bytes()
    assert re.search(rb"<svg [^>]*viewBox", clean_svg(mark))
