"""The projects of the tables as they stand there: which rows are one project, its number and category, the cells of each column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isclose

from peakfolio.importing.cleaning import is_blank, label, squeeze
from peakfolio.importing.documents import Cell
from peakfolio.importing.entries import gather, is_same
from peakfolio.importing.framing import Frame
from peakfolio.importing.making import Told
from peakfolio.importing.money_cells import MONEY_UNITS, read_money
from peakfolio.importing.naming import Names
from peakfolio.importing.tables import Line, PlanTable, name_category
from peakfolio.units import normalise_unit

CAPTION_NAME = re.compile(r"^(?:附?表|附件)\s*[\d一二三四五六七八九十]+(?:[-—.]\d+)?[:：]?|[(（][^()（）]*[)）]|\s")
GENERAL = re.compile(r"(?:建设)?(?:重点)?(?:工程|项目).*$")
LONGEST_CATEGORY = 10
USUAL = "重点工程"


@dataclass(frozen=True)
class Pool:
    """Tables of projects as they are being read: the frame, the indicators' names, and what each table stands for."""

    frame: Frame
    names: Names
    tables: tuple[PlanTable, ...]

    def find_usual(self, table: PlanTable) -> str:
        """The category of a table that names none in its rows: its caption, where several tables have captions of their own."""
        if len(self.tables) < 2:
            return USUAL
        said = GENERAL.sub("", CAPTION_NAME.sub("", table.caption))
        return said if 0 < len(said) <= LONGEST_CATEGORY else USUAL


@dataclass(frozen=True)
class Item:
    """A project of a table: its key and printed number, its category, its rows, and the cells of each column."""

    key: str
    number: int | None
    table: PlanTable
    category: str
    is_category_sure: bool
    lines: tuple[Line, ...]
    cells: tuple[tuple[Cell, ...], ...]
    is_sum: bool = False  # its cost is that of the rows below it, or above it: it may be a subtotal

    def find(self, field: str) -> Cell | None:
        """The words of a field; those of several cells below each other."""
        found = [cell for place in self.table.find(field) for cell in self.cells[place]]
        if len(found) < 2:
            return found[0] if found else None
        return replace(found[0], text="\n".join(each.text for each in found))

    def told(self, cell: Cell | None) -> Told:
        """Words of the table and where they stand."""
        return Told.of(cell, self.table.file, self.table.place)


def list_items(pool: Pool) -> tuple[Item, ...]:
    """The projects of all tables, in order; printed numbers are their keys where no number is printed twice."""
    found: list[Item] = []
    for table in pool.tables:
        usual = pool.find_usual(table)
        for lines in _group_lines(table):
            found.append(_make_item(table, lines, usual))
    found = list(_mark_sums(found))
    numbers = [each.number for each in found]
    is_unique = len(set(numbers)) == len(numbers) and None not in numbers
    return tuple(
        replace(each, key=f"P{(each.number if is_unique and each.number else place):02d}")
        for place, each in enumerate(found, start=1)
    )


def _mark_sums(items: list[Item]) -> Iterator[Item]:
    """The projects; of those that say little else, the ones whose cost is that of the next ones, or of all before, are marked."""
    costs = [_find_cost(each) for each in items]
    filled = [sum(not is_blank(cell.text) for cell in each.lines[0].cells) for each in items]
    numbers = [next((squeeze(each.lines[0].text(place)) for place in each.table.find("number")), "") for each in items]
    sums: set[int] = set()
    for place, (each, cost) in enumerate(zip(items, costs, strict=True)):
        same = [other for other in range(len(items)) if items[other].table is each.table]
        before = [other for other in same if other < place and other not in sums]
        after = [other for other in same if other > place]
        barer = any(filled[other] > filled[place] for other in (*after[:1], *before[-1:]))
        has_parts = bool(after) and numbers[after[0]].startswith(f"{numbers[place] or '-'}.")
        if cost and barer and (has_parts or _adds_up(cost, after, costs) or _adds_up(cost, before[::-1], costs)):
            sums.add(place)
        yield replace(each, is_sum=place in sums)


def _adds_up(cost: float, places: list[int], costs: list[float | None]) -> bool:
    """Whether two or more of the next rows make a cost."""
    total = 0.0
    for count, place in enumerate(places, start=1):
        total += costs[place] or 0.0
        if count > 1 and isclose(total, cost, rel_tol=1e-6):
            return True
        if total > cost * 1.001:
            return False
    return False


def _find_cost(item: Item) -> float | None:
    cells = [cell for place in item.table.find("cost")[:1] for cell in item.cells[place]]
    return read_money(cells[0].text, find_money_unit(item, "cost")).wan_yuan if len(cells) == 1 else None


def _group_lines(table: PlanTable) -> Iterator[tuple[Line, ...]]:
    number = next(iter(table.find("number")), None)
    names = (*table.find("project"), *table.find("content"))
    group: list[Line] = []
    for line in table.lines:
        if not any(not is_blank(line.text(place)) for place in names):
            continue
        if group and _goes_on(line, group[-1], number, table):
            group.append(line)
            continue
        if group:
            yield tuple(group)
        group = [line]
    if group:
        yield tuple(group)


def _goes_on(line: Line, above: Line, number: int | None, table: PlanTable) -> bool:
    """Whether a row is more of the project above it: under the same number, and not under a name of its own."""
    own_name = any(
        not is_blank(line.text(place)) and not is_same(line, above, place) for place in table.find("project")
    )
    own_cost = any(not is_blank(line.text(place)) and not is_same(line, above, place) for place in table.find("cost"))
    if number is None:
        return not own_name and not own_cost
    if is_same(line, above, number):
        return not own_name or not own_cost
    return is_blank(line.text(number)) and not own_name


def _make_item(table: PlanTable, lines: tuple[Line, ...], usual: str) -> Item:
    number = next((squeeze(lines[0].text(place)) for place in table.find("number")), "")
    column = next(
        (label(lines[0].text(place)) for place in table.find("category") if not is_blank(lines[0].text(place))), ""
    )
    above = name_category(lines[0].categories[0]) if lines[0].categories else ""
    category = column or above or usual
    said = int(number) if number.isdigit() else None
    return Item("", said, table, category, bool(column or above), lines, gather(lines, ""))


def find_money_unit(item: Item, field: str) -> str | None:
    """The unit of a column of money: of its head, of the table, of its caption."""
    for place in item.table.find(field)[: 1 if field == "cost" else None]:
        head = item.table.heads[place]
        if head.unit is not None:  # also one that is none of money: no amount is then read
            return normalise_unit(head.unit)
    table = normalise_unit(item.table.unit or "")
    return table if table in MONEY_UNITS else None
