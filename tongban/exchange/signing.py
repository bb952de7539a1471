"""A question and its answer carry a signature over everything that counts: who, when, which, and the whole body.

HMAC-SHA256 with the secret that both sides hold. The answer is signed over the question's own number, so that an old
answer, or one to another question, is none.
"""

from __future__ import annotations

import hashlib
import hmac

ALGORITHM = "HMAC-SHA256"
SKEW = 300  # seconds between two clocks


def of_question(secret: bytes, *, method: str, path: str, at: str, number: str, body: bytes) -> str:
    return _signed(secret, "question", method, path, at, number, body)


def of_answer(secret: bytes, *, status: int, number: str, body: bytes) -> str:
    return _signed(secret, "answer", str(status), number, body)


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _signed(secret: bytes, *parts: str | bytes) -> str:
    """The parts by their lengths, so that none can grow into the next."""
    plain = [part.encode() if isinstance(part, str) else part for part in parts]
    whole = b"".join(len(part).to_bytes(8, "big") + part for part in plain)
    return hmac.new(secret, whole, hashlib.sha256).hexdigest()
