from django.urls import path

from tongban.desk.views import official

app_name = "desk"
urlpatterns = [
    path("", official.work_list, name="list"),
    path("steps/", official.steps, name="steps"),
    path("search/", official.search, name="search"),
]
