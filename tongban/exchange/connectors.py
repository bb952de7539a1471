"""Which partners there are. A folder of this room names its connector once; settings say where the partner answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.exchange.faults import NotConnected


@dataclass(frozen=True)
class Connector:
    """`asks`: the operations, in words for whoever keeps the machine."""

    key: str
    name: Any
    asks: dict[str, Any]

    @property
    def url(self) -> str:
        return str(settings.PARTNERS[self.key]["url"]).rstrip("/")

    @property
    def is_connected(self) -> bool:
        return bool(self.url)

    def secret(self) -> bytes:
        """Read anew each time: whoever changes the file need not start anything again."""
        path = str(settings.PARTNERS[self.key]["secret_file"])
        try:
            found = Path(path).read_bytes().strip() if path else b""
        except OSError as error:
            found, path = b"", f"{path}: {error.strerror}"
        if not found:
            raise NotConnected(
                _("The secret of “%(name)s” can't be read.") % {"name": self.name},
                found=path or _("no file is named"),
                wanted=_("a file with the secret that the partner gave"),
                cure=f"TONGBAN_{self.key.upper()}_SECRET_FILE",
            )
        return found


_all: dict[str, Connector] = {}


def connector(key: str, name: Any, asks: dict[str, Any]) -> Connector:
    return _all.setdefault(key, Connector(key, name, asks))


def everything() -> dict[str, Connector]:
    return dict(_all)
