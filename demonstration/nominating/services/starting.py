"""A nomination begins: the site is asked for, the window is open, the register says yes; self-assessment is laid out."""

from __future__ import annotations

import secrets
from datetime import datetime

from core.actor import Actor
from core.audit import record
from core.many import give_keys
from core.workflow import TransitionRefused, attempt
from demonstration.models import Nomination, NominationState, Round, RoundState
from demonstration.nominating.policy import NOMINATIONS
from demonstration.nominating.selectors.asking import branch_of, cycle_of, is_asked
from demonstration.nominating.selectors.rows import standing_nomination
from demonstration.nominating.words import moment_words
from demonstration.rounds.eligibility import Answer, is_eligible
from demonstration.rounds.selectors import answers_for
from inspection.assessing.services import open_assessments
from rulebook.rubric import Purpose
from rulebook.selectors import Measure, measure_of
from sites.codes import ALPHABET, make_token
from sites.models import ServiceSite, SiteVersion

LABEL = "申报示范阵地"

#: Blind reviewers call a nomination by this: nothing can be read from it.
CODE_LENGTH = 6


class NotEligible(TransitionRefused):
    """The register says no; ``answers`` tell each condition."""

    def __init__(self, answers: list[Answer]) -> None:
        lacking = ";".join(f"{each.label}:{each.words}" for each in answers if not each.is_met)
        super().__init__(f"该阵地目前不符合申报条件。{lacking}。")
        self.answers = answers


def start_nomination(round_id: int, site_id: int, *, actor: Actor, now: datetime) -> Nomination:
    """A draft with everything that the register knows. Raises ``NotAllowed``, ``NotEligible``, ``TransitionRefused``."""
    round = Round.objects.select_related("issuer").get(pk=round_id)
    site = ServiceSite.objects.select_related("version", "managing_union").get(pk=site_id)
    probe = Nomination(round=round, site=site, site_type=site.site_type)
    with attempt(actor, "nomination.start", site, now=now, label=LABEL):
        NOMINATIONS.require(actor, "start", probe)
        # Two who begin at the same moment follow one another here; the index would let one through all the same.
        ServiceSite.objects.select_for_update(no_key=True).get(pk=site.pk)
        refuse_window(round, now)
        _refuse_site(round, site)
        answers = require_eligible(round, site)
        row = _draft(round, site, answers, actor, now)
        record(actor, "nomination.start", row, now=now, label=LABEL, after=row.state)
    return row


def refuse_window(round: Round, now: datetime) -> None:
    """Half open: from the minute it opens to the minute it closes, which is too late already."""
    if now < round.opens_at:
        raise TransitionRefused(f"申报从 {moment_words(round.opens_at)} 开始,请到时再办理。")
    if now >= round.closes_at:
        raise TransitionRefused(f"申报已于 {moment_words(round.closes_at)} 截止,不能再提交。")
    if round.state != RoundState.OPEN:
        raise TransitionRefused(f"本次评定{round.state_label},不接受申报。")


def require_eligible(round: Round, site: ServiceSite) -> list[Answer]:
    """The answers of the register, all met. Raises ``NotEligible``."""
    answers = answers_for(round, [site]).get(site.pk, [])
    if not answers or not is_eligible(answers):
        raise NotEligible(answers)
    return answers


def _refuse_site(round: Round, site: ServiceSite) -> None:
    if not is_asked(round, site):
        raise TransitionRefused("该阵地不在本次评定范围内:应为主办工会所属、正在使用、所列类型的阵地。")
    standing = standing_nomination(round, site)
    if standing is not None:
        raise TransitionRefused("该阵地在本次评定中已经申报,每处阵地只能申报一次。")


def _draft(round: Round, site: ServiceSite, answers: list[Answer], actor: Actor, now: datetime) -> Nomination:
    version, measure = _version(site), _measure(round, site)
    opened = open_assessments(
        [version], Purpose.DEMONSTRATION, cycle_of(round), measure, actor=actor, now=now
    )
    row = Nomination(
        verify_token=make_token(),
        code=_free_code(round),
        round=round,
        site=site,
        version=version,
        site_type=site.site_type,
        branch=branch_of(round, site),
        state=NominationState.DRAFT,
        assessment=opened[0],
        eligibility=[each.kept for each in answers],
        created_at=now,
        updated_at=now,
    )
    give_keys([row])
    row.number = f"SB{now.year}-{row.pk:06d}"
    row.save(force_insert=True)
    return row


def _version(site: ServiceSite) -> SiteVersion:
    version = site.version
    if version is None:
        raise LookupError(f"site {site.pk} is in use without a version")
    version.site = site
    return version


def _measure(round: Round, site: ServiceSite) -> Measure:
    if round.pack_id is None:
        raise LookupError(f"round {round.pk} is published without a pack")
    measure = measure_of(round.pack_id)
    if measure.rubric_for(site.site_type) is None:
        raise TransitionRefused(
            f"{measure.citation}没有“{site.type_label}”的评分表,不能自评。请联系主办工会。"
        )
    return measure


def _free_code(round: Round) -> str:
    taken = set(Nomination.objects.filter(round=round).values_list("code", flat=True))
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code
