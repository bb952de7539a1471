from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from demo.people import id_number
from tests import walking as w
from theme.templatetags.theme import mask
from tongban.intake.counter import known_person
from tongban.kit import clock
from tongban.messages.api import Delivery
from tongban.messages.effects import letter
from tongban.outbox import api as outbox
from tongban.people.api import Level, act_for, person_at_counter
from tongban.people.effects import forget_outdated
from tongban.people.models import Registration, User

pytestmark = pytest.mark.django_db
PASSWORD = settings.DEMO_PASSWORD
NEW = {
    "name": "演示·新来者",
    "id_number": id_number("19900101", "018"),
    "phone": "13900000777",
    "email": "",
    "password": "ein langer Satz 7",
    "again": "ein langer Satz 7",
    "agree": "on",
}


def sign_in(client: Client, account: str = "citizen1", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(reverse("people:sign_in"), {"account": account, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return bool(client.get(reverse("people:me")).json()["signed_in"])


def latest_code(**where: Any) -> str:
    letter = latest_letter(**where)
    return next(
        word
        for word in letter.body.replace("：", " ").replace("。", " ").replace(".", " ").split()
        if word.isdigit() and len(word) == 6
    )


def latest_letter(**where: Any) -> Delivery:
    outbox.drain()
    letter = Delivery.objects.filter(**where).order_by("-id").first()
    assert letter is not None
    return letter


@pytest.mark.parametrize("account", ["citizen1", "13900000001", "citizen1@demo.invalid"])
def test_a_citizen_enters_by_name_phone_or_letter_box(client: Client, account: str) -> None:
    assert sign_in(client, account).headers["Location"] == "/my/"
    assert is_signed_in(client)


def test_an_official_comes_to_the_desk(client: Client) -> None:
    assert sign_in(client, "clerk1").headers["Location"] == "/desk/"
    assert client.get(reverse("people:me")).json()["official"] is True


def test_a_wrong_password_and_an_unknown_account_read_the_same(client: Client) -> None:
    known = sign_in(client, "citizen1", "something else")
    unknown = sign_in(client, "nobody at all", "something else")
    assert known.status_code == unknown.status_code == 422
    first, second = (str(list(a.context["form"].non_field_errors())) for a in (known, unknown))
    assert first == second
    assert not is_signed_in(client)


def test_what_was_typed_stands_there_again_but_never_the_password(client: Client) -> None:
    page = sign_in(client, "citizen1", "something else").content.decode()
    assert 'value="citizen1"' in page
    assert "something else" not in page


def test_an_id_number_opens_no_door(client: Client) -> None:
    assert sign_in(client, w.user("citizen1").id_number).status_code == 422


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http:evil"])
def test_signing_in_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    assert sign_in(client, next=elsewhere).headers["Location"] == "/my/"


def test_signing_in_leads_to_where_one_wanted(client: Client) -> None:
    assert sign_in(client, next="/my/cases/").headers["Location"] == "/my/cases/"


def test_the_ninth_try_on_one_account_is_refused_in_words(client: Client) -> None:
    for _number in range(8):
        assert sign_in(client, "citizen2", "wrong").status_code == 422
    answer = sign_in(client, "citizen2", PASSWORD)
    assert answer.status_code == 429
    assert answer.context["refusal"].cure
    assert not is_signed_in(client)


def test_the_names_of_one_account_have_their_tries_together_and_no_answer_says_so(client: Client) -> None:
    with clock.turned_to(clock.now()):  # tries are counted by the quarter of an hour
        for number, name in enumerate(["citizen1", "13900000001", "citizen1@demo.invalid", "139 0000 0001"] * 2):
            assert sign_in(client, name, "wrong").status_code == 422, number
        wrong = sign_in(client, "nobody at all", "wrong")
        for name in ("citizen1", "13900000001", "Citizen1@demo.invalid"):
            right = sign_in(client, name, PASSWORD)
            assert right.status_code == 422 and not is_signed_in(client)
            assert right.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()
        assert sign_in(client, "citizen2").status_code == 302


@pytest.mark.parametrize(("one", "other"), [("decider1", "Decider1"), ("nobody77", "Nobody77")])
def test_capitals_tell_nobody_whether_there_is_an_account(client: Client, one: str, other: str) -> None:
    said = [sign_in(client, name, "wrong").status_code for name in [one] * 8 + [one, other]]
    assert said == [422] * 8 + [429] * 2


def test_a_stranger_closes_nobodys_own_browser(client: Client) -> None:
    sign_in(client, "decider1")
    client.post(reverse("people:sign_out"))
    stranger = Client()
    for _number in range(9):
        sign_in(stranger, "decider1", "wrong")
    assert sign_in(stranger, "decider1").status_code == 429
    assert sign_in(client, "decider1").headers["Location"] == "/desk/"


def test_ones_own_browser_has_eight_tries_too(client: Client) -> None:
    sign_in(client, "citizen1")
    client.post(reverse("people:sign_out"))
    said = [sign_in(client, "citizen1", "wrong").status_code for _number in range(9)]
    assert said == [422] * 8 + [429] and sign_in(client, "citizen1").status_code == 429
    assert sign_in(client, "citizen2").status_code == 302, "of another account it knows nothing"


def test_a_name_without_an_account_has_its_tries_too(client: Client) -> None:
    said = [sign_in(client, "13912341234", "wrong").status_code for _number in range(9)]
    assert said == [422] * 8 + [429]


def test_a_right_password_forgives_slips_under_every_name(client: Client) -> None:
    for name in ["citizen1"] * 4 + ["13900000001"] * 3:
        sign_in(client, name, "wrong")
    assert sign_in(client, "citizen1@demo.invalid").status_code == 302
    client.logout()
    assert sign_in(client, "citizen1", "wrong").status_code == 422


def test_codes_to_one_account_are_counted_under_every_name(client: Client) -> None:
    names = ["citizen1", "13900000001", "citizen1@demo.invalid"] * 2
    asked = [client.post(reverse("people:recover"), {"account": n, "channel": "phone"}).status_code for n in names]
    outbox.drain()
    assert asked == [302] * 6 and Delivery.objects.filter(user=w.user("citizen1")).count() == 5


def test_all_addresses_of_one_ipv6_line_are_one_visitor(client: Client) -> None:
    for number in range(40):
        sign_in_from(client, f"2001:db8:0:7::{number:x}", f"nobody{number}")
    assert sign_in_from(client, "2001:db8:0:7:ffff:ffff:ffff:ffff", "citizen1").status_code == 429
    assert sign_in_from(client, "2001:db8:0:8::1", "citizen1").status_code == 302


def test_an_ipv4_address_written_as_ipv6_is_that_address(client: Client) -> None:
    for number in range(40):
        sign_in_from(client, "::ffff:192.0.2.1", f"nobody{number}")
    assert sign_in_from(client, "192.0.2.1", "citizen1").status_code == 429
    assert sign_in_from(client, "::ffff:192.0.2.2", "citizen1").status_code == 302


def sign_in_from(client: Client, address: str, account: str) -> Any:
    given = {"account": account, "password": PASSWORD}
    return client.post(reverse("people:sign_in"), given, REMOTE_ADDR=address)


def test_a_whole_office_signs_in_behind_one_address(client: Client) -> None:
    for _number in range(45):
        assert sign_in_from(client, "192.0.2.7", "citizen1").status_code == 302
    for number in range(40):
        assert sign_in_from(client, "192.0.2.7", f"nobody{number}").status_code == 422
    assert sign_in_from(client, "192.0.2.7", "citizen1").status_code == 429


def test_signing_in_rightly_takes_no_failure_of_its_address_away(client: Client) -> None:
    for number in range(39):
        sign_in_from(client, "192.0.2.8", f"nobody{number}")
    assert sign_in_from(client, "192.0.2.8", "citizen1").status_code == 302
    sign_in_from(client, "192.0.2.8", "somebody")
    assert sign_in_from(client, "192.0.2.8", "citizen1").status_code == 429


def test_what_is_typed_full_width_is_the_same_number(client: Client) -> None:
    assert sign_in(client, "１３９０００００００１").status_code == 302
    client.logout()
    full = str.maketrans("0123456789@", "０１２３４５６７８９＠")
    typed = {name: NEW[name].translate(full) for name in ("id_number", "phone")}
    assert client.post(reverse("people:register"), NEW | typed | {"email": "neu＠demo.invalid"}).status_code == 302
    made = Registration.objects.get()
    assert (made.id_number, made.phone, made.email) == (NEW["id_number"], NEW["phone"], "neu@demo.invalid")
    client.post(reverse("people:register"), NEW | {"phone": "１３９００００００01"})
    assert latest_letter().user == w.user("citizen1")


def test_a_clerk_who_types_full_width_finds_the_same_person_and_enterprise() -> None:
    holder, full = w.user("citizen1"), str.maketrans("0123456789", "０１２３４５６７８９")
    met = person_at_counter(
        name=holder.name, id_number=holder.id_number.translate(full), phone=holder.phone, by=w.user("clerk1")
    )
    assert met.pk == holder.pk
    assert known_person(holder.id_number.translate(full)) == holder
    known = w.enterprise("agent1")
    agency = act_for(user=holder, uscc=known.uscc.translate(full).lower(), name="", capacity="agent", by=holder)
    assert agency.enterprise == known


@pytest.mark.parametrize(
    "typed",
    [
        "a@x.cn, b@y.cn", "a@b.cn;c@d.cn", "friends: a@x.cn;", "Li <a@x.cn>", "@.", "a@", "a b@x.cn", '"a,b"@x.cn',
        "a@x.cn\nb@y.cn", "a@x.cn\r\nBcc: b@y.cn", "李@x.cn", "a@例子.cn", "a@x.cn，b@y.cn", "a@[127.0.0.1]",
    ],
)  # fmt: skip
def test_only_one_plain_address_takes_letters(client: Client, typed: str) -> None:
    answer = client.post(reverse("people:register"), NEW | {"email": typed})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["email"]
    with pytest.raises(ValueError, match="not one plain"):
        letter(Delivery(channel="email", address=typed, template="people.password_changed"))


def test_signing_out_needs_a_button(client: Client) -> None:
    client.force_login(w.user("citizen1"))
    assert client.get(reverse("people:sign_out")).status_code == 405
    client.post(reverse("people:sign_out"))
    assert not is_signed_in(client)


def confirm(client: Client, **codes: str) -> Any:
    return client.post(reverse("people:register_with_code"), codes)


def test_a_newcomer_registers_with_the_code_and_is_signed_in(client: Client) -> None:
    asked = client.post(reverse("people:register"), NEW | {"next": "/my/cases/"})
    page = client.get(asked.headers["Location"])
    assert not is_signed_in(client)
    assert page.context["next"] == "/my/cases/"
    given = {"phone_code": latest_code(address__gt=""), "next": "/my/cases/"}
    assert client.post(asked.headers["Location"], given).headers["Location"] == "/my/cases/"
    made = User.objects.get(phone_index__gt="", login=None)
    assert (made.name, made.id_number, made.phone) == (NEW["name"], NEW["id_number"], NEW["phone"])
    assert is_signed_in(client)
    client.logout()
    assert sign_in(client, NEW["phone"], NEW["password"]).status_code == 302


def test_who_gives_an_address_confirms_it_too(client: Client) -> None:
    client.post(reverse("people:register"), NEW | {"email": "neu@demo.invalid"})
    codes = {"phone_code": latest_code(channel="phone"), "email_code": latest_code(channel="email")}
    wrong = confirm(client, **codes | {"email_code": "000000" if codes["email_code"] != "000000" else "1"})
    assert wrong.status_code == 422 and not is_signed_in(client)
    assert confirm(client, **codes).status_code == 302
    assert is_signed_in(client)


TAKEN = {
    "phone": {"phone": "13900000001"},
    "email": {"email": "citizen1@demo.invalid"},
    "both": {"phone": "13900000001", "email": "citizen2@demo.invalid"},
}


@pytest.mark.parametrize("taken", TAKEN)
def test_registering_tells_a_stranger_nothing_about_who_has_an_account(taken: str) -> None:
    free = {"phone": "13900000778", "email": "neu@demo.invalid"}
    pages = []
    for given in (free, free | TAKEN[taken]):
        client, people_before = Client(), User.objects.count()
        begun = client.post(reverse("people:register"), NEW | given)
        asked = client.get(begun.headers["Location"])
        tried = confirm(client, phone_code="12", email_code="12")
        assert User.objects.count() == people_before
        pages.append([begun.status_code, begun.headers["Location"], *(told(page, given) for page in (asked, tried))])
    assert pages[0] == pages[1]


def told(page: Any, given: dict[str, str]) -> tuple[int, str]:
    """The page without what the visitor typed themselves, its form's token, and the minute until which a code counts."""
    text = re.sub(r"\b[A-Za-z0-9]{64}\b", "token", page.content.decode())
    text = re.sub(r"\b\d\d:\d\d\b", "time", text)
    for kind, typed in given.items():
        text = text.replace(mask(typed, kind), kind)
    return page.status_code, text


def test_the_holder_of_a_number_gets_word_instead_of_a_code_and_is_led_to_their_account(client: Client) -> None:
    client.post(reverse("people:register"), NEW | {"phone": "13900000001"})
    letter = latest_letter()
    assert (letter.user, letter.channel, letter.address) == (w.user("citizen1"), "phone", "13900000001")
    assert "/account/recover/" in letter.body
    assert not re.search(r"\b[0-9]{6}\b", letter.body)


def test_a_stranger_who_confirms_their_own_phone_learns_nothing_of_anothers_id_number(client: Client) -> None:
    holder = w.user("citizen1")
    begun = client.post(reverse("people:register"), NEW | {"id_number": holder.id_number})
    assert begun.status_code == 302
    answer = confirm(client, phone_code=latest_code(channel="phone"))
    assert answer.headers["Location"] == "/my/" and is_signed_in(client)
    told_holder = latest_letter(user=holder)
    assert told_holder.address == "citizen1@demo.invalid" and "12345" in told_holder.body
    met = person_at_counter(name=holder.name, id_number=holder.id_number, phone=holder.phone, by=w.user("clerk1"))
    assert met.pk == holder.pk


def test_codes_of_a_registration_bear_five_tries(client: Client) -> None:
    client.post(reverse("people:register"), NEW)
    code = latest_code(channel="phone")
    for _number in range(5):
        assert confirm(client, phone_code="000000" if code != "000000" else "1").status_code == 422
    assert confirm(client, phone_code=code).status_code == 422
    assert not is_signed_in(client)


def test_a_new_code_is_sent_from_the_page_of_the_code_without_typing_anything_again(client: Client) -> None:
    client.post(reverse("people:register"), NEW)
    old = latest_code(channel="phone")
    assert 'name="resend"' in client.get(reverse("people:register_with_code")).content.decode()
    again = confirm(client, resend="yes", next="/my/cases/")
    assert again.headers["Location"].startswith(reverse("people:register_with_code") + "?next=")
    assert "新的验证码" in client.get(again.headers["Location"]).content.decode()
    new = latest_code(channel="phone")
    assert new == old or confirm(client, phone_code=old).status_code == 422
    assert confirm(client, phone_code=new).status_code == 302 and is_signed_in(client)
    assert User.objects.get(phone_index__gt="", login=None).check_password(NEW["password"])


def test_new_codes_are_counted_like_the_first(client: Client) -> None:
    client.post(reverse("people:register"), NEW)
    said = [confirm(client, resend="yes").status_code for _number in range(5)]
    assert said == [302] * 4 + [429]


def test_a_new_code_to_recover_is_sent_from_the_page_of_the_code(client: Client) -> None:
    page = reverse("people:recover_with_code")
    assert client.post(page, {"resend": "yes"}).headers["Location"] == reverse("people:recover")
    User.objects.filter(login="citizen1").update(assurance=Level.PHONE)
    client.post(reverse("people:recover"), {"account": "citizen1", "channel": "phone"})
    latest_code()
    assert client.post(page, {"resend": "yes"}).headers["Location"] == page
    given = {"code": latest_code(), "password": "ein neuer Satz 8", "again": "ein neuer Satz 8"}
    assert client.post(page, given).status_code == 302
    assert sign_in(Client(), "citizen1", "ein neuer Satz 8").status_code == 302


def test_a_character_that_no_font_prints_is_told_when_the_name_is_typed_and_refused_nowhere(client: Client) -> None:
    asked = client.post(reverse("people:register"), NEW | {"name": "欧阳𠮷㐂𰻝𬎆"})
    page = client.get(asked.headers["Location"]).content.decode()
    assert "“𰻝”在文书上将打印为 〔U+30EDD〕" in page
    other = Client()
    asked = other.post(reverse("people:register"), NEW | {"phone": "13900007778"})
    assert "将打印为" not in other.get(asked.headers["Location"]).content.decode()


def test_a_code_is_too_old_after_ten_minutes(client: Client) -> None:
    client.post(reverse("people:register"), NEW)
    code = latest_code(channel="phone")
    Registration.objects.update(expires_at=clock.now())
    assert confirm(client, phone_code=code).status_code == 422
    forget_outdated()
    assert not Registration.objects.exists()
    assert confirm(client, phone_code=code).headers["Location"] == reverse("people:register")


def test_nobody_floods_a_strangers_phone_with_codes(client: Client) -> None:
    said = [client.post(reverse("people:register"), NEW).status_code for _number in range(6)]
    assert said == [302] * 5 + [429]


def test_two_who_register_one_phone_at_once_get_one_account(client: Client) -> None:
    other = Client()
    client.post(reverse("people:register"), NEW)
    first = latest_code(channel="phone")
    other.post(reverse("people:register"), NEW | {"id_number": id_number("19900101", "020")})
    second = latest_code(channel="phone")
    assert confirm(client, phone_code=first).status_code == 302
    assert confirm(other, phone_code=second).status_code == 422
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("id_number", "510131199001010180"),
        ("id_number", "12"),
        ("phone", "1390000"),
        ("phone", "1390000077٧"),
        ("password", "short"),
        ("again", "another sentence 7"),
        ("email", "nowhere"),
        ("agree", ""),
        ("name", ""),
    ],
)
def test_each_fault_of_a_registration_stands_beside_its_field(client: Client, field: str, typed: str) -> None:
    answer = client.post(
        reverse("people:register"), NEW | {field: typed, **({"again": typed} if field == "password" else {})}
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert NEW["name"] in answer.content.decode() or field == "name"
    assert not is_signed_in(client)


def test_a_lost_password_is_set_anew_with_a_code(client: Client) -> None:
    User.objects.filter(login="citizen1").update(assurance=Level.PHONE)
    client.post(reverse("people:recover"), {"account": "citizen1", "channel": "email"})
    given = {"code": latest_code(), "password": "ein neuer Satz 8", "again": "ein neuer Satz 8"}
    answer = client.post(reverse("people:recover_with_code"), given)
    assert answer.headers["Location"] == "/my/"
    client.post(reverse("people:sign_out"))
    assert sign_in(client, "citizen1", PASSWORD).status_code == 422
    assert sign_in(client, "citizen1", "ein neuer Satz 8").status_code == 302


def test_a_code_works_once(client: Client) -> None:
    client.post(reverse("people:recover"), {"account": "citizen1", "channel": "phone"})
    given = {"code": latest_code(), "password": "ein neuer Satz 8", "again": "ein neuer Satz 8"}
    assert client.post(reverse("people:recover_with_code"), given).status_code == 302
    client.logout()
    assert client.post(reverse("people:recover_with_code"), given).status_code == 422


def test_wrong_codes_use_up_their_five_tries(client: Client) -> None:
    client.post(reverse("people:recover"), {"account": "citizen1", "channel": "email"})
    code = latest_code()
    wrong = {
        "code": "000000" if code != "000000" else "111111",
        "password": "ein neuer Satz 8",
        "again": "ein neuer Satz 8",
    }
    for _number in range(5):
        answer = client.post(reverse("people:recover_with_code"), wrong)
        assert answer.status_code == 422
        assert "code" in answer.context["form"].errors
    assert client.post(reverse("people:recover_with_code"), wrong | {"code": code}).status_code == 422


def test_asking_for_a_code_tells_nothing_about_who_has_an_account(client: Client) -> None:
    known = client.post(reverse("people:recover"), {"account": "citizen1", "channel": "email"}, follow=True)
    unknown = client.post(reverse("people:recover"), {"account": "nobody", "channel": "email"}, follow=True)
    said = [[str(m) for m in answer.context["messages"]] for answer in (known, unknown)]
    assert said[0] == said[1]
    assert known.status_code == unknown.status_code == 200


def test_the_account_asked_for_is_not_readable_in_the_session(client: Client) -> None:
    client.post(reverse("people:recover"), {"account": "13900000001", "channel": "phone"})
    assert "13900000001" not in str(dict(client.session.items()))


def test_a_short_password_is_refused_in_chinese_beside_its_field(client: Client) -> None:
    page = client.post(reverse("people:register"), NEW | {"password": "kurz", "again": "kurz"}).content.decode()
    assert "密码太短，至少要有 10 个字符。" in page
    assert "This password" not in page and "too short" not in page


LATIN = re.compile(r"[a-z]{3,}")


@pytest.mark.parametrize("validator", get_default_password_validators(), ids=lambda one: type(one).__name__)
def test_every_rule_for_passwords_speaks_chinese(validator: Any) -> None:
    with translation.override("zh-hans"):
        refused = [text for weak in ("12345", "password", "1234567890") for text in _refusal(validator, weak)]
        said = [*refused, str(validator.get_help_text())]
    assert refused and not [text for text in said if LATIN.search(text)]


def _refusal(validator: Any, password: str) -> list[str]:
    try:
        validator.validate(password)
    except ValidationError as refusal:
        return list(refusal.messages)
    return []


WRONG: list[tuple[forms.Field, Any]] = [
    (forms.CharField(min_length=3), "x"),
    (forms.CharField(max_length=2), "xxx"),
    (forms.CharField(), ""),
    (forms.CharField(), "a\0b"),
    (forms.IntegerField(), "zwei"),
    (forms.IntegerField(min_value=2), "1"),
    (forms.IntegerField(max_value=2), "3"),
    (forms.ChoiceField(choices=[("a", "a")]), "b"),
    (forms.BooleanField(), False),
    (forms.DateTimeField(), "gestern"),
    (forms.FileField(), None),
    (forms.FileField(), "kein"),
    (forms.ModelChoiceField(User.objects.all()), "kein"),
    (forms.ModelMultipleChoiceField(User.objects.all()), ["kein"]),
    (forms.ModelMultipleChoiceField(User.objects.all()), "kein"),
]


@pytest.mark.parametrize(("field", "typed"), WRONG)
def test_every_kind_of_field_we_use_speaks_chinese(field: forms.Field, typed: Any) -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refusal:
        field.clean(typed)
    with translation.override("zh-hans"):
        said = [text.replace("kein", "") for text in refusal.value.messages]
    assert said and not [text for text in said if LATIN.search(text)]
