"""The door of the room."""

from __future__ import annotations

from . import engine, library, operations
from .bpmn import as_manual_tasks, as_utf8, check
from .engine import Definition, Instance, ReadyTask
from .expressions import Expression, ExpressionFault, compile_expression
from .faults import BadDrawing, Fault, ProcessFault, Runaway
from .svg import draw_svg

__all__ = [
    # expressions
    "Expression", "ExpressionFault", "compile_expression",
    # drawings
    "BadDrawing", "Fault", "as_manual_tasks", "as_utf8", "check", "draw_svg", "library",
    # running processes
    "Definition", "Instance", "ProcessFault", "ReadyTask", "Runaway", "engine",
    # what a service task may name
    "operations",
]
