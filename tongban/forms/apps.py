from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "tongban.forms"
    label = "forms"
