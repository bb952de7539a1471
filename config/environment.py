"""What an installation sets: from the environment, or from a file where it is a secret."""

from __future__ import annotations

import os
from pathlib import Path


def env(name: str, default: str) -> str:
    """`NAME`; or the content of the file that `NAME_FILE` names (Docker, Kubernetes); or of the credential `NAME` that
    systemd hands over (LoadCredential=). Raises SystemExit where both are set, or the file is not to be read.
    """
    file = os.environ.get(f"{name}_FILE")
    if file is None:
        if (given := os.environ.get(name)) is not None:
            return given
        credential = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent")) / name
        return _read(name, credential) if credential.is_file() else default
    if name in os.environ:
        raise SystemExit(f"{name} and {name}_FILE are both set: keep one.")
    return _read(name, Path(file))


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"{name}_FILE={path} cannot be read: {error}") from error


def env_flag(name: str, default: str) -> bool:
    value = env(name, default).lower()
    if value not in {"1", "0", "true", "false", "yes", "no"}:
        raise SystemExit(f"Unexpected value {name}={value}: use 1 or 0.")
    return value in {"1", "true", "yes"}
