"""What the faces ask of rooms above; answered in `flow/answers.py`."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from tongban.kit.questions import Question

# the situations of life that a home page can show, in their own order: slug → name
situations: Question[dict[str, Any]] = Question("sites.situations", default={})

# the home page of a place, as this request would read it
home_page: Question[HttpResponse | None] = Question("sites.home_page", default=None)
