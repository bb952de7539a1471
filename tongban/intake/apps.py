from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tongban.intake"
    label = "intake"

    def ready(self) -> None:
        from tongban.intake import (
            effects,  # noqa: F401 - registers
            holdings,  # noqa: F401 - registers
        )
        from tongban.intake.subject import SUBJECT
        from tongban.kit import subjects

        subjects.register(SUBJECT)
