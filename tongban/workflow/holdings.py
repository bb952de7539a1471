from tongban.kit.holdings import hold_of_nobody
from tongban.workflow.models import Run

hold_of_nobody(Run, "where a process stands, with what its case says already; gone when it ends")
