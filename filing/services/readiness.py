"""What still has to be done before a case can be handed in?"""

from __future__ import annotations

from datetime import date

from filing.area import area_problem
from filing.models import Filing
from filing.particulars import missing_particulars
from filing.scan_due import problems_of_scan
from filing.selectors import measure_for, why_no_measure
from filing.states import FilingKind, FilingState
from rulebook.choices import SealScanDue
from rulebook.selectors import Measure
from sites.sections import BY_CODE
from sites.services.succession import changed_names
from sites.summary import missing_mandatory


class NotReady(Exception):
    """The case cannot be submitted yet; ``problems`` says what to do, one sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def problems_before_submit(filing: Filing, on: date) -> list[str]:
    """Everything that stands in the way of submitting, at once."""
    found = [f"还缺:{label}。" for label in missing_particulars(filing)]
    if filing.kind != FilingKind.CANCEL:
        found += [f"“{section.title}”还缺:{label}。" for section, label in missing_mandatory(filing.version)]
        found += [f"“{BY_CODE[code].title}”是带入的,请打开核对并保存。" for code in filing.unchecked]
    if filing.kind == FilingKind.CHANGE:
        found += _problems_of_change(filing)
    measure = measure_for(filing, on)
    if measure is None:
        found.append(why_no_measure(filing, on))
    elif not measure.rules(filing.version.site_type):
        found.append(_why_no_rule(filing, measure))
    found += problems_of_scan(filing, measure, SealScanDue.BEFORE_SUBMIT)
    too_small = area_problem(filing.version, measure) if _says_an_area(filing) else ""
    return [*found, too_small] if too_small else found


def _why_no_rule(filing: Filing, measure: Measure) -> str:
    lack = f"{measure.title}没有“{filing.version.type_label}”的规定"
    if filing.pack is not None:
        return f"{lack},本案按该办法受理,不能改为这一类型。确需更改的,请撤回本案,另行申报。"
    return f"{lack},请联系市总工会系统管理员。"


def _says_an_area(filing: Filing) -> bool:
    """A change of something else leaves the area that was once accepted as it is."""
    base = filing.base_version
    if filing.kind == FilingKind.CANCEL:
        return False
    return base is None or base.area_hundredths != filing.version.area_hundredths


def _problems_of_change(filing: Filing) -> list[str]:
    base, state = filing.base_version, filing.state
    if base is None or (state == FilingState.DRAFT and filing.site.version_id != base.pk):
        return ["起草期间名册资料已有更新,请先点“更新到最新资料”,核对后再提交。"]
    if not changed_names(base, filing.version):
        return ["资料与名册一致,没有需要变更的内容。请先修改,再提交。"]
    return []
