"""What an import found: the rows of a package, and for every cell of them the words it was read from and how sure the reading is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from peakfolio.importing.documents import Document
from peakfolio.plan.rows import Row
from peakfolio.plan.settings import Settings
from peakfolio.words import NOTHING, Words

# sure: one reading and nothing against it; check: a reading a person should look at; unread: kept as text, no value was taken
Mark = Literal["sure", "check", "unread"]
TableKind = Literal["indicators", "projects", "assessment", "energy", "other"]


@dataclass(frozen=True)
class ReadCell:
    """One value of the package: where it went, the words it was read from and their place, its mark, and why it is not sure."""

    table: str
    key: str
    column: str
    original: str
    file: str
    place: str
    line: int
    mark: Mark
    why: Words | None = None


@dataclass(frozen=True)
class Heading:
    """A column of a table: its place from 0, its head as printed, the field it was mapped to (None is left out), its unit and year."""

    place: int
    head: str
    field: str | None
    mark: Mark
    unit: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class ReadTable:
    """A table of a document: what it is taken for, and what its columns were mapped to; both can be set by a person."""

    file: str
    place: str
    caption: str
    kind: TableKind
    mark: Mark
    headings: tuple[Heading, ...]
    signature: str  # its heads as one text: a mapping is kept, and used again, under it
    where: Words = NOTHING  # its place in the reader's language


@dataclass(frozen=True)
class Asked:
    """Something only the county knows, asked once: such as its terrain where the standard depends on it."""

    key: str
    said: Words
    choices: tuple[str, ...] = ()
    answer: str | None = None


@dataclass(frozen=True)
class Imported:
    """A package as far as documents give it; ``left_out`` says which parts of them went nowhere, and why."""

    settings: Settings
    rows: Mapping[str, tuple[Row, ...]]
    cells: tuple[ReadCell, ...]
    tables: tuple[ReadTable, ...]
    documents: tuple[Document, ...]
    asked: tuple[Asked, ...] = ()
    left_out: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Change:
    """What differs from the package that stood there before: a cell with both values, or a row that came (was empty) or went (is empty).

    ``is_kept``: a person had written there, so what stood before was kept although the document says something new.
    """

    table: str
    key: str
    column: str
    before: str
    after: str
    is_kept: bool = False


@dataclass(frozen=True)
class Wishes:
    """What a person says about an import: the system of indicators, mappings by signature of the table, answers by key, the place's name.

    ``mappings`` give for a signature the kind of the table and the field of each column (None leaves it out).
    """

    system: str | None = None
    name_zh: str | None = None
    mappings: Mapping[str, tuple[TableKind, tuple[str | None, ...]]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
