from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tongban.outbox"
    label = "outbox"

    def ready(self) -> None:
        from tongban.kit.act import posted_by
        from tongban.outbox import effects  # noqa: F401 - registers
        from tongban.outbox.posting import post

        posted_by(post)
