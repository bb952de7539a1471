"""The theme's own pages alone: its tests need no room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("theme.urls"))]
