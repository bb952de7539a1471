from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tongban.people"
    label = "people"

    def ready(self) -> None:
        from django.db.models import Q
        from django.utils.translation import gettext_lazy as _

        from tongban.documents.api import File
        from tongban.kit import subjects
        from tongban.kit.act import witnessed_by
        from tongban.messages.api import Message
        from tongban.people import effects, holdings  # noqa: F401 - register
        from tongban.people.assurance import wording  # noqa: F401 - registers
        from tongban.people.assurance.following import follows
        from tongban.people.mandates import effects as mandate_effects  # noqa: F401 - registers
        from tongban.people.mandates.models import Mandate
        from tongban.people.mandates.states import State
        from tongban.people.mandates.subject import SUBJECT as MANDATE
        from tongban.people.oidc import sessions  # noqa: F401 - hears who signs in and out
        from tongban.people.oidc import subjects as oidc_subjects
        from tongban.people.privacy import correcting, delaying, packages
        from tongban.people.staff import effects as staff_effects  # noqa: F401 - registers
        from tongban.people.staff.subject import SUBJECTS
        from tongban.people.staff.witness import witness
        from tongban.people.subject import ENTERPRISE, SUBJECT

        subjects.register(SUBJECT)
        subjects.register(delaying.SUBJECT)
        subjects.register(packages.SUBJECT)
        subjects.register(correcting.SUBJECT)
        subjects.register(oidc_subjects.SYSTEM)
        subjects.register(oidc_subjects.CONNECTION)
        for subject in SUBJECTS:
            subjects.register(subject)
        witnessed_by(witness)
        subjects.register(ENTERPRISE)
        subjects.register(MANDATE)
        of_enterprises = Q(enterprise__isnull=False, state=State.ACTIVE)
        follows(Mandate, "agent", _("Who acts for whom"), once=("enterprise",), weighs=of_enterprises)
        follows(Mandate, "principal", _("Who acts for whom"))
        follows(File, "owner", _("Files"))
        follows(Message, "user", _("Messages"))
