from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "tongban.portal"
    label = "portal"

    def ready(self) -> None:
        from tongban.kit import subjects
        from tongban.portal import holdings  # noqa: F401 - registers
        from tongban.portal.feeds import effects  # noqa: F401 - registers
        from tongban.portal.subject import SUBJECT

        subjects.register(SUBJECT)
