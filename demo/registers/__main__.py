"""`python -m demo.registers PORT SECRET_FILE`: the registers as a process of its own; `make run` starts it."""

from __future__ import annotations

import sys
from pathlib import Path

from demo.registers.server import Registers, secret_in

if __name__ == "__main__":
    Registers(secret_in(Path(sys.argv[2])), int(sys.argv[1])).serve_forever()
