"""What the reading process does: a file to a document, documents to an import, an import to a package."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from peakfolio.app.own.editing import Edits, lay_over
from peakfolio.app.own.reviewing import write_tables
from peakfolio.app.own.writing_edits import write_edits
from peakfolio.app.session_files import open_package
from peakfolio.app.sessions import Opened, open_folder
from peakfolio.carbon.opening import open_plan
from peakfolio.importing.archives import DOCUMENT, open_archive, read_within
from peakfolio.importing.deciding import Decided, propose_effects
from peakfolio.importing.documents import Document
from peakfolio.importing.imported import Change, Imported, Wishes
from peakfolio.importing.importing import import_documents, write_import
from peakfolio.importing.reading import read_document
from peakfolio.plan.decisions import read_decisions

WORKBOOK, MOST_LISTED = "xl/workbook.xml", 2**20  # where a workbook lists its sheets, and how much of it is read
PACKAGE_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="plan"')  # only a workbook that is a package has it


@dataclass(frozen=True)
class Finished:
    """The package an import became, opened, and what differs from the package it corrects."""

    opened: Opened
    changes: tuple[Change, ...]


def read_file(name: str, content: bytes, place: Path) -> Document | Opened:
    """A document; or the plan of a package, opened below a place. Raises Refused and what reading a plan raises."""
    if _is_package(name, content):
        place.mkdir(parents=True, exist_ok=True)
        return open_package(name, content, place)
    return read_document(name, content)


def _is_package(name: str, content: bytes) -> bool:
    """Whether a file is a package: a zip, or a workbook with the sheet that only a package has."""
    suffix = PurePosixPath(name.lower()).suffix
    if suffix == ".zip":
        return True
    if suffix != ".xlsx":
        return False
    with open_archive(content, DOCUMENT) as archive:
        names = {entry.filename: entry for entry in archive.infolist()}
        if WORKBOOK not in names:
            return False
        return PACKAGE_SHEET.search(read_within(archive, names[WORKBOOK], MOST_LISTED, DOCUMENT)) is not None


def understand(documents: Sequence[Document], wishes: Wishes) -> Imported:
    """What the documents say, read as a person wishes."""
    return import_documents(documents, wishes)


def finish_import(imported: Imported, edits: Edits, wishes: Wishes, place: Path, before: Path | None) -> Finished:
    """Writes the package into a folder, over a copy of the one it corrects, with what can be proposed, and opens it.

    Raises what reading a plan raises.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        if before is not None:
            shutil.copytree(before, place)
        edited = lay_over(imported, edits)
        changes = write_import(imported, place, wishes)
        write_edits(edited.imported, imported, edits, place)
        plan, decisions = open_plan(place), read_decisions(place)
        decided = Decided(propose_effects(plan, decisions), decisions)
        write_tables(plan, decided, place)
        return Finished(open_folder(place, decided.plan), changes)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
