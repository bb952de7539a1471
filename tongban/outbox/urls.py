from django.urls import path

from tongban.outbox.views import official

app_name = "outbox"
urlpatterns = [
    path("", official.dead_letters, name="dead_letters"),
    path("<int:key>/replay/", official.replay_one, name="replay"),
]
