"""Every route of the program, with who may enter it as its view declares (`people.access`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Views that are not ours and carry no decorator, by module: the API's description answers anybody.
FOREIGN = {"ninja": "anybody"}


@dataclass(frozen=True)
class Route:
    """`path` as it is written, `/my/cases/<uuid:key>/`; `entry` is anybody, citizen, official or empty."""

    path: str
    name: str
    entry: str
    permissions: tuple[str, ...]
    view: Callable[..., Any]
    pattern: URLPattern

    @property
    def parameters(self) -> dict[str, Any]:
        """Name → converter, in the whole path."""
        return {name: kind or "str" for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", self.path)}


def everything() -> list[Route]:
    return sorted(_walk(get_resolver().url_patterns, "/", ""), key=lambda route: (route.path, route.name))


def _walk(patterns: list[Any], before: str, space: str) -> Iterator[Route]:
    for pattern in patterns:
        written = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, written, inner)
        else:
            yield _route(pattern, written, f"{space}{pattern.name or ''}")


def _route(pattern: URLPattern, written: str, name: str) -> Route:
    view = pattern.callback
    entry = getattr(view, "entry", "") or FOREIGN.get(view.__module__.partition(".")[0], "")
    return Route(written, name, entry, tuple(getattr(view, "permissions", ())), view, pattern)
