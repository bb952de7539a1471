"""Whose an application is, for whoever acts for them under a mandate; and what no agent may do."""

from __future__ import annotations

from typing import Any

from tongban.intake.models import Application
from tongban.people.api import Matter


def matter(application: Application) -> Matter:
    return Matter(
        application.user_id, application.enterprise_id, lambda: service(application.guide), application.made_at
    )


def service(guide: Any) -> tuple[str, list[str]]:
    return guide.code, list(guide.topics)
