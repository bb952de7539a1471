from __future__ import annotations

from django.urls import path

from tongban.halls.views import public

app_name = "places"
urlpatterns = [
    path("", public.halls, name="halls"),
    path("<uuid:key>/", public.hall, name="hall"),
]
