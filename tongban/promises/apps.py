from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "tongban.promises"
    label = "promises"

    def ready(self) -> None:
        from tongban.promises import effects  # noqa: F401 - registers
