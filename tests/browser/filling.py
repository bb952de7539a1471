"""Fills the pages of an application in the browser from the guide's own data, as a person would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from demo import filling
from demo.pictures import photo
from tongban.catalogue import guide as guides

CATALOGUE = Path(__file__).resolve().parent.parent.parent / "demo" / "catalogue"
PLACE = ["510000000000", "510100000000", "510131000000", "510131001000", "510131001001"]
OWN = ("person.name", "person.id_number")


class Applicant:
    """Knows what to answer to one guide."""

    def __init__(self, name: str) -> None:
        self.guide = guides.load(json.loads((CATALOGUE / f"{name}.json").read_text()))
        self.situation = filling.situation_for(self.guide)
        self.answers = filling.answers_for(self.guide, self.situation)

    def answer_questions(self, page: Page) -> None:
        """One question a screen, until the form begins."""
        while "/situation/" in page.url:
            asked = page.locator("input[name=ask]")
            if not asked.count():  # what the answers lead to, told once before the form
                go_on(page)
                continue
            key = asked.input_value()
            value = self.situation[key]
            typed = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
            page.locator(f'input[name="{key}"][value="{typed}"]').check()
            go_on(page)

    def fill_forms(self, page: Page, each: Any = None) -> None:
        while "/form/" in page.url:
            before = page.url
            if each:
                each(page)
            self.fill_page(page)
            go_on(page)
            assert page.url != before, page.inner_text("main")[:1500]

    def fill_page(self, page: Page) -> None:
        self.choose_places(page)
        for name in dict.fromkeys(names_on(page)):
            value = self.value_of(name)
            if value is not None and not self.stands_there(page, name):
                put(page, name, value)

    def stands_there(self, page: Page, name: str) -> bool:
        """Who applies is known already, and nobody types another name."""
        form = self.guide.form or {"pages": []}
        own = {one["key"] for each in form["pages"] for one in each["fields"] if one.get("prefill") in OWN}
        return name in own and bool(page.locator(f'main form [name="{name}"]').first.input_value())

    def value_of(self, name: str) -> Any:
        """`children-0-name` is the name of the first child."""
        parts = name.split("-")
        value: Any = self.answers.get(parts[0])
        for part in parts[1:]:
            if isinstance(value, list):
                value = value[int(part)] if int(part) < len(value) else None
            elif isinstance(value, dict):
                value = value.get(part)
        return value

    def choose_places(self, page: Page) -> None:
        """The chooser of places shows the next level after each choice (htmx)."""
        for code in PLACE:
            select = page.locator("fieldset select.form-select").filter(has=page.locator(f'option[value="{code}"]'))
            if select.count() and select.first.input_value() != code:
                with page.expect_response(lambda answer: answer.request.method == "POST"):
                    select.first.select_option(code)
                page.wait_for_timeout(150)

    def hand_in(self, page: Page) -> None:
        """A photo for every material that wants one."""
        inputs = page.locator("form[data-upload] input[type=file][name=file]")
        for number in range(inputs.count()):
            block = page.locator("form[data-upload]").nth(number)
            if block.locator(".tb-file").count():
                continue
            picture = {"name": f"材料{number}.png", "mimeType": "image/png", "buffer": photo(f"材料{number}")}
            inputs.nth(number).set_input_files(picture)
            block.locator("li[data-file]").first.wait_for()


def names_on(page: Page) -> list[str]:
    found = page.eval_on_selector_all(
        "main form [name]",
        "all => all.filter(e => e.type !== 'hidden' && e.tagName !== 'BUTTON' && e.offsetParent).map(e => e.name)",
    )
    return [str(name) for name in found]


def put(page: Page, name: str, value: Any) -> None:
    field = page.locator(f'main form [name="{name}"]').first
    tag, kind = field.evaluate("e => [e.tagName, e.type]")
    if kind in ("radio", "checkbox"):
        for one in value if isinstance(value, list) else [value]:
            typed = {True: "yes", False: "no"}[one] if isinstance(one, bool) else str(one)
            page.locator(f'main form [name="{name}"][value="{typed}"]').check()
    elif tag == "SELECT":
        if field.locator(f'option[value="{value}"]').count():
            field.select_option(str(value))
    else:
        field.fill(f"{value / 100:.2f}" if kind == "text" and is_money(field) else str(value))


def is_money(field: Any) -> bool:
    return field.get_attribute("inputmode") == "decimal" and field.get_attribute("data-kind") == "money"


def go_on(page: Page) -> None:
    page.locator("main .tb-form-foot .btn-primary").first.click()
    page.wait_for_load_state()
