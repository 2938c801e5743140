"""What follows when a draw is committed, drawn, given up and worked off. Pages call these by name."""

from inspection.spot_checks.services.committing import BadDraw, Plan, commit_draw
from inspection.spot_checks.services.drawing import draw_sites, give_up_draw
from inspection.spot_checks.services.recording import record_drawn, skip_drawn

__all__ = ["BadDraw", "Plan", "commit_draw", "draw_sites", "give_up_draw", "record_drawn", "skip_drawn"]
