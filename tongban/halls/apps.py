from django.apps import AppConfig


class HallsConfig(AppConfig):
    name = "tongban.halls"
    label = "halls"

    def ready(self) -> None:
        from django.db.models import Q
        from django.utils.translation import gettext_lazy as _

        from tongban.halls import effects, holdings, wording  # noqa: F401 - they register themselves
        from tongban.halls.models import Booking
        from tongban.halls.states import State
        from tongban.halls.subject import SUBJECTS
        from tongban.kit import subjects
        from tongban.people.api import follows

        for subject in SUBJECTS:
            subjects.register(subject)
        follows(Booking, "user", _("Bookings"), once=("item_code",), among=Q(state=State.BOOKED))
