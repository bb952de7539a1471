from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "tongban.licences"
    label = "licences"

    def ready(self) -> None:
        from django.db.models import Q
        from django.utils.translation import gettext_lazy as _

        from tongban.kit import subjects
        from tongban.licences import holdings  # noqa: F401 - registers
        from tongban.licences.models import Licence
        from tongban.licences.subject import SUBJECT
        from tongban.people.api import follows

        subjects.register(SUBJECT)
        follows(Licence, "holder", _("Licences"), weighs=Q())
