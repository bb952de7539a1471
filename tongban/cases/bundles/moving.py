"""Something of a bundle has moved: the worker looks what can go on."""

from __future__ import annotations

from typing import Any

from tongban.cases.models import Case
from tongban.kit.act import Effect, This
from tongban.outbox import api as outbox

EFFECT = "cases.bundle"


def moved(this: This[Case]) -> None:
    """Inside an act that decided or ended a case."""
    if bundle := this.subject.application.bundle_id:
        this.effect(EFFECT, key=f"bundle:{bundle}", bundle=str(bundle))


def look_soon(bundle: Any) -> None:
    """Inside the transaction in which it moved."""
    outbox.post([Effect(EFFECT, {"bundle": str(bundle)}, f"bundle:{bundle}", None)])
