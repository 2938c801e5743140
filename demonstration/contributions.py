"""What demonstration rounds give to the apps around them, and one step of a round to the next."""

from __future__ import annotations

from core.registry import INBOX, NEXT_STEPS, PANELS, RECOMPUTERS, REHEARSERS, VERIFIERS, Panel
from core.walls import ROW_WALLS, TRAIL_WALLS
from demonstration.nominating.inbox import nominations_inbox
from demonstration.nominating.leading import LEADER
from demonstration.nominating.replay import replay_quotas
from demonstration.nominating.services import follow_stage as nominations_follow
from demonstration.nominating.site_file import assessment_panel, nomination_step, nominations_panel
from demonstration.nominating.verification import verified_nomination
from demonstration.ranking.panel import ranking_panel
from demonstration.ranking.replay import replay_lists
from demonstration.ranking.services import reopen_nominations
from demonstration.reviewing.inbox import reviewing_inbox
from demonstration.reviewing.replay import replay_assignments, replay_scores
from demonstration.reviewing.services.following import follow_stage as reviews_follow
from demonstration.reviewing.services.following import what_is_unreviewed
from demonstration.reviewing.walls import assessments_seen, nominations_seen, trail_walls
from demonstration.rounds.hooks import STAGE_FOLLOWERS, STAGE_QUESTIONS
from demonstration.rounds.inbox import rounds_inbox
from demonstration.subsidies.inbox import subsidies_inbox
from demonstration.subsidies.rehearsing import rehearse_money
from demonstration.subsidies.replay import replay_subsidies
from demonstration.subsidies.site_file import subsidies_panel
from demonstration.subsidies.walls import batches_seen, lines_seen
from demonstration.subsidies.walls import trail_walls as subsidy_trail_walls
from inspection.assessing.led import LEADERS

LEADERS.register("demonstration.nominations", LEADER)
STAGE_FOLLOWERS.register("demonstration.nominations", nominations_follow)
STAGE_FOLLOWERS.register("demonstration.ranking", reopen_nominations)
STAGE_FOLLOWERS.register("demonstration.reviewing", reviews_follow)
STAGE_QUESTIONS.register("demonstration.reviewing", what_is_unreviewed)
INBOX.register("demonstration.rounds", rounds_inbox)
INBOX.register("demonstration.nominations", nominations_inbox)
INBOX.register("demonstration.reviewing", reviewing_inbox)
NEXT_STEPS.register("demonstration.nominations", nomination_step)
RECOMPUTERS.register("demonstration quotas", replay_quotas)
RECOMPUTERS.register("demonstration lists", replay_lists)
RECOMPUTERS.register("review assignments", replay_assignments)
RECOMPUTERS.register("review scores", replay_scores)
ROW_WALLS.register("demonstration.nomination", nominations_seen)
ROW_WALLS.register("inspection.assessment", assessments_seen)
TRAIL_WALLS.register("demonstration.reviewing", trail_walls)
VERIFIERS.register("demonstration.nominations", verified_nomination)
PANELS.register(
    "demonstration.nominations",
    Panel("site-file", 16, "demonstration/_nominations_panel.html", nominations_panel),
)
PANELS.register(
    "demonstration.nomination", Panel("assessment", 20, "demonstration/_of_nomination.html", assessment_panel)
)
PANELS.register(
    "demonstration.ranking", Panel("round", 30, "demonstration/_ranking_panel.html", ranking_panel)
)
INBOX.register("demonstration.subsidies", subsidies_inbox)
RECOMPUTERS.register("subsidies", replay_subsidies)
REHEARSERS.register("demonstration.subsidies", rehearse_money)
PANELS.register(
    "demonstration.subsidies",
    Panel("site-file", 18, "demonstration/_subsidies_panel.html", subsidies_panel),
)
ROW_WALLS.register("demonstration.subsidy", lines_seen)
ROW_WALLS.register("demonstration.subsidybatch", batches_seen)
TRAIL_WALLS.register("demonstration.subsidies", subsidy_trail_walls)
