"""What stands in the addresses of demonstration rounds, who gets what there, and what proper forms send."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from demonstration.models import Round
from demonstration.rounds import services
from demonstration.rounds.services import Grade
from sites.models import ServiceSite
from tests.demonstration.nominating import addresses as nominations
from tests.demonstration.nominating.addresses import Nominated, nominated
from tests.demonstration.publicity import addresses as notices
from tests.demonstration.publicity.addresses import Hung, hung_by
from tests.demonstration.rounds.calls import CALL as OUTDOOR_CALL
from tests.demonstration.subsidies import addresses as subsidies
from tests.demonstration.subsidies.addresses import Purse, purse_of
from tests.demonstration.titles import addresses as titles
from tests.demonstration.titles.addresses import Titled, titled
from tests.factories import actor_of
from tests.office import NOW

#: The mind stations are those whose measure has a table.
CALL = replace(OUTDOOR_CALL, site_types=("mind_station",))

#: A round that is published: ``round``; one that is a draft: ``call``; one that is over: ``past``.
GET = """\
rounds              -         login     200    200      200   200  200     200
round-new           -         login     403    403      403   200  403     403
round               round     login     200    200      200   200  200     404
round               call      login     404    404      404   200  200     404
round-edit          call      login     404    404      404   200  403     404
round-edit          round     login     403    403      403   302  403     404
round-grades        call      login     404    404      404   200  403     404
round-quotas        call      login     404    404      404   200  403     404
round-sights        call      login     404    404      404   200  403     404
round-act           round     login     405    405      405   405  405     405
round-lengthen      round     login     403    403      403   200  403     404
round-copy          past      login     405    405      405   405  405     405
round-candidates    round     login     200    200      200   200  200     404
round-method        -         login     200    200      200   200  200     200
round-ranking       panel     login     403    403      403   200  200     404
round-decide        judged    login     403    403      403   200  403     404
round-lock          panel     login     403    403      403   200  403     404
round-list          panel     login     403    403      403   404  404     404
"""
GET += nominations.GET
GET += notices.GET
GET += titles.GET

POST = """\
round-new           -         login     403    403      403   302  403     403
round-edit          call      login     404    404      404   302  403     404
round-grades        call      login     404    404      404   302  403     404
round-quotas        call      login     404    404      404   302  403     404
round-sights        call      login     404    404      404   302  403     404
round-act           round     login     403    403      403   302  403     404
round-lengthen      round     login     403    403      403   302  403     404
round-copy          past      login     404    404      404   302  403     404
round-decide        judged    login     403    403      403   302  403     404
round-lock          panel     login     403    403      403   409  403     404
"""
POST += nominations.POST
POST += notices.POST
POST += titles.POST

GET += subsidies.GET
POST += subsidies.POST


@dataclass
class Honours:
    """The rounds of the table, and the money."""

    round: Round
    call: Round
    past: Round
    nominated: Nominated
    hung: Hung
    titled: Titled
    purse: Purse

    @property
    def args(self) -> dict[str, list[Any]]:
        own = {"round": [self.round.pk], "call": [self.call.pk], "past": [self.past.pk]}
        return {**own, **self.nominated.args, **self.hung.args, **self.titled.args, **self.purse.args}

    def body(self, name: str, of: str) -> dict[str, Any]:
        if name.startswith("subsidy"):
            return self.purse.body(name, of)
        if of in self.titled.args:
            return self.titled.body(name, of)
        if name.startswith("nominat"):
            return self.nominated.body(name, of)
        if of in self.hung.args:
            return self.hung.body(name)
        row = getattr(self, of, self.round)
        frame = {"key": str(uuid.uuid4()), "seen": str(row.revision)}
        return frame | {
            "round-new": typed(),
            "round-edit": typed(),
            "round-grades": {"name1": "示范站点", "places1": "2"},
            "round-quotas": {},
            "round-sights": {"review": ["site_score"]},
            "round-act": {"action": "drop", "note": "改到明年"},
            "round-lengthen": {"until": "2027-01-31T17:30", "note": "台风影响"},
        }.get(name, {})


def typed() -> dict[str, Any]:
    """The call as an officer would type it."""
    told = {**vars(CALL), "least_score": "80", "comment_gap": "2"}
    for name, value in told.items():
        if hasattr(value, "strftime"):
            told[name] = value.strftime("%Y-%m-%dT%H:%M")
        elif isinstance(value, tuple):
            told[name] = list(value)
        elif value is False:
            told[name] = ""
    return told


def honoured(office: Any, sites: list[ServiceSite]) -> Honours:
    """Three rounds of the city, each as it would stand, and titles on these sites."""
    city = actor_of(office.people["city"])

    def drafted(title_name: str) -> Round:
        call = replace(CALL, title_name=title_name, opens_at=NOW, closes_at=NOW + timedelta(days=20))
        row = services.draft_round(office.city, call, actor=city, now=NOW)
        row = services.set_grades(
            row.pk, [Grade("示范站点", places=2)], actor=city, now=NOW, seen=row.revision
        )
        places = {(office.city.pk, "mind_station"): 2}
        return services.set_quotas(row.pk, places, actor=city, now=NOW, seen=row.revision)

    past, running, call = drafted("上一轮称号"), drafted("示范站点"), drafted("下一轮称号")
    services.drop_round(past.pk, note="改到明年", actor=city, now=NOW)
    services.publish_round(running.pk, actor=city, now=NOW)
    rows = [Round.objects.get(pk=row.pk) for row in (running, call, past)]
    return Honours(
        *rows, nominated(office, rows[0]), hung_by(office), titled(office, sites), purse_of(office)
    )
