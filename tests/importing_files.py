"""The way of a file into a plan, as a person goes it who answers nothing and corrects nothing."""

from collections.abc import Mapping
from pathlib import Path

from peakfolio.importing.imported import Imported, Wishes
from peakfolio.importing.reading import read_document
from peakfolio.importing.understanding import import_documents
from peakfolio.importing.writing import write_import
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan


def import_files(files: Mapping[str, bytes], wishes: Wishes | None = None) -> Imported:
    """What the import makes of files."""
    documents = tuple(read_document(name, content) for name, content in files.items())
    return import_documents(documents, wishes or Wishes())


def answer_questions(files: Mapping[str, bytes], answers: Mapping[str, str]) -> Imported:
    """The same, with what the import asks answered where the county knows it."""
    documents = tuple(read_document(name, content) for name, content in files.items())
    imported = import_documents(documents, Wishes())
    known = {each.key: answers[each.key] for each in imported.asked if each.key in answers}
    return import_documents(documents, Wishes(answers=known)) if known else imported


def write_plan(imported: Imported, folder: Path) -> Plan:
    """The plan read back from the package that the import writes: a package with faults is refused here."""
    write_import(imported, folder)
    return read_plan(folder)
