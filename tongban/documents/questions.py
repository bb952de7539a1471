"""What this room asks of higher ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
# The content of a `paper` told again from what it belongs to; what only its act knew is the paper's own. None: there is
# nothing that such a paper belongs to. Asked before its organ seals it; a paper that says anything else is not sealed.
retold: Question[dict[str, Any] | None] = Question("documents.retold", default=None)
# The same of a `paper` that an organ wrote; `by` may see the `subject`.
opens_paper: Question[None] = Question("documents.opens_paper", default=None)
