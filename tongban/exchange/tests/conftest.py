from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.registers.server import Registers, connected


@pytest.fixture()
def registers(tmp_path: Path) -> Iterator[Registers]:
    """The demo's registers, over real HTTP."""
    with connected(tmp_path) as server:
        yield server
