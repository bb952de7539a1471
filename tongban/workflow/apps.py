from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkflowConfig(AppConfig):
    name = "tongban.workflow"
    label = "workflow"

    def ready(self) -> None:
        from tongban.kit import subjects
        from tongban.workflow import holdings, moving  # noqa: F401 - they register themselves
        from tongban.workflow.subject import SUBJECT

        subjects.register(SUBJECT)
        post_migrate.connect(with_library, sender=self)


def with_library(**told: Any) -> None:
    """An installation has the drawings that ship with the program from its first day, and their next versions with an
    upgrade; running cases keep theirs."""
    from tongban.workflow.actions import publish_library

    if told.get("plan") is not None and told["using"] == "default":
        publish_library()
