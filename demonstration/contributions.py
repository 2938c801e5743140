"""What demonstration rounds give to the apps around them, and one step of a round to the next."""

from __future__ import annotations

from core.registry import (
    INBOX,
    LADDER_HANDLERS,
    NEXT_STEPS,
    PANELS,
    RECOMPUTERS,
    REHEARSERS,
    VERIFIERS,
    Panel,
    Recomputer,
)
from core.walls import ROW_WALLS, TRAIL_WALLS
from demonstration.nominating.inbox import nominations_inbox
from demonstration.nominating.leading import LEADER
from demonstration.nominating.replay import replay_quotas
from demonstration.nominating.round_page import nominations_of_round
from demonstration.nominating.services import follow_stage as nominations_follow
from demonstration.nominating.site_file import (
    assessment_panel,
    nomination_lists,
    nomination_step,
    nominations_panel,
)
from demonstration.nominating.verification import verified_nomination
from demonstration.publicity.inbox import publicity_inbox
from demonstration.publicity.panel import publicity_panel
from demonstration.publicity.replay import replay_notices
from demonstration.publicity.selectors import what_is_unpublished
from demonstration.publicity.walls import objections_seen
from demonstration.ranking.panel import ranking_panel
from demonstration.ranking.replay import replay_lists
from demonstration.ranking.services import reopen_nominations
from demonstration.reviewing.inbox import reviewing_inbox
from demonstration.reviewing.panel import reviewers_panel
from demonstration.reviewing.replay import replay_assignments, replay_scores
from demonstration.reviewing.services.following import follow_stage as reviews_follow
from demonstration.reviewing.services.following import what_is_unreviewed
from demonstration.reviewing.walls import assessments_seen, nominations_seen
from demonstration.rounds.hooks import STAGE_FOLLOWERS, STAGE_QUESTIONS
from demonstration.rounds.inbox import rounds_inbox
from demonstration.subsidies.inbox import subsidies_inbox
from demonstration.subsidies.rehearsing import rehearse_money
from demonstration.subsidies.replay import replay_subsidies
from demonstration.subsidies.services import follow_ended_title, follow_returned_title
from demonstration.subsidies.site_file import subsidies_panel, subsidy_lists
from demonstration.subsidies.walls import batches_seen, lines_seen, pools_seen
from demonstration.titles.hooks import TITLE_ENDED, TITLE_RETURNED
from demonstration.titles.inbox import titles_inbox
from demonstration.titles.laddering import REVOKE
from demonstration.titles.panel import (
    appeal_panel,
    assessment_title_lists,
    assessment_titles_panel,
    public_titles_panel,
    round_titles_panel,
    site_title_lists,
    site_titles_panel,
)
from demonstration.titles.replay import replay_certificates
from demonstration.titles.services import end_titles_of
from demonstration.titles.verification import verified_certificate
from demonstration.titles.walls import appeals_seen
from demonstration.trail import trail_walls
from inspection.assessing.led import LEADERS
from rulebook.choices import LadderAction
from sites.services.succession import SITE_GONE

LEADERS.register("demonstration.nominations", LEADER)
STAGE_FOLLOWERS.register("demonstration.nominations", nominations_follow)
STAGE_FOLLOWERS.register("demonstration.ranking", reopen_nominations)
STAGE_FOLLOWERS.register("demonstration.reviewing", reviews_follow)
STAGE_QUESTIONS.register("demonstration.publicity", what_is_unpublished)
STAGE_QUESTIONS.register("demonstration.reviewing", what_is_unreviewed)
INBOX.register("demonstration.rounds", rounds_inbox)
INBOX.register("demonstration.nominations", nominations_inbox)
INBOX.register("demonstration.reviewing", reviewing_inbox)
INBOX.register("demonstration.publicity", publicity_inbox)
INBOX.register("demonstration.titles", titles_inbox)
NEXT_STEPS.register("demonstration.nominations", nomination_step)
RECOMPUTERS.register("demonstration quotas", Recomputer("申报名额", replay_quotas))
RECOMPUTERS.register("demonstration lists", Recomputer("推荐名单", replay_lists))
RECOMPUTERS.register("public notices", Recomputer("公示", replay_notices))
RECOMPUTERS.register("review assignments", Recomputer("评审分配", replay_assignments))
RECOMPUTERS.register("review scores", Recomputer("评审得分", replay_scores))
RECOMPUTERS.register("title certificates", Recomputer("命名证书", replay_certificates))
TRAIL_WALLS.register("demonstration", trail_walls)
ROW_WALLS.register("demonstration.nomination", nominations_seen)
ROW_WALLS.register("demonstration.objection", objections_seen)
ROW_WALLS.register("demonstration.appeal", appeals_seen)
ROW_WALLS.register("inspection.assessment", assessments_seen)
VERIFIERS.register("demonstration.nominations", verified_nomination)
VERIFIERS.register("demonstration.titles", verified_certificate)
PANELS.register(
    "demonstration.nominations",
    Panel("site-file", 16, "demonstration/_nominations_panel.html", nominations_panel, nomination_lists),
)
PANELS.register(
    "demonstration.nomination", Panel("assessment", 20, "demonstration/_of_nomination.html", assessment_panel)
)
PANELS.register(
    "demonstration.round", Panel("round", 20, "demonstration/_round_nominations.html", nominations_of_round)
)
PANELS.register(
    "demonstration.reviewers", Panel("round", 25, "demonstration/_reviewers_panel.html", reviewers_panel)
)
PANELS.register(
    "demonstration.ranking", Panel("round", 30, "demonstration/_ranking_panel.html", ranking_panel)
)
PANELS.register(
    "demonstration.publicity", Panel("round", 40, "demonstration/_publicity_panel.html", publicity_panel)
)
PANELS.register(
    "demonstration.titles", Panel("round", 50, "demonstration/_titles_panel.html", round_titles_panel)
)
PANELS.register(
    "demonstration.site_titles",
    Panel("site-file", 13, "demonstration/_site_titles_panel.html", site_titles_panel, site_title_lists),
)
PANELS.register(
    "demonstration.assessment_titles",
    Panel(
        "assessment",
        30,
        "demonstration/_site_titles_panel.html",
        assessment_titles_panel,
        assessment_title_lists,
    ),
)
PANELS.register(
    "demonstration.public_titles",
    Panel("site-page", 10, "demonstration/_site_titles_panel.html", public_titles_panel, site_title_lists),
)
PANELS.register(
    "demonstration.appeal", Panel("nomination", 10, "demonstration/_appeal_panel.html", appeal_panel)
)
INBOX.register("demonstration.subsidies", subsidies_inbox)
RECOMPUTERS.register("subsidies", Recomputer("补助核算", replay_subsidies))
REHEARSERS.register("demonstration.subsidies", rehearse_money)
PANELS.register(
    "demonstration.subsidies",
    Panel("site-file", 18, "demonstration/_subsidies_panel.html", subsidies_panel, subsidy_lists),
)
ROW_WALLS.register("demonstration.subsidy", lines_seen)
ROW_WALLS.register("demonstration.subsidybatch", batches_seen)
ROW_WALLS.register("demonstration.subsidypool", pools_seen)
SITE_GONE.register("demonstration.titles", end_titles_of)
TITLE_ENDED.register("demonstration.subsidies", follow_ended_title)
TITLE_RETURNED.register("demonstration.subsidies", follow_returned_title)
LADDER_HANDLERS.register(LadderAction.REVOKE.value, REVOKE)
