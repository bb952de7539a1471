from __future__ import annotations

import io

import segno
from PIL import Image

from tongban.documents import qr, seals
from tongban.documents.signing import DemoSeals, Organ


def test_a_demo_seal_is_red_on_nothing(demo_seals: DemoSeals, bureau: Organ) -> None:
    picture = Image.open(io.BytesIO(seals.demo_png(bureau.name, "行政审批专用章"))).convert("RGBA")
    assert picture.getpixel((2, 2))[3] == 0
    assert (200, 16, 46, 255) in {picture.getpixel((picture.width // 2, y)) for y in range(picture.height)}
    assert demo_seals.picture(bureau).startswith("<svg")


def test_a_long_name_still_fits_its_ring() -> None:
    picture = Image.open(io.BytesIO(seals.demo_png("四川省成都市蒲江县人力资源和社会保障局社会保险事业管理中心")))
    assert abs(picture.width - picture.height) <= 1


def test_a_png_seal_of_a_provider_is_wrapped_for_the_templates(bureau: Organ) -> None:
    assert "data:image/png;base64," in seals.as_svg(seals.demo_png(bureau.name))


def test_a_qr_code_holds_its_address_and_no_markup_of_it() -> None:
    made = qr.svg('https://a.invalid/check/?code="><script>', border=4)
    assert made.startswith("<svg") and "script" not in made
    assert segno.make("https://a.invalid", error="m").designator
