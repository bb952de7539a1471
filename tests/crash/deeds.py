"""What the doomed processes do. The server that forks them reads this file first, and with it the program."""

# ruff: noqa: E402
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import django

django.setup()

from tests import walking as w
from tests.crash.dying import die, dying_at, then_die
from tongban.cases import api as cases


def mail_and_die_after(port: int, seconds: float) -> None:
    import threading

    by_mail(port)
    threading.Timer(seconds, die).start()


def store_and_die() -> None:
    from tongban.documents import storing

    storing.put = then_die(storing.put)


def sweep() -> None:
    from tongban.documents import sweeping

    sweeping.sweep()


def upload_and_die(key: Any) -> None:
    """A web process: the bytes are on the disk, the act that names them does not happen."""
    from tongban.intake import actions
    from tongban.intake import api as intake

    actions.act = lambda *args, **named: die()  # type: ignore[assignment]
    application = intake.Application.objects.get(pk=key)
    intake.add_file(application=application, material_key="id", upload=w.upload(), by=application.user)


def by_mail(port: int) -> None:
    from django.conf import settings

    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"


def send_and_die(port: int, point: str) -> None:
    """`sent`: the mail server has it, and nobody wrote that down."""
    import smtplib

    by_mail(port)
    if point == "sent":
        smtplib.SMTP.send_message = then_die(smtplib.SMTP.send_message)  # type: ignore[method-assign]
    else:
        dying_at(point, "messages.deliver")


def search(text: str, answer: Path) -> None:
    from tongban.catalogue.indexing import the_index

    answer.write_text(json.dumps([hit.code for hit in the_index().search(text, 50)]))


def draw() -> None:
    from tongban.promises.effects import answer_silence

    answer_silence()


def draw_and_die() -> None:
    """Inside the act, after the paper and the message, before its commit."""
    from tongban.cases import actions

    actions.tell = then_die(actions.tell)
    draw()


def recompute_and_die(point: str) -> None:
    from tongban.promises import effects

    if point == "first":
        effects.recompute = then_die(effects.recompute)
    else:
        dying_at(point, "promises.recompute")


def number() -> None:
    from tongban.audit import api as audit

    while audit.sequence():
        pass


def number_and_die() -> None:
    from tongban.audit import sequencer

    sequencer.Entry.objects.bulk_update = then_die(sequencer.Entry.objects.bulk_update)  # type: ignore[method-assign]
    number()


def accept_and_die(key: Any) -> None:
    from tongban.cases import actions

    actions.tell = lambda *args, **named: die()
    cases.accept(case=cases.with_everything(key), by=w.user("examiner1"))
