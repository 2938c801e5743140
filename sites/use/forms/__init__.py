"""What was counted, held, broken, planned, answered? Read and judged as it was typed; saves nothing."""

from sites.use.forms.counts import MonthForm, PlanForm, RequestsForm
from sites.use.forms.frame import UseForm
from sites.use.forms.records import (
    ActivityForm,
    FaultForm,
    PaperRatingForm,
    RecordForm,
    RemovalForm,
    SessionForm,
)

__all__ = [
    "ActivityForm",
    "FaultForm",
    "MonthForm",
    "PaperRatingForm",
    "PlanForm",
    "RecordForm",
    "RemovalForm",
    "RequestsForm",
    "SessionForm",
    "UseForm",
]
