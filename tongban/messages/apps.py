from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "tongban.messages"
    label = "tongban_messages"

    def ready(self) -> None:
        from tongban.messages import (
            effects,  # noqa: F401 - registers
            holdings,  # noqa: F401 - registers
        )
