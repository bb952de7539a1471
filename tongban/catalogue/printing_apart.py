"""Pages printed by a process of its own: it imports this first, before there are any models."""

from __future__ import annotations

from uuid import UUID


def set_up() -> None:
    import django

    django.setup()


def print_slice(keys: list[UUID], missing_only: bool) -> int:
    from tongban.catalogue.rebuilding import print_slice as print_here

    return print_here(keys, missing_only)
