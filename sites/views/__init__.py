"""Pages of the register: what the public reads, and what is told of a site at once."""

from sites.views.notices import NoticesPage
from sites.views.public import finder, known_code, site_photo, site_qr

__all__ = ["NoticesPage", "finder", "known_code", "site_photo", "site_qr"]
