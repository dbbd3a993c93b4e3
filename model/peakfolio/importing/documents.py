"""What a document is once it was read, whatever its format: paragraphs and tables in their order, and its text line by line.

The lines are the plain text that the rows of a package cite: one for each paragraph, and one for each row of a table. Merged areas are
filled: every cell of an area holds its words, and all but the first are marked as repeats.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from peakfolio.words import NOTHING, Words

Kind = Literal["docx", "xlsx", "csv", "txt", "html", "pdf"]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its words, the line of the document's text it stands in (from 1), whether it repeats a merged area."""

    text: str
    line: int
    is_repeat: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or heading, and its line."""

    text: str
    line: int


@dataclass(frozen=True)
class Grid:
    """A table as a rectangle of cells; ``caption`` is the paragraph or title right above it, ``place`` says where a person finds it.

    A remark on units above it belongs to its caption. ``where`` is the place in the reader's language, ``place`` what files keep.
    """

    rows: tuple[tuple[Cell, ...], ...]
    caption: str
    place: str
    where: Words = NOTHING


@dataclass(frozen=True)
class Document:
    """A document that was read: ``name`` is its file name, ``blocks`` its parts in order, ``lines`` its plain text.

    ``warnings`` say what of it was not read, or was read although a person may not see it.
    """

    name: str
    kind: Kind
    blocks: tuple[Paragraph | Grid, ...]
    lines: tuple[str, ...]
    warnings: tuple[Words, ...] = ()

    @property
    def grids(self) -> Iterator[Grid]:
        """Its tables in order."""
        return (each for each in self.blocks if isinstance(each, Grid))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """Its paragraphs in order."""
        return (each for each in self.blocks if isinstance(each, Paragraph))

    @property
    def text(self) -> str:
        """The plain text that is kept beside the package."""
        return "".join(f"{each}\n" for each in self.lines)
