"""What privacy asks of higher rooms."""

from __future__ import annotations

from typing import Any

from tongban.kit.questions import Question

# Whose case has this receipt number, as far as `by` may see it: a User or None.
person_of_number: Question[Any] = Question("people.person_of_number", default=None)
