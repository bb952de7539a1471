from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests import walking as w
from tongban.sites import api as sites
from tongban.sites import wearing

HERE, TOWNSHIP, CITY, PROVINCE = "510131000000", "510131001000", "510100000000", "510000000000"
NEIGHBOUR = "510129000000"  # a county of the same city, which the demo does not know
DESK = f"/desk/sites/{HERE}/"


@pytest.fixture(autouse=True)
def _faces_of_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test puts into force is gone after it, and its process with it."""
    monkeypatch.setattr(wearing, "_held", wearing.Held())


@pytest.fixture
def keeper(client: Client) -> Client:
    client.force_login(w.user("sites1"))
    return client


Wear = Callable[..., sites.Site]


@pytest.fixture
def wear(db: None) -> Wear:
    """`wear(colour="#1d6b45")`: a version of the county, saved and put into force."""

    def put(code: str = HERE, by: str = "sites1", **content: Any) -> sites.Site:
        known = sites.Site.objects.filter(region_code=code).first()
        keeper = w.user(by)
        made = sites.draft(region_code=code, content=content, base=known.latest if known else 0, by=keeper)
        site = sites.put_in_force(site=made.site, number=made.number, seen=made.site.current_number, by=keeper)
        sites.forget_faces()
        return site

    return put


def typed(**more: Any) -> dict[str, Any]:
    """The form as it is opened, all situations ticked in their order."""
    slugs = ("birth", "school", "work", "home", "age", "shop")
    rows = {f"show-{slug}": "1" for slug in slugs} | {f"place-{slug}": str(n) for n, slug in enumerate(slugs, 1)}
    return {"base": "0", "kept_emblem": "", "colour": "", **rows, **more}


def png(width: int = 96, height: int = 96, colour: str = "#0b5cad") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(written, "PNG")
    return written.getvalue()


def upload(content: bytes, name: str = "emblem.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)
