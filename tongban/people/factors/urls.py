from __future__ import annotations

from django.urls import path

from tongban.people.factors.views import again, codes, recovering, second, security

urlpatterns = [
    path("sign-in/second/", second.second, name="second"),
    path("sign-in/lost/", recovering.lost, name="lost"),
    path("sign-in/phone/", codes.by_phone, name="by_phone"),
    path("sign-in/phone/code/", codes.by_phone_code, name="by_phone_code"),
    path("sign-in/passkey/", second.passkey_in, name="passkey_in"),
    path("sign-in/passkey/wish/", second.passkey_wish, name="passkey_wish"),
    path("recover/", recovering.recover, name="recover"),
    path("recover/code/", recovering.recover_with_code, name="recover_with_code"),
    path("recover/second/", recovering.recover_second, name="recover_second"),
    path("recover/stop/", recovering.stop, name="stop"),
    path("again/", again.again, name="again"),
    path("again/on/", again.again_on, name="again_on"),
    path("owed/", again.owed, name="owed"),
    path("security/", security.security, name="security"),
    path("security/app/", security.add_app, name="add_app"),
    path("security/passkey/", security.add_passkey, name="add_passkey"),
    path("security/certificate/", security.add_certificate, name="add_certificate"),
    path("security/codes/", security.recovery_codes, name="recovery_codes"),
    path("security/name/", security.name_factor, name="name_factor"),
    path("security/remove/", security.remove_factor, name="remove_factor"),
    path("security/sign-out/", security.end_sessions, name="end_sessions"),
    path("security/stop/", recovering.stop_mine, name="stop_mine"),
]
