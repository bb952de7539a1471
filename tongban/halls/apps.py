from django.apps import AppConfig


class HallsConfig(AppConfig):
    name = "tongban.halls"
    label = "halls"

    def ready(self) -> None:
        from tongban.halls import (  # noqa: F401 - they register themselves
            effects,
            holdings,
            wording,
        )
        from tongban.halls.subject import SUBJECTS
        from tongban.kit import subjects

        for subject in SUBJECTS:
            subjects.register(subject)
