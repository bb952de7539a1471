"""What this room asks of higher ones."""

from __future__ import annotations

from tongban.kit.questions import Question

# May this `user`, who may see what it belongs to, open the `paper` yet? A decision is opened by receiving it (送达).
may_open: Question[bool] = Question("documents.may_open", default=True)
