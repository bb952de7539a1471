"""What this room asks of higher ones."""

from __future__ import annotations

from tongban.kit.questions import Question

may_replay: Question[bool] = Question("outbox.may_replay", default=False)  # may this `user` run dead letters again?
