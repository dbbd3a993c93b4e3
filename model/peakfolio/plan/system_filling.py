"""What a plan leaves empty and its indicator system says: kind, direction, unit, domain; and targets, where the plan has none at all.

A written cell is never changed, and an indicator whose written cells say another thing than the system takes nothing from it. What
was taken stands in the note of the row.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peakfolio.plan.cell_tables import Cells
from peakfolio.plan.rows import Row
from peakfolio.plan.settings import Settings
from peakfolio.plan.starting import SOURCE, start_plan
from peakfolio.plan.system_book import SystemBook
from peakfolio.plan.system_tables import IndicatorSystem, SystemIndicator
from peakfolio.units import measures_same, normalise_unit

Rows = Mapping[int, Cells]
TAKEN: Mapping[str, str] = {
    "kind": "类型",
    "direction": "方向",
    "unit": "单位",
    "domain_zh": "领域",
    "nature": "属性",
    "area": "范围",
}


@dataclass(frozen=True)
class _Filled:
    """The row of a plan with what it took, and the row of the system it is."""

    cells: Cells
    row: SystemIndicator | None


def fill_from_system(tables: Mapping[str, Rows], book: SystemBook, settings: Settings) -> Mapping[str, Rows]:
    """The tables with what the system of the plan says of its indicators; as they are where it names none, or one nobody knows."""
    system = book.system_by_id.get(settings.region.system or "")
    if system is None:
        return tables
    rows = book.list_indicators(system.system_id)
    wholes = {cells.get("parent_id") for cells in tables["indicators"].values()}
    found = {
        number: _fill_indicator(cells, rows, system, is_whole=cells.get("indicator_id") in wholes)
        for number, cells in tables["indicators"].items()
    }
    filled = {**tables, "indicators": {number: each.cells for number, each in found.items()}}
    return filled if tables["targets"] else _add_targets(filled, found, book, settings)


def _fill_indicator(
    cells: Cells, rows: tuple[SystemIndicator, ...], system: IndicatorSystem, *, is_whole: bool
) -> _Filled:
    row = _find_row(cells.get("name_zh", ""), rows)
    if row is None or not _agrees(cells, row, is_whole=is_whole):
        return _Filled(cells, None)
    said = {name: getattr(row, name) for name in TAKEN}
    taken = {name: str(value) for name, value in said.items() if value is not None and name not in cells}
    if not taken:
        return _Filled(cells, row)
    names = ", ".join(name.removesuffix("_zh") for name in taken)
    notes = {
        "note": f"{names} taken from {system.name_en} ({system.year}).",
        "note_zh": f"{'、'.join(TAKEN[name] for name in taken)}取自《{system.name_zh}》（{system.year}年）。",
    }
    told = {key: f"{cells[key]} {note}" if key in cells else note for key, note in notes.items()}
    return _Filled({**cells, **taken, **told}, row)


def _find_row(name_zh: str, rows: tuple[SystemIndicator, ...]) -> SystemIndicator | None:
    """The one row of the system with this name, or with it as another name; a part before a group of the same name."""
    wanted = _clean(name_zh)
    for list_names in (lambda row: (row.name_zh,), lambda row: row.aliases):
        found = [row for row in rows if wanted in map(_clean, list_names(row))]
        kept = [row for row in found if row.kind != "group"] or found
        if kept:
            return kept[0] if len(kept) == 1 else None
    return None


def _agrees(cells: Cells, row: SystemIndicator, *, is_whole: bool) -> bool:
    """Whether nothing that is written says that this is another indicator."""
    if is_whole != (row.kind == "group"):
        return False
    if any(name in cells and cells[name] != getattr(row, name) for name in ("kind", "direction")):
        return False
    one, other = normalise_unit(cells.get("unit", "")), normalise_unit(row.unit or "")
    return "unit" not in cells or one == other or measures_same(one, other)


def _clean(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _add_targets(
    tables: Mapping[str, Rows], found: Mapping[int, _Filled], book: SystemBook, settings: Settings
) -> Mapping[str, Rows]:
    """The targets a plan of this system begins with, for the indicators it lists, and their source."""
    years, region = settings.years, settings.region
    span = (years.first_year, years.milestones[0])
    begun = start_plan(book, region.system or "", region.terrain, span)
    keys = {each.row.indicator_id: each.cells.get("indicator_id") for each in found.values() if each.row is not None}
    own = [
        row.model_copy(update={"indicator_id": keys[row.indicator_id]})
        for row in begun.targets
        if keys.get(row.indicator_id) is not None
    ]
    if not own:
        return tables
    targets = {number: _write(row) for number, row in enumerate(own, start=2)}
    sources = dict(tables["sources"])
    if SOURCE not in {cells.get("source_id") for cells in sources.values()}:
        sources[max(sources, default=1) + 1] = _write(begun.sources[0])
    return {**tables, "targets": targets, "sources": sources}


def _write(row: Row) -> Cells:
    """A row as the cells of its table hold it."""
    return dict(_list_cells(row))


def _list_cells(row: Row) -> Iterator[tuple[str, str]]:
    for name, value in row.model_dump(mode="json").items():
        if value is not None and value != "":
            yield name, str(value).lower() if isinstance(value, bool) else str(value)
