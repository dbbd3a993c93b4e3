"""Writes a plan as a package that this and other tools can read: CSV tables, ``plan.toml`` and ``datapackage.json``."""

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

import tomli_w

from peakfolio.errors import PeakfolioError
from peakfolio.keeping import make_folder
from peakfolio.plan.cell_tables import find_files
from peakfolio.plan.csv_files import decode
from peakfolio.plan.filling import is_needed
from peakfolio.plan.naming import name_region, rename_region
from peakfolio.plan.package import (
    DELIVERY_TABLES,
    EVIDENCE_TABLES,
    FACTOR_TABLES,
    SETTINGS_FILE,
    STARTER_TABLES,
    SYSTEM_TABLES,
    TABLES,
    is_side_file,
    list_columns,
    order_columns,
)
from peakfolio.plan.plan import Plan
from peakfolio.plan.ranges import ENDS
from peakfolio.plan.row_forms import write_cell
from peakfolio.plan.rows import Row
from peakfolio.plan.settings import Settings
from peakfolio.plan.starting import start_blank
from peakfolio.plan.tables import Effect
from peakfolio.words import say

DESCRIPTOR = "datapackage.json"
README = "README.md"


def write_plan(plan: Plan, folder: Path) -> None:
    """Writes the plan into a folder, which is made if it does not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        rows = clear_chained(plan) if table == "effects" else getattr(plan, table)
        (folder / f"{table}.csv").write_bytes(dump_table(table, rows))
    (folder / SETTINGS_FILE).write_text(_dump_settings(plan.settings), encoding="utf-8", newline="\n")
    write_descriptor(describe_package(plan.settings), folder)


def find_place(table: str, folder: Path) -> Path:
    """The file of a table in a folder: the one that holds it, under whatever name, else one under its own name."""
    return next(iter(find_files(folder, [table])[table]), folder / f"{table}.csv")


def dump_toml(said: Mapping[str, Any]) -> bytes:
    """Settings as a TOML file holds them."""
    return tomli_w.dumps(said).encode()


def write_rows(rows: Mapping[str, tuple[Row, ...]], folder: Path) -> None:
    """Writes rows of some tables, each with the header of its table.

    Raises PeakfolioError where the folder already holds something.
    """
    with _begin(folder) as making:
        for table, kept in rows.items():
            (making / f"{table}.csv").write_bytes(dump_table(table, kept))


def write_descriptor(described: Mapping[str, Any], folder: Path) -> None:
    """Writes what a package holds beside its tables, for other tools."""
    (folder / DESCRIPTOR).write_bytes(dump_descriptor(described))


def dump_descriptor(described: Mapping[str, Any]) -> bytes:
    """The descriptor as its file holds it."""
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def write_blank_package(folder: Path, plan: Plan | None = None) -> None:
    """Writes a package to fill in: every table's header and an example ``plan.toml``, or the rows a plan begins with.

    The key of its region follows from the folder, so that the results of two packages do not meet in one place.
    Raises PeakfolioError where the folder already holds something.
    """
    with _begin(folder) as making:
        write_plan(_name_after(plan or start_blank(), folder), making)


def _name_after(plan: Plan, folder: Path) -> Plan:
    region = plan.settings.region.model_copy(update={"id": name_region(folder)})
    return replace(plan, settings=plan.settings.model_copy(update={"region": region}))


def write_copy(source: Path, settings: Settings, folder: Path) -> None:
    """Writes a copy of a package under a key of its own, its files otherwise as they are.

    Where they are as a descriptor says, that of these settings is written too.
    Raises PeakfolioError where the folder already holds something.
    """
    with _begin(folder) as making:
        for path in list_files(source):
            shutil.copyfile(path, making / path.name)
        named = _name_copy(settings, name_region(folder))
        _write_named(making / SETTINGS_FILE, named)
        if is_plain(source):
            write_descriptor(describe_package(named), making)


def _name_copy(settings: Settings, key: str) -> Settings:
    """The settings of a copy: of another region, which began as this one."""
    changed = {"id": key, "begun_from": settings.region.evidence_id}
    return settings.model_copy(update={"region": settings.region.model_copy(update=changed)})


def _write_named(path: Path, settings: Settings) -> None:
    """Puts the key of a copy into its plan.toml, or writes it anew where that cannot be done without touching the rest."""
    region = settings.region
    text = rename_region(decode(path.read_bytes()) or "", region.id, region.begun_from or region.id)
    if text is None:
        text = _dump_settings(settings)
    path.write_text(text, encoding="utf-8", newline="\n")


def _dump_settings(settings: Settings) -> str:
    return tomli_w.dumps(settings.model_dump(mode="json", exclude_none=True))


def list_files(folder: Path) -> tuple[Path, ...]:
    """The files of a package that a copy, a zip or a session carries: settings, tables, side files and what its author wrote of it."""
    tables = {path for files in find_files(folder, TABLES).values() for path in files}
    return tuple(
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and (path in tables or path.name in (SETTINGS_FILE, README) or is_side_file(path.name))
    )


def is_plain(folder: Path) -> bool:
    """Whether a package is as the descriptor says: each table under its own name, in UTF-8, with the header of all its columns."""
    heads = {table: (folder / f"{table}.csv") for table in TABLES}
    return all(path.is_file() and _has_columns(path, list_columns(table)) for table, path in heads.items())


def _has_columns(path: Path, columns: tuple[str, ...]) -> bool:
    first = path.read_bytes().split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    return sorted(first.strip().split(",")) == sorted(columns)


@contextmanager
def _begin(folder: Path) -> Iterator[Path]:
    """A new folder to fill."""
    if folder.is_dir() and any(folder.iterdir()):
        raise PeakfolioError(say("{folder} is not empty; name a folder that does not exist yet.", folder=folder))
    with make_folder(folder) as making:
        yield making


def describe_package(settings: Settings) -> Mapping[str, Any]:
    """The Frictionless descriptor of a plan package: every table with its fields, keys and references."""
    years = settings.years
    return _describe(settings.region.id, f"{years.title_zh} / {years.title_en}", TABLES)


def describe_factors() -> Mapping[str, Any]:
    """The Frictionless descriptor of the emission factors all regions share."""
    return _describe("factors", "排放因子 / Emission factors", FACTOR_TABLES)


def describe_delivery_book() -> Mapping[str, Any]:
    """The Frictionless descriptor of the months and conditions of delivery all regions share."""
    return _describe("delivery", "建设周期与实施条件 / How projects are delivered", DELIVERY_TABLES)


def describe_evidence() -> Mapping[str, Any]:
    """The Frictionless descriptor of the reference classes all regions share."""
    return _describe(
        "evidence", "参照类：单位造价与单位成效 / Reference classes: unit costs and unit effects", EVIDENCE_TABLES
    )


def describe_systems() -> Mapping[str, Any]:
    """The Frictionless descriptor of the indicator systems all regions share."""
    return _describe("systems", "指标体系 / Indicator systems", SYSTEM_TABLES)


def describe_starters() -> Mapping[str, Any]:
    """The Frictionless descriptor of what all regions can be started from."""
    return _describe("starters", "起步数据 / What tables are started from", STARTER_TABLES)


def clear_chained(plan: Plan) -> tuple[Effect, ...]:
    """The effects as a package holds them: those with a chain without the figures that follow from it."""
    empty = dict.fromkeys(ENDS)
    return tuple(row.model_copy(update=empty) if plan.find_chain(row) is not None else row for row in plan.effects)


def _describe(name: str, title: str, tables: Mapping[str, type[Row]]) -> Mapping[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "resources": [_describe_table(table, row_type) for table, row_type in tables.items()],
    }


def _describe_table(table: str, row_type: type[Row]) -> Mapping[str, Any]:
    needed = {name for name in row_type.model_fields if is_needed(table, row_type, name)}
    schema: dict[str, Any] = {
        "fields": [
            _describe_field(name, row_type.model_fields[name], is_needed=name in needed)
            for name in order_columns(row_type)
        ],
        "missingValues": [""],
    }
    if needed.issuperset(row_type.key):
        schema["primaryKey"] = list(row_type.key)
    references = [
        {"fields": column, "reference": {"resource": target, "fields": column}}
        for column, target in row_type.references.items()
        if target in TABLES and TABLES[target].key == (column,)
    ]
    if references:
        schema["foreignKeys"] = references
    summary = (row_type.__doc__ or "").split("\n", maxsplit=1)[0]
    return {
        "name": table,
        "path": f"{table}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": summary,
        "schema": schema,
    }


def _describe_field(name: str, info: Any, *, is_needed: bool) -> Mapping[str, Any]:
    kind = _strip_none(info.annotation)
    field: dict[str, Any] = {"name": name, "type": _name_type(kind), "description": info.description or ""}
    constraints: dict[str, Any] = {"required": True} if is_needed else {}
    if get_origin(kind) is Literal:
        constraints["enum"] = list(get_args(kind))
    return {**field, "constraints": constraints} if constraints else field


def _strip_none(annotation: Any) -> Any:
    if get_origin(annotation) is UnionType:
        inner = next(part for part in get_args(annotation) if part is not NoneType)
        return _strip_none(inner)
    return getattr(annotation, "__origin__", annotation) if hasattr(annotation, "__metadata__") else annotation


def _name_type(kind: Any) -> str:
    return {bool: "boolean", int: "integer", float: "number"}.get(kind, "string")


def dump_settings(said: Mapping[str, Any]) -> bytes:
    """Tables of settings as ``plan.toml`` holds them."""
    return tomli_w.dumps(said).encode()


def dump_table(table: str, rows: Iterable[Row]) -> bytes:
    """A table of a package as its file holds it."""
    columns, text = list_columns(table), io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        bare = (
            {"name_en"} if getattr(row, "name_en", None) == getattr(row, "name_zh", "") else set()
        )  # filled again when read
        writer.writerow("" if name in bare else write_cell(getattr(row, name)) for name in columns)
    return text.getvalue().encode()
