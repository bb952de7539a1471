"""A file that was handed in and turned out to be harmful: its owner is told, and what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from tongban.documents.api import File
from tongban.kit import subjects
from tongban.kit.act import This
from tongban.messages.api import register, tell

register(
    "intake.file_closed",
    gettext_lazy("One of your files holds harmful software"),
    gettext_lazy(
        "“%(name)s” was looked at again, and the virus scanner found harmful software in it. Nobody opens it any more. "
        "Please have your device checked. If the matter is still open, hand the document in anew; your time limit is "
        "on the page of the matter."
    ),
)


def tell_owner(*, this: This[Any], file: File) -> None:
    if file.owner is None:
        return
    url = subjects.type_of(file.subject_type).url(this.subject)
    tell(this, to=file.owner, template="intake.file_closed", url=url, name=file.name)
