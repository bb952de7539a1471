from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tongban.cases"
    label = "cases"

    def ready(self) -> None:
        from tongban.cases import (
            effects,  # noqa: F401 - registers
            holdings,  # noqa: F401 - registers
        )
        from tongban.cases.subject import SUBJECT
        from tongban.kit import subjects

        subjects.register(SUBJECT)
