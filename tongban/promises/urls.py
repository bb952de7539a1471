from django.urls import path

from tongban.promises.views import official

app_name = "promises"
urlpatterns = [
    path("", official.calendar, name="calendar"),
    path("template.csv", official.template, name="template"),
    path("upload/", official.upload, name="upload"),
    path("put-in-force/", official.put_in_force, name="put_in_force"),
]
