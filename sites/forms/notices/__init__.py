"""What is typed into an operating notice? One form for each kind; each gives what its service asks for."""

from __future__ import annotations

from sites.forms.notices.closures import ClosureForm, ReopeningForm
from sites.forms.notices.facts import ConfirmationForm, ManagerForm, MapsForm, PhoneForm
from sites.forms.notices.frame import Desk, NoticeForm, midnight
from sites.forms.notices.one_off import OneOffHoursForm, RecallForm
from sites.forms.notices.supplies import SuppliesForm

#: The form behind each kind, in the order in which they are needed.
NOTICE_FORMS: dict[str, type[NoticeForm]] = {
    form.kind: form
    for form in (
        *(ClosureForm, ReopeningForm, OneOffHoursForm, RecallForm),
        SuppliesForm,
        *(PhoneForm, ManagerForm, MapsForm, ConfirmationForm),
    )
}

__all__ = ["NOTICE_FORMS", "Desk", "NoticeForm", "midnight"]
