from __future__ import annotations

from django.urls import path

from tongban.documents.views import inner

app_name = "inner"
urlpatterns = [path("files/<uuid:key>/", inner.file, name="file")]
