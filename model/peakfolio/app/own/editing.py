"""What a person corrects in an import: cells set by hand, rows looked at, rows dropped; laid over what was read, never into it.

So a mapping can be changed and the documents read again, and what was corrected stays.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from peakfolio.assess.questions import ANSWER_SOURCE, ANSWERS
from peakfolio.importing.framing import PROVINCES
from peakfolio.importing.imported import Imported, ReadCell
from peakfolio.importing.making import name_keys
from peakfolio.plan.package import TABLES
from peakfolio.plan.rows import Row
from peakfolio.plan.settings import Settings
from peakfolio.plan.wrong_values import list_wrong
from peakfolio.words import COMMA, Words, listing, say

Place = tuple[str, str, str]  # table, key of the row, column
RowPlace = tuple[str, str]  # table, key of the row
SETTINGS = "settings"
NUMBERS = frozenset({"value", "upper_value", "relation", "cost_wan_yuan", "start_year", "end_year"})
BY_HAND = say("Corrected by hand when the document was brought in.")
OWNERS: Mapping[str, str] = {  # by which column a row belongs to another that can be dropped
    "targets": "indicator_id",
    "observations": "indicator_id",
    "printed_assessments": "indicator_id",
    "funding": "project_id",
    "supports": "project_id",
}


@dataclass(frozen=True)
class Edits:
    """Cells set by hand with their new text, rows that were looked at and found right, and rows that are none."""

    cells: Mapping[Place, str] = field(default_factory=dict)
    seen: frozenset[RowPlace] = frozenset()
    dropped: frozenset[RowPlace] = frozenset()

    def set(self, place: Place, text: str) -> "Edits":
        """With one more cell set."""
        return replace(self, cells={**self.cells, place: text.strip()})

    def find(self, table: str, key: str) -> Mapping[str, str]:
        """What was written into a row."""
        return {column: text for (where, whose, column), text in self.cells.items() if (where, whose) == (table, key)}

    def look(self, *rows: RowPlace) -> "Edits":
        """With some rows looked at."""
        return replace(self, seen=self.seen | set(rows))

    def drop(self, row: RowPlace) -> "Edits":
        """Without a row."""
        return replace(self, dropped=self.dropped | {row})

    def bring_back(self) -> "Edits":
        """With every row that was dropped."""
        return replace(self, dropped=frozenset())


@dataclass(frozen=True)
class Edited:
    """An import with the edits laid over it, and the edits that no row can take, with the reason."""

    imported: Imported
    faults: Mapping[Place, Words]


def lay_over(imported: Imported, edits: Edits) -> Edited:
    """The rows as a person left them; cells that were set or looked at are sure."""
    faults: dict[Place, Words] = {}
    rows = {table: tuple(_edit_rows(table, found, edits, faults)) for table, found in imported.rows.items()}
    rows = {table: tuple(each for each in found if not _is_orphan(table, each, edits)) for table, found in rows.items()}
    for table, row in _make_missing(imported, edits, faults):
        rows[table] = (*rows.get(table, ()), row)
        if getattr(row, "source_id", "") == ANSWERS and ANSWER_SOURCE not in rows.get("sources", ()):
            rows["sources"] = (*rows.get("sources", ()), ANSWER_SOURCE)
    settings = _edit_settings(imported.settings, edits, faults)
    cells = tuple(
        _edit_cell(each, edits, faults) for each in imported.cells if (each.table, each.key) not in edits.dropped
    )
    known = {(each.table, each.key, each.column) for each in cells}
    wrong = (
        ReadCell(*place, edits.cells[place], "", "", 0, "unread", why)
        for place, why in faults.items()
        if place not in known
    )
    return Edited(replace(imported, settings=settings, rows=rows, cells=(*cells, *wrong)), faults)


def _edit_rows(table: str, rows: tuple[Row, ...], edits: Edits, faults: dict[Place, Words]) -> Iterator[Row]:
    for key, row in zip(name_keys(table, rows), rows, strict=True):
        if (table, key) in edits.dropped:
            continue
        changes = edits.find(table, key)
        yield _change(row, changes, (table, key), faults) if changes else row


def _change(row: Row, changes: Mapping[str, str], place: RowPlace, faults: dict[Place, Words]) -> Row:
    """A row with cells set, and a note where they are numbers; as it was where it cannot take them."""
    said = {name: each for name, each in row.model_dump().items() if each is not None and name not in changes}
    said |= {name: text for name, text in changes.items() if text}
    if NUMBERS & set(changes) and not said.get("note"):
        said |= {"note": BY_HAND.en, "note_zh": BY_HAND.zh}
    try:
        changed = type(row).model_validate(said)
    except ValueError as error:  # whatever the row cannot take
        _tell(error, changes, place, faults)
        return row
    flaw = next(iter(changed.find_flaws()), None)
    if flaw is not None:
        faults |= {(*place, column): flaw.finding for column in changes}
        return row
    return changed


def _tell(error: ValueError, changes: Iterable[str], place: RowPlace, faults: dict[Place, Words]) -> None:
    found = {column: finding for column, finding in list_wrong(error)}
    own = [column for column in changes if column in found] or list(changes)
    for column in own:
        faults[(*place, column)] = found.get(column) or listing(found.values(), COMMA)


def _is_orphan(table: str, row: Row, edits: Edits) -> bool:
    """Whether a row belongs to one that was dropped."""
    column = OWNERS.get(table)
    owner = "" if column is None else str(getattr(row, column))
    home = "projects" if column == "project_id" else "indicators"
    return bool(owner) and (home, owner) in edits.dropped


def _make_missing(imported: Imported, edits: Edits, faults: dict[Place, Words]) -> Iterator[tuple[str, Row]]:
    """Rows a person wrote where words were found and no value could be taken."""
    keys = {table: set(name_keys(table, rows)) for table, rows in imported.rows.items()}
    wanted = dict.fromkeys((table, key) for table, key, _ in edits.cells if key not in keys.get(table, set()))
    for table, key in wanted:
        cells = (each for each in imported.cells if (each.table, each.key) == (table, key))
        cell = next(cells, ReadCell(table, key, "value", "", "", "", 0, "unread"))
        changes = edits.find(table, key)
        if table not in ("targets", "observations") or not changes.get("value", changes.get("relation")):
            continue
        said = {**_begin_row(imported, table, cell), **{name: text for name, text in changes.items() if text}}
        try:
            yield table, TABLES[table].model_validate(said)
        except ValueError as error:  # whatever the row cannot take
            _tell(error, changes, (table, key), faults)


def _begin_row(imported: Imported, table: str, cell: ReadCell) -> dict[str, Any]:
    """What words say of a row beside its value: whose it is, for which year, where it stands."""
    owner, middle, last = (*cell.key.partition("#")[0].split("|"), "", "")[:3]
    home = next((row for row in imported.rows.get("indicators", ()) if getattr(row, "indicator_id", "") == owner), None)
    said: dict[str, Any] = {"indicator_id": owner, "as_written": cell.original or "—"}
    if cell.original:
        said |= {"source_id": getattr(home, "source_id", "plan"), "lines": str(cell.line) if cell.line else None}
    else:
        said["source_id"] = ANSWERS  # no document says it
    said |= {"note": BY_HAND.en, "note_zh": BY_HAND.zh}
    if table == "targets":
        said |= {"standard": middle or "plan", "year": last or None, "relation": "at_least"}
    else:
        said |= {"year": middle, "role": last or "base"}
    return {name: each for name, each in said.items() if each is not None}


def _edit_settings(settings: Settings, edits: Edits, faults: dict[Place, Words]) -> Settings:
    """The settings with what was set: ``region.name_zh``, ``years.base_year`` and so on."""
    said = settings.model_dump()
    changes = {column: text for (table, _, column), text in edits.cells.items() if table == SETTINGS and text}
    for column, text in changes.items():
        section, _, name = column.partition(".")
        said[section][name] = (
            [each for each in text.replace("，", ",").split(",") if each.strip()] if name == "milestones" else text
        )
    if not changes:
        return settings
    if "region.name_zh" in changes and settings.region.name_en == settings.region.name_zh:  # nobody gave an English one
        said["region"]["name_en"] = changes["region.name_zh"]
    if "region.province_zh" in changes:  # its English name was taken from the same place of the document
        said["region"]["province_en"] = name_province(changes["region.province_zh"])
    last = said["years"]["milestones"]
    if str(said["assessment"]["milestone"]) not in {str(each).strip() for each in last} and last:
        said["assessment"]["milestone"] = str(last[0]).strip()
    try:
        return Settings.model_validate(said)
    except ValueError as error:  # whatever the row cannot take
        why = listing((finding for _, finding in list_wrong(error)), COMMA)
        faults |= {(SETTINGS, "", column): why for column in changes}
        return settings


def name_province(said: str) -> str:
    """The English name of a province as a person writes it, with or without 省 or 市."""
    return next((name for words, name in PROVINCES.items() if said.startswith(words)), "unknown")


def _edit_cell(cell: ReadCell, edits: Edits, faults: Mapping[Place, Words]) -> ReadCell:
    place = (cell.table, cell.key, cell.column)
    if place in faults:
        return replace(cell, mark="unread", why=faults[place])
    is_set = any((table, key) == (cell.table, cell.key) for table, key, _ in edits.cells)
    is_set = is_set or (cell.table == "plan" and (SETTINGS, "", cell.column) in edits.cells)
    if cell.mark != "sure" and (is_set or (cell.table, cell.key) in edits.seen):
        return replace(cell, mark="sure", why=None)
    return cell
