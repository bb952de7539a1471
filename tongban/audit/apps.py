from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tongban.audit"
    label = "audit"

    def ready(self) -> None:
        from tongban.audit.recording import record
        from tongban.kit.act import recorded_by

        recorded_by(record)
