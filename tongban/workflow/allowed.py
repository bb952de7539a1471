"""The BPMN elements that are run, and for the others why not and what to draw instead."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

PEOPLE = frozenset({"userTask", "manualTask"})
ACTIVITIES = PEOPLE | {"serviceTask", "subProcess"}
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent"})
NODES = ACTIVITIES | GATEWAYS | EVENTS

# Beside and inside flow nodes; read elsewhere or only looked at.
QUIET = frozenset({"documentation", "extensionElements", "incoming", "outgoing", "text"})
ARTIFACTS = frozenset({"textAnnotation", "association"})
DEFINITIONS: dict[str, frozenset[str]] = {
    "endEvent": frozenset({"terminateEventDefinition"}),
    "intermediateCatchEvent": frozenset({"messageEventDefinition"}),
    "boundaryEvent": frozenset({"messageEventDefinition"}),
}

# Tasks of other tools that `as_manual_tasks` can turn into something a person ticks off.
CONVERTIBLE = frozenset({"serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask", "task"})

_MANUAL = _("Make it a manual task, or import the drawing with its foreign tasks as manual tasks.")
_DATA = _("Take it out, or write it as a text annotation; the data of a case lives in its form.")
_DRAW_EACH = _("Draw one task for each person, between two parallel gateways.")
_POST = _("Take it out and set tongban:post on the task.")

REASONS: dict[str, tuple[Any, Any]] = {
    "scriptTask": (
        _("a script task, which would run a program out of a drawing"),
        _("Make it a service task that names a registered operation, or a manual task."),
    ),
    "script": (_("a script"), _("Take it out.")),
    "task": (_("a task of no kind"), _("Make it a user task or a manual task.")),
    "sendTask": (_("a send task"), _("Make it a service task that names a registered operation.")),
    "receiveTask": (_("a receive task"), _("Draw an intermediate message event.")),
    "businessRuleTask": (_("a business rule task, which is not run yet"), _MANUAL),
    "callActivity": (_("a call of another process, which is not run yet"), _("Draw it as an embedded sub-process.")),
    "transaction": (_("a transaction"), _("Draw it as an embedded sub-process.")),
    "adHocSubProcess": (_("an ad-hoc sub-process"), _("Draw its tasks between two inclusive gateways.")),
    "eventBasedGateway": (_("an event-based gateway"), _("Put a boundary message event on the task that waits.")),
    "complexGateway": (_("a complex gateway"), _("Use exclusive, parallel or inclusive gateways.")),
    "intermediateThrowEvent": (_("a throwing event"), _("Draw a service task that names a registered operation.")),
    "timerEventDefinition": (
        _("a timer"),
        _("Draw a message event: no statutory limit is a timer, a promise keeps the time and wakes the process."),
    ),
    "signalEventDefinition": (_("a signal"), _("Draw a message event.")),
    "escalationEventDefinition": (_("an escalation"), _("Draw a message event, or a flow to the head's task.")),
    "errorEventDefinition": (_("an error event"), _("Draw an exclusive gateway after the task.")),
    "compensateEventDefinition": (_("a compensation"), _("Draw the way back as tasks.")),
    "cancelEventDefinition": (_("a cancel event"), _("Draw a terminate end event.")),
    "conditionalEventDefinition": (_("a conditional event"), _("Draw a message event.")),
    "linkEventDefinition": (_("a link event"), _("Draw the flow itself.")),
    "terminateEventDefinition": (_("a terminate event here"), _("Only an end event may terminate.")),
    "messageEventDefinition": (
        _("a message here"),
        _("Messages are caught in the middle or on the border of a task; a process is started by its case."),
    ),
    "multiInstanceLoopCharacteristics": (_("a multi-instance task"), _DRAW_EACH),
    "standardLoopCharacteristics": (_("a loop marker"), _("Draw the way back through an exclusive gateway.")),
    "dataObject": (_("a data object"), _DATA),
    "dataObjectReference": (_("a data object"), _DATA),
    "dataStore": (_("a data store"), _DATA),
    "dataStoreReference": (_("a data store"), _DATA),
    "dataInputAssociation": (_("a data association"), _DATA),
    "dataOutputAssociation": (_("a data association"), _DATA),
    "ioSpecification": (_("a data specification"), _DATA),
    "property": (_("a process variable"), _DATA),
    "itemDefinition": (_("a data type"), _DATA),
    "performer": (_("a performer"), _POST),
    "humanPerformer": (_("a performer"), _POST),
    "potentialOwner": (_("a potential owner"), _POST),
    "resourceRole": (_("a resource role"), _POST),
    "resource": (_("a resource"), _POST),
    "signal": (_("a signal"), _("Take it out, or make it a message.")),
    "error": (_("an error definition"), _("Take it out.")),
    "escalation": (_("an escalation definition"), _("Take it out.")),
    "import": (_("an import of another file"), _("Draw everything in one file.")),
    "group": (_("a group"), _("Use a text annotation or a sub-process.")),
    "category": (_("a category"), _("Take it out.")),
}
UNKNOWN = (_("an element that is not run"), _("Take it out, or draw it with user tasks and gateways."))
WANTED = _(
    "user, manual and service tasks, exclusive, parallel and inclusive gateways, none and message events, "
    "sub-processes and lanes"
)
