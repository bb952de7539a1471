"""DATABASE_URL into Django's settings: SQLite by default, PostgreSQL for everything real."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"


def sqlite(path: Path | str) -> dict[str, Any]:
    """WAL with full synchronisation; writers begin IMMEDIATE (kit.act adds a lock that is fair, ADR 0002)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_PRAGMAS},
        "TEST": {"NAME": str(path) + ".test"},
    }


def database_from(url: str | None, default: Path) -> dict[str, Any]:
    if not url:
        return sqlite(default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(parts.path)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit(f"Unexpected DATABASE_URL scheme {parts.scheme!r}: use postgres:// or sqlite:///PATH.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if options.pop("prepare", "1") == "1":
        # Prepared statements take two fifths of PostgreSQL's work away (docs/operation.md); `?prepare=0` where a
        # pooler hands each transaction to another connection.
        options |= {"server_side_binding": True, "prepare_threshold": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
    }
