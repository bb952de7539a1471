"""What people report about the site, at the desk."""

from django.urls import path

from tongban.portal.views import mistakes

app_name = "desk_mistakes"
urlpatterns = [
    path("", mistakes.mistakes, name="list"),
    path("<uuid:key>/settle/", mistakes.settle, name="settle"),
]
