"""The door of `workflow`."""

from __future__ import annotations

from tongban.workflow import engine, expression_dates, library, operations
from tongban.workflow.actions import acts_of, begin, hear, publish_library, publish_process, run_of, step, stop
from tongban.workflow.bpmn import as_manual_tasks, as_utf8, check
from tongban.workflow.engine import Definition, Instance, ReadyTask
from tongban.workflow.expression_text import literal, written
from tongban.workflow.expressions import Expression, ExpressionFault, compile_expression, on_day
from tongban.workflow.faults import BadDrawing, Fault, ProcessFault, Runaway
from tongban.workflow.lenient import holds_or, owned
from tongban.workflow.models import ProcessVersion, Run
from tongban.workflow.svg import draw_svg

__all__ = [
    # expressions
    "Expression",
    "ExpressionFault",
    "compile_expression",
    "expression_dates",
    "holds_or",
    "literal",
    "on_day",
    "owned",
    "written",
    # drawings
    "BadDrawing",
    "Fault",
    "as_manual_tasks",
    "as_utf8",
    "check",
    "draw_svg",
    "library",
    "publish_library",
    "publish_process",
    "ProcessVersion",
    # running processes, inside the act on their subject
    "acts_of",
    "begin",
    "hear",
    "run_of",
    "step",
    "stop",
    "Run",
    # the engine itself
    "Definition",
    "Instance",
    "ProcessFault",
    "ReadyTask",
    "Runaway",
    "engine",
    # what a service task may name
    "operations",
]
