"""The rows of inspection."""

from inspection.models.photos import InspectionPhoto
from inspection.models.rectification import Extension, OrderSeries, Rectification, RectificationItem
from inspection.models.spot_checks import DrawEntry, DrawInspector, DrawnSite, SpotCheck
from inspection.models.visits import OF_SITES_IN_USE, DoorFound, Verdict, Visit, VisitKind

__all__ = [
    "OF_SITES_IN_USE",
    "DoorFound",
    "DrawEntry",
    "DrawInspector",
    "DrawnSite",
    "Extension",
    "InspectionPhoto",
    "OrderSeries",
    "Rectification",
    "RectificationItem",
    "SpotCheck",
    "Verdict",
    "Visit",
    "VisitKind",
]
