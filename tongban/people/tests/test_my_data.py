"""What we hold about me: a copy, a correction, an end."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from tests import walking as w
from tongban.audit.api import history
from tongban.cases import api as cases
from tongban.documents.api import File, Paper, files_of, path_of, read
from tongban.intake.api import Application, MaterialFile
from tongban.kit import clock
from tongban.kit.fields import PersonalBytesField, PersonalField
from tongban.kit.holdings import holdings, of_nobody
from tongban.messages.api import Delivery, Message
from tongban.outbox import api as outbox
from tongban.people.api import User, retention_of
from tongban.people.privacy.models import Change, Closing, Package
from tongban.people.privacy.retention import classes

pytestmark = pytest.mark.django_db
DATA, CLOSE = "/account/data/", "/account/close/"
WORD = {"password": settings.DEMO_PASSWORD}


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


@pytest.fixture
def mine() -> Client:
    return as_("citizen1")


# complete


def test_every_personal_field_is_in_the_export_of_its_room_or_says_why_not() -> None:
    told = {
        f"{one.model._meta.label}.{path.partition('.')[0]}" for one in holdings() for path in [*one.says, *one.left_out]
    }
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("tongban.") and model._meta.label not in of_nobody()
        for field in model._meta.local_fields
        if isinstance(field, (PersonalField, PersonalBytesField))
    ]
    assert [name for name in missing if name not in told] == []


def test_every_holding_says_why_by_which_law_and_for_how_long() -> None:
    for one in holdings():
        assert one.basis and one.title and one.why and one.shown, one.name
        assert callable(one.keep) or one.keep in classes(), one.name
        columns = {field.name for field in one.model._meta.get_fields()}
        assert not [p for p in one.says if "." not in p and p not in columns and not hasattr(one.model, p)], one.name


# a copy


def fetched(client: Client) -> dict[str, bytes]:
    assert client.post(DATA + "ask/").status_code == 302
    outbox.drain()
    answer = client.post(DATA + "fetch/", WORD)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_copy_holds_what_every_room_has_for_programs_and_for_people(mine: Client) -> None:
    case, user = w.printed(w.accepted()), w.user("citizen1")
    draft = w.filled(w.DISABILITY)
    files = fetched(mine)
    data = {one["name"]: one for one in json.loads(files["my-data.json"])["holdings"]}
    assert data["people.account"]["rows"][0]["values"]["id_number"] == user.id_number
    assert case.number in str(data["cases.case"]["rows"]) and "acceptance" in str(data["cases.paper"]["rows"])
    assert data["people.account"]["fields"]["id_number"]["class"] == "sensitive"
    assert (
        len(data["intake.draft"]["rows"]) == 1 and draft.answers == data["intake.draft"]["rows"][0]["values"]["answers"]
    )
    page = files["my-data.html"].decode()
    assert user.name in page and user.phone in page and case.number in page
    first = case.application.material_files.first().file
    assert read(first) in files.values()
    other = w.submitted(by="citizen2")
    assert not [name for name, text in files.items() if other.number.encode() in text]


CODES = re.compile(r"<dd>(?:[a-z]+(?:[_-][a-z]+)*|1\d\d|[0-9a-f]{32}|[\[{].*|\d{4}-\d\d-\d\d.*)</dd>")


def page_of(client: Client) -> tuple[str, list[str]]:
    """The page of the copy, and values on it that look like a code; kinds of files are what they are called."""
    page = fetched(client)["my-data.html"].decode()
    return page, [said for said in CODES.findall(page) if said not in ("<dd>png</dd>", "<dd>citizen1</dd>")]


def test_the_page_of_the_copy_says_in_words_what_the_file_for_programs_has(mine: Client) -> None:
    from tongban.people.tests.showing import sign_in

    w.printed(w.granted(w.ELDERLY))
    w.filled(w.DISABILITY)
    w.seen("citizen1")
    sign_in(Client())
    case = w.accepted()
    as_("examiner1").post(f"/desk/cases/{case.pk}/open/", {"reason": "contact", "words": "演示核对住址"})
    page, codes = page_of(mine)
    assert codes == []
    looked = page.partition("谁看过您的信息")[2].partition("<h2>")[0]
    for said in ("蒲江县民政局", "联系申请人", "演示核对住址", case.number, "您的申请"):
        assert said in looked, said
    for said in (
        "居民身份证",
        "窗口现场核验证件",
        "由谁核验",
        "简体中文",
        "户口",
        "老人的居民身份证",
        "电子邮件",
        "收件凭证",
    ):
        assert said in page, said


def test_the_page_of_the_copy_is_in_english_for_whoever_reads_english(mine: Client) -> None:
    w.printed(w.granted(w.ELDERLY))
    w.seen("citizen1")
    User.objects.filter(pk=w.user("citizen1").pk).update(language="en")
    page, codes = page_of(mine)
    assert codes == []
    for said in (
        "Resident identity card",
        "Seen at a window with the document",
        "English",
        "Verified by",
        "Receipt of an application",
    ):
        assert said in page, said


def test_it_is_fetched_once_with_the_password_by_its_owner_alone(
    mine: Client, django_capture_on_commit_callbacks: Any
) -> None:
    mine.post(DATA + "ask/")
    mine.post(DATA + "ask/")
    outbox.drain()
    package = Package.objects.get()
    assert package.state == "ready" and Message.objects.filter(template="people.package_ready").count() == 1
    stored = path_of(files_of(package).get().pk)
    assert w.user("citizen1").name.encode() not in stored.read_bytes()
    assert as_("citizen2").post(DATA + "fetch/", WORD).status_code == 409
    assert mine.post(DATA + "fetch/", {"password": "falsch"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert mine.post(DATA + "fetch/", WORD).status_code == 200
    assert mine.post(DATA + "fetch/", WORD).status_code == 409
    assert not files_of(package).exists() and not stored.exists()


def test_a_decision_that_was_not_received_yet_is_not_in_it(mine: Client) -> None:
    case = w.printed(w.granted(w.ELDERLY))
    number = Paper.objects.get(subject_key=str(case.pk), kind="grant").number
    files = fetched(mine)
    assert not [name for name, text in files.items() if number.encode() in text]


# corrections


def code_sent(address: str) -> str:
    body = next(row.body for row in Delivery.objects.order_by("-id") if row.address == address)
    return re.findall(r"\d{6}", body)[0]


def test_a_new_telephone_is_theirs_once_its_code_came_back(mine: Client) -> None:
    typed = {"channel": "phone", "address": "13911113333", **WORD}
    assert mine.post(DATA + "change/", typed | {"password": "falsch"}).status_code == 422
    wrong = mine.post(DATA + "change/", typed | {"address": "139"})
    assert wrong.status_code == 422 and wrong.context["contact_form"]["address"].value() == "139"
    old = w.user("citizen1").phone
    assert mine.post(DATA + "change/", typed).status_code == 302
    assert w.user("citizen1").phone == old
    assert mine.post(DATA + "code/", {"code": "000000"}).status_code == 422
    assert mine.post(DATA + "code/", {"code": code_sent("13911113333")}).status_code == 302
    assert w.user("citizen1").phone == "13911113333"
    assert next(row for row in Delivery.objects.order_by("-id") if row.address == old)


def told_at(address: str) -> list[str]:
    """The titles of the letters."""
    outbox.drain()
    return [row.title for row in Delivery.objects.order_by("id") if row.address == address]


CHANGED, WAITS = "您的手机号码或电子邮箱已变更", "有人要找回您的账号"


def test_the_former_telephone_hears_of_what_is_done_for_some_days(mine: Client) -> None:
    from tongban.people.factors.recovering import begin_waiting
    from tongban.people.privacy.forgetting import forget

    old, email = w.user("citizen1").phone, w.user("citizen1").email
    mine.post(DATA + "change/", {"channel": "phone", "address": "13911113333", **WORD})
    mine.post(DATA + "code/", {"code": code_sent("13911113333")})
    assert told_at(old) == [CHANGED] and told_at(email) == [CHANGED]
    begin_waiting(user=w.user("citizen1"), shown=["sms"])
    assert told_at(old)[-1] == WAITS
    with clock.turned_to(clock.now() + dt.timedelta(days=6)):
        forget()
        assert Change.objects.exists()
    with clock.turned_to(clock.now() + dt.timedelta(days=8)):
        before = len(told_at(old))
        begin_waiting(user=w.user("citizen1"), shown=["sms"])
        assert len(told_at(old)) == before
        assert forget()["people.former_contacts"] == 1 and not Change.objects.exists()


def test_a_new_telephone_needs_the_second_step_of_whoever_has_one(mine: Client) -> None:
    from tongban.people.tests.showing import with_app

    with_app()
    answer = mine.post(DATA + "change/", {"channel": "phone", "address": "13911113333", **WORD})
    assert answer.headers["Location"].startswith("/account/again/") and not Change.objects.exists()


def test_the_telephone_of_somebody_else_is_not_taken_and_tells_nothing_before_the_code(mine: Client) -> None:
    theirs = w.user("citizen2").phone
    assert mine.post(DATA + "change/", {"channel": "phone", "address": theirs, **WORD}).status_code == 302
    assert mine.post(DATA + "code/", {"code": code_sent(theirs)}).status_code == 422
    assert w.user("citizen1").phone != theirs


def test_a_code_bears_five_tries(mine: Client) -> None:
    mine.post(DATA + "change/", {"channel": "email", "address": "neu@demo.invalid", **WORD})
    code = code_sent("neu@demo.invalid")
    for _try in range(5):
        mine.post(DATA + "code/", {"code": "x"})
    assert mine.post(DATA + "code/", {"code": code}).status_code == 422


# an end


def test_the_page_says_what_goes_what_stays_why_and_until_when(mine: Client) -> None:
    case = w.accepted()
    cases.withdraw(case=case, reason="不办了", by=w.user("citizen1"))
    w.filled(w.DISABILITY)
    shown = mine.get(CLOSE).content.decode()
    keep = classes()[retention_of(case.regime)]
    assert "草稿" in shown and "《档案法》" in shown and keep.name in shown
    assert keep.years and f"{clock.today().year + keep.years}年" in shown


def test_what_stays_says_no_period_that_ends_with_the_account(mine: Client) -> None:
    """“As long as the account exists” and “until it is used” are of what goes at once, and of nothing that stays."""
    from tongban.people.privacy.closing import lines
    from tongban.people.tests.showing import sign_in

    w.seen("citizen1")
    sign_in(Client())
    stays = [line for line in lines(w.user("citizen1")) if not line.goes]
    assert {line.holding.name for line in stays} >= {"people.verification", "people.signed_in"}
    assert not [line for line in stays if line.keep and line.keep.code in ("account", "short")]
    shown = mine.get(CLOSE).content.decode()
    assert "账号注销后 3 年" in shown and "账号存续期间" not in shown and "用完即删" not in shown
    assert not [
        one.name
        for one in holdings()
        if one.forget is None and one.keep in ("account", "short") and one.name != "people.account"
    ]


def test_the_page_says_which_mandates_end_with_the_account(mine: Client) -> None:
    from tongban.people.mandates.models import Mandate

    for kind, principal, agent in [("guardian", "citizen2", "citizen1"), ("family", "citizen1", "citizen3")]:
        one, other = w.user(principal), w.user(agent)
        Mandate.objects.create(kind=kind, principal=one, agent=other, state="active", asked_name=one.name)
    ended = Mandate.objects.create(
        kind="family", principal=w.user("citizen1"), agent=w.user("citizen4"), state="revoked"
    )
    page, codes = page_of(mine)
    assert codes == [] and "授权种类" in page and "监护" in page and ended.number in page
    shown = mine.get(CLOSE).content.decode()
    assert f"您是{w.user('citizen2').name}的监护人" in shown and f"{w.user('citizen3').name}为您代办" in shown
    assert "不再" in shown and ended.number not in shown
    assert mine.post(CLOSE, WORD).status_code == 200
    assert set(Mandate.objects.filter(enterprise=None).values_list("kind", "state")) == {
        ("guardian", "left"), ("family", "revoked"),
    }  # fmt: skip
    assert not Message.objects.filter(user__login=None).exists()
    told = Message.objects.filter(template="mandates.ended").values_list("user__login", flat=True)
    assert sorted(told) == ["citizen2", "citizen3"]


def test_nobody_leaves_while_something_runs(mine: Client) -> None:
    case = w.accepted()
    assert "还有事项没有办完" in mine.get(CLOSE).content.decode()
    assert mine.post(CLOSE, WORD).status_code == 409
    assert w.user("citizen1").is_active and cases.Case.objects.get(pk=case.pk).is_open


def test_what_goes_is_gone_and_what_stays_is_named(mine: Client) -> None:
    user = w.user("citizen1")
    case = cases.withdraw(case=w.accepted(), reason="不办了", by=user)
    draft = w.filled(w.DISABILITY)
    files = [row.file_id for row in draft.material_files.all()]
    outbox.drain()
    assert mine.post(CLOSE, {"password": "falsch"}).status_code == 422
    answer = mine.post(CLOSE, WORD)
    outbox.drain()
    assert answer.status_code == 200 and "《档案法》" in answer.content.decode()
    closed = User.objects.get(pk=user.pk)
    assert (closed.login, closed.phone, closed.email, closed.phone_index) == (None, "", "", "")
    assert closed.id_number == user.id_number and cases.Case.objects.get(pk=case.pk).applicant_name == user.name
    assert not Message.objects.filter(user=user).exists() and not Delivery.objects.filter(user=user).exists()
    assert not Application.objects.filter(user=user, state="draft").exists()
    assert Application.objects.get(pk=draft.pk).answers == {} and not MaterialFile.objects.filter(application=draft)
    assert not File.objects.filter(pk__in=files).exists() and not [key for key in files if path_of(key).exists()]
    assert Closing.objects.get().gone["intake.draft"] == 1
    assert [entry.act for entry in history(user)][-1] == "people.close_account"
    assert mine.get("/account/").status_code == 302  # signed out, everywhere
    assert Client().post("/account/sign-in/", {"account": user.phone, **WORD}).status_code == 422


def test_without_anything_that_the_archive_keeps_name_and_number_go_too() -> None:
    from demo.people import id_number
    from tongban.people.actions import register

    user = register(
        name="演示·过客",
        id_number=id_number("19870615", "118"),
        phone="13911114444",
        email="",
        password="Ein-Wort-9-lang",
    )
    client = Client()
    client.force_login(user)
    assert client.post(CLOSE, {"password": "Ein-Wort-9-lang"}).status_code == 200
    gone = User.objects.get(pk=user.pk)
    assert (gone.name, gone.id_number, gone.id_number_index, gone.phone) == ("", "", "", "")


def test_an_official_does_not_close_the_account_of_a_post() -> None:
    assert as_("examiner1").post(CLOSE, WORD).status_code == 409
    assert w.user("examiner1").is_active


def test_the_pages_cost_the_same_with_one_case_and_with_three(mine: Client, django_assert_max_num_queries: Any) -> None:
    for _more in range(3):
        w.accepted()
        with django_assert_max_num_queries(40):
            mine.get(DATA)
        with django_assert_max_num_queries(60):
            mine.get(CLOSE)


def test_what_nobody_fetched_goes_after_its_days(mine: Client) -> None:
    from tongban.people.privacy.forgetting import forget

    mine.post(DATA + "ask/")
    outbox.drain()
    package = Package.objects.get()
    with clock.turned_to(clock.now() + dt.timedelta(days=8)):
        assert forget()["people.packages"] == 1
    assert not files_of(package).exists() and Package.objects.get().state == "gone"
