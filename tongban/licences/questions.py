"""What this room asks of higher ones."""

from __future__ import annotations

from tongban.kit.questions import Question

# Of these `origins`, (subject type, key), those whose decision `user` has still to receive: the licence opens with it.
unreceived: Question[frozenset[tuple[str, str]]] = Question("licences.unreceived", default=frozenset())
