"""Addresses of inspections: assessments, orders to mend, visits, draws."""

from __future__ import annotations

from django.urls import path

from inspection import views
from inspection.assessing import views as scores
from inspection.laddering.urls import urlpatterns as of_ladder
from inspection.rectifying import views as orders
from inspection.reporting.urls import urlpatterns as of_reports
from inspection.reviewing.urls import urlpatterns as of_reviews
from inspection.spot_checks import views as draws
from inspection.visiting import views as visits

ROOT = "desk/inspections/"
ALL = f"{ROOT}assessments/"
ONE = f"{ALL}<slug:number>/"

urlpatterns = [
    path(ALL, scores.AssessmentList.as_view(), name="assessments"),
    path(f"{ALL}new/", scores.NewAssessment.as_view(), name="assessment-new"),
    path(ONE, scores.AssessmentPage.as_view(), name="assessment"),
    path(f"{ONE}act/", scores.ActOnAssessment.as_view(), name="assessment-act"),
    path(f"{ONE}take-over/", scores.TakeOver.as_view(), name="assessment-take-over"),
    path(f"{ONE}renew/", scores.RenewAssessment.as_view(), name="assessment-renew"),
    path(f"{ONE}sheet/", scores.ResultSheet.as_view(), name="assessment-sheet"),
    path(f"{ONE}sheet/qr.svg", scores.SheetCode.as_view(), name="assessment-sheet-code"),
    path(f"{ONE}proofs/<str:code>/", scores.AddProof.as_view(), name="assessment-prove"),
    path(f"{ONE}proofs/<str:code>/choose/", scores.ChooseProof.as_view(), name="assessment-choose"),
    path(f"{ONE}proof/<int:key>/remove/", scores.RemoveProof.as_view(), name="assessment-proof-remove"),
    path(f"{ONE}pictures/<uuid:key>/", scores.ProofPicture.as_view(), name="assessment-picture"),
    path(f"{ONE}pictures/<uuid:key>/erase/", scores.EraseProof.as_view(), name="assessment-picture-erase"),
    *of_reviews,
    *of_reports,
    *of_ladder,
    path(ROOT, views.InspectionList.as_view(), name="inspections"),
    path(f"{ROOT}new/", orders.NewOrder.as_view(), name="rectification-new"),
    path(f"{ROOT}visits/new/", visits.NewVisit.as_view(), name="visit-new"),
    path(f"{ROOT}visits/<int:key>/", visits.VisitPage.as_view(), name="visit"),
    path(f"{ROOT}visits/<int:key>/photos/<uuid:picture>/", visits.VisitPhoto.as_view(), name="visit-photo"),
    path(
        f"{ROOT}visits/<int:key>/photos/<uuid:picture>/erase/",
        visits.EraseVisitPhoto.as_view(),
        name="visit-photo-erase",
    ),
    path(f"{ROOT}draws/new/", draws.NewDraw.as_view(), name="spot-check-new"),
    path(f"{ROOT}draws/<int:key>/", draws.DrawPage.as_view(), name="spot-check"),
    path(f"{ROOT}draws/<int:key>/act/", draws.ActOnDraw.as_view(), name="spot-check-act"),
    path(f"{ROOT}draws/<int:key>/record/", draws.DrawRecord.as_view(), name="spot-check-record"),
    path(f"{ROOT}draws/<int:key>/<int:position>/visit/", draws.DrawnVisit.as_view(), name="drawn-visit"),
    path(f"{ROOT}draws/<int:key>/<int:position>/skip/", draws.DrawnSkip.as_view(), name="drawn-skip"),
    path(f"{ROOT}<slug:number>/", orders.OrderPage.as_view(), name="rectification"),
    path(f"{ROOT}<slug:number>/act/", orders.ActOnOrder.as_view(), name="rectification-act"),
    path(f"{ROOT}<slug:number>/longer/", orders.AskLonger.as_view(), name="rectification-longer"),
    path(
        f"{ROOT}<slug:number>/longer/answer/",
        orders.AnswerLonger.as_view(),
        name="rectification-longer-answer",
    ),
    path(f"{ROOT}<slug:number>/items/<int:item>/", orders.ItemPage.as_view(), name="rectification-item"),
    path(
        f"{ROOT}<slug:number>/items/<int:item>/judge/",
        orders.JudgeItem.as_view(),
        name="rectification-judge",
    ),
    path(f"{ROOT}<slug:number>/photos/<uuid:key>/", orders.Photo.as_view(), name="rectification-photo"),
    path(
        f"{ROOT}<slug:number>/photos/<uuid:key>/remove/",
        orders.RemovePhoto.as_view(),
        name="rectification-photo-remove",
    ),
    path(
        f"{ROOT}<slug:number>/photos/<uuid:key>/erase/",
        orders.ErasePhoto.as_view(),
        name="rectification-photo-erase",
    ),
]
