"""Who gets what at the addresses of titles, and what proper forms send."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from demonstration.models import Appeal, Designation, NominationState, Round
from demonstration.titles import services
from sites.models import ServiceSite
from tests.demonstration.titles.scenes import TODAY, change, named, posted
from tests.demonstration.worlds import nominate
from tests.factories import NOW, actor_of

#: A title that holds: ``title``; one that was taken away: ``gone``, about which the keeper asked: ``asked``; a round
#: whose notice hung its days: ``hung``, with a nomination below its line: ``left``; the round of the titles: ``given``.
GET = """\
title-register      -         200       200    200      200   200  200     200
title-public        title     200       200    200      200   200  200     200
titles              -         login     200    200      200   200  200     200
titles-doubtful     -         login     200    200      200   200  200     200
priorities          -         login     200    200      200   200  200     200
priorities-print    -         login     200    200      200   200  200     200
appeals             -         login     200    200      200   200  200     200
title               title     login     200    200      404   200  200     404
title-lower         title     login     403    403      404   200  403     404
title-revoke        title     login     403    403      404   200  403     404
title-keep          title     login     403    403      404   200  403     404
title-appeal        gone      login     200    200      404   403  403     404
title-priority      use       login     403    403      404   200  403     404
title-certificate   title     login     200    200      404   200  200     404
title-certificate-pdf title   login     200    200      404   200  200     404
title-removal       gone      login     200    200      404   200  200     404
appeal              asked     login     200    200      404   200  200     404
appeal-act          asked     login     405    405      405   405  405     405
nomination-appeal   left      login     200    200      404   403  403     404
round-name          hung      login     403    403      403   200  403     404
round-decision      given     login     200    200      200   200  200     404
round-certificates  given     login     200    200      200   200  200     404
round-certificates-pdf given  login     200    200      200   200  200     404
round-plates        given     login     200    200      200   200  200     404
"""

POST = """\
title-lower         title     login     403    403      404   302  403     404
title-revoke        title     login     403    403      404   302  403     404
title-revoke        gone      login     403    403      404   409  403     404
title-keep          title     login     403    403      404   302  403     404
title-appeal        gone      login     409    409      404   403  403     404
title-priority      use       login     403    403      404   302  403     404
appeal              asked     login     403    403      404   403  403     404
appeal-act          asked     login     302    302      404   403  403     404
nomination-appeal   left      login     302    302      404   403  403     404
round-name          hung      login     403    403      403   302  403     404
"""


@dataclass
class Titled:
    """The rows of the table."""

    title: Designation
    gone: Designation
    asked: Appeal
    hung: Round
    left: Any
    given: Round

    @property
    def args(self) -> dict[str, list[Any]]:
        return {
            "title": [self.title.number],
            "gone": [self.gone.number],
            "use": [self.title.number, "site"],
            "asked": [self.asked.number],
            "hung": [self.hung.pk],
            "left": [self.left.number],
            "given": [self.given.pk],
        }

    def body(self, name: str, of: str) -> dict[str, Any]:
        row = self.title if of == "use" else getattr(self, of)
        meeting = {"meeting": str(self.given.meeting_id), "ground": "检查不合格。", "on": TODAY.isoformat()}
        naming = {"document_number": "青工发〔2026〕31号", "title": "决定", "body": "决定命名。"}
        naming |= {"decided_on": TODAY.isoformat(), "meeting": str(self.hung.meeting_id)}
        sent = {
            "title-lower": {**meeting, "grade": "四星"},
            "title-revoke": meeting,
            "title-keep": {"why": "已整改。"},
            "title-appeal": {"reason": "请再看一次。"},
            "title-priority": {"used_for": "市工人先锋号"},
            "appeal": {"verdict": "keep", "reply": "维持。"},
            "appeal-act": {"action": "withdraw"},
            "nomination-appeal": {"reason": "请再看一次。"},
            "round-name": naming,
        }
        return {"key": str(uuid.uuid4()), "seen": str(row.revision), **sent.get(name, {})}


def titled(office: Any, sites: list[ServiceSite]) -> Titled:
    """Two titles on the first two sites; the third stands below the line of a round that is about to be named."""
    like = SimpleNamespace(
        tree=SimpleNamespace(city=office.city), actor=lambda name: actor_of(office.people[name])
    )
    title, gone = named(like, sites[:2], title_name="示范驿站", site_types=[sites[0].site_type])
    services.revoke_title(gone.pk, change(gone), actor=like.actor("city"), now=NOW)
    gone = Designation.objects.select_related("site__managing_union").get(pk=gone.pk)
    asked = services.ask_about_title(gone, "请再看一次。", actor=like.actor("keeper"), now=NOW)
    hung = posted(like, sites[:1], title_name="标杆驿站", site_types=[sites[0].site_type])
    left = nominate(hung, sites[2], NominationState.UNSELECTED)
    given = Round.objects.get(pk=title.nomination.round_id)
    return Titled(title, gone, asked, hung, left, given)
