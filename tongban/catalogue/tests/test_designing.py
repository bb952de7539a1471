"""C4: questions and forms of a guide written on pages, with conditions picked together and faults at their field."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue.designing import picking
from tongban.catalogue.designing.elements import TYPES
from tongban.catalogue.designing.picking import Pick, Subject
from tongban.forms.api import FACTS
from tongban.forms.kinds import KINDS
from tongban.intake.actions import known_facts

pytestmark = pytest.mark.django_db


def as_(login: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(w.user(login))
    return client


@pytest.fixture()
def item() -> catalogue.Item:
    return w.item(w.FOOD)


def form_of(item: catalogue.Item) -> dict[str, Any]:
    version = catalogue.open_version(item) or item.current
    assert version is not None
    return copy.deepcopy(version.content["form"])


def url(item: catalogue.Item, page: str = "form/") -> str:
    return f"/desk/catalogue/{item.pk}/{page}"


def fields_of(page: Any) -> dict[str, str]:
    """What a browser sends back of the page's own form, without its buttons."""
    [tree] = html.fromstring(page.content.decode()).xpath("//main//form[@method='post'][.//input[@name='mark']]")
    found = {
        one.get("name"): one.get("value") or ""
        for one in tree.xpath(".//input[@name and not(@type='radio') and not(@type='checkbox')]")
    }
    found |= {one.get("name"): (one.text or "").removeprefix("\n") for one in tree.xpath(".//textarea[@name]")}
    for select in tree.xpath(".//select[@name]"):
        chosen = select.xpath("./option[@selected]") or select.xpath("./option")[:1]
        found[select.get("name")] = chosen[0].get("value") if chosen else ""
    return {name: value for name, value in found.items() if name and name != "csrfmiddlewaretoken"}


def opened(client: Client, item: catalogue.Item, at: str) -> dict[str, str]:
    return fields_of(client.get(url(item) + f"?at={at}"))


# The designer


def test_every_element_sent_back_unchanged_changes_nothing(item: catalogue.Item) -> None:
    editor, before = as_("editor1"), form_of(item)
    ats = [line.at for line in editor.get(url(item)).context["outline"]]
    assert len(ats) > 30
    for at in ats:
        assert editor.post(url(item), opened(editor, item, at)).status_code == 302
        assert form_of(item) == before, at


@pytest.mark.parametrize("kind", [name for name, _label in TYPES])
def test_a_field_of_every_type_is_added_whole(item: catalogue.Item, kind: str) -> None:
    editor = as_("editor1")
    answer = editor.post(url(item), opened(editor, item, "p0.f0") | {"add": "p0.f0", "type": kind})
    assert answer.status_code == 302
    assert "at=p0.f1" in answer.headers["Location"]
    one = form_of(item)["pages"][0]["fields"][1]
    assert one["type"] == kind
    page = editor.get(answer.headers["Location"].split("#")[0])
    assert page.context["preview"].page is not None
    assert one["label"]["en"] in page.content.decode()
    assert editor.post(url(item), fields_of(page)).status_code == 302
    assert form_of(item)["pages"][0]["fields"][1] == one


def test_pages_and_fields_are_added_moved_and_taken_out(item: catalogue.Item) -> None:
    editor, before = as_("editor1"), form_of(item)
    first, second = (field["key"] for field in before["pages"][0]["fields"][:2])
    editor.post(url(item), opened(editor, item, "p0.f0") | {"down": "p0.f0"})
    assert [field["key"] for field in form_of(item)["pages"][0]["fields"][:2]] == [second, first]
    editor.post(url(item), opened(editor, item, "p0.f1") | {"up": "p0.f1"})
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add_page": "1"})
    count = len(before["pages"])
    assert len(form_of(item)["pages"]) == count + 1
    editor.post(url(item), opened(editor, item, f"p{count}") | {"remove": f"p{count}"})
    assert form_of(item) == before


def test_the_last_field_of_a_page_stays(item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add_page": "1"})
    last = len(form_of(item)["pages"]) - 1
    answer = editor.post(url(item), opened(editor, item, f"p{last}.f0") | {"remove": f"p{last}.f0"})
    assert answer.status_code == 422
    assert "The last one stays" in answer.content.decode()


def test_money_is_typed_in_yuan_and_kept_in_fen(item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add": "p0.f0", "type": "money"})
    fields = opened(editor, item, "p0.f1") | {"design.min": "100.5", "design.max": "20000"}
    editor.post(url(item), fields)
    one = form_of(item)["pages"][0]["fields"][1]
    assert (one["min"], one["max"]) == (10050, 2000000)
    assert opened(editor, item, "p0.f1")["design.min"] == "100.50"


def test_a_changed_type_loses_what_it_does_not_have(item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"design.type": "choice"})
    one = form_of(item)["pages"][0]["fields"][0]
    assert "max_length" not in one
    assert len(one["options"]) == 2


def test_a_fault_stands_at_its_field_in_the_editors_words(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = opened(editor, item, "p0.f0") | {
        "design.key": "Not A Key",
        "design.label.en": "",
        "design.max_length": "many",
    }
    page = editor.post(url(item), fields)
    assert page.status_code == 422
    wrong = {
        field.name: field.errors
        for field in [*page.context["sheet"].fields, *page.context["sheet"].more]
        if field.errors
    }
    assert set(wrong) == {"design.key", "design.label.en", "design.max_length"}
    assert not any("pages[0]" in text for texts in wrong.values() for text in texts)
    assert fields_of(page)["design.key"] == "Not A Key"
    assert catalogue.open_version(item) is None


def test_a_condition_on_a_later_field_is_said_at_the_condition(item: catalogue.Item) -> None:
    editor, later = as_("editor1"), form_of(item)["pages"][1]["fields"][0]["key"]
    page = editor.post(url(item), opened(editor, item, "p0.f1") | {"design.when": f"{later} == '1'"})
    assert page.status_code == 422
    assert page.context["sheet"].pickers[0].errors


def test_a_removed_field_that_others_name_is_said_at_them(item: catalogue.Item) -> None:
    """`store_address` is asked when `has_store` is answered with yes."""
    editor = as_("editor1")
    places = [field["key"] for field in form_of(item)["pages"][1]["fields"]]
    at = f"p1.f{places.index('has_store')}"
    page = editor.post(url(item), opened(editor, item, at) | {"remove": at})
    assert page.status_code == 422
    left = f"p1.f{places.index('store_address') - 1}"
    assert [line.at for line in page.context["outline"] if line.faulty] == [left]


def test_a_condition_is_picked_without_writing_an_expression(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = opened(editor, item, "p0.f1") | {
        "design.when.0.name": "situation.business", "design.when.0.is": "in", "design.when.0.value": "canteen, restaurant",
        "design.when.1.name": "situation.agent", "design.when.1.is": "==", "design.when.1.value": "false",
    }  # fmt: skip
    assert editor.post(url(item), fields).status_code == 302
    one = form_of(item)["pages"][0]["fields"][1]
    assert one["when"] == "situation.business in ['canteen', 'restaurant'] and situation.agent == false"
    page = editor.get(url(item) + "?at=p0.f1")
    assert [pick.name for pick in page.context["sheet"].pickers[0].picks[:2]] == [
        "situation.business",
        "situation.agent",
    ]


def test_a_typed_expression_wins_over_what_was_picked() -> None:
    subjects = [Subject("a", "A", "yesno"), Subject("n", "N", "number")]
    given = {"w": "n >= 3", "w.was": "a", "w.0.name": "a", "w.0.is": "==", "w.0.value": "false"}
    assert picking.read(given, "w", subjects) == "n >= 3"
    assert picking.read(given | {"w.was": "n >= 3"}, "w", subjects) == "a == false"
    assert picking.picked("len(a) > 3 and b")[1] is None
    assert picking.picked("'x' in a or n < 3") == ("or", [Pick("a", "has", "x"), Pick("n", "<", "3")])


def test_a_guide_without_a_form_begins_one(item: catalogue.Item) -> None:
    editor = as_("editor1")
    assert item.current is not None
    content = copy.deepcopy(item.current.content)
    del content["form"]
    catalogue.draft(item=item, content=content, by=w.user("editor1"))
    page = editor.get(url(item))
    assert "has no form yet" in page.content.decode()
    assert editor.post(url(item), fields_of(page) | {"begin": "1"}).status_code == 302
    assert form_of(item)["pages"][0]["fields"][0]["type"] == "text"


def test_everything_on_the_page_has_a_label_and_every_id_stands_once(item: catalogue.Item) -> None:
    editor = as_("editor1")
    for at in ("p0", "p0.f0", "p1.f0", "p3.f2", "p3.f2.g1"):
        tree = html.fromstring(editor.get(url(item) + f"?at={at}").content.decode())
        ids = [element.get("id") for element in tree.xpath("//*[@id]")]
        assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
        labelled = {label.get("for") for label in tree.xpath("//label")}
        for field in tree.xpath("//main//input[not(@type='hidden')] | //main//select | //main//textarea"):
            assert field.get("aria-label") or field.get("id") in labelled or field.xpath("ancestor::label"), field.get(
                "name"
            )


def test_the_facts_to_fill_in_are_those_that_are_known(item: catalogue.Item) -> None:
    assert set(known_facts(w.user("agent1"), w.enterprise("agent1"))) == set(FACTS)


def test_an_upload_names_a_material_of_the_guide(item: catalogue.Item) -> None:
    assert item.current is not None
    content = copy.deepcopy(item.current.content)
    content["materials"] = [one for one in content["materials"] if one["key"] != "layout"]
    found = [f.path for f in catalogue.check(catalogue.load(content)) if f.severity == "error"]
    assert any(path.endswith(".material") for path in found)


# Questions


def test_the_questions_sent_back_unchanged_change_nothing(item: catalogue.Item) -> None:
    editor = as_("editor1")
    assert editor.post(url(item, "questions/"), fields_of(editor.get(url(item, "questions/")))).status_code == 302
    version = catalogue.open_version(item)
    assert version is not None
    assert item.current is not None
    assert version.content == item.current.content


def test_a_question_is_added_with_its_answers_and_its_condition(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = fields_of(editor.get(url(item, "questions/")))
    number = int(fields["questions"]) - 1
    fields |= {
        f"q{number}.key": "area", f"q{number}.text.zh": "面积多大？", f"q{number}.text.en": "How large?",
        f"q{number}.options": "small | 200 平方米以下 | Up to 200 m²\nlarge | 更大 | Larger", f"q{number}.place": "1",
    }  # fmt: skip
    assert editor.post(url(item, "questions/"), fields).status_code == 302
    version = catalogue.open_version(item)
    assert version is not None
    first = version.content["situation"]["questions"][1]
    assert (first["key"], [option["value"] for option in first["options"]]) == ("area", ["small", "large"])


def test_a_question_with_one_answer_is_refused_at_its_block(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = fields_of(editor.get(url(item, "questions/"))) | {"q0.options": "only | 一个 | One"}
    page = editor.post(url(item, "questions/"), fields)
    assert page.status_code == 422
    assert page.context["errors"][0]["target"] == "q-0"
    assert "only | 一个 | One" in page.content.decode()


def test_a_question_whose_words_are_taken_out_goes(item: catalogue.Item) -> None:
    editor = as_("editor1")
    fields = fields_of(editor.get(url(item, "questions/")))
    fields |= {
        name: "" for name in fields if name.startswith("q1.") and name.split(".")[1] in ("key", "text", "options")
    }
    editor.post(url(item, "questions/"), fields)
    version = catalogue.open_version(item)
    assert version is not None
    assert "licensed" not in [one["key"] for one in version.content["situation"]["questions"]]


def test_every_type_of_field_can_be_chosen() -> None:
    """A type that the list lacks would become another one at the next saving."""
    assert set(KINDS) <= set(dict(TYPES))


# Faults in the words of the sheet


def said_of(page: Any) -> list[str]:
    """The lines of the error summary, as one reads them."""
    tree = html.fromstring(page.content.decode())
    return [" ".join(line.text_content().split()) for line in tree.xpath("//*[@class='tb-errors']//li")]


def wrong_in(page: Any) -> dict[str, list[str]]:
    sheet = page.context["sheet"]
    return {field.name: field.errors for field in [*sheet.fields, *sheet.more, *sheet.pickers] if field.errors}


@pytest.mark.parametrize(
    ("typed", "name", "line"),
    [
        (
            {"design.pattern": "[0-9]+"},
            "design.pattern_message.zh",
            "What the pattern wants: Found none, wanted words that say what the pattern wants.",
        ),
        (
            {"design.min_length": "50", "design.max_length": "5"},
            "design.min_length",
            "Characters at least: Found 50 as the least and 5 as the most, wanted a least that is not above the most.",
        ),
    ],
)
def test_a_fault_names_the_property_that_it_is_about(
    item: catalogue.Item, typed: dict[str, str], name: str, line: str
) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add": "p0.f0", "type": "text"})
    page = editor.post(url(item), opened(editor, item, "p0.f1") | typed)
    assert page.status_code == 422
    assert list(wrong_in(page)) == [name]
    assert said_of(page) == [f"新的问题 › {line}"]


@pytest.mark.parametrize("when", ["situation.nothing == 1", "situation.business == 'nonsense'"])
def test_a_condition_on_what_nobody_is_asked_is_said_at_once(item: catalogue.Item, when: str) -> None:
    editor = as_("editor1")
    page = editor.post(url(item), opened(editor, item, "p0.f1") | {"design.when": when})
    assert page.status_code == 422
    assert list(wrong_in(page)) == ["design.when"]
    assert "situation.business" in said_of(page)[0] or "retail" in said_of(page)[0]
    assert fields_of(page)["design.when"] == when
    assert catalogue.open_version(item) is None


def test_what_was_added_is_shown_in_the_outline(item: catalogue.Item) -> None:
    editor = as_("editor1")
    answer = editor.post(url(item), opened(editor, item, "p0.f0") | {"add": "p0", "type": "text"})
    added = answer.headers["Location"].partition("#")[2]
    assert added == f"at-p0-f{len(form_of(item)['pages'][0]['fields']) - 1}"
    tree = html.fromstring(editor.get(answer.headers["Location"].partition("#")[0]).content.decode())
    assert tree.get_element_by_id(added).xpath("./button[@aria-current]")
    saved = editor.post(url(item), opened(editor, item, "p0.f0"))
    assert saved.headers["Location"].endswith("#open")


def test_a_form_that_is_not_finished_goes_into_no_review(item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add": "p0.f0", "type": "text"})
    editor.post(url(item), opened(editor, item, "p0.f1") | {"add_page": "1"})
    page = editor.post(url(item, "submit/"))
    assert page.status_code == 422
    last = len(form_of(item)["pages"]) - 1
    links = html.fromstring(page.content.decode()).xpath("//*[@class='tb-errors']//a/@href")
    assert links == [
        f"{url(item)}?at=p0.f1#f-design-label-zh",
        f"{url(item)}?at=p{last}#f-design-title-zh",
        f"{url(item)}?at=p{last}.f0#f-design-label-zh",
    ]
    for link in links:
        address, _sign, target = link.partition("#")
        html.fromstring(editor.get(address).content.decode()).get_element_by_id(target)


def test_two_questions_of_one_name_are_warned_of(item: catalogue.Item) -> None:
    editor, first = as_("editor1"), form_of(item)["pages"][0]["fields"][0]["label"]
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add": "p0.f0", "type": "text"})
    named = {f"design.label.{lang}": text for lang, text in first.items()}
    editor.post(url(item), opened(editor, item, "p0.f1") | named)
    page = editor.post(url(item, "submit/"), follow=True)
    assert page.status_code == 200
    found = [one for _words, one in page.context["findings"] if one.path == "form.pages[0].fields[1].label"]
    assert [(one.severity, one.found) for one in found] == [("warning", first["en"])]


def test_a_fault_of_a_plain_element_leads_to_its_field(item: catalogue.Item) -> None:
    editor, content = as_("editor1"), copy.deepcopy(item.current.content)  # type: ignore[union-attr]
    content |= {"visits": 1, "online_depth": [1], "visits_reason": None, "conditions": []}
    catalogue.draft(item=item, content=content, by=w.user("editor1"))
    page = editor.post(url(item, "submit/"))
    links = html.fromstring(page.content.decode()).xpath("//*[@class='tb-errors']//a/@href")
    assert f"{url(item, 'edit/')}#f-conditions-0-text-zh" in links
    plain = html.fromstring(editor.get(url(item, "edit/")).content.decode())
    for link in links:
        address, _sign, target = link.partition("#")
        assert address == url(item, "edit/")
        plain.get_element_by_id(target)


def test_what_was_typed_is_saved_on_the_way_to_another_field(item: catalogue.Item) -> None:
    editor = as_("editor1")
    typed = opened(editor, item, "p0.f0") | {"design.label.zh": "换个问法", "open": "p0.f1"}
    answer = editor.post(url(item), typed)
    assert "at=p0.f1" in answer.headers["Location"]
    assert form_of(item)["pages"][0]["fields"][0]["label"]["zh"] == "换个问法"


def test_looking_at_another_field_begins_no_draft(item: catalogue.Item) -> None:
    editor = as_("editor1")
    answer = editor.post(url(item), opened(editor, item, "p0.f0") | {"open": "p0.f1"})
    assert "at=p0.f1" in answer.headers["Location"] and catalogue.open_version(item) is None


def test_a_field_that_somebody_moved_is_written_where_it_stands_now(item: catalogue.Item) -> None:
    first, second = as_("editor1"), as_("editor2")
    typed = opened(second, item, "p0.f1") | {"design.label.zh": "我改的"}
    first.post(url(item), opened(first, item, "p0.f0") | {"add": "p0.f0", "type": "email"})
    told = second.post(url(item), typed)
    page = told.content.decode()
    assert told.status_code == 422 and "What saving again would replace" in page and "我改的" in page
    assert second.post(url(item), fields_of(told)).status_code == 302
    fields = form_of(item)["pages"][0]["fields"]
    assert fields[1]["type"] == "email" and fields[2]["label"]["zh"] == "我改的"


def test_a_field_that_somebody_took_out_is_not_written_over_its_neighbour(item: catalogue.Item) -> None:
    first, second = as_("editor1"), as_("editor2")
    first.post(url(item), opened(first, item, "p0.f0") | {"add": "p0.f0", "type": "email"})
    typed = opened(second, item, "p0.f1") | {"design.label.zh": "我改的"}
    first.post(url(item), opened(first, item, "p0.f1") | {"remove": "p0.f1"})
    told = second.post(url(item), typed)
    assert told.status_code == 422 and "taken out meanwhile" in told.content.decode()
    assert "我改的" not in str(form_of(item))


def test_answers_that_were_taken_out_are_missed(item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add": "p0.f0", "type": "choice"})
    before = form_of(item)
    answer = editor.post(url(item), opened(editor, item, "p0.f1") | {"design.options": " "})
    assert answer.status_code == 422 and form_of(item) == before


def test_a_field_goes_to_the_next_page_and_back(item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add_page": "1"})
    pages = form_of(item)["pages"]
    last, page = len(pages[-2]["fields"]) - 1, len(pages) - 2
    at, key = f"p{page}.f{last}", pages[-2]["fields"][-1]["key"]
    editor.post(url(item), opened(editor, item, at) | {"down": at})
    assert form_of(item)["pages"][-1]["fields"][0]["key"] == key
    there = f"p{page + 1}.f0"
    editor.post(url(item), opened(editor, item, there) | {"up": there})
    assert form_of(item)["pages"] == pages


def test_a_page_with_several_fields_is_not_taken_out_at_once(item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add_page": "1"})
    before = form_of(item)
    answer = editor.post(url(item), opened(editor, item, "p0") | {"remove": "p0"})
    assert answer.status_code == 422 and form_of(item) == before


def test_only_what_answers_the_question_fills_it_in_beforehand(item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"add": "p0.f0", "type": "number"})
    page = editor.get(url(item) + "?at=p0.f1").content.decode()
    assert "Name of the applicant" not in page
    editor.post(url(item), opened(editor, item, "p0.f1") | {"design.prefill": "person.name"})
    version = catalogue.open_version(item)
    assert version is not None
    assert "form.pages[0].fields[1].prefill" in [one.path for one in catalogue.check(version.guide)]


def test_the_reason_of_sending_back_reaches_who_wrote_it(item: catalogue.Item) -> None:
    editor = as_("editor1")
    editor.post(url(item), opened(editor, item, "p0.f0") | {"design.help.zh": "请照实填写"})
    version = catalogue.submit_for_review(item=item, by=w.user("editor1"))
    reader = "publisher1" if version.state == "review" else "legal1"
    as_(reader).post(url(item, "send-back/"), {"reason": "帮助文字请改短。"})
    for page in ("", "edit/", "form/"):
        assert "帮助文字请改短。" in editor.get(url(item, page)).content.decode()
    assert item.code in editor.get("/desk/catalogue/?state=mine").content.decode()
    catalogue.submit_for_review(item=item, by=w.user("editor1"))
    assert "帮助文字请改短。" not in editor.get(url(item)).content.decode()
