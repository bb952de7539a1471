"""What every page says about for whom somebody acts: a line on top, and a field in each form.

What else a view wants in each form of its page, it lays into `request.form_marks`: no template can forget it.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tongban.people.mandates.choosing import FIELD, HEADER, chosen, chosen_key

register = template.Library()


def _user(context: Any) -> Any:
    return getattr(context.get("request"), "user", None)


class FormNode(CsrfTokenNode):
    """Django's token, and for whom the form was drawn: a form sends all of it or none."""

    def render(self, context: Any) -> SafeString:
        key = chosen_key(_user(context))
        marks = ({FIELD: key} if key else {}) | getattr(context.get("request"), "form_marks", {})
        fields = format_html_join("", '<input type="hidden" name="{}" value="{}">', marks.items())
        return SafeString(super().render(context) + fields)


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormNode:
    return FormNode()


@register.simple_tag(takes_context=True)
def acting_header(context: Any) -> SafeString:
    """More of the JSON in `hx-headers`; nothing for oneself."""
    key = chosen_key(_user(context))
    return format_html(', "{}": "{}"', HEADER, key) if key else SafeString("")


@register.inclusion_tag("people/mandates/fragments/for_whom.html", takes_context=True)
def for_whom(context: Any) -> dict[str, Any]:
    request = context.get("request")
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "mandate": chosen(_user(context)),
        "is_known": getattr(_user(context), "is_authenticated", False),
    }
