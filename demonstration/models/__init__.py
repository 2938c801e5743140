"""Rows of demonstration rounds."""

from __future__ import annotations

from demonstration.models.appeals import Appeal, AppealState, Priority, PriorityFor
from demonstration.models.nomination_letters import NominationGap, NominationLetter
from demonstration.models.nominations import (
    LIVE,
    MOST_PRACTICES,
    Nomination,
    NominationPaper,
    NominationState,
)
from demonstration.models.objections import MOST_OBJECTION, OPEN_OBJECTIONS, Objection, ObjectionState
from demonstration.models.payments import Payment, Recovery, UseReport
from demonstration.models.publicity import (
    PageCheck,
    Publicity,
    PublicityChannel,
    PublicityEntry,
    PublicityState,
    PublicityText,
)
from demonstration.models.reviewers import Conflict, ConflictSource, Reviewer, ReviewerState, about_reviews
from demonstration.models.reviews import (
    STANDING_REVIEWS,
    AssignmentRun,
    Review,
    ReviewAnswer,
    ReviewKind,
    ReviewState,
)
from demonstration.models.round_parts import Meeting, RoundGrade, RoundPhase, RoundQuota
from demonstration.models.rounds import RUNNING, Aggregation, Round, RoundState, Sight, TieBreak
from demonstration.models.subsidies import COMMITTED, Subsidy, SubsidyState
from demonstration.models.subsidy_batches import BatchState, SubsidyBatch, SubsidyPool
from demonstration.models.titles import (
    Designation,
    DesignationState,
    NamingDecision,
    TitleEvent,
    TitleEventKind,
)
from rulebook.choices import TitleLevel

__all__ = [
    "COMMITTED",
    "LIVE",
    "MOST_OBJECTION",
    "MOST_PRACTICES",
    "OPEN_OBJECTIONS",
    "RUNNING",
    "STANDING_REVIEWS",
    "Aggregation",
    "Appeal",
    "AppealState",
    "AssignmentRun",
    "BatchState",
    "Conflict",
    "ConflictSource",
    "Designation",
    "DesignationState",
    "Meeting",
    "NamingDecision",
    "Nomination",
    "NominationGap",
    "NominationLetter",
    "NominationPaper",
    "NominationState",
    "Objection",
    "ObjectionState",
    "PageCheck",
    "Payment",
    "Priority",
    "PriorityFor",
    "Publicity",
    "PublicityChannel",
    "PublicityEntry",
    "PublicityState",
    "PublicityText",
    "Recovery",
    "Review",
    "ReviewAnswer",
    "ReviewKind",
    "ReviewState",
    "Reviewer",
    "ReviewerState",
    "Round",
    "RoundGrade",
    "RoundPhase",
    "RoundQuota",
    "RoundState",
    "Sight",
    "Subsidy",
    "SubsidyBatch",
    "SubsidyPool",
    "SubsidyState",
    "TieBreak",
    "TitleEvent",
    "TitleEventKind",
    "TitleLevel",
    "UseReport",
    "about_reviews",
]
