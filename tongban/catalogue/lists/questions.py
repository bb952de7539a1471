"""What the lists ask of whoever handles applications; answered in `flow/answers.py`."""

from __future__ import annotations

from tongban.kit.questions import Question

# how many applications came in from `since` until before `until` (days), by the code of the item
times_asked: Question[dict[str, int]] = Question("catalogue.times_asked", default={})
