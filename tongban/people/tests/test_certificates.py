"""A5: certificates of officials, with the shipped lines of nginx and a real handshake."""

from __future__ import annotations

import datetime as dt
import http.server
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.people.factors.models import Factor
from tongban.people.tests.showing import is_signed_in, sign_in

pytestmark = pytest.mark.django_db
SECRET = "between nginx and the program"
Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def issued(name: str, by: Pair | None = None, serial: int | None = None) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(by[0].subject if by else subject)
        .public_key(key.public_key()).serial_number(serial or x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(by[1] if by else key, hashes.SHA256())
    )  # fmt: skip
    return made, key


def kept(folder: Path, name: str, pair: Pair) -> tuple[Path, Path]:
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(pair[0].public_bytes(serialization.Encoding.PEM))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key.write_bytes(pair[1].private_bytes(serialization.Encoding.PEM, form, plain))
    return certificate, key


class Echo(http.server.BaseHTTPRequestHandler):
    heard: dict[str, str] = {}

    def do_GET(self) -> None:
        Echo.heard = dict(self.headers.items())
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def handshake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """`ask(name, headers)`: what the program behind nginx hears of a browser that shows this certificate, or none."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("there is no nginx here (apt-get install nginx); the shipped lines were not tried")
    folder, port = tmp_path_factory.mktemp("tls"), free_port()
    authority, stranger = issued("演示证书机构"), issued("别的机构")
    kept(folder, "authority", authority)
    kept(folder, "server", issued("localhost", authority))
    kept(folder, "clerk", issued("演示·窗口甲", authority, serial=0x0ABC12))
    kept(folder, "other", issued("演示·窗口乙", authority))
    kept(folder, "forged", issued("演示·窗口甲", stranger, serial=0x0ABC12))
    behind = http.server.HTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    shipped = Path(settings.BASE_DIR) / "ops/nginx/tongban-certificate.inc"
    (folder / "nginx.conf").write_text(f"""
        pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; events {{}}
        http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
          uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
          server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
            ssl_client_certificate {folder}/authority.pem; ssl_verify_client optional; ssl_verify_depth 2;
            set $tongban_certificate_secret "{SECRET}";
            location / {{ proxy_pass http://127.0.0.1:{behind.server_port}; include {shipped}; }} }} }}""")
    words = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield lambda name="", **headers: asked(folder, port, name, headers)
    finally:
        process.terminate()
        process.wait(10)
        behind.shutdown()


def wait_for(port: int) -> None:
    for _number in range(100):
        with socket.socket() as there:
            if there.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nginx is not up")


def asked(folder: Path, port: int, name: str, headers: dict[str, str]) -> dict[str, str]:
    context = ssl.create_default_context(cafile=str(folder / "authority.pem"))
    if name:
        context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    request = urllib.request.Request(f"https://localhost:{port}/", headers=headers)
    Echo.heard = {}
    try:
        urllib.request.urlopen(request, context=context, timeout=10)
    except urllib.error.HTTPError as refused:
        assert refused.code == 400
    return {name: value for name, value in Echo.heard.items() if name.startswith("X-Certificate")}


@pytest.fixture()
def shared(settings: Any) -> None:
    settings.CERTIFICATE_SECRET = SECRET


def registered(heard: dict[str, str]) -> None:
    client = Client(headers=heard)
    sign_in(client, "clerk1")
    client.post(reverse("people:add_certificate"))
    assert Factor.objects.get(user=w.user("clerk1")).kind == "cert"


def use(heard: dict[str, str]) -> Client:
    client = Client(headers=heard)
    assert sign_in(client, "clerk1").headers["Location"].startswith(reverse("people:second"))
    client.post(reverse("people:second"), {"how": "cert"})
    return client


def test_an_official_signs_in_with_password_and_certificate(handshake: Any, shared: None) -> None:
    heard = handshake("clerk")
    assert heard["X-Certificate-Verified"] == "SUCCESS" and heard["X-Certificate-Serial"] == "0ABC12"
    registered(heard)
    client = use(heard)
    assert is_signed_in(client) and client.session["amr"] == ["hwk", "mfa", "pwd"]


@pytest.mark.parametrize("name", ["", "other", "forged"])
def test_no_certificate_another_ones_or_a_forged_one_opens_nothing(handshake: Any, shared: None, name: str) -> None:
    registered(handshake("clerk"))
    assert not is_signed_in(use(handshake(name)))


def test_what_a_browser_says_itself_is_overwritten(handshake: Any, shared: None) -> None:
    right = handshake("clerk")
    registered(right)
    heard = handshake("", **right | {"X-Certificate-Secret": "guessed"})
    assert heard.get("X-Certificate-Verified") == "NONE" and "X-Certificate-Serial" not in heard
    assert not is_signed_in(use(heard))


@pytest.mark.parametrize("secret", ["", "another"])
def test_without_the_shared_secret_no_header_counts(handshake: Any, shared: None, secret: str) -> None:
    right = handshake("clerk")
    registered(right)
    assert not is_signed_in(use(right | {"X-Certificate-Secret": secret}))


def test_an_installation_without_a_secret_believes_no_header(handshake: Any) -> None:
    client = Client(headers=handshake("clerk") | {"X-Certificate-Secret": ""})
    sign_in(client, "clerk1")
    client.post(reverse("people:add_certificate"))
    assert not Factor.objects.exists()


def test_one_certificate_belongs_to_one_official_and_to_no_citizen(handshake: Any, shared: None) -> None:
    heard = handshake("clerk")
    registered(heard)
    for login, status in (("clerk2", 409), ("citizen1", 403)):
        client = Client(headers=heard)
        sign_in(client, login)
        assert client.post(reverse("people:add_certificate")).status_code == status
