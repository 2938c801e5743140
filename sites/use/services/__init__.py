"""What follows when something is recorded at a site. Pages and the demo city call these by name."""

from sites.use.services.counting import add_one, set_month, set_plan, set_requests
from sites.use.services.keeping import require_keeping
from sites.use.services.rating import NoMoreToday, count_answer
from sites.use.services.recording import remove_record, write_record
from sites.use.services.samples import enter_samples

__all__ = [
    "NoMoreToday",
    "add_one",
    "count_answer",
    "enter_samples",
    "remove_record",
    "require_keeping",
    "set_month",
    "set_plan",
    "set_requests",
    "write_record",
]
