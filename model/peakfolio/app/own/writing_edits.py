"""Writes what a person corrected over what an import wrote, so that a later import knows it for the person's own."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from peakfolio.app.own.editing import SETTINGS, Edits
from peakfolio.importing.imported import Imported
from peakfolio.importing.making import STABLE, name_keys
from peakfolio.keeping import write_file
from peakfolio.plan.package import SETTINGS_FILE, TABLES
from peakfolio.plan.toml_files import parse_toml
from peakfolio.plan.writing import dump_settings, dump_table, find_place

Cells = dict[str, str]


def write_edits(edited: Imported, read: Imported, edits: Edits, folder: Path) -> None:
    """Sets in the files of a package every cell a person set, adds the rows written by hand, and takes out those dropped."""
    tables = {*edited.rows, *read.rows} & set(TABLES)
    for table in sorted(tables):
        before, after = _cut_rows(table, read), _cut_rows(table, edited)
        if before != after:
            _patch(find_place(table, folder), table, before, after)
    if any(table == SETTINGS for table, _, _ in edits.cells):
        _patch_settings(folder / SETTINGS_FILE, edited)


def _cut_rows(table: str, imported: Imported) -> Mapping[str, Cells]:
    """The rows as their file would hold them, by stable key."""
    rows = imported.rows.get(table, ())
    cells = csv.DictReader(io.StringIO(dump_table(table, rows).decode(), newline=""))
    return dict(zip(name_keys(table, rows), cells, strict=True))


def _patch(path: Path, table: str, before: Mapping[str, Cells], after: Mapping[str, Cells]) -> None:
    reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig") if path.is_file() else "", newline=""))
    columns = tuple(reader.fieldnames or next(iter(after.values()), {}))
    rows: dict[str, Cells] = {}
    for row in reader:
        key = "|".join(row.get(column) or "" for column in STABLE.get(table, TABLES[table].key))
        rows[key if key not in rows else f"{key}#{sum(each.split('#')[0] == key for each in rows) + 1}"] = dict(row)
    for key, cells in after.items():
        was = before.get(key, {})
        changed = {column: value for column, value in cells.items() if value != was.get(column, "")}
        rows[key] = {**rows.get(key, {} if was else cells), **changed}
    kept = {key: row for key, row in rows.items() if key not in before or key in after}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(kept.values())
    write_file(path, text.getvalue().encode())


def _patch_settings(path: Path, edited: Imported) -> None:
    """The place, the years and the year the plan is judged for, as a person confirmed them."""
    said = parse_toml(path.read_text(encoding="utf-8"))
    settings = edited.settings.model_dump(mode="json", exclude_none=True)
    for section in ("region", "years"):
        said[section] = {**said.get(section, {}), **settings[section]}
    said["assessment"] = {**said.get("assessment", {}), "milestone": settings["assessment"]["milestone"]}
    write_file(path, dump_settings(said))
