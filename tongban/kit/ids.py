"""Keys: UUIDv7, so that rows lie in the order of their birth."""

from __future__ import annotations

import secrets
import uuid

from uuid_utils.compat import uuid7

# Without 0 O 1 I L, so that a code can be read out on the telephone.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new() -> uuid.UUID:
    return uuid7()


def query_code(length: int = 8) -> str:
    """A code that lets its holder look something up without an account: 31**8, about 40 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))
