from django.urls import path

from tongban.catalogue.views import adjustments, basic, materials, official

app_name = "desk_catalogue"
urlpatterns = [
    path("", official.item_list, name="list"),
    path("materials/", materials.material_list, name="materials"),
    path("materials/new/", materials.material_new, name="material_new"),
    path("materials/<uuid:key>/", materials.material_page, name="material"),
    path("materials/<uuid:key>/edit/", materials.material_edit, name="material_edit"),
    path("materials/<uuid:key>/submit/", materials.material_submit, name="material_submit"),
    path("materials/<uuid:key>/publish/", materials.material_publish, name="material_publish"),
    path("materials/<uuid:key>/send-back/", materials.material_send_back, name="material_send_back"),
    path("basic/", basic.basic_list, name="basic"),
    path("basic/new/", basic.basic_new, name="basic_new"),
    path("basic/<uuid:key>/", basic.basic_page, name="basic_item"),
    path("basic/<uuid:key>/edit/", basic.basic_edit, name="basic_edit"),
    path("basic/<uuid:key>/submit/", basic.basic_submit, name="basic_submit"),
    path("basic/<uuid:key>/pass/", basic.basic_pass, name="basic_pass"),
    path("basic/<uuid:key>/send-back/", basic.basic_send_back, name="basic_send_back"),
    path("basic/<uuid:key>/publish/", basic.basic_publish, name="basic_publish"),
    path("<uuid:key>/", official.item_page, name="item"),
    path("<uuid:key>/edit/", official.edit, name="edit"),
    path("<uuid:key>/json/", official.edit_json, name="json"),
    path("<uuid:key>/submit/", official.submit, name="submit"),
    path("<uuid:key>/publish/", official.publish, name="publish"),
    path("<uuid:key>/send-back/", official.send_back, name="send_back"),
    path("<uuid:key>/pass/", official.pass_review, name="pass"),
    path("<uuid:key>/preview/", official.preview, name="preview"),
    path("<uuid:key>/online/", official.plan_online, name="plan_online"),
    path("<uuid:key>/compare/", official.compare, name="compare"),
    path("<uuid:key>/adjust/", adjustments.propose, name="adjust"),
    path("<uuid:key>/adjust/pass/", adjustments.pass_on, name="adjust_pass"),
    path("<uuid:key>/adjust/publish/", adjustments.publish, name="adjust_publish"),
    path("<uuid:key>/adjust/send-back/", adjustments.send_back, name="adjust_send_back"),
    path("<uuid:key>/adjust/drop/", adjustments.drop, name="adjust_drop"),
]
