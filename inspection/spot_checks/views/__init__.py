"""Pages of draws."""

from inspection.spot_checks.views.committing import NewDraw
from inspection.spot_checks.views.showing import DrawPage, DrawRecord
from inspection.spot_checks.views.working import ActOnDraw, DrawnSkip, DrawnVisit

__all__ = ["ActOnDraw", "DrawPage", "DrawRecord", "DrawnSkip", "DrawnVisit", "NewDraw"]
