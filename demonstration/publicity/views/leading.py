"""How is the list posted, lengthened, posted anew, recorded elsewhere, and how is it proved that it hung?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.canonical import short_digest
from core.workflow import TransitionRefused
from demonstration.models import Nomination, RoundState
from demonstration.publicity import services
from demonstration.publicity.forms import ChannelForm, ExtendForm, NoticeForm, RestartForm
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
    channel_of,
    channels_of,
    faults_of,
    listed,
    listed_anew,
    notice_within,
    notices_of,
    objections_within,
    takes_objections,
    vacancies,
)
from demonstration.publicity.services.reaching import require_right
from demonstration.publicity.views.base import PublicityBase, WritePage
from demonstration.publicity.words import TAGS, until_words
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.services.reaching import require_right as require_round_right
from inspection.photo_files import LARGEST, MEGABYTE, as_picture
from sites.images import clean_picture
from sites.refusals import Refusal

NO_STORE = "private, no-store"


class PublicityPage(PublicityBase):
    """``…/publicity/``"""

    template_name = "demonstration/publicity.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_sight()
        row, round = self.row, self.round
        may_lead = bool(PUBLICITIES.decide(self.actor, "extend", row))
        is_before_names = round.state == RoundState.PUBLICITY
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
            proof=proof_of(row, faults_of(row, self.now)),
            may_extend=may_lead and takes_objections(row, self.now),
            may_restart=may_lead and (is_before_names or row.is_further),
            may_enter=may_lead and (is_before_names or row.is_further),
            may_channel=bool(PUBLICITIES.decide(self.actor, "channel", row)),
            earlier=[each for each in notices_of(round) if each.pk != row.pk],
            digest=short_digest(row.digest),
            crumbs=self.crumbs_below,
        )


class PostNotice(PublicityBase):
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
        seen, form = self.seen, NoticeForm(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form, seen))
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def write(self, form: NoticeForm, seen: int) -> str:
        post = services.post_further_notice if self.is_further else services.post_notice
        post(self.round.pk, form.notice, actor=self.actor, now=self.now, seen=seen)
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


class ExtendNotice(WritePage):
    """``…/publicity/extend/``"""

    action = "extend"

    def form(self, *data: Any) -> ExtendForm:
        return ExtendForm(*data)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.row, "extend", actor=self.actor, now=self.now)
        seen, form = self.seen, self.form(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form, seen))
        except Refusal as refused:
            form.add_error("why", refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def write(self, form: ExtendForm, seen: int) -> str:
        told = form.cleaned_data
        services.extend_notice(
            self.row.pk, told["until"], why=told["why"], actor=self.actor, now=self.now, seen=seen
        )
        messages.success(self.request, "公示已延长,公示页已更新。")
        return self.own_url

    def show(self, form: ExtendForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="延长公示",
            lead=f"{until_words(self.row, self.now)}只能延长,不能提前。",
            submit_label="延长公示",
            revision=self.row.revision,
            cancel_url=self.own_url,
            crumbs=self.inner_crumbs,
        )


class RestartNotice(WritePage):
    """``…/publicity/restart/``"""

    action = "replace"

    def form(self, *data: Any) -> RestartForm:
        row = self.row
        usual = {"title": row.title, "body": row.body, "office": row.contact_office}
        usual |= {"phone": row.contact_phone, "address": row.contact_address}
        entries = [each for each in row.entries.all() if not each.removed_at]
        free = () if row.is_further else vacancies(self.round)
        return RestartForm(*data, initial=usual, entries=entries, vacancies=free)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.row, "replace", actor=self.actor, now=self.now)
        seen, form = self.seen, self.form(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form, seen))
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def write(self, form: RestartForm, seen: int) -> str:
        services.restart_notice(
            self.row.pk,
            form.notice,
            why=form.cleaned_data["why"],
            names=form.names,
            risen=form.chosen,
            actor=self.actor,
            now=self.now,
            seen=seen,
        )
        messages.success(self.request, "已重新公示,公示期从今天重新计算。")
        return self.own_url

    def show(self, form: RestartForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="重新公示",
            lead="增加阵地、更改名称或者公示有误的,须重新公示,公示期从头计算。异议成立后撤下阵地的,不用重新公示。",
            submit_label="重新公示",
            revision=self.row.revision,
            cancel_url=self.own_url,
            crumbs=self.inner_crumbs,
        )


class AddChannel(WritePage):
    """``…/publicity/channels/``"""

    action = "channel"

    def form(self, *data: Any) -> ChannelForm:
        return ChannelForm(*data)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.row, "channel", actor=self.actor, now=self.now)
        form = ChannelForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form))
        except Refusal as refused:
            form.add_error("picture", refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def write(self, form: ChannelForm) -> str:
        told, upload = form.cleaned_data, form.cleaned_data["picture"]
        if upload and upload.size > LARGEST:
            raise Refusal(f"文件超过 {LARGEST // MEGABYTE} MB,请缩小后重新上传。")
        channel = services.Channel(told["place"], told["address"], told["posted_on"])
        picture = clean_picture(upload.read()) if upload else None
        services.add_channel(self.row.pk, channel, picture, actor=self.actor, now=self.now)
        messages.success(self.request, "已登记。")
        return self.own_url

    def show(self, form: ChannelForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="登记其他公示渠道",
            lead="登记后不能修改,请核对后保存。",
            submit_label="登记",
            cancel_url=self.own_url,
            crumbs=self.inner_crumbs,
        )


class ChannelPicture(PublicityBase):
    """The picture of one place, for the office."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_sight()
        found = channel_of(self.row, self.kwargs["channel"])
        if found is None or found.picture is None or found.picture.erased_at is not None:
            raise Http404
        return as_picture(found.picture, small=request.GET.get("size") == "s")


class NoticeBundle(PublicityBase):
    """``…/publicity/<number>/bundle/``: everything that proves the notice, as one file."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_sight()
        row = notice_within(self.actor, self.round, self.kwargs["number"])
        if row is None:
            raise Http404
        data, seal = services.bundle_of(row, now=self.now)
        response = HttpResponse(data, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{row.number}-{seal[:16]}.zip"'
        response["Cache-Control"] = NO_STORE
        response["X-Content-Type-Options"] = "nosniff"
        return response
