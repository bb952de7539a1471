from __future__ import annotations

from django.urls import path

from tongban.documents.views import files

app_name = "documents"
urlpatterns = [
    path("<uuid:key>/", files.file, name="file"),
    path("<uuid:key>/preview/", files.preview, name="preview"),
    path("papers/<uuid:key>/", files.paper, name="paper"),
]
