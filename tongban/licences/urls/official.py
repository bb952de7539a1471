from django.urls import path

from tongban.licences.views import official

app_name = "desk_licences"
urlpatterns = [
    path("<uuid:key>/", official.licence, name="licence"),
    path("<uuid:key>/open/", official.open_personal, name="open"),
    path("<uuid:key>/end/", official.end_it, name="end"),
]
