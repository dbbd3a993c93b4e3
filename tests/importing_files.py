"""The way of a file into a plan, as a person goes it who answers nothing and corrects nothing."""

from collections.abc import Mapping
from pathlib import Path

from peakfolio.importing.imported import Imported, Wishes
from peakfolio.importing.importing import import_documents, write_import
from peakfolio.importing.reading import read_document
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan


def import_files(files: Mapping[str, bytes], wishes: Wishes | None = None) -> Imported:
    """What the import makes of files."""
    documents = tuple(read_document(name, content) for name, content in files.items())
    return import_documents(documents, wishes or Wishes())


def write_plan(imported: Imported, folder: Path) -> Plan:
    """The plan read back from the package that the import writes: a package with faults is refused here."""
    write_import(imported, folder)
    return read_plan(folder)
