"""One check for one day: what fails and is not open is opened, what is open and fails no more is ended.

No row is ever looked at by Python: the statements stand in ``statements.py``, what another cause is in ``causes.py``.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from core.checks import Check
from inspection.watching.services.reach import Keys, Reconciled
from inspection.watching.services.statements import statements_for


def reconcile(
    check: Check, day: date, *, now: datetime, after: date | None = None, keys: Keys | None = None
) -> Reconciled:
    """Bring the findings of one check to the end of a day; a second time nothing is written.

    A day before ``now`` is answered from the facts as they stood when it began.

    ``after``: the last day for which it ran before. What was changed since then ended the finding on the day of the
    change; what ended by the calendar alone ends on ``day``. ``keys``: for these sites or unions alone.
    """
    with transaction.atomic():
        return statements_for(check, day, now, after, keys).run()
