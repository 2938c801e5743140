"""What does each kind of case consist of? Its own page first, then the sections of the site that it may write."""

from __future__ import annotations

from filing.states import FilingKind
from sites.sections import SECTIONS, Section

CHANGE = Section(
    "change",
    "变更事由",
    "说明为什么变更。后面各部分已按名册填好,只改有变化的内容。",
    ("reason",),
    mandatory=frozenset({"reason"}),
)

CANCEL = Section(
    "cancel",
    "注销事项",
    "说明为什么注销,设备、标识牌和地图标注怎样处置,使用者怎样告知。",
    ("ground", "explanation", "last_day", "equipment", "plate", "maps", "users_told"),
    mandatory=frozenset({"ground", "last_day", "equipment", "plate", "maps", "users_told"}),
)

#: The documents of a case of any kind: no fact of the site, but a page with what is open and what is not.
PAPERS = Section("documents", "附件材料", "共建协议、消防检查等证明材料,PDF 或照片。", ("documents",))

#: Pages of the case itself, by their code in the address.
OWN_SECTIONS = {CHANGE.code: CHANGE, CANCEL.code: CANCEL}

#: Pages of a case in the order in which they are filled in.
SECTIONS_OF: dict[str, tuple[Section, ...]] = {
    FilingKind.REGISTER: SECTIONS,
    FilingKind.CHANGE: (CHANGE, *SECTIONS),
    FilingKind.CANCEL: (CANCEL,),
}
