"""What holds for the whole installation, on pages of the public that ask for something. Elsewhere the row of the reader tells it."""

from __future__ import annotations

from typing import Any

from django import template

from core.switches import maintenance

register = template.Library()


@register.inclusion_tag("components/maintenance.html")
def maintenance_strip() -> dict[str, Any]:
    """Says before anybody types that nothing is taken now. One question."""
    switch = maintenance()
    return {"since": switch and switch.since, "until": switch and switch.until}
