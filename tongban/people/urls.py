from __future__ import annotations

from django.urls import include, path

from tongban.people.views import account, doors, mail_box, me

app_name = "people"
urlpatterns = [
    path("", account.account, name="account"),
    path("me.json", me.me, name="me"),
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("sign-out/", doors.sign_out, name="sign_out"),
    path("register/", doors.register, name="register"),
    path("register/code/", doors.register_with_code, name="register_with_code"),
    path("", include("tongban.people.factors.urls")),
    path("password/", account.password, name="password"),
    path("language/", account.language, name="language"),
    path("mail-box/", mail_box.mail_box, name="mail_box"),
]
