"""Where do the unions of a list stand in the tree?"""

from __future__ import annotations

from accounts.models import Union
from filing.models.imports import ImportBatch


def paths_in(batch: ImportBatch) -> dict[int, str]:
    """The path of each union that the rows name."""
    unions = Union.objects.filter(pk__in=batch.sites.values("union"))
    return {key: path or "" for key, path in unions.values_list("pk", "path")}
