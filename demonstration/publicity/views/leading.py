"""How is the list posted, and how does it hang?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.canonical import short_digest
from demonstration.models import Nomination, RoundState
from demonstration.publicity import services
from demonstration.publicity.forms import NoticeForm
from demonstration.publicity.pages import (
    CHANNEL_COLUMNS,
    ENTRY_COLUMNS,
    OBJECTION_COLUMNS,
    channel_rows,
    entry_rows,
    facts_of,
    objection_rows,
    proof_of,
)
from demonstration.publicity.policy import PUBLICITIES
from demonstration.publicity.selectors import (
    channels_of,
    faults_of,
    listed,
    listed_anew,
    notices_of,
    objections_within,
    takes_objections,
)
from demonstration.publicity.views.base import PublicityBase
from demonstration.publicity.words import TAGS, until_words
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.services.reaching import require_right as require_round_right
from sites.views.judged import JudgedForm


class PublicityPage(PublicityBase):
    """``…/publicity/``"""

    template_name = "demonstration/publicity.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_sight()
        row, round = self.row, self.round
        may_lead = bool(PUBLICITIES.decide(self.actor, "extend", row))
        is_before_names, is_open = round.state == RoundState.PUBLICITY, takes_objections(row, self.now)
        objections = list(objections_within(self.actor, round))
        return self.page(
            round=round,
            row=row,
            tag=TAGS[row.state],
            words=until_words(row, self.now),
            notice_url=reverse("notice", args=[row.pk]),
            facts=facts_of(row),
            entry_columns=ENTRY_COLUMNS,
            entries=entry_rows(row.entries.all()),
            objection_columns=OBJECTION_COLUMNS,
            objections=objection_rows(objections),
            channel_columns=CHANNEL_COLUMNS,
            channels=channel_rows(channels_of(row), round.pk),
            proof=proof_of(row, faults_of(row, self.now), is_open=is_open, is_before_names=is_before_names),
            may_extend=may_lead and is_open,
            may_restart=may_lead and (is_before_names or row.is_further),
            may_enter=may_lead and (is_before_names or row.is_further),
            may_channel=bool(PUBLICITIES.decide(self.actor, "channel", row)),
            earlier=[each for each in notices_of(round) if each.pk != row.pk],
            digest=short_digest(row.digest),
            crumbs=self.crumbs_below,
        )


class PostNotice(PublicityBase, JudgedForm):
    """``…/publicity/post/``: the words around the list, then it hangs out; once names are given, what was added."""

    template_name = "demonstration/publicity_post.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ROUNDS.require(self.actor, self.action, self.round)
        if not (self.is_further and self.rows) and self.round.state != RoundState.LOCKED:
            raise Http404
        further = services.further_notice_for(self.round)
        usual = further if self.is_further else services.notice_for(self.round, self.rows)
        return self.show(NoticeForm(initial=vars(usual)))

    @property
    def is_further(self) -> bool:
        return self.round.state == RoundState.NAMED

    @property
    def action(self) -> str:
        return "post_more" if self.is_further else "post"

    @cached_property
    def rows(self) -> list[Nomination]:
        return listed_anew(self.round) if self.is_further else listed(self.round)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_round_right(self.round, self.action, actor=self.actor, now=self.now)
        return self.judged(NoticeForm(request.POST))

    def write(self, form: NoticeForm) -> str:
        post = services.post_further_notice if self.is_further else services.post_notice
        post(self.round.pk, form.notice, actor=self.actor, now=self.now, seen=self.seen)
        messages.success(self.request, "公示已发布。请同时在网站、公告栏等渠道发布,并在下面登记。")
        return self.own_url

    def show(self, form: NoticeForm, status: int = 200) -> HttpResponse:
        names = [
            {"label": row.grade.name if row.grade else "", "value": row.version.name} for row in self.rows
        ]
        return self.page(
            status,
            form=form,
            round=self.round,
            title="发布补充公示" if self.is_further else "发布公示",
            rows=names,
            revision=self.round.revision,
            cancel_url=self.page_url,
            crumbs=self.crumbs_below,
        )
