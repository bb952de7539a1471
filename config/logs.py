"""Structured logs: one JSON object a line. Messages carry keys and codes, never what a person typed."""

from __future__ import annotations

import json
import logging
import re

# A last net below the rule that nothing personal is logged: long digit runs are masked.
LONG_DIGITS = re.compile(r"(?<![0-9A-Za-z-])(\d{3})\d{5,13}([0-9Xx]{2,4})(?![0-9A-Za-z-])")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": LONG_DIGITS.sub(r"\1***\2", record.getMessage()),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            kind, error, trace = record.exc_info
            line["error"] = kind.__name__ if kind else "?"
            line["trace"] = self.places(trace)
        return json.dumps(line, ensure_ascii=False, default=str)

    def places(self, trace: object) -> list[str]:
        """Where it went wrong, without the error's own words: those may quote what was typed."""
        found = []
        while trace is not None:
            code = trace.tb_frame.f_code  # type: ignore[attr-defined]
            found.append(f"{code.co_filename.rsplit('/site-packages/')[-1]}:{trace.tb_lineno}")  # type: ignore[attr-defined]
            trace = trace.tb_next  # type: ignore[attr-defined]
        return found[-8:]
