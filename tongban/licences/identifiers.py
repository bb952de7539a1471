"""The identifier of an e-licence, GB/T 36904-2018: root . type . issuer . serial . version . check."""

from __future__ import annotations

from tongban.kit.checkdigits import LETTERS_36, mod37_36

ROOT = "1.2.156.3005.2"


def identifier(*, type_code: str, org_code: str, serial: str, version: int) -> str:
    """`type_code` 21 characters, `org_code` 18; the check character is ISO 7064 MOD 37,36 over the four parts."""
    parts = (type_code, org_code, serial, f"{version:03d}")
    return ".".join((ROOT, *parts, mod37_36("".join(parts))))


def is_identifier(text: str) -> bool:
    if not text.startswith(ROOT + "."):
        return False
    parts = text[len(ROOT) + 1 :].split(".")
    body = "".join(parts[:4])
    return len(parts) == 5 and all(c in LETTERS_36 for c in body) and mod37_36(body) == parts[4]
