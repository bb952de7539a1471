"""How a question to a partner fails. Never is a fault an answer."""

from __future__ import annotations

from tongban.kit.errors import Refused


class Silent(Refused):
    """No true answer came: `outcome` is the word for the log."""

    status = 503

    def __init__(self, outcome: str, detail: str = "") -> None:
        super().__init__(outcome, found=detail)
        self.outcome, self.detail = outcome, detail


class NotConnected(Refused):
    status = 503
