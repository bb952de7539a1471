from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "tongban.sites"
    label = "sites"

    def ready(self) -> None:
        from theme import faces
        from tongban.kit import subjects
        from tongban.sites.subject import SUBJECT
        from tongban.sites.wearing import dressed

        subjects.register(SUBJECT)
        faces.provided_by(dressed)
