"""`tongban let-in LOGIN`: for the day on which no administrator can sign in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.saying import sentence
from tongban.kit.act import SYSTEM
from tongban.kit.errors import Refused
from tongban.people.factors import letting_in


class Command(BaseCommand):
    help = "Give an official a new password for a day, to be changed at once; it is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login")
        parser.add_argument("--lost", action="store_true", help="the second steps are lost too: remove them")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = letting_in.official_called(options["login"])
            self.stdout.write(letting_in.let_in(user=user, lost=options["lost"], by=SYSTEM))
        except Refused as refusal:
            raise CommandError(sentence(refusal)) from refusal
