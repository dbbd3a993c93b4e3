"""Goes through the XML of a workbook or a Word document once, before the library that reads them sees any of it.

The libraries parse with lxml and with the standard library's parser, and ask neither to be careful. So every part is first read by
expat alone: a document type (and with it every entity) is refused wherever it stands and whatever the encoding, and elements,
styles and places of cells are checked as they come. What passed is packed anew, and only that is handed on.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from peakfolio.importing.archives import PACKAGE, Allowance, is_xml, read_within, shorten_name
from peakfolio.importing.limits import MOST_DEPTH, MOST_ELEMENTS, MOST_OF
from peakfolio.importing.refusing import Refused
from peakfolio.plan.limits import MOST_COLUMNS, MOST_ROWS
from peakfolio.words import Words, say

ENCODINGS = (None, "utf-8", "utf-16", "us-ascii")
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
AREA = re.compile(r"([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})")
FILLED = frozenset({"v", "is", "f"})  # what only a cell with something in it has
Place = tuple[int, int]
Merged = tuple[int, int, int, int]  # first row and column, last row and column, all from 1


@dataclass(frozen=True)
class PartFacts:
    """What a sheet holds besides cells: its last row and column with something in them, a cell beyond what is read, and marks."""

    end: Place = (0, 0)
    beyond: Place | None = None
    merged: tuple[Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: frozenset[Place] = frozenset()  # those that say no text


@dataclass(frozen=True)
class CheckedWorkbook:
    """A workbook of checked parts only, and what each of them holds."""

    content: bytes
    parts: Mapping[str, PartFacts]


def check_parts(
    archive: zipfile.ZipFile, allowed: Allowance = PACKAGE, is_kept: Callable[[str], bool] = is_xml
) -> CheckedWorkbook:
    """The XML of a workbook, checked and packed anew; pictures and the like are left out. Raises Refused."""
    left, packed, counts = allowed.most_unpacked, io.BytesIO(), Counter[str]()
    parts: dict[str, PartFacts] = {}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as fresh:
        for entry in archive.infolist():
            if not (is_xml(entry.filename) and is_kept(entry.filename)):
                continue
            data = read_within(archive, entry, left, allowed)
            left -= len(data)
            parts[entry.filename] = check_part(entry.filename, data, counts)
            fresh.writestr(entry.filename, data)
    return CheckedWorkbook(packed.getvalue(), parts)


def check_part(name: str, data: bytes, counts: Counter[str], most_depth: int = MOST_DEPTH) -> PartFacts:
    """What one part holds; ``counts`` goes on over all parts. Raises Refused."""
    part = _Part(name, counts, most_depth)
    part.read(data)
    return PartFacts(
        part.end,
        part.beyond,
        tuple(part.merged),
        frozenset(part.hidden_rows),
        frozenset(part.hidden_columns),
        frozenset(part.formulas),
    )


class _Part:
    """One part of a file while expat goes through it."""

    def __init__(self, name: str, counts: Counter[str], most_depth: int) -> None:
        self.beyond: Place | None = None
        self.end: Place = (0, 0)
        self.merged: list[Merged] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.formulas: set[Place] = set()
        self._name, self._counts, self._most_depth = shorten_name(name), counts, most_depth
        self._depth = self._row = self._column = 0
        self._is_text = False

    def read(self, data: bytes) -> None:
        """Goes through the part to its end."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.XmlDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Refused(
                say(
                    "{name} in the file is no sound XML; save the file again with the program that wrote it.",
                    name=self._name,
                )
            ) from error

    def _declare(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        if (encoding.lower() if encoding else None) not in ENCODINGS:
            raise Refused(
                say(
                    "{name} in the file has an encoding that is not taken; save the file again with the program that wrote it.",
                    name=self._name,
                )
            )

    def _refuse_doctype(self, *said: object) -> None:
        del said
        raise Refused(say("{name} in the file holds a DOCTYPE or an entity; it was refused.", name=self._name))

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        element = name.rpartition(" ")[2]
        self._depth += 1
        if self._depth > self._most_depth:
            raise self._refuse_many(self._most_depth, say("levels of nesting"))
        self._count("", MOST_ELEMENTS)
        if element in MOST_OF:
            self._count(element, MOST_OF[element])
        elif element == "row":
            self._place_row(attributes.get("r"), attributes.get("hidden"))
        elif element == "c":
            self._place_cell(attributes.get("r"))
            self._is_text = attributes.get("t") == "str"
        elif element in FILLED:
            self._fill_cell(element)
        elif element in MARKS:
            MARKS[element](self, attributes)

    def _fill_cell(self, element: str) -> None:
        """Cells that are only formatted do not count: a spreadsheet may hold thousands of them below and beside a table."""
        if self._row <= MOST_ROWS and self._column <= MOST_COLUMNS:
            self.end = (max(self._row, self.end[0]), max(self._column, self.end[1]))
        elif self.beyond is None:
            self.beyond = (self._row, self._column)
        if element == "f" and not self._is_text:
            self.formulas.add((self._row, self._column))

    def mark_merged(self, attributes: Mapping[str, str]) -> None:
        """Keeps a merged area; one that is none is left alone, as spreadsheets do."""
        found = AREA.fullmatch(attributes.get("ref", ""))
        if found is not None:
            self.merged.append((*find_place(found[1]), *find_place(found[2])))

    def mark_columns(self, attributes: Mapping[str, str]) -> None:
        """Keeps hidden columns."""
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in ("1", "true") and first.isascii() and first.isdigit() and last.isdecimal():
            self.hidden_columns.update(range(int(first[:6]), min(int(last[:6]), MOST_COLUMNS) + 1))

    def _end(self, name: str) -> None:
        del name
        self._depth -= 1

    def _place_row(self, said: str | None, hidden: str | None) -> None:
        """Rows come in the order of their numbers; where they do not, some reader would skip what another shows."""
        row = self._row + 1 if said is None else int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0
        if row <= self._row:
            raise self._refuse_place(said or "")
        self._row, self._column = row, 0
        if hidden in ("1", "true"):
            self.hidden_rows.add(row)

    def _place_cell(self, said: str | None) -> None:
        column = self._column + 1
        if said is not None:
            place = find_place(said) if PLACE.fullmatch(said) else (0, 0)
            if place[0] != self._row:
                raise self._refuse_place(said)
            column = place[1]
        if column <= self._column:
            raise self._refuse_place(said or "")
        self._column = column

    def _refuse_place(self, said: str) -> Refused:
        return Refused(
            say(
                "{name} in the file: '{said}' near row {row} is no place of a row or cell, or out of order; save it again "
                "with a spreadsheet program.",
                name=self._name,
                said=said[:20],
                row=self._row,
            )
        )

    def _count(self, kind: str, most: int) -> None:
        self._counts[kind] += 1
        if self._counts[kind] > most:
            what = say("entries of kind {element}", element=kind) if kind else say("elements")
            raise self._refuse_many(most, what)

    def _refuse_many(self, most: int, what: Words) -> Refused:
        return Refused(
            say(
                "{name} in the file has more than {most} {what}; paste the tables into a fresh file and use that.",
                name=self._name,
                most=most,
                what=what,
            )
        )


MARKS: Mapping[str, Callable[[_Part, Mapping[str, str]], None]] = {
    "mergeCell": _Part.mark_merged,
    "col": _Part.mark_columns,
}


def find_place(said: str) -> Place:
    """Row and column of a place such as B7."""
    letters = said.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(said[len(letters) :]), column
