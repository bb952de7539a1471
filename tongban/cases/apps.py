from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tongban.cases"
    label = "cases"

    def ready(self) -> None:
        from django.db.models import Q
        from django.utils.translation import gettext_lazy as _

        from tongban.cases import drawn, effects, holdings  # noqa: F401 - they register themselves
        from tongban.cases.models import Case
        from tongban.cases.subject import SUBJECT
        from tongban.kit import subjects
        from tongban.people.api import follows

        subjects.register(SUBJECT)
        drawn.register()
        follows(Case, "user", _("Cases"), weighs=Q())
        follows(Case, "agent", _("Cases"))
