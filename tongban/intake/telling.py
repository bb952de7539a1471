"""What the applicant is told of what somebody else does in their name."""

from __future__ import annotations

from tongban.intake.models import Application
from tongban.kit.act import This
from tongban.messages import api as messages
from tongban.people.api import number_of


def tell_begun(this: This[Application]) -> None:
    """Of an enterprise nobody is told: its agent is who sees to it."""
    row = this.subject
    if row.agent is None or row.enterprise_id:
        return
    item = {"zh": row.item_name, "en": row.item_name_en or row.item_name}
    facts = {"agent": row.agent.name, "number": number_of(row.mandate_id), "item": item}
    messages.tell(this, to=row.user, template="mandates.begun", url=f"/my/applications/{row.pk}/", **facts)


def agent_line(row: Application) -> str | None:
    """On papers, beside the applicant: who applied for them, and under what."""
    if row.agent is None or row.mandate_id is None:
        return None
    return f"{row.agent.name}（{number_of(row.mandate_id)}）"
