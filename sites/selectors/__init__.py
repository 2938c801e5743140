"""What pages, the API and services read about sites."""

from sites.selectors.announced import (
    announced_for,
    announced_in,
    announced_now,
    announced_on,
    notices_of,
    seasons_on,
    supplies_in,
)
from sites.selectors.facts import digest_without_photos, facts_digest, facts_of
from sites.selectors.finder import as_rows, listed_sites, maybe_open, public_site, sites_by_key
from sites.selectors.people import (
    MANAGER,
    agreements_ending,
    agreements_of,
    keepers_by_site,
    keeping,
    managers_known_to,
)
from sites.selectors.pictures import is_published, photos_of, published_photo
from sites.selectors.places import districts_within
from sites.selectors.register import (
    LATEST_FIRST,
    SORTS,
    SiteFilter,
    named,
    narrowed,
    register_within,
    site_within,
    sites_in_use_managed_by,
    sites_kept_by,
    sites_like,
)

__all__ = [
    "LATEST_FIRST",
    "MANAGER",
    "SORTS",
    "SiteFilter",
    "agreements_ending",
    "agreements_of",
    "announced_for",
    "announced_in",
    "announced_now",
    "announced_on",
    "as_rows",
    "digest_without_photos",
    "districts_within",
    "facts_digest",
    "facts_of",
    "is_published",
    "keepers_by_site",
    "keeping",
    "listed_sites",
    "managers_known_to",
    "maybe_open",
    "named",
    "narrowed",
    "notices_of",
    "photos_of",
    "public_site",
    "published_photo",
    "register_within",
    "seasons_on",
    "site_within",
    "sites_by_key",
    "sites_in_use_managed_by",
    "sites_kept_by",
    "sites_like",
    "supplies_in",
]
