"""What demonstration rounds give to the apps around them, and one step of a round to the next."""

from __future__ import annotations

from core.registry import INBOX, NEXT_STEPS, PANELS, RECOMPUTERS, VERIFIERS, Panel
from demonstration.nominating.inbox import nominations_inbox
from demonstration.nominating.leading import LEADER
from demonstration.nominating.replay import replay_quotas
from demonstration.nominating.services import follow_stage
from demonstration.nominating.site_file import assessment_panel, nomination_step, nominations_panel
from demonstration.nominating.verification import verified_nomination
from demonstration.rounds.hooks import STAGE_FOLLOWERS
from demonstration.rounds.inbox import rounds_inbox
from inspection.assessing.led import LEADERS

LEADERS.register("demonstration.nominations", LEADER)
STAGE_FOLLOWERS.register("demonstration.nominations", follow_stage)
INBOX.register("demonstration.rounds", rounds_inbox)
INBOX.register("demonstration.nominations", nominations_inbox)
NEXT_STEPS.register("demonstration.nominations", nomination_step)
RECOMPUTERS.register("demonstration quotas", replay_quotas)
VERIFIERS.register("demonstration.nominations", verified_nomination)
PANELS.register(
    "demonstration.nominations",
    Panel("site-file", 16, "demonstration/_nominations_panel.html", nominations_panel),
)
PANELS.register(
    "demonstration.nomination", Panel("assessment", 20, "demonstration/_of_nomination.html", assessment_panel)
)
