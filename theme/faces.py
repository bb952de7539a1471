"""What the frame of a page wears: whose site it is, its emblem, its colours, the lines of its footer.

The theme knows no room: whoever keeps faces puts itself here in `AppConfig.ready`. Without anybody, and for whatever
a provider leaves empty, pages look as the tokens say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.templatetags.static import static


@dataclass(frozen=True)
class Line:
    """One line of the footer; `url` leads to the register that knows the number."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Face:
    """`name` and `line` of the site in the language of the page, `stylesheet` and `emblem` as addresses. `wears`: the
    page is about a place inside, which has no site of its own. `situations`: slugs in the order of the home page."""

    name: str = ""
    line: str = ""
    wears: bool = False
    stylesheet: str = ""
    emblem: str = ""
    footer: tuple[Line, ...] = ()
    situations: tuple[str, ...] = ()
    elder: bool = False

    @property
    def mark(self) -> str:
        return self.emblem or static("theme/mark.svg")


Provider = Callable[[str], Face]
PLAIN = Face()
_providers: list[Provider] = []


def provided_by(provider: Provider) -> None:
    _providers[:] = [provider]


def face_of(code: str) -> Face:
    """The face of a place by its 12 digits; "" for a page that is about no place."""
    return _providers[0](code) if _providers and code else PLAIN
