"""The door of `workflow`."""

from __future__ import annotations

from tongban.workflow import announcements, engine, expression_dates, library, operations
from tongban.workflow.actions import (
    act_of,
    acts_of,
    begin,
    hear,
    publish_library,
    publish_process,
    run_of,
    step,
    stop,
    task_named,
)
from tongban.workflow.acts import AGREE, DO, DONE, register_critic, register_posts
from tongban.workflow.acts import known as acts
from tongban.workflow.acts import register as register_act
from tongban.workflow.bpmn import as_manual_tasks, as_utf8, check
from tongban.workflow.designing import (
    begin_process,
    drop_drawing,
    keep_drawing,
    propose_process,
    publish_drawn,
    send_back_process,
)
from tongban.workflow.designing import mark_of as mark_of_drawing
from tongban.workflow.drawing import Drawing, Shape
from tongban.workflow.engine import Definition, Instance, ReadyTask
from tongban.workflow.expression_text import literal, written
from tongban.workflow.expressions import Expression, ExpressionFault, compile_expression, on_day
from tongban.workflow.faults import BadDrawing, Fault, ProcessFault, Runaway, error
from tongban.workflow.lenient import holds_or, owned
from tongban.workflow.models import Process, ProcessVersion, Run
from tongban.workflow.moving import move_run, order_move, preview, versions
from tongban.workflow.naming import named
from tongban.workflow.queries import acts_by_code, usable_codes
from tongban.workflow.soundness import reachable
from tongban.workflow.svg import draw_svg, picture

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
    # drawings, and what their tasks may ask
    "AGREE",
    "DO",
    "DONE",
    "acts",
    "acts_by_code",
    "usable_codes",
    "error",
    "reachable",
    "register_act",
    "register_critic",
    "register_posts",
    "Drawing",
    "Process",
    "Shape",
    "BadDrawing",
    "Fault",
    "as_manual_tasks",
    "as_utf8",
    "check",
    "draw_svg",
    "picture",
    "library",
    "announcements",
    "begin_process",
    "move_run",
    "order_move",
    "preview",
    "versions",
    "named",
    "drop_drawing",
    "keep_drawing",
    "mark_of_drawing",
    "propose_process",
    "publish_drawn",
    "send_back_process",
    "publish_library",
    "publish_process",
    "ProcessVersion",
    # running processes, inside the act on their subject
    "act_of",
    "acts_of",
    "task_named",
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
