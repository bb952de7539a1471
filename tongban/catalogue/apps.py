from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "tongban.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from tongban.catalogue import effects  # noqa: F401 - registers
        from tongban.catalogue.asking import effects as _asking  # noqa: F401 - registers
        from tongban.catalogue.asking.subject import SUBJECT as OTHER_WORD
        from tongban.catalogue.exchange import effects as _exchange  # noqa: F401 - registers
        from tongban.catalogue.exchange.subject import SUBJECTS
        from tongban.catalogue.lists import effects as _lists  # noqa: F401 - registers
        from tongban.catalogue.subject import BASIC, MATERIAL, SUBJECT
        from tongban.kit import subjects

        for subject in (SUBJECT, BASIC, MATERIAL, OTHER_WORD, *SUBJECTS):
            subjects.register(subject)
