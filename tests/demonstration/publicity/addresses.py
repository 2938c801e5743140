"""What stands in the addresses of notices, who gets what there, and what proper forms send."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from demonstration.models import (
    NominationState,
    Objection,
    Publicity,
    Round,
    RoundGrade,
    RoundState,
)
from demonstration.publicity import services
from demonstration.publicity.selectors import listed
from demonstration.publicity.services import Channel, Said
from rulebook.models import RulePack
from sites.images import clean_picture
from tests.demonstration.worlds import a_meeting, nominate
from tests.factories import actor_of
from tests.office import NOW, picture
from tests.sites.public_sites import opened_site

#: The notice: ``hung``, its round ``posting``, a picture of it elsewhere ``elsewhere``, its proof ``proven``; what was
#: said against it: ``said``; a list that waits to be posted: ``waiting``.
GET = """\
notices             -         200       200    200      200   200  200     200
notice              hung      200       200    200      200   200  200     200
notice-object       hung      200       200    200      200   200  200     200
objection-find      -         200       200    200      200   200  200     200
objection-follow    said      404       404    404      404   404  404     404
round-publicity     posting   login     403    403      403   200  200     404
publicity-post      waiting   login     403    403      403   200  403     404
publicity-extend    posting   login     403    403      403   200  403     404
publicity-restart   posting   login     403    403      403   200  403     404
publicity-channel   posting   login     403    403      403   200  403     404
publicity-channel-picture elsewhere login 403  403      403   200  200     404
publicity-objection posting   login     403    403      403   200  403     404
publicity-bundle    proven    login     403    403      403   200  200     404
objection           said      login     404    404      404   200  200     404
objection-act       said      login     405    405      405   405  405     405
"""

POST = """\
notice-object       hung      302       302    302      302   302  302     302
publicity-post      waiting   login     403    403      403   302  403     404
publicity-extend    posting   login     403    403      403   302  403     404
publicity-restart   posting   login     403    403      403   302  403     404
publicity-channel   posting   login     403    403      403   302  403     404
publicity-objection posting   login     403    403      403   302  403     404
objection-act       said      login     404    404      404   302  403     404
"""


@dataclass
class Hung:
    """A notice with an objection and a picture, and a round whose list is locked."""

    row: Publicity
    said: Objection
    waiting: Round

    @property
    def args(self) -> dict[str, list[Any]]:
        row = self.row
        return {
            "hung": [row.pk],
            "posting": [row.round_id],
            "elsewhere": [row.round_id, row.channels.get().pk],
            "proven": [row.round_id, row.number],
            "said": [self.said.number],
            "waiting": [self.waiting.pk],
        }

    def body(self, name: str) -> dict[str, Any]:
        entry = self.row.entries.get()
        words = {
            "title": "关于拟命名的公示",
            "body": "现予公示。",
            "office": "权益部",
            "phone": "0532-85911234",
        }
        seen = {"publicity-post": self.waiting, "objection-act": self.said}.get(name, self.row).revision
        frame = {"key": str(uuid.uuid4()), "seen": str(seen)}
        said = {"entry": str(entry.pk), "text": "夜间不开放。"}
        return frame | {
            "notice-object": said,
            "publicity-post": words,
            "publicity-extend": {"until": "2026-11-30", "why": "页面中断"},
            "publicity-restart": {**words, "why": "名称有误", f"name{entry.nomination_id}": "改过的名称"},
            "publicity-channel": {"place": "公告栏", "posted_on": NOW.date().isoformat()},
            "publicity-objection": {
                **said,
                "channel": "信函",
                "received_at": f"{NOW:%Y-%m-%dT%H:%M}",
            },
            "objection-act": {"action": "take"},
        }.get(name, {})


def hung_by(office: Any) -> Hung:
    """Two rounds of mind stations with one chosen site each."""
    city = actor_of(office.people["city"])

    def locked(title_name: str) -> Round:
        row = Round.objects.create(
            issuer=office.city,
            state=RoundState.LOCKED,
            title=f"{title_name}评定",
            title_name=title_name,
            year=2026,
            site_types=["mind_station"],
            opens_at=NOW - timedelta(days=60),
            closes_at=NOW - timedelta(days=40),
            recommend_until=NOW - timedelta(days=30),
            review_until=NOW - timedelta(days=5),
            contact_office="权益部",
            contact_phone="0532-85911234",
            pack=RulePack.objects.filter(family="mind", state="published").latest("effective_from"),
            meeting=a_meeting(office.city),
            list_digest="0" * 64,
            locked_at=NOW,
            drafted_by="经办",
            drafted_at=NOW - timedelta(days=60),
        )
        grade = RoundGrade.objects.create(round=row, position=1, name="示范", places=1)
        site = opened_site(office.primary, f"{title_name}站", site_type="mind_station")
        told = {"number": f"SB2025-{row.pk:06d}", "grade": grade, "final_place": 1, "score": 9000}
        nominate(row, site, NominationState.SELECTED, **told)
        return row

    first, waiting = locked("示范心灵驿站"), locked("示范心灵小屋")
    usual = services.notice_for(first, listed(first))
    row = services.post_notice(first.pk, usual, actor=city, now=NOW)
    channel = Channel("市总工会网站", "", NOW.date())
    services.add_channel(row.pk, channel, clean_picture(picture(shade=7)), actor=city, now=NOW)
    said = Said("不开放。")
    objection = services.lodge_objection(row.entries.get().pk, said, address="203.0.113.1", now=NOW)
    return Hung(Publicity.objects.get(pk=row.pk), objection, waiting)
