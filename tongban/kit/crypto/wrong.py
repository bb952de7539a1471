"""What cryptography says no to."""

from __future__ import annotations

from tongban.kit.errors import Refused


class Unreadable(Exception):
    """A sealed value that no key of the ring opens: wrong key folder, or somebody changed the row."""


class WrongSuite(Refused):
    """The setting asks for another suite than the one with which this installation works."""
