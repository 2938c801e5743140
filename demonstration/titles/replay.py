"""Does every certificate and every naming decision still say what was sealed?"""

from __future__ import annotations

import hashlib

from core.registry import Recomputed
from demonstration.models import Designation, NamingDecision
from demonstration.titles.certificate import certificate_digest


def replay_certificates() -> Recomputed:
    count, differing = 0, []
    for row in Designation.objects.exclude(digest="").order_by("pk").iterator():
        count += 1
        if certificate_digest(row) != row.digest:
            differing.append(f"{row}:证书内容与摘要不一致")
    for decision in NamingDecision.objects.order_by("pk").iterator():
        count += 1
        if hashlib.sha256(decision.content.encode()).hexdigest() != decision.digest:
            differing.append(f"{decision}:决定内容与摘要不一致")
    return Recomputed(count, tuple(differing))
