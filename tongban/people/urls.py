from __future__ import annotations

from django.urls import path

from tongban.people.oidc.views import account as systems
from tongban.people.oidc.views import upper
from tongban.people.views import account, doors, mail_box, me

app_name = "people"
urlpatterns = [
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
    path("systems/", systems.connections, name="connections"),
    path("systems/<uuid:key>/disconnect/", systems.disconnect, name="disconnect"),
    path("upper/", upper.begin, name="upper"),
    path("upper/callback/", upper.callback, name="upper_callback"),
    path("upper/link/", upper.link, name="upper_link"),
    path("upper/unlink/", upper.unlink, name="upper_unlink"),
    path("mail-box/", mail_box.mail_box, name="mail_box"),
]
