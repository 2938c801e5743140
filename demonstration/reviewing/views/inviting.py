"""The officer invites a person: the form, and the link that is shown once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from accounts.selectors import districts, unions_below
from core.workflow import TransitionRefused
from demonstration.reviewing import services
from demonstration.reviewing.forms.people import InviteForm
from demonstration.reviewing.services.reaching import require_lead
from demonstration.reviewing.views.base import RoundBase


class InviteReviewer(RoundBase):
    """``…/reviewers/invite/``: the form, and once it was sent the link, shown this one time."""

    template_name = "demonstration/invite.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_lead(self.round, "invite", "邀请评审专家", actor=self.actor, now=self.now)
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_lead(self.round, "invite", "邀请评审专家", actor=self.actor, now=self.now)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        made: list[services.Invitation] = []
        try:
            response = self.once(lambda: self.invite(form, made))
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
            return self.show(form, 409)
        return show_link(self, made[0]) if made else response

    def invite(self, form: InviteForm, made: list[services.Invitation]) -> str:
        made.append(services.invite_reviewer(self.round.pk, form.invitee(), actor=self.actor, now=self.now))
        return self.board_url

    def form(self, data: Any = None) -> InviteForm:
        issuer = self.round.issuer
        return InviteForm(
            data, round=self.round, unions=list(unions_below(issuer.path or "")), districts=list(districts())
        )

    def show(self, form: InviteForm, status: int = 200) -> HttpResponse:
        return self.shown(status, form=form, crumbs=self.deep_crumbs, board_url=self.board_url)


def show_link(view: RoundBase, made: services.Invitation) -> HttpResponse:
    """The link stands on this page and nowhere else."""
    row = made.reviewer
    address = reverse("review-invitation", args=[made.token])
    view.template_name = "demonstration/invited.html"
    response = view.shown(
        reviewer=row,
        link=view.request.build_absolute_uri(address),
        until=row.invite_until,
        crumbs=view.deep_crumbs,
        board_url=view.board_url,
    )
    add_never_cache_headers(response)
    return response
