"""Pages of consequences."""

from inspection.laddering.views.acting import ActOnConsequence
from inspection.laddering.views.listing import ConsequenceList
from inspection.laddering.views.showing import ConsequencePage
from inspection.laddering.views.signing import SignedPage, SignPage

__all__ = ["ActOnConsequence", "ConsequenceList", "ConsequencePage", "SignPage", "SignedPage"]
