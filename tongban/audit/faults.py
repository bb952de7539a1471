"""What reading the record can find, and how far clocks may be apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

LATE = dt.timedelta(minutes=10)  # how long an entry may wait for its number, as the standalone verifier has it
ASTRAY = dt.timedelta(minutes=1)  # how far two clocks may differ


@dataclass
class Break:
    """Where a chain breaks first: `chain` is "subject", "log" or "tree"."""

    chain: str
    where: str
    found: str
    wanted: str
