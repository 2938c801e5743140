"""What demonstration rounds give to the apps around them."""

from __future__ import annotations

from core.registry import INBOX, RECOMPUTERS
from core.walls import ROW_WALLS, TRAIL_WALLS
from demonstration.reviewing.inbox import reviewing_inbox
from demonstration.reviewing.replay import replay_assignments, replay_scores
from demonstration.reviewing.services.following import follow_stage, what_is_unreviewed
from demonstration.reviewing.walls import assessments_seen, nominations_seen, trail_walls
from demonstration.rounds.hooks import STAGE_FOLLOWERS, STAGE_QUESTIONS

INBOX.register("demonstration.reviewing", reviewing_inbox)
RECOMPUTERS.register("review scores", replay_scores)
RECOMPUTERS.register("review assignments", replay_assignments)
STAGE_FOLLOWERS.register("reviewing", follow_stage)
STAGE_QUESTIONS.register("reviewing", what_is_unreviewed)
ROW_WALLS.register("demonstration.nomination", nominations_seen)
ROW_WALLS.register("inspection.assessment", assessments_seen)
TRAIL_WALLS.register("demonstration.reviewing", trail_walls)
