"""Pages of reviewers, and of those who lead them."""

from demonstration.reviewing.views.assigning import AssignmentPage
from demonstration.reviewing.views.case_acts import CaseFile, CommentOnCase, NoVetoes, RecuseFromCase
from demonstration.reviewing.views.conflicts import ConflictReport, DropConflict
from demonstration.reviewing.views.duties import ComparePage, MyReviews, StatementPage, SubmitPage
from demonstration.reviewing.views.invitation import InvitationPage
from demonstration.reviewing.views.inviting import InviteReviewer
from demonstration.reviewing.views.leading import ActOnReviewer, RemindReviewers, ReviewerBoard
from demonstration.reviewing.views.scoring import CasePage

__all__ = [
    "ActOnReviewer",
    "AssignmentPage",
    "CaseFile",
    "CasePage",
    "CommentOnCase",
    "ComparePage",
    "ConflictReport",
    "DropConflict",
    "InvitationPage",
    "InviteReviewer",
    "MyReviews",
    "NoVetoes",
    "RecuseFromCase",
    "RemindReviewers",
    "ReviewerBoard",
    "StatementPage",
    "SubmitPage",
]
