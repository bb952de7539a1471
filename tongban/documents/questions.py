"""What this room asks of higher ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongban.kit.questions import Question


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF; `lines` are printed on the paper and say what it is."""

    name: str
    media_type: str
    data: bytes
    lines: tuple[str, ...]


# May this `user`, who may see what it belongs to, open the `paper` yet? A decision is opened by receiving it (送达).
may_open: Question[bool] = Question("documents.may_open", default=True)

# A `request` opens an uploaded `file` of the `subject`, which its user may see: leaves the look that has to stay in the
# record. Raises NotAllowed where a reason has to be given first.
opens: Question[None] = Question("documents.opens", default=None)

# What a `paper` carries inside its PDF. Asked when it is printed; may raise `outbox.NotYet`.
attached: Question[Attachment | None] = Question("documents.attached", default=None)
# What a `paper` says otherwise than what it belongs to, by the names of its parts. Asked before its organ seals it.
contradicted: Question[Sequence[str]] = Question("documents.contradicted", default=())
# The same of a `paper` that an organ wrote; `by` may see the `subject`.
opens_paper: Question[None] = Question("documents.opens_paper", default=None)
