from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "tongban.kit"
    label = "kit"
