"""Who does what next, drawn as BPMN. Nothing in a drawing can run a program: see `expressions` and `bpmn`."""
