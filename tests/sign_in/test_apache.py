"""Apache with mod_auth_openidc, as Debian ships it, guards pages of a department with our accounts (A3)."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.sign_in.conftest import Connected, Person, connected, free_port, needs
from tests.stage import Stage

pytestmark = [pytest.mark.load, pytest.mark.once]
MODULES = Path("/usr/lib/apache2/modules")
LOADED = (
    "mpm_event", "authn_core", "authz_core", "authz_user", "auth_basic", "unixd", "dir", "mime", "headers", "auth_openidc",
)  # fmt: skip
SITE = """
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/httpd.pid
ErrorLog {folder}/error.log
LogLevel warn auth_openidc:info
{modules}
TypesConfig /etc/mime.types
DocumentRoot {folder}/pages
DirectoryIndex index.html

OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {secret}
OIDCRedirectURI http://localhost:{port}/private/callback
OIDCCryptoPassphrase {passphrase}
OIDCPKCEMethod S256
OIDCScope "openid real_name"
OIDCRemoteUserClaim sub
OIDCPathAuthRequestParams prompt=consent
OIDCDefaultLoggedOutURL http://localhost:{port}/left.html

<Location /private>
  AuthType openid-connect
  Require valid-user
  Header always set X-Person "expr=%{{env:OIDC_CLAIM_real_name}}"
  Header always set X-Subject "expr=%{{REMOTE_USER}}"
  Header always set X-Level "expr=%{{env:OIDC_CLAIM_acr}}"
</Location>
<Location /private/sure>
  AuthType openid-connect
  Require claim acr:urn:tongban:loa:4
  OIDCPathAuthRequestParams acr_values=urn:tongban:loa:4
</Location>
"""


@dataclass
class Department:
    url: str
    mine: Connected
    log: Path


@pytest.fixture
def department(provider: str, on_stage: Stage, tmp_path: Path) -> Iterator[Department]:
    needs("apache2")
    if not (MODULES / "mod_auth_openidc.so").exists():
        pytest.skip("not installed: libapache2-mod-auth-openidc")
    port = free_port()
    url = f"http://localhost:{port}"
    mine = connected(f"{url}/private/callback", logout_uris=[f"{url}/left.html"])
    (tmp_path / "pages" / "private").mkdir(parents=True)
    (tmp_path / "pages" / "private" / "index.html").write_text("<p>the department's own page</p>")
    (tmp_path / "pages" / "left.html").write_text("<p>left</p>")
    config = tmp_path / "httpd.conf"
    loaded = [
        f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED if (MODULES / f"mod_{name}.so").exists()
    ]
    config.write_text(
        SITE.format(
            folder=tmp_path, port=port, issuer=provider, client_id=mine.client_id, secret=mine.secret,
            passphrase="of-this-test-alone", modules="\n".join(loaded),
        )
    )  # fmt: skip
    process = subprocess.Popen(["/usr/sbin/apache2", "-f", str(config), "-DFOREGROUND"], stderr=subprocess.PIPE)
    try:
        wait_until_up(url, process)
        yield Department(url, mine, tmp_path / "error.log")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        assert process.poll() is None, process.stderr and process.stderr.read().decode()
        try:
            requests.get(f"{url}/left.html", timeout=20)
            return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError("Apache does not answer")


def test_a_page_behind_apache_opens_for_whoever_signs_in_here(department: Department) -> None:
    person = Person("citizen1")
    page = person.sign_in(person.open(f"{department.url}/private/"))
    page = person.send(page, answer="agree")
    assert "the department's own page" in page.text, department.log.read_text()
    assert page.headers["X-Person"].encode("latin-1").decode() == "演示·安小民"
    assert page.headers["X-Level"] == "urn:tongban:loa:2"
    assert len(page.headers["X-Subject"].partition("@")[0]) == 43


def test_whoever_says_no_stays_outside(department: Department) -> None:
    person = Person("citizen1")
    page = person.send(person.sign_in(person.open(f"{department.url}/private/")), answer="refuse")
    assert "the department's own page" not in page.text
    assert "X-Person" not in page.headers


def test_signing_out_at_the_department_signs_out_here(department: Department, provider: str) -> None:
    person = Person("citizen1")
    person.send(person.sign_in(person.open(f"{department.url}/private/")), answer="agree")
    page = person.open(f"{department.url}/private/callback?logout={department.url}/left.html")
    assert "left" in page.text
    assert person.http.get(f"{provider}/account/me.json").json() == {"signed_in": False}


def test_a_page_that_wants_more_is_not_opened_by_less(department: Department) -> None:
    person = Person("citizen1")
    page = person.sign_in(person.open(f"{department.url}/private/sure/"))
    assert "acr_values" not in page.text and "4" in page.text, page.text
    page = person.send(page, answer="too_low")
    assert "the department's own page" not in page.text
