"""The rows of inspection."""

from inspection.models.visits import Verdict, Visit, VisitKind

__all__ = ["Verdict", "Visit", "VisitKind"]
