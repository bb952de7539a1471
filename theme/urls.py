from __future__ import annotations

from django.urls import path

from theme import views

app_name = "theme"
urlpatterns = [
    path("prefer/", views.prefer, name="prefer"),
    path("theme/", views.preview, name="index"),
    path("theme/<slug:name>/", views.preview, name="preview"),
]
