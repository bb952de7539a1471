from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "tongban.workflow"
    label = "workflow"

    def ready(self) -> None:
        from tongban.workflow import holdings  # noqa: F401 - registers
