from django.urls import path

from tongban.intake.views import identifying, merging, official

app_name = "desk_window"
urlpatterns = [
    path("", official.window, name="window"),
    path("find/", official.find, name="find"),
    path("person/", official.person, name="person"),
    path("person/correct/", official.correct, name="correct"),
    path("person/verify/", identifying.verify, name="verify"),
    path("person/identity/", identifying.identity, name="identity"),
    path("person/identity/evidence/", identifying.evidence, name="evidence"),
    path("person/identity/withdraw/", identifying.withdraw_level, name="withdraw_level"),
    path("person/identity/merge/", identifying.merge_accounts, name="merge"),
    path("person/identity/unmerge/", identifying.unmerge_accounts, name="unmerge"),
    path("person/identity/freeze/", identifying.freeze_identity, name="freeze"),
    path("person/identity/thaw/", identifying.thaw_identity, name="thaw"),
    path("merging/", merging.waiting, name="merging"),
    path("merging/look/", merging.look, name="merging_look"),
    path("merging/confirm/", merging.confirm, name="merging_confirm"),
    path("merging/drop/", merging.drop, name="merging_drop"),
    path("person/phone/", official.send_code_to_phone, name="phone_code"),
    path("person/phone/code/", official.phone_with_code, name="phone_with_code"),
    path("person/leave/", official.leave, name="leave"),
    path("start/", official.start, name="start"),
    path("<uuid:key>/", official.resume, name="resume"),
    path("<uuid:key>/situation/", official.situation, name="situation"),
    path("<uuid:key>/form/<str:page>/", official.form_page, name="form"),
    path("<uuid:key>/materials/", official.materials, name="materials"),
    path("<uuid:key>/review/", official.review, name="review"),
    path("<uuid:key>/receipt/", official.receipt, name="receipt"),
    path("<uuid:key>/discard/", official.discard, name="discard"),
]
