"""How administrators keep people, unions and districts: over the services, every change told in the trail."""

from accounts.admin.offices import DistrictAdmin, UnionAdmin
from accounts.admin.people import SITE_TYPES, PersonAdmin
from accounts.admin.trail import AuditTrailAdmin

__all__ = ["SITE_TYPES", "AuditTrailAdmin", "DistrictAdmin", "PersonAdmin", "UnionAdmin"]
