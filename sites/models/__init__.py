"""The rows of the register."""

from sites.models.at_door import (
    CheckInCount,
    DoorCode,
    FactConfirmation,
    OddScanCount,
    Sticker,
    StickerSheet,
)
from sites.models.attachment import Attachment, SitePhoto
from sites.models.counts import MonthlyUse, RequestCount, ServicePlan
from sites.models.ledger import Honour, LedgerExport, LedgerLayout
from sites.models.likeness import LikenessDecision
from sites.models.notice import OperatingNotice
from sites.models.picture import PictureSign, PictureTwin
from sites.models.records import Activity, Fault, HolidaySession, RatingCount
from sites.models.seasons import HolidaySeason, SeasonClass, SeasonOff
from sites.models.site import HostAgreement, ServiceSite, SiteKeeper
from sites.models.version import SiteVersion

__all__ = [
    "Activity",
    "Attachment",
    "CheckInCount",
    "DoorCode",
    "FactConfirmation",
    "Fault",
    "HolidaySeason",
    "HolidaySession",
    "Honour",
    "HostAgreement",
    "LedgerExport",
    "LedgerLayout",
    "LikenessDecision",
    "MonthlyUse",
    "OddScanCount",
    "OperatingNotice",
    "PictureSign",
    "PictureTwin",
    "RatingCount",
    "RequestCount",
    "SeasonClass",
    "SeasonOff",
    "ServicePlan",
    "ServiceSite",
    "SiteKeeper",
    "SitePhoto",
    "SiteVersion",
    "Sticker",
    "StickerSheet",
]
