"""The door of the import: from documents to what they say, and from there to a package."""

from peakfolio.importing.understanding import import_documents
from peakfolio.importing.writing import write_import

__all__ = ["import_documents", "write_import"]
