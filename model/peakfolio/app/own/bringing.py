"""The documents a user is bringing in: what was read of them, what the user said about it, and how far the user has come."""

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from peakfolio.app.own.editing import Edited, Edits, Place, lay_over
from peakfolio.app.own.reader import Reader
from peakfolio.app.own.reading import read_file, understand
from peakfolio.app.own.table_html import NO_FIELD, OF_KIND
from peakfolio.app.reading_apart import Faulty
from peakfolio.app.saved_plans import OWN_PREFIX, drop_versions, name_version, refuse_more
from peakfolio.app.sessions import Opened
from peakfolio.importing.documents import Document
from peakfolio.importing.heads import settle_field
from peakfolio.importing.imported import Imported, ReadTable, TableKind, Wishes
from peakfolio.importing.refusing import Refused
from peakfolio.importing.side_files import read_wishes
from peakfolio.words import Words

FILES, TABLES, INDICATORS, PROJECTS = range(4)  # the steps


@dataclass
class Bringing:
    """What stands between the files and the package; it lasts as long as the session, through every reload of the page."""

    reader: Reader = field(default_factory=Reader)
    documents: dict[str, Document] = field(default_factory=dict)
    refusals: dict[str, Words] = field(default_factory=dict)
    wishes: Wishes = field(default_factory=Wishes)
    edits: Edits = field(default_factory=Edits)
    read: Imported | None = None
    step: int = FILES
    is_open: bool = False
    corrects: Path | None = None
    _laid: tuple[Imported, Edits, Edited] | None = None

    @property
    def has_work(self) -> bool:
        """Whether documents were read."""
        return bool(self.documents)

    @property
    def now(self) -> Edited | None:
        """What was read, with what the user corrected laid over it."""
        if self.read is None:
            return None
        if self._laid is None or self._laid[0] is not self.read or self._laid[1] is not self.edits:
            self._laid = (self.read, self.edits, lay_over(self.read, self.edits))
        return self._laid[2]

    def take(self, name: str, content: bytes, place: Path) -> Opened | Faulty | None:
        """Reads one more file; where it is a package, its plan or its faults. A refusal is kept under the name of the file."""
        self.refusals.pop(name, None)
        try:
            found = self.reader.ask(read_file, name, content, place)
            if isinstance(found, Opened):
                _refuse_full(found, place)
        except Refused as refused:
            self.refusals[name] = refused.said
            return None
        if isinstance(found, Document):
            self.documents = {**self.documents, name: found}
            self.read = None
            return None
        return found if isinstance(found, Opened | Faulty) else None

    def remove(self, name: str) -> None:
        """Does without a file."""
        self.documents = {each: found for each, found in self.documents.items() if each != name}
        self.refusals.pop(name, None)
        self.read = None

    def understand(self) -> None:
        """Reads the documents as the user wishes. Raises Refused where that takes too long or fails."""
        self.read = self.reader.ask(understand, tuple(self.documents.values()), self.wishes)

    def map_kind(self, signature: str, kind: TableKind) -> None:
        """Takes all tables of a make for another kind; its columns mean there what their heads say."""
        table = self._find_table(signature)
        if table is not None and kind in OF_KIND:
            fields = tuple(settle_field(each.field, kind) for each in table.headings)
            self._map(signature, kind, fields)

    def map_field(self, signature: str, place: int, chosen: str) -> None:
        """Takes a column of all tables of a make for another field."""
        table = self._find_table(signature)
        if table is None or not 0 <= place < len(table.headings):
            return
        fields = [each.field for each in table.headings]
        fields[place] = None if chosen == NO_FIELD else chosen
        self._map(signature, table.kind, fields)

    def choose_system(self, system: str | None) -> None:
        """Looks names up in one list of indicators first; what was read is read anew."""
        if system != self.wishes.system:
            self.wishes, self.read = replace(self.wishes, system=system), None

    def answer(self, key: str, text: str) -> None:
        """Answers a question that the documents leave open."""
        self.wishes = replace(self.wishes, answers={**self.wishes.answers, key: text})

    def correct(self, folder: Path) -> None:
        """The files correct the package in a folder; what was said when it was brought in holds again."""
        self.corrects = folder
        if not self.wishes.mappings:
            self.wishes = read_wishes(folder)

    def set(self, place: Place, text: str) -> None:
        """Sets a cell by hand."""
        self.edits = self.edits.set(place, text)

    def start_over(self) -> None:
        """Nothing of it is left; the process stays."""
        self.documents, self.refusals, self.read = {}, {}, None
        self.wishes, self.edits, self.step, self.corrects = Wishes(), Edits(), FILES, None
        self.is_open = False

    def _find_table(self, signature: str) -> ReadTable | None:
        tables = () if self.read is None else self.read.tables
        return next((each for each in tables if each.signature == signature), None)

    def _map(self, signature: str, kind: TableKind, fields: Sequence[str | None]) -> None:
        mappings = {**self.wishes.mappings, signature: (kind, tuple(fields))}
        self.wishes = replace(self.wishes, mappings=mappings)


def make_place(workspace: Path) -> Path:
    """A new folder for a package, below one of its own."""
    return workspace / f"{OWN_PREFIX}{secrets.token_hex(6)}" / "v1"


def _refuse_full(found: Opened, place: Path) -> None:
    """Removes a package and raises Refused where the workbench keeps no more plans."""
    try:
        refuse_more(place)
    except Refused:
        shutil.rmtree(found.folder, ignore_errors=True)
        raise


def take_correction(made: Opened, folder: Path, place: Path) -> Opened:
    """The package that corrects the plan in a folder, moved to where its next version belongs: it stays the plan it was."""
    target = name_version(folder, place)
    target.parent.mkdir(parents=True, exist_ok=True)
    made.folder.rename(target)
    made.folder.parent.rmdir()
    drop_versions(target.parent)
    return replace(made, folder=target)
