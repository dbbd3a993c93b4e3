"""Writes an import as a package; into one that stands there, only what the documents changed, and nothing a person wrote.

A cell that is as the last import left it takes the new value. A cell that is not is the person's: it stays, and where the document
says something new too, both are said.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peakfolio.errors import PeakfolioError
from peakfolio.importing.imported import Change, Imported, Wishes
from peakfolio.importing.making import STABLE, name_keys
from peakfolio.importing.side_files import (
    CELLS_FILE,
    WISHES_FILE,
    Written,
    dump_cells,
    dump_wishes,
    hash_document,
    read_hashes,
    read_wishes,
    read_written,
)
from peakfolio.keeping import fill_folder
from peakfolio.plan.cell_tables import list_codes
from peakfolio.plan.chinese_codes import find_code
from peakfolio.plan.chinese_heads import find_column
from peakfolio.plan.csv_files import decode, describe_encoding
from peakfolio.plan.package import SETTINGS_FILE, TABLES, list_columns
from peakfolio.plan.toml_files import TomlSlip, parse_toml
from peakfolio.plan.writing import DESCRIPTOR, describe_package, dump_descriptor, dump_table, dump_toml, find_place
from peakfolio.words import say

SETTINGS = "plan"
Cells = dict[str, str]
Rows = dict[str, Cells]  # a table: its rows by stable key


@dataclass(frozen=True)
class _Merge:
    rows: Rows
    changes: tuple[Change, ...] = ()


@dataclass
class _Standing:
    """A package that stands in a folder, cell by cell, and what the last import wrote into it."""

    tables: dict[str, Rows] = field(default_factory=dict)
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    written: Written = field(default_factory=dict)


def write_import(imported: Imported, folder: Path, wishes: Wishes | None = None) -> tuple[Change, ...]:
    """Writes an import into a folder; what differs from the package that stood there, and what of it was not taken.

    Raises PeakfolioError where the folder holds something that is no imported package.
    """
    wishes = wishes or Wishes()
    if not _holds_something(folder):
        _write_new(imported, folder, wishes)
        return ()
    _refuse_other(folder)
    if _is_same(imported, folder, wishes):
        return ()
    standing = _read_standing(folder)
    new = {table: _cut_rows(table, imported) for table in TABLES}
    merged = {table: _merge_table(table, standing, new[table]) for table in TABLES}
    settings, changes = _merge_settings(standing, _flatten(imported))
    changes = (*changes, *(change for each in merged.values() for change in each.changes))
    with fill_folder(folder) as making:
        for table, each in merged.items():
            _write_rows(making / find_place(table, folder).name, table, each.rows, standing.headers.get(table))
        (making / SETTINGS_FILE).write_bytes(dump_toml(settings))
        _write_sides(imported, making, wishes)
    return changes


def _holds_something(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _refuse_other(folder: Path) -> None:
    if not (folder / CELLS_FILE).is_file() or not (folder / SETTINGS_FILE).is_file():
        raise PeakfolioError(
            say("{folder} holds something that no import wrote; name a folder that does not exist yet.", folder=folder)
        )


def _is_same(imported: Imported, folder: Path, wishes: Wishes) -> bool:
    """Whether the same documents were imported with the same wishes."""
    hashes = {each.name: hash_document(each) for each in imported.documents}
    return dict(read_hashes(folder)) == hashes and read_wishes(folder) == Wishes(
        wishes.system, wishes.name_zh, dict(wishes.mappings), dict(wishes.answers)
    )


def _write_new(imported: Imported, folder: Path, wishes: Wishes) -> None:
    with fill_folder(folder) as making:
        for table in TABLES:
            (making / f"{table}.csv").write_bytes(dump_table(table, imported.rows.get(table, ())))
        settings = imported.settings.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        (making / SETTINGS_FILE).write_bytes(dump_toml(settings))
        (making / DESCRIPTOR).write_bytes(dump_descriptor(describe_package(imported.settings)))
        _write_sides(imported, making, wishes)


def _write_sides(imported: Imported, making: Path, wishes: Wishes) -> None:
    for number, document in enumerate(imported.documents, start=1):
        (making / f"source-{number}.txt").write_text(document.text, encoding="utf-8", newline="\n")
    (making / CELLS_FILE).write_bytes(dump_cells(imported.cells, _list_written(imported)))
    (making / WISHES_FILE).write_bytes(dump_wishes(imported, wishes))


def _list_written(imported: Imported) -> Written:
    written = {
        (table, key, column): value
        for table in TABLES
        for key, cells in _cut_rows(table, imported).items()
        for column, value in cells.items()
        if value
    }
    return {**{(SETTINGS, "", column): value for column, value in _flatten(imported).items()}, **written}


def _cut_rows(table: str, imported: Imported) -> Rows:
    """The rows of an import as their file would hold them, by stable key."""
    rows = imported.rows.get(table, ())
    cells = csv.DictReader(io.StringIO(dump_table(table, rows).decode(), newline=""))
    return dict(zip(name_keys(table, rows), cells, strict=True))


def _flatten(imported: Imported) -> Cells:
    settings = imported.settings.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return {key: _write(value) for key, value in _walk(settings)}


def _walk(said: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in said.items():
        if isinstance(value, dict):
            yield from _walk(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _write(value: Any) -> str:
    return ";".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _read_standing(folder: Path) -> _Standing:
    written = read_written(folder)
    known: dict[str, list[str]] = {}
    for table, key, _ in written:
        if key not in known.setdefault(table, []):
            known[table].append(key)
    standing = _Standing(written=written)
    for table in TABLES:
        path = find_place(table, folder)
        if not path.is_file():
            continue
        header, rows = _read_rows(path, table)
        standing.headers[table] = header
        standing.tables[table] = _key_rows(table, rows)
    try:
        standing.settings = parse_toml(decode((folder / SETTINGS_FILE).read_bytes()) or "")
    except TomlSlip as slip:
        raise PeakfolioError(
            say("{file}: {finding}; {mend}.", file=SETTINGS_FILE, finding=slip.finding, mend=slip.mend)
        ) from slip
    return standing


def _read_rows(path: Path, table: str) -> tuple[tuple[str, ...], list[Cells]]:
    """The columns of a table and its rows, whatever a spreadsheet made of them: GB18030, Chinese heads, Chinese words for codes."""
    text = decode(content := path.read_bytes())
    if text is None:
        raise PeakfolioError(say("{file}: {finding}.", file=path.name, finding=describe_encoding(content)))
    kind = TABLES[table]
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = {head: find_column(table, head, kind.model_fields) or head for head in reader.fieldnames or ()}
    rows = [
        {
            columns[head]: find_code(cell or "", list_codes(kind, columns[head]))
            for head, cell in row.items()
            if head in columns
        }
        for row in reader
    ]
    return tuple(columns.values()), rows


def _key_rows(table: str, rows: list[Cells]) -> Rows:
    """Rows as they stand in a file, by stable key; what a person left out of a row is empty."""
    seen: dict[str, int] = {}
    keyed: Rows = {}
    columns = STABLE.get(table, TABLES[table].key)
    for row in rows:
        said = "|".join((row.get(column) or "") for column in columns)
        seen[said] = seen.get(said, 0) + 1
        keyed[said if seen[said] == 1 else f"{said}#{seen[said]}"] = {
            key: value or "" for key, value in row.items() if key
        }
    return keyed


def _merge_table(table: str, standing: _Standing, new: Rows) -> _Merge:
    """The rows that are to stand: what the documents say now, over which stays what a person wrote."""
    old, changes = standing.tables.get(table, {}), []
    base: Rows = {}
    for (name, key, column), value in standing.written.items():
        if name == table:
            base.setdefault(key, {})[column] = value
    rows: Rows = {}
    for key in [*new, *(each for each in old if each not in new)]:
        before, now, was = old.get(key), new.get(key), base.get(key)
        kept, found = _merge_row(table, key, (was, before, now))
        changes += found
        if kept is not None:
            rows[key] = kept
    return _Merge(rows, tuple(changes))


def _merge_row(
    table: str, key: str, versions: tuple[Cells | None, Cells | None, Cells | None]
) -> tuple[Cells | None, list[Change]]:
    """A row as it was imported, as it stands and as it is read now: what is to stand, and what changed."""
    was, before, now = versions
    if now is None:
        is_own = was is None or before is None or _differs(was, before)
        if is_own:
            gone = [] if was is None or before is None else [Change(table, key, "", _show(before), "", is_kept=True)]
            return before, gone
        return None, [Change(table, key, "", _show(before or {}), "")]
    if before is None:
        if was is not None:  # a person took the row out
            is_new = _differs(was, now)
            return None, [Change(table, key, "", "", _show(now), is_kept=True)] if is_new else []
        return now, [Change(table, key, "", "", _show(now))]
    row, changes = dict(before), []
    for column, value in now.items():
        stands, last = before.get(column, ""), (was or {}).get(column, "")
        if value in (stands, last):
            continue
        is_kept = stands != last
        row[column] = stands if is_kept else value
        if column != "lines":
            changes.append(Change(table, key, column, stands, value, is_kept=is_kept))
    return row, changes


def _differs(one: Cells, other: Cells) -> bool:
    return any((one.get(column) or "") != (other.get(column) or "") for column in {*one, *other} if column != "lines")


def _show(row: Cells) -> str:
    return row.get("name_zh") or row.get("as_written") or "; ".join(value for value in row.values() if value)


def _merge_settings(standing: _Standing, new: Cells) -> tuple[dict[str, Any], tuple[Change, ...]]:
    settings = standing.settings
    stands = {key: _write(value) for key, value in _walk(settings)}
    changes = []
    for column, value in new.items():
        last, now = standing.written.get((SETTINGS, "", column), ""), stands.get(column, "")
        if value in (now, last):
            continue
        is_kept = now != last
        changes.append(Change(SETTINGS, "", column, now, value, is_kept=is_kept))
        if not is_kept:
            _put(settings, column.split("."), value)
    return settings, tuple(changes)


def _put(settings: dict[str, Any], path: list[str], value: str) -> None:
    for each in path[:-1]:
        settings = settings.setdefault(each, {})
    before = settings.get(path[-1])
    parts: list[Any] = [int(each) if each.isdigit() else each for each in value.split(";")]
    settings[path[-1]] = parts if isinstance(before, list) else parts[0]


def _write_rows(place: Path, table: str, rows: Rows, header: tuple[str, ...] | None) -> None:
    columns = header or list_columns(table)
    more = [
        column
        for column in list_columns(table)
        if column not in columns and any(row.get(column) for row in rows.values())
    ]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, (*columns, *more), lineterminator="\n", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows.values())
    place.write_bytes(text.getvalue().encode())
