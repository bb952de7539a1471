from django.urls import path

from tongban.supervision.views import official

app_name = "supervision"
urlpatterns = [
    path("", official.today, name="today"),
    path("promises/", official.promise_list, name="promises"),
    path("deemed/", official.deemed_list, name="deemed"),
    path("online/", official.online, name="online"),
    path("ratings/", official.rating_list, name="ratings"),
]
