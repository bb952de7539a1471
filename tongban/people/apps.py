from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tongban.people"
    label = "people"

    def ready(self) -> None:
        from tongban.documents.api import File
        from tongban.kit import subjects
        from tongban.messages.api import Message
        from tongban.people import effects  # noqa: F401 - registers
        from tongban.people.assurance import wording  # noqa: F401 - registers
        from tongban.people.assurance.following import follows
        from tongban.people.models import Agency
        from tongban.people.subject import ENTERPRISE, SUBJECT

        subjects.register(SUBJECT)
        subjects.register(ENTERPRISE)
        follows(Agency, "user", once=("enterprise",))
        follows(File, "owner")
        follows(Message, "user")
