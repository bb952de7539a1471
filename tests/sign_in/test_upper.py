"""Two installations: people sign in at the upper one, and the lower one believes it as far as it was told to (A3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.installation import Installation
from tests.sign_in.conftest import Person, connected, free_port, served, way_out
from tests.stage import Stage
from tongban.people.models import User
from tongban.people.oidc.claims import identity_key

pytestmark = [pytest.mark.load, pytest.mark.once]


@dataclass
class County:
    url: str
    here: Installation

    def of(self, login: str, what: str) -> Any:
        return self.here.say(f"print(json.dumps(w.user({login!r}).{what}))")


@pytest.fixture(scope="module")
def county(
    provider: str, stage: Stage, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[County]:
    """The lower one, with a database and keys of its own."""
    folder, port = tmp_path_factory.mktemp("county"), free_port()
    url = f"http://127.0.0.1:{port}"
    with django_db_blocker.unblock(), stage.on():
        mine = connected(f"{url}/account/upper/callback/", sector="127.0.0.1")
        User.objects.filter(login__in=["citizen4", "citizen5"]).update(assurance=3)
        identity = identity_key(mine.system)
    (folder / "secret").write_text(mine.secret)
    (folder / "identity").write_text(identity)
    settings = {
        "TONGBAN_UPPER_OIDC_ISSUER": provider,
        "TONGBAN_UPPER_OIDC_CLIENT": mine.client_id,
        "TONGBAN_UPPER_OIDC_SECRET_FILE": str(folder / "secret"),
        "TONGBAN_UPPER_OIDC_ID_KEY_FILE": str(folder / "identity"),
        "TONGBAN_UPPER_OIDC_NAME": "演示省平台",
    }
    here = Installation(folder / "var", environment=settings).build()
    with served(here.environment, port, folder / "log.txt", "127.0.0.1") as lower:
        yield County(lower, here)


def came_back(county: County, login: str) -> tuple[Person, Any]:
    """Signed in above, agreed there, and back at the lower one."""
    person = Person(login)
    page = person.open(f"{county.url}/account/sign-in/")
    assert "演示省平台" in page.text
    page = person.sign_in(person.open(f"{county.url}/account/upper/?next=/my/licences/"))
    if "/oidc/" in page.url:
        page = person.send(page, answer="agree")
    return person, page


def test_a_person_known_above_links_an_account_here_and_then_needs_only_one(county: County) -> None:
    person, page = came_back(county, "citizen5")
    assert page.url == f"{county.url}/account/upper/link/" and county.of("citizen5", "name") not in page.text
    assert county.of("citizen5", "assurance") < 2
    page = person.sign_in(person.open(f"{county.url}/account/sign-in/?next=/account/upper/link/"))
    page = person.send(page, answer="link")
    assert page.url == f"{county.url}/my/licences/"
    assert county.of("citizen5", "assurance") == 2, "above it is 3; the settings take over 2 at most"
    again, page = came_back(county, "citizen5")
    assert page.url == f"{county.url}/my/licences/"
    assert again.http.get(f"{county.url}/account/me.json").json()["signed_in"]


def test_an_account_of_somebody_else_is_not_linked(county: County) -> None:
    person, _page = came_back(county, "citizen1")
    thief = Person("citizen2", person.http)
    page = thief.sign_in(thief.open(f"{county.url}/account/sign-in/?next=/account/upper/link/"))
    page = thief.send(page, answer="link")
    assert page.status_code == 409
    assert county.here.say(
        "from tongban.people.oidc.models import UpperIdentity as U; "
        "print(json.dumps(U.objects.filter(user__login='citizen2').count()))"
    ) == 0  # fmt: skip


def test_whoever_is_new_here_gets_an_account_after_agreeing(county: County) -> None:
    person, page = came_back(county, "citizen3")
    assert 'value="open"' in page.text
    page = person.send(page, answer="open")
    assert person.http.get(f"{county.url}/account/me.json").json()["signed_in"]
    count = county.here.say(
        "from tongban.people.models import User; from tongban.audit.api import history; "
        "u = User.objects.latest('made_at'); "
        "print(json.dumps([u.name, u.assurance, [e.act for e in history(u)]]))"
    )
    assert count == ["演示·程小工", 2, ["people.open_by_upper", "people.sign_in"]]


@pytest.mark.parametrize("changed", ["state", "iss", "code", "nothing asked"])
def test_an_answer_that_does_not_fit_signs_nobody_in(county: County, changed: str) -> None:
    person = Person("citizen2")
    page = person.open(f"{county.url}/account/upper/", until=f"{county.url}/account/upper/callback/")
    page = person.sign_in(page, until=f"{county.url}/account/upper/callback/")
    if "/oidc/" in page.url and "/callback/" not in page.headers.get("Location", "") and 'name="answer"' in page.text:
        page = person.send(page, until=f"{county.url}/account/upper/callback/", answer="agree")
    address = way_out(page)
    if changed == "nothing asked":
        person = Person("citizen2")
    else:
        before, _is, after = address.partition(f"{changed}=")
        address = f"{before}{changed}=wrong&{after.partition('&')[2]}"
    refused = person.http.get(address, allow_redirects=False)
    assert refused.status_code == 502
    assert not person.http.get(f"{county.url}/account/me.json").json()["signed_in"]
