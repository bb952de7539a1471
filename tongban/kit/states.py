"""States are a table; the table is what runs, what greys the button, and what is drawn into docs/states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongban.kit.errors import Refused


@dataclass(frozen=True)
class Move:
    """One transition: the act that makes it, from where, to where, and the article that knows it."""

    act: str
    sources: tuple[str, ...]
    target: str
    basis: str = ""


class StateTable:
    def __init__(self, name: str, moves: Iterable[Move], *, first: str, words: dict[str, Any]) -> None:
        self.name, self.first, self.words = name, first, words
        self.moves: dict[str, list[Move]] = {}
        for move in moves:
            self.moves.setdefault(move.act, []).append(move)

    def target(self, act: str, state: str) -> str:
        """Where the act leads from this state; Refused when it leads nowhere."""
        for move in self.moves[act]:
            if state in move.sources:
                return str(move.target)
        wanted = [source for move in self.moves[act] for source in move.sources]
        raise WrongState(self, act, state, wanted)

    def allows(self, act: str, state: str) -> bool:
        return any(state in move.sources for move in self.moves[act])

    def everything(self) -> list[Move]:
        return [move for moves in self.moves.values() for move in moves]

    def drawn(self) -> str:
        """Mermaid, one line per transition, in a stable order."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first}"]
        for move in self.everything():
            for source in move.sources:
                basis = f" ({move.basis})" if move.basis else ""
                lines.append(f"    {source} --> {move.target}: {move.act}{basis}")
        return "\n".join(lines)


class WrongState(Refused):
    def __init__(self, table: StateTable, act: str, state: str, wanted: list[str]) -> None:
        from django.utils.translation import gettext as _

        words = table.words
        super().__init__(
            _("This can't be done now: it is “%(state)s”.") % {"state": words.get(state, state)},
            found=words.get(state, state),
            wanted=", ".join(str(words.get(name, name)) for name in wanted),
        )
        self.state = state
