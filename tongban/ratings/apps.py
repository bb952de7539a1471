from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "tongban.ratings"
    label = "ratings"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tongban.kit import subjects
        from tongban.people.api import follows
        from tongban.ratings import holdings  # noqa: F401 - registers
        from tongban.ratings.models import Invitation
        from tongban.ratings.subject import SUBJECT

        subjects.register(SUBJECT)
        follows(Invitation, "user", _("Ratings"))
