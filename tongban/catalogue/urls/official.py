from django.urls import path

from tongban.catalogue.views import exports, imports, official

app_name = "desk_catalogue"
urlpatterns = [
    path("", official.item_list, name="list"),
    path("imports/", imports.run_list, name="imports"),
    path("imports/<uuid:key>/", imports.run_page, name="import"),
    path("imports/<uuid:key>/check/", imports.check, name="import_check"),
    path("imports/<uuid:key>/take/", imports.take, name="import_take"),
    path("imports/<uuid:key>/discard/", imports.discard, name="import_discard"),
    path("imports/<uuid:key>/faults/", imports.faults_file, name="import_faults"),
    path("export/", exports.export, name="export"),
    path("<uuid:key>/", official.item_page, name="item"),
    path("<uuid:key>/edit/", official.edit, name="edit"),
    path("<uuid:key>/json/", official.edit_json, name="json"),
    path("<uuid:key>/submit/", official.submit, name="submit"),
    path("<uuid:key>/publish/", official.publish, name="publish"),
    path("<uuid:key>/send-back/", official.send_back, name="send_back"),
]
