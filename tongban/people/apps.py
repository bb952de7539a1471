from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tongban.people"
    label = "people"

    def ready(self) -> None:
        from tongban.kit import subjects
        from tongban.kit.act import witnessed_by
        from tongban.people import effects  # noqa: F401 - registers
        from tongban.people.staff import effects as staff_effects  # noqa: F401 - registers
        from tongban.people.staff.subject import SUBJECTS
        from tongban.people.staff.witness import witness
        from tongban.people.subject import SUBJECT

        subjects.register(SUBJECT)
        for subject in SUBJECTS:
            subjects.register(subject)
        witnessed_by(witness)
