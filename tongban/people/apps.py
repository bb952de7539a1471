from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tongban.people"
    label = "people"

    def ready(self) -> None:
        from tongban.kit import subjects
        from tongban.people import (
            effects,  # noqa: F401 - registers
            holdings,  # noqa: F401 - registers
        )
        from tongban.people.privacy import correcting, delaying, packages
        from tongban.people.subject import SUBJECT

        subjects.register(SUBJECT)
        subjects.register(delaying.SUBJECT)
        subjects.register(packages.SUBJECT)
        subjects.register(correcting.SUBJECT)
