"""Certificates of officials (数字证书): nginx asks for one in the TLS handshake and says in headers what it saw.

The headers count only beside the secret that nginx and the program share; whatever a browser sends by these names is
overwritten by nginx (ops/nginx/tongban-certificate.inc).
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest

SECRET, VERIFIED = "X-Certificate-Secret", "X-Certificate-Verified"
SERIAL, ISSUER = "X-Certificate-Serial", "X-Certificate-Issuer"


def shown(request: HttpRequest) -> str:
    """`serial of issuer`, as the certificate authority numbers them; empty without a certificate that holds."""
    wanted, told = settings.CERTIFICATE_SECRET, request.headers.get(SECRET, "")
    if not wanted or not secrets.compare_digest(wanted.encode(), told.encode()):
        return ""
    serial, issuer = request.headers.get(SERIAL, ""), request.headers.get(ISSUER, "")
    if request.headers.get(VERIFIED) != "SUCCESS" or not serial or not issuer:
        return ""
    return f"{serial.upper().lstrip('0')} {issuer}"
