from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tongban.intake"
    label = "intake"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tongban.intake import effects, holdings  # noqa: F401 - they register themselves
        from tongban.intake.models import Application
        from tongban.intake.subject import SUBJECT
        from tongban.kit import subjects
        from tongban.people.api import follows

        subjects.register(SUBJECT)
        follows(Application, "user", _("Drafts and applications"))
        follows(Application, "agent", _("Drafts and applications"))
