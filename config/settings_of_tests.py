"""Settings of pytest: those of the program, with a data folder of their own.

pytest-django reads the settings before it reads conftest.py, so the folder has to be chosen here. Each xdist worker has
its own; a program that a test starts inherits the folder of the test.
"""

from __future__ import annotations

import os
import tempfile

_worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
if os.environ.get("TONGBAN_TEST_WORKER") != _worker:
    os.environ["TONGBAN_TEST_WORKER"] = _worker
    os.environ["TONGBAN_DATA"] = tempfile.mkdtemp(prefix="tongban-test-")
os.environ.setdefault("TONGBAN_MODE", "demo")
os.environ.setdefault("TONGBAN_RATE_FACTOR", "0")  # a suite asks faster than any person
os.environ.setdefault("TONGBAN_HEAD_SECONDS", "0")  # a test asks for heads one after the other

from config.settings import *  # noqa: E402, F403
