"""Goes through the XML of a workbook once, before the library that reads workbooks sees any of it.

The library parses with lxml and with the standard library's parser, and asks neither to be careful. So every part is first read by
expat alone: a document type (and with it every entity) is refused wherever it stands and whatever the encoding, and elements,
styles and places of cells are checked as they come. What passed is packed anew, and only that is handed on.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from peakfolio.app.archives import read_within, shorten_name
from peakfolio.app.limits import MOST_DEPTH, MOST_ELEMENTS, MOST_OF, MOST_UNPACKED
from peakfolio.app.refusing import Refused
from peakfolio.plan.limits import MOST_COLUMNS, MOST_ROWS
from peakfolio.words import Words, say

XML_ENDINGS = (".xml", ".rels")
ENCODINGS = (None, "utf-8", "utf-16", "us-ascii")
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
FILLED = frozenset({"v", "is", "f"})  # what only a cell with something in it has
Place = tuple[int, int]


@dataclass(frozen=True)
class CheckedWorkbook:
    """A workbook of checked parts only; by part the last row and column with something in them, and a cell beyond what is read."""

    content: bytes
    ends: Mapping[str, Place]
    beyond: Mapping[str, Place]


def check_parts(archive: zipfile.ZipFile) -> CheckedWorkbook:
    """The XML of a workbook, checked and packed anew; pictures and the like are left out. Raises Refused."""
    left, packed, counts = MOST_UNPACKED, io.BytesIO(), Counter[str]()
    ends: dict[str, Place] = {}
    beyond: dict[str, Place] = {}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as fresh:
        for entry in archive.infolist():
            if not entry.filename.lower().endswith(XML_ENDINGS):
                continue
            data = read_within(archive, entry, left)
            left -= len(data)
            part = _Part(entry.filename, counts)
            part.read(data)
            ends[entry.filename] = part.end
            if part.beyond is not None:
                beyond[entry.filename] = part.beyond
            fresh.writestr(entry.filename, data)
    return CheckedWorkbook(packed.getvalue(), ends, beyond)


class _Part:
    """One part of a workbook while expat goes through it; ``counts`` goes on over all parts."""

    def __init__(self, name: str, counts: Counter[str]) -> None:
        self.beyond: Place | None = None
        self.end: Place = (0, 0)
        self._name = shorten_name(name)
        self._counts = counts
        self._depth = self._row = self._column = 0

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
                    "{name} in the workbook is no sound XML; save the workbook again with a spreadsheet program.",
                    name=self._name,
                )
            ) from error

    def _declare(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        if (encoding.lower() if encoding else None) not in ENCODINGS:
            raise Refused(
                say(
                    "{name} in the workbook has an encoding that is not taken; save it again with a spreadsheet program.",
                    name=self._name,
                )
            )

    def _refuse_doctype(self, *said: object) -> None:
        del said
        raise Refused(say("{name} in the workbook holds a DOCTYPE or an entity; it was refused.", name=self._name))

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        element = name.rpartition(" ")[2]
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self._refuse_many(MOST_DEPTH, say("levels of nesting"))
        self._count("", MOST_ELEMENTS, say("elements"))
        if element in MOST_OF:
            self._count(element, MOST_OF[element], say("entries of kind {element}", element=element))
        elif element == "row":
            self._place_row(attributes.get("r"))
        elif element == "c":
            self._place_cell(attributes.get("r"))
        elif element in FILLED:
            self._fill_cell()

    def _fill_cell(self) -> None:
        """Cells that are only formatted do not count: a spreadsheet may hold thousands of them below and beside a table."""
        if self._row <= MOST_ROWS and self._column <= MOST_COLUMNS:
            self.end = (max(self._row, self.end[0]), max(self._column, self.end[1]))
        elif self.beyond is None:
            self.beyond = (self._row, self._column)

    def _end(self, name: str) -> None:
        del name
        self._depth -= 1

    def _place_row(self, said: str | None) -> None:
        """Rows come in the order of their numbers; where they do not, some reader would skip what another shows."""
        row = self._row + 1 if said is None else int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0
        if row <= self._row:
            raise self._refuse_place(said or "")
        self._row, self._column = row, 0

    def _place_cell(self, said: str | None) -> None:
        column = self._column + 1
        if said is not None:
            found = PLACE.fullmatch(said)
            if found is None or int(found[2]) != self._row:
                raise self._refuse_place(said)
            column = 0
            for letter in found[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
        if column <= self._column:
            raise self._refuse_place(said or "")
        self._column = column

    def _refuse_place(self, said: str) -> Refused:
        return Refused(
            say(
                "{name} in the workbook: '{said}' near row {row} is no place of a row or cell, or out of order; save it again "
                "with a spreadsheet program.",
                name=self._name,
                said=said[:20],
                row=self._row,
            )
        )

    def _count(self, kind: str, most: int, what: Words) -> None:
        self._counts[kind] += 1
        if self._counts[kind] > most:
            raise self._refuse_many(most, what)

    def _refuse_many(self, most: int, what: Words) -> Refused:
        return Refused(
            say(
                "{name} in the workbook has more than {most} {what}; paste the tables into a fresh workbook and upload that.",
                name=self._name,
                most=most,
                what=what,
            )
        )
