from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """An app only for its commands (backup, restore, check-config, bench) and its checks; it has no tables."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import starting  # noqa: F401 - registers the checks
