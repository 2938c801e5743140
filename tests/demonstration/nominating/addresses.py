"""What stands in the addresses of nominations, who gets what there, and what proper forms send."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from demonstration.models import Nomination, Round
from demonstration.nominating import services
from demonstration.nominating.services import Said
from inspection.assessing.services import Given, answer_items
from rulebook.outcome import Answer
from sites.models import ServiceSite
from sites.paper_files import clean_paper
from tests.factories import actor_of
from tests.office import NOW
from tests.pdfs import plain_pdf
from tests.sites.public_sites import opened_site

#: A draft that is complete: ``begun``; one at the branch with a gap that was noted: ``sent``, its gap ``marked``; one
#: that is with its writer again: ``back``, its paper ``proof``, its gap ``lack``, its letter ``told``.
GET = """\
nominations         round     login     200    200      200   200  200     404
nominations         call      login     404    404      404   200  200     404
nominate            round     login     200    200      200   200  200     404
nomination          n-begun     login     200    200      404   404  404     404
nomination          n-sent      login     200    200      404   200  200     404
nomination-act      n-sent      login     405    405      405   405  405     405
nomination-practices n-begun    login     200    200      404   404  404     404
nomination-practices n-sent     login     302    302      404   302  302     404
nomination-papers   n-begun     login     200    200      404   404  404     404
nomination-papers   n-back      login     200    200      404   302  302     404
nomination-paper-file n-proof   login     200    200      404   200  200     404
nomination-paper-remove n-proof login     405    405      405   405  405     405
nomination-check    n-begun     login     200    200      404   404  404     404
nomination-check    n-sent      login     302    302      404   302  302     404
nomination-receipt  n-begun     login     404    404      404   404  404     404
nomination-receipt  n-sent      login     200    200      404   200  200     404
nomination-gap      n-sent      login     404    404      404   404  404     404
nomination-gap-drop n-marked    login     405    405      405   405  405     405
nomination-gap-judge n-lack     login     405    405      405   405  405     405
nomination-gap-answer n-lack    login     405    405      405   405  405     405
nomination-letter   n-sent      login     405    405      405   405  405     405
nomination-notice   n-told      login     200    200      404   200  200     404
nomination-notice-pdf n-told    login     200    200      404   200  200     404
nomination-sheet    n-begun     login     200    200      404   404  404     404
nomination-sheet    n-sent      login     200    200      404   200  200     404
nomination-sheet-pdf n-sent     login     200    200      404   200  200     404
"""

POST = """\
nominate            round     login     302    302      404   403  403     404
nomination-act      n-sent      login     302    302      404   403  403     404
nomination-practices n-begun    login     302    302      404   404  404     404
nomination-practices n-back     login     409    409      404   403  403     404
nomination-papers   n-back      login     302    302      404   403  403     404
nomination-paper-remove n-proof login     302    302      404   403  403     404
nomination-check    n-begun     login     302    302      404   404  404     404
nomination-check    n-back      login     409    409      404   403  403     404
nomination-gap      n-sent      login     403    302      404   403  403     404
nomination-gap-drop n-marked    login     403    302      404   403  403     404
nomination-gap-judge n-lack     login     403    409      404   403  403     404
nomination-gap-answer n-lack    login     302    302      404   403  403     404
nomination-letter   n-sent      login     403    302      404   403  403     404
"""

#: Everything that a person answers on the table of the mind stations.
ANSWERS = {"A2": Answer(points=1000), "V1": Answer(is_met=False)}


@dataclass
class Nominated:
    """Three nominations, and a site that may become the fourth."""

    begun: Nomination
    sent: Nomination
    back: Nomination
    free: ServiceSite

    @property
    def args(self) -> dict[str, list[Any]]:
        begun, sent, back = (row.number for row in (self.begun, self.sent, self.back))
        return {
            "n-begun": [begun],
            "n-sent": [sent],
            "n-marked": [sent, self.sent.gaps.get().pk],
            "n-back": [back],
            "n-proof": [back, self.back.papers.get().pk],
            "n-lack": [back, self.back.gaps.get().pk],
            "n-told": [back, 1],
        }

    def body(self, name: str, of: str) -> dict[str, Any]:
        row = getattr(self, of.removeprefix("n-"), self.begun)
        frame = {"key": str(uuid.uuid4()), "seen": str(row.revision)}
        return frame | {
            "nominate": {"site": self.free.code},
            "nomination-act": {"action": "withdraw", "note": "场地改造"},
            "nomination-practices": {"practices": "每周两次志愿服务。"},
            "nomination-papers": {
                "title": "志愿服务记录",
                "files": SimpleUploadedFile("a.pdf", plain_pdf("two"), "application/pdf"),
            },
            "nomination-check": {"declared": "on"},
            "nomination-gap": {"part": "practices", "phrase": "0"},
            "nomination-gap-judge": {"verdict": "settled"},
            "nomination-gap-answer": {"note": "情况属实"},
        }.get(name, {})


def nominated(office: Any, round: Round) -> Nominated:
    """The keeper put three sites forward; the district noted something in one and sent another back."""
    keeper, district = (actor_of(office.people[name]) for name in ("keeper", "district"))
    names = ("甲心灵驿站", "乙心灵驿站", "丙心灵驿站", "丁心灵驿站")
    sites = [opened_site(office.primary, name, site_type="mind_station") for name in names]

    def begun(site: ServiceSite) -> Nomination:
        row = services.start_nomination(round.pk, site.pk, actor=keeper, now=NOW)
        given = {code: Given(answer) for code, answer in ANSWERS.items()}
        answer_items(int(row.assessment_id or 0), given, actor=keeper, now=NOW)
        return services.save_practices(row.pk, "全天开放。", actor=keeper, now=NOW, seen=row.revision)

    def sent(site: ServiceSite) -> Nomination:
        row = begun(site)
        return services.submit_nomination(row.pk, seen=row.revision, actor=keeper, now=NOW)

    draft, waits, back = begun(sites[0]), sent(sites[1]), sent(sites[2])
    services.note_gap(waits.pk, "practices", "不完整。", "补充。", actor=district, now=NOW)
    services.note_gap(back.pk, "papers", "没有材料。", "补交。", actor=district, now=NOW)
    back.refresh_from_db()
    services.return_nomination(back.pk, actor=district, now=NOW, seen=back.revision)
    paper = clean_paper(plain_pdf("one"))
    services.add_paper(back.pk, paper, Said("值班制度"), actor=keeper, now=NOW)
    rows = [Nomination.objects.get(pk=row.pk) for row in (draft, waits, back)]
    return Nominated(*rows, free=sites[3])
