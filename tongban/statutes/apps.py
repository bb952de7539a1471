from django.apps import AppConfig


class StatutesConfig(AppConfig):
    name = "tongban.statutes"
    label = "statutes"

    def ready(self) -> None:
        from tongban.kit import subjects
        from tongban.statutes.subject import SUBJECT

        subjects.register(SUBJECT)
