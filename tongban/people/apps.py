from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tongban.people"
    label = "people"

    def ready(self) -> None:
        from tongban.kit import subjects
        from tongban.people import effects, holdings  # noqa: F401 - register
        from tongban.people.oidc import effects as oidc_effects  # noqa: F401 - registers
        from tongban.people.oidc import sessions  # noqa: F401 - hears who signs in and out
        from tongban.people.oidc import subjects as oidc_subjects
        from tongban.people.privacy import correcting, delaying, packages
        from tongban.people.subject import SUBJECT

        subjects.register(SUBJECT)
        subjects.register(delaying.SUBJECT)
        subjects.register(packages.SUBJECT)
        subjects.register(correcting.SUBJECT)
        subjects.register(oidc_subjects.SYSTEM)
        subjects.register(oidc_subjects.CONNECTION)
