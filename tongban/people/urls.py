from __future__ import annotations

from django.urls import path

from tongban.people.mandates.urls import CITIZEN as MANDATES
from tongban.people.views import account, doors, mail_box, me

app_name = "people"
urlpatterns = [
    *MANDATES,
    path("", account.account, name="account"),
    path("me.json", me.me, name="me"),
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("sign-out/", doors.sign_out, name="sign_out"),
    path("register/", doors.register, name="register"),
    path("register/code/", doors.register_with_code, name="register_with_code"),
    path("recover/", doors.recover, name="recover"),
    path("recover/code/", doors.recover_with_code, name="recover_with_code"),
    path("password/", account.password, name="password"),
    path("language/", account.language, name="language"),
    path("mail-box/", mail_box.mail_box, name="mail_box"),
]
