from django.urls import path

from tongban.statutes.views import official

app_name = "desk_statutes"
urlpatterns = [
    path("", official.statutes, name="list"),
    path("<uuid:key>/", official.statute, name="statute"),
]
