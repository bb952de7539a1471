from django.urls import path

from tongban.workflow.views import official

app_name = "desk_processes"
urlpatterns = [
    path("", official.processes, name="list"),
    path("new/", official.begin, name="new"),
    path("library/<slug:name>/", official.shipped, name="shipped"),
    path("<uuid:key>/", official.process, name="process"),
    path("<uuid:key>/draw/", official.draw, name="draw"),
    path("<uuid:key>/try/", official.try_out, name="try"),
    path("<uuid:key>/file/", official.file, name="file"),
    path("<uuid:key>/propose/", official.propose, name="propose"),
    path("<uuid:key>/send-back/", official.send_back, name="send_back"),
    path("<uuid:key>/publish/", official.publish, name="publish"),
    path("<uuid:key>/move/<int:version>/", official.move, name="move"),
    path("<uuid:key>/drop/", official.drop, name="drop"),
]
