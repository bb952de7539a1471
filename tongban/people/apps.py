from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tongban.people"
    label = "people"

    def ready(self) -> None:
        from tongban.kit import subjects
        from tongban.people import effects  # noqa: F401 - registers
        from tongban.people.mandates import effects as _mandates  # noqa: F401 - registers
        from tongban.people.mandates.subject import SUBJECT as MANDATE
        from tongban.people.subject import SUBJECT

        for subject in (SUBJECT, MANDATE):
            subjects.register(subject)
