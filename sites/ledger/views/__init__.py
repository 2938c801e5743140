"""The pages of the ledger: choose it, take it out, arrange its columns."""

from sites.ledger.views.arranging import ExportColumns
from sites.ledger.views.exporting import Export, ExportFile

__all__ = ["Export", "ExportColumns", "ExportFile"]
