from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "tongban.documents"
    label = "documents"

    def ready(self) -> None:
        from tongban.documents import effects  # noqa: F401 - registers
