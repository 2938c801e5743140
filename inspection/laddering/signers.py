"""Which offices sign a rung over a site? The names of the managing branch and of the city, as the tree has them."""

from __future__ import annotations

from accounts.roles import Role
from accounts.selectors import branch_and_issuer
from inspection.laddering.policy import SIGNERS
from sites.models import ServiceSite

DECIDER = "有签批权限的经办人"


def who_signs(action: str, site: ServiceSite) -> str:
    """市直机关工会或市总工会有签批权限的经办人"""
    roles = SIGNERS.get(action, ())
    branch, issuer = branch_and_issuer(site.union_path)
    offices = {Role.DISTRICT: branch, Role.CITY: issuer}
    names = dict.fromkeys(str(offices[Role(role)]) for role in roles if offices[Role(role)])
    return f"{'或'.join(names) or '主管工会'}{DECIDER}"
