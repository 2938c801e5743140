"""The rows of the grammar: trail, messages, work in the background."""

from core.models.messages import ChannelChoice, ChannelState, OwedMessage
from core.models.trail import AuditEntry, AuditSeal
from core.models.work import FormKey, Heartbeat, JobRun, ScheduledRun, Switch, TaskRun

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "ChannelChoice",
    "ChannelState",
    "FormKey",
    "Heartbeat",
    "JobRun",
    "OwedMessage",
    "ScheduledRun",
    "Switch",
    "TaskRun",
]
