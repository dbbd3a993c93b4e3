"""The last row of a small table that adds up the others, and the shares it prints of that sum."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peakfolio.importing.claiming import Claim
from peakfolio.importing.cleaning import clean, label, squeeze
from peakfolio.importing.documents import Cell
from peakfolio.importing.making import Told
from peakfolio.importing.tables import Line, PlanTable
from peakfolio.units import normalise_unit

SUM = re.compile(r"(?:合|总|共)\s*计")
NESTED = re.compile(r"其中|小\s*计|^[-—]|^[(（]\d+[)）]|^\d+\.\d+")  # rows of different depth do not add up
SHARE = re.compile(r"占比|比重|比例|构成")
NO_SUM = re.compile(r"率|单价|人均|均|年份|年度|编号|序号|增长|增幅|强度|指数|系数|密度|[/每]")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
UNIT = re.compile(r"[(（]([^()（）]+)[)）]\s*$")
LEAST_PARTS = 2
WHOLE_SHARE = 100.0


@dataclass(frozen=True)
class _Column:
    """A column whose every cell is a number: its place, its head, its numbers as printed and the cell of its sum."""

    place: int
    head: str
    parts: tuple[str, ...]
    total: Cell

    @property
    def whole(self) -> str:
        return _read(self.total) or ""

    @property
    def is_share(self) -> bool:
        return SHARE.search(self.head) is not None


def list_sum_claims(table: PlanTable) -> Iterator[Claim]:
    """The sums of a table with one row 合计 at its end, and the shares of a column beside its only amounts."""
    split = _split(table)
    if split is None:
        return
    rows, total = split
    columns = [each for place in range(1, len(total.cells)) if (each := _read_column(table, place, rows, total))]
    amounts = [each for each in columns if not each.is_share]
    for column in columns:
        if not column.is_share or float(column.whole) == WHOLE_SHARE:
            yield _add_up(table, column)
    for column in columns:
        if column.is_share and len(amounts) == 1 and float(amounts[0].whole):
            yield from _divide(table, rows, column, amounts[0])


def _split(table: PlanTable) -> tuple[tuple[Line, ...], Line] | None:
    """The rows that are added up and their sum; None where the table has no such row, or rows of different depth."""
    lines = sorted((*table.lines, *(each.line for each in table.totals)), key=lambda line: line.cells[0].line)
    if not table.heads or len(lines) <= LEAST_PARTS or any(line.categories for line in lines):
        return None
    *rows, last = lines
    words = [label(line.text(0)) for line in rows]
    is_flat = all(words) and len(set(words)) == len(words) and not any(SUM.search(e) or NESTED.search(e) for e in words)
    return (tuple(rows), last) if is_flat and SUM.fullmatch(squeeze(last.text(0))) else None


def _read_column(table: PlanTable, place: int, rows: Sequence[Line], total: Line) -> _Column | None:
    head = table.heads[place].text if place < len(table.heads) else ""
    cells = [line.cells[place] for line in (*rows, total) if place < len(line.cells)]
    numbers = [_read(each) for each in cells if not each.is_repeat]
    if (NO_SUM.search(UNIT.sub("", head)) and not SHARE.search(head)) or len(numbers) != len(rows) + 1:
        return None
    known = tuple(each for each in numbers if each is not None)
    return _Column(place, head, known[:-1], cells[-1]) if len(known) == len(numbers) else None


def _read(cell: Cell) -> str | None:
    found = re.fullmatch(rf"({NUMBER.pattern})%?", squeeze(clean(cell.text).text))
    return found[1] if found is not None else None


def _find_unit(table: PlanTable, column: _Column) -> str:
    if column.is_share:
        return "%"
    found = UNIT.search(column.head)
    return normalise_unit(found[1] if found is not None else table.heads[column.place].unit or table.unit or "") or "-"


def _add_up(table: PlanTable, column: _Column) -> Claim:
    told = Told(column.total.text, table.file, table.place, column.total.line)
    name = f"{UNIT.sub('', column.head).strip()}合计"
    unit = _find_unit(table, column)
    formula = "+".join(column.parts)
    return Claim("formula", None, name, "Sum of a column", float(column.whole), unit, told, formula=formula)


def _divide(table: PlanTable, rows: Sequence[Line], shares: _Column, amounts: _Column) -> Iterator[Claim]:
    for line, share, amount in zip(rows, shares.parts, amounts.parts, strict=True):
        cell = line.cells[shares.place]
        told = Told(cell.text, table.file, table.place, cell.line)
        name = f"{label(line.text(0))}{UNIT.sub('', shares.head).strip()}"
        formula = f"{amount}/{amounts.whole}*100"
        yield Claim("formula", None, name, "Share of the sum of a column", float(share), "%", told, formula=formula)
