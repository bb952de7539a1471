from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "tongban.flow"
    label = "flow"

    def ready(self) -> None:
        from tongban.flow import answers, handovers  # noqa: F401 - joins the rooms
