"""`tongban make-demo`: the demo county, built by the real actions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from demo.build import build


class Command(BaseCommand):
    help = "Build the demo county."

    def handle(self, *args: Any, **options: Any) -> None:
        build(self.stdout.write)
