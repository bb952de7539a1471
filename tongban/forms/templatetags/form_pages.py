"""{% load form_pages %} {% render_form_page form page answers errors situation language %}"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from tongban.forms.answers import PageAnswers
from tongban.forms.rendering import lay_out
from tongban.forms.schema import Form, Page
from tongban.forms.shapes import DivisionChoices, Errors, Values

register = template.Library()


@register.simple_tag
def render_form_page(
    form: Form,
    page: Page | str,
    answers: PageAnswers | Values | None,
    errors: Errors | None,
    situation: Values | None,
    language: str,
    earlier: Values | None = None,
    division_choices: DivisionChoices | None = None,
    heading: bool = True,
) -> SafeString:
    """The inside of a `<form method="post" novalidate>`, with h1 and summary; the button is the caller's.

    `answers`: what `read` gave, or kept values. A template calls a callable it meets: give the view's context
    `[division_choices]`, or mark the function with `do_not_call_in_templates = True`.
    """
    with translation.override(language):
        shown = lay_out(
            form,
            page if isinstance(page, str) else page.key,
            answers or {},
            errors,
            situation or {},
            earlier=earlier,
            division_choices=_function(division_choices),
        )
        return render_to_string("forms/page.html", {"shown": shown, "heading": heading, "language": language})


def _function(division_choices: Any) -> DivisionChoices | None:
    if isinstance(division_choices, (list, tuple)):
        return division_choices[0] if division_choices else None
    return division_choices or None
