from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "tongban.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from tongban.catalogue import effects  # noqa: F401 - registers
        from tongban.catalogue.exchange import effects as _exchange  # noqa: F401 - registers
        from tongban.catalogue.exchange.subject import SUBJECTS
        from tongban.catalogue.subject import SUBJECT
        from tongban.kit import subjects

        for subject in (SUBJECT, *SUBJECTS):
            subjects.register(subject)
