"""The rows of the register."""

from sites.models.attachment import Attachment, SitePhoto
from sites.models.ledger import Honour, LedgerExport, LedgerLayout
from sites.models.likeness import LikenessDecision
from sites.models.notice import OperatingNotice
from sites.models.picture import PictureSign, PictureTwin
from sites.models.site import HostAgreement, ServiceSite, SiteKeeper
from sites.models.version import SiteVersion

__all__ = [
    "Attachment",
    "Honour",
    "HostAgreement",
    "LedgerExport",
    "LedgerLayout",
    "LikenessDecision",
    "OperatingNotice",
    "PictureSign",
    "PictureTwin",
    "ServiceSite",
    "SiteKeeper",
    "SitePhoto",
    "SiteVersion",
]
