"""Who entered a record of use, when and for which union? The part that all records share, and their place in the trail."""

from __future__ import annotations

from django.db import models

#: More uses of one site in a month, or at one activity, are a slip of the finger.
MOST_VISITS = 1_000_000


def count(label: str) -> models.PositiveIntegerField[int, int]:
    return models.PositiveIntegerField(label)


class Entered(models.Model):
    """Who entered it last, in which role, for which union. ``revision`` tells a stale edit."""

    site = models.ForeignKey("service_sites.ServiceSite", models.CASCADE, related_name="%(class)s_rows")
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    entered_as = models.CharField("填报身份", max_length=16, blank=True)
    office = models.CharField("填报工会", max_length=80, blank=True)
    entered_at = models.DateTimeField("填报时间")
    revision = models.PositiveIntegerField("修订次数", default=0)

    class Meta:
        abstract = True

    @property
    def audit_label(self) -> str:
        return f"{self.site} {self}"

    @property
    def audit_path(self) -> str:
        return self.site.union_path

    @property
    def audit_about(self) -> str:
        return about_use(self.site_id)


def about_use(site_id: int) -> str:
    """Under this name the trail keeps the records of a site, apart from the history of the site itself."""
    return f"use:{site_id}"


class SiteRecord(Entered):
    """One record among many. Taken away it stays with the moment and the reason."""

    removed_at = models.DateTimeField("删除时间", null=True)
    removal_reason = models.CharField("删除原因", max_length=100, blank=True)

    class Meta:
        abstract = True
