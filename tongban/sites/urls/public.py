"""Colours and emblems, in both zones: the desk wears them too."""

from __future__ import annotations

from django.urls import path

from tongban.sites.views import public

app_name = "sites"
urlpatterns = [
    path("<str:place>/face.css", public.stylesheet, name="stylesheet"),
    path("<str:place>/emblem", public.emblem, name="emblem"),
]
