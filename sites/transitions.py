"""The life of a site, as an edge table. Every move follows from a decided case or a signed step."""

from __future__ import annotations

from core.workflow import Machine, edge
from sites.models import ServiceSite
from sites.policy import SITES

SITE: Machine[ServiceSite] = Machine(
    "site",
    SITES,
    edge("draft", "planned", "", "填写资料", hidden=True),
    edge("open", "planned", "open", "登记开放", hidden=True),
    edge("amend", "open suspended rectifying", "", "变更资料", hidden=True),
    edge("suspend", "open rectifying", "suspended", "暂停开放", hidden=True),
    edge("reopen", "suspended", "open", "恢复开放", hidden=True),
    edge("rectify", "open suspended", "rectifying", "责令整改", hidden=True),
    edge("resume", "rectifying", "open", "整改完成", hidden=True),
    edge("cancel", "open suspended rectifying", "cancelled", "注销", hidden=True),
)
