"""How is another grade decided, and the list locked with its meeting? And the locked list, on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.canonical import short_digest
from core.words import chinese_day
from core.workflow import TransitionRefused
from demonstration.models import Nomination, RoundState
from demonstration.nominating.selectors.rows import nomination_within
from demonstration.ranking import services
from demonstration.ranking.aggregates import in_points
from demonstration.ranking.cutting import Standing
from demonstration.ranking.forms import DecideForm, LockForm
from demonstration.ranking.selectors import list_lines, too_few
from demonstration.ranking.views.base import RankingBase
from demonstration.ranking.words import grades_words, score_words
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.selectors import meetings_of
from demonstration.rounds.services import enter_meeting
from demonstration.rounds.services.reaching import require_right
from demonstration.rounds.words import said
from sites.refusals import Refusal
from sites.types import site_type
from sites.views.judged import JudgedForm

MOST_MEETINGS = 5


class DecidePage(RankingBase):
    """``…/<key>/ranking/<number>/``"""

    template_name = "demonstration/decide.html"

    @cached_property
    def row(self) -> Nomination:
        found = nomination_within(self.actor, self.kwargs["number"])
        if found is None or found.round_id != self.round.pk:
            raise Http404
        return found

    @cached_property
    def standing(self) -> Standing | None:
        found = self.tables[self.row.site_type].standings()
        return next((each for each in found if each.key == str(self.row.pk)), None)

    @property
    def grade_now(self) -> str:
        """As it stands; nothing is chosen beforehand where a tie lies across a line."""
        standing = self.standing
        return "" if standing is None or not standing.settled else standing.grades[0] or "none"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ROUNDS.require(self.actor, "rank", self.round)
        initial = {"grade": self.grade_now, "reason": self.row.override_reason}
        return self.show(DecideForm(grades=self.grades_of(self.row.site_type), initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.round, "rank", actor=self.actor, now=self.now)
        seen = self.seen
        form = DecideForm(request.POST, grades=self.grades_of(self.row.site_type))
        undoes = "undo" in request.POST
        if not undoes and not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(None if undoes else form, seen))
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def write(self, form: DecideForm | None, seen: int) -> str:
        about = {"actor": self.actor, "now": self.now, "seen": seen}
        if form is None:
            services.undo_grade(self.row.pk, **about)
        else:
            services.decide_grade(self.row.pk, form.grade_id, reason=form.cleaned_data["reason"], **about)
        messages.success(self.request, "已取消调整,按规则确定等次。" if form is None else "已调整等次。")
        return f"{reverse('round-ranking', args=[self.round.pk])}?type={self.row.site_type}"

    def show(self, form: DecideForm, status: int = 200) -> HttpResponse:
        standing = self.standing
        facts = [
            {
                "label": "名次",
                "value": f"第 {standing.placed.rank} 名" if standing else "",
                "unknown": "还没有评分",
            },
            {"label": "评审得分", "value": score_words(standing.placed.entry.score) if standing else ""},
            {"label": "现在的等次", "value": grades_words(standing.grades, self.names) if standing else ""},
        ]
        return self.page(
            status,
            form=form,
            row=self.row,
            facts=facts,
            revision=self.row.revision,
            is_decided=bool(self.row.override_reason),
            cancel_url=reverse("round-ranking", args=[self.round.pk]),
            crumbs=[*self.crumbs_below, ("评审结果", reverse("round-ranking", args=[self.round.pk]))],
        )


class LockPage(RankingBase, JudgedForm):
    """``…/<key>/lock/``: what the list will say, and the meeting that it rests on."""

    template_name = "demonstration/lock.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ROUNDS.require(self.actor, "lock", self.round)
        if self.round.state != RoundState.REVIEW:
            raise Http404
        return self.show(self.form())

    def form(self, data: Any = None) -> LockForm:
        return LockForm(data, meetings=meetings_of(self.round.issuer_id)[:MOST_MEETINGS])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.round, "lock", actor=self.actor, now=self.now)
        return self.judged(self.form(request.POST))

    def not_now(self, form: LockForm, refusal: TransitionRefused) -> HttpResponse:
        if self.round.state != RoundState.REVIEW or self.round.revision != self.seen:
            return self.refused(refusal)
        return self.again(form, refusal)

    def write(self, form: LockForm) -> str:
        told = form.cleaned_data
        meeting = int(told["meeting"]) if not form.is_new else None
        if meeting is None:
            meeting = enter_meeting(
                self.round,
                told["name"],
                told["held_on"],
                told["minutes_number"],
                actor=self.actor,
                now=self.now,
            ).pk
        services.lock_list(
            self.round.pk, meeting, actor=self.actor, now=self.now, note=told["note"], seen=self.seen
        )
        messages.success(self.request, "名单已确定。")
        return reverse("round-list", args=[self.round.pk])

    def show(self, form: LockForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            round=self.round,
            form=form,
            counts=self.counts(),
            short=len(too_few(self.round)),
            revision=self.round.revision,
            cancel_url=reverse("round-ranking", args=[self.round.pk]),
            crumbs=self.crumbs_below,
        )

    def counts(self) -> list[dict[str, Any]]:
        """How many would stand in which grade, by type."""
        found = []
        for code, table in self.tables.items():
            standings = table.standings()
            told = [
                f"{name} {count} 处"
                for grade, name in self.names.items()
                if (count := sum(each.grades == (grade,) for each in standings))
            ]
            open_ties = sum(not each.settled for each in standings)
            told += [f"同分待定 {open_ties} 处"] if open_ties else []
            found.append({"label": str(site_type(code).label), "value": "、".join(told) or "没有申报"})
        return found


class ListPage(RankingBase):
    """``…/<key>/list/``: the locked list with its meeting and digest, on screen and on paper."""

    template_name = "demonstration/list.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_sight()
        row = self.round
        if not row.list_digest or row.meeting is None or row.locked_at is None:
            raise Http404
        lines = list_lines(row)
        tables = [
            {
                "label": site_type(code).label,
                "lines": [
                    {**each, "score": "" if each["score"] is None else in_points(each["score"])}
                    for each in lines
                    if each["row"].site_type == code
                ],
            }
            for code in row.site_types
        ]
        meeting = (
            f"{row.meeting.name},{chinese_day(row.meeting.held_on)},纪要编号 {row.meeting.minutes_number}"
        )
        return self.page(
            round=row,
            tables=tables,
            meeting=meeting,
            locked_at=said(row.locked_at),
            digest=short_digest(row.list_digest),
            full_digest=row.list_digest,
            page_url=self.page_url,
        )
