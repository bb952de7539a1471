from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tongban.documents import press
from tongban.documents.signing import DemoSeals, Organ
from tongban.documents.tests.samples import sample
from tongban.documents.typesetting import render

_ROOT = Path(__file__).parents[3]
_PACKAGE = _ROOT / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"


@pytest.fixture(autouse=True)
def fonts(settings: Any) -> None:
    """`make setup` copies the fonts; before it, they are taken from the package itself."""
    if not list(press.font_folder().glob("*.ttf")):
        settings.FONTS_DIR = _PACKAGE


@pytest.fixture(scope="session")
def bureau() -> Organ:
    return Organ("11510131MB0000000X", "蒲江县市场监督管理局")


@pytest.fixture(scope="session")
def demo_seals(tmp_path_factory: pytest.TempPathFactory, bureau: Organ) -> DemoSeals:
    made = DemoSeals(tmp_path_factory.mktemp("keys") / "seals")
    made.set_up([bureau])
    return made


@pytest.fixture
def signed(fonts: None, demo_seals: DemoSeals, bureau: Organ) -> bytes:
    return demo_seals.sign_pdf(render("grant", sample("grant")), bureau, reason="准予行政许可", location="蒲江县")
