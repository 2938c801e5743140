"""The rows of the register."""

from sites.models.attachment import Attachment, SitePhoto
from sites.models.notice import OperatingNotice
from sites.models.site import HostAgreement, ServiceSite, SiteKeeper
from sites.models.version import SiteVersion

__all__ = [
    "Attachment",
    "HostAgreement",
    "OperatingNotice",
    "ServiceSite",
    "SiteKeeper",
    "SitePhoto",
    "SiteVersion",
]
