"""Reads a table of energy and economy: figures of the county with their units and years, kept as quantities."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peakfolio.importing.base_cells import read_base
from peakfolio.importing.cleaning import is_blank, label, squeeze
from peakfolio.importing.documents import Cell
from peakfolio.importing.framing import Frame
from peakfolio.importing.heads import YEAR
from peakfolio.importing.making import Made, Told, Unread, Value, make_row, mark_of
from peakfolio.importing.tables import Line, PlanTable
from peakfolio.plan.claims import Quantity
from peakfolio.plan.vocabulary import QuantityDomain
from peakfolio.units import is_known_unit, measures_same
from peakfolio.words import Words, say

# topic -> its domain, its name in English, a unit it can have, and the names it has in Chinese
_ITEMS: Mapping[str, tuple[QuantityDomain, str, str, str]] = {
    "gdp": ("economy", "GDP", "亿元", "地区生产总值 生产总值 GDP"),
    "value_added_primary": ("economy", "Value added of primary industry", "亿元", "第一产业增加值 一产增加值"),
    "value_added_secondary": ("economy", "Value added of secondary industry", "亿元", "第二产业增加值 二产增加值"),
    "value_added_tertiary": ("economy", "Value added of tertiary industry", "亿元", "第三产业增加值 三产增加值"),
    "resident_population": ("population", "Resident people", "万人", "常住人口 年末常住人口"),
    "energy_total": ("energy", "Energy used", "万吨标准煤", "能源消费总量 综合能源消费量 能源消耗总量"),
    "industrial_energy": (
        "energy",
        "Energy used by industry above size",
        "万吨标准煤",
        "规模以上工业能源消费量 规上工业能源消费量 规模以上工业综合能源消费量 规上工业综合能源消费量",
    ),
    "electricity_total": ("power", "Electricity used", "亿千瓦时", "全社会用电量"),
}
TOPICS: Mapping[str, str] = {name: topic for topic, (_, _, _, names) in _ITEMS.items() for name in names.split()}


@dataclass(frozen=True)
class _Columns:
    """Where a table says what, and how much, in which unit and year; None where it has no such column."""

    item: int
    value: int
    unit: int | None
    year: int | None


def read_energy(table: PlanTable, frame: Frame) -> Iterator[Made]:
    """The figures of a table of energy and economy; a name that is not known is kept as text."""
    columns = _find_columns(table)
    if columns is None:
        return
    counts: dict[str, int] = {}
    for line in table.lines:
        if is_blank(line.text(columns.value)):
            continue
        yield from _read_line(line, columns, (table, frame), counts)


def _find_columns(table: PlanTable) -> _Columns | None:
    items, values = table.find("energy_item"), table.find("value")
    if not items or not values:
        return None
    units, years = table.find("unit"), table.find("year")
    return _Columns(items[0], values[0], units[0] if units else None, years[0] if years else None)


def _read_line(line: Line, columns: _Columns, where: tuple[PlanTable, Frame], counts: dict[str, int]) -> Iterator[Made]:
    table, frame = where
    name, told = label(line.text(columns.item)), _tell(line.cells[columns.value], table)
    topic = TOPICS.get(squeeze(name))
    unit = _find_unit(line, columns, table)
    reading = read_base(told.words, unit)
    unit = reading.unit or unit
    why = _find_misfit(topic, unit, name)
    if topic is None or unit is None or reading.value is None or why is not None:
        yield Unread("quantities", name, "value", told, why or say("the cell was not understood"))
        return
    year, doubts = _find_year(line, columns, table, frame)
    domain, name_en, _, _ = _ITEMS[topic]
    counts[topic] = counts.get(topic, 0) + 1
    key = f"{topic}_table" if counts[topic] == 1 else f"{topic}_table_{counts[topic]}"
    yield from make_row(
        "quantities", Quantity, {"value": Value(reading.value, told, *mark_of((*reading.doubts, *doubts)))}, quantity_id=key,
        topic=topic, domain=domain, name_zh=name, name_en=name_en, year=year, unit=unit, as_written=told.words,
        source_id=frame.sources[table.file], lines=str(told.line),
    )  # fmt: skip


def _tell(cell: Cell, table: PlanTable) -> Told:
    return Told.of(cell, table.file, table.place)


def _find_unit(line: Line, columns: _Columns, table: PlanTable) -> str | None:
    """The unit of a line, of the column's head or of the whole table, as far as it is known."""
    own = line.text(columns.unit) if columns.unit is not None else ""
    written = squeeze(own) if not is_blank(own) else table.heads[columns.value].unit or table.unit
    return written if written is not None and is_known_unit(written) else None


def _find_year(line: Line, columns: _Columns, table: PlanTable, frame: Frame) -> tuple[int | None, tuple[Words, ...]]:
    """The year of a figure; the base year of the plan where none is written, to be looked at."""
    found = YEAR.search(line.text(columns.year)) if columns.year is not None else None
    written = int(found[1]) if found is not None else table.heads[columns.value].year
    if written is not None:
        return written, ()
    return frame.base_year, (say("no year is written; the base year was taken"),)


def _find_misfit(topic: str | None, unit: str | None, name: str) -> Words | None:
    """Why a figure cannot be taken: its name or unit is not known, or the unit measures something else."""
    if topic is None:
        return say('"{name}" is no figure that is known; it was kept as text', name=name)
    if unit is None:
        return say("no unit is written that is known")
    if not measures_same(unit, _ITEMS[topic][2]):
        return say("the unit {unit} measures something else", unit=unit)
    return None
