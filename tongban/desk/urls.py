from django.urls import path

from tongban.desk.views import official

app_name = "desk"
urlpatterns = [
    path("", official.work_list, name="list"),
    path("search/", official.search, name="search"),
]
