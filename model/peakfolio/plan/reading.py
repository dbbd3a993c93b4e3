"""Reads a plan package: all of it or nothing, and every fault at once.

The road of a table is bytes -> text -> cells -> rows; each step collects its faults and hands on what it could read, so
that one pass names everything there is to mend. Only when no step found anything is a ``Plan`` built.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from peakfolio.errors import Fault, Flaw, PlanFaults
from peakfolio.plan.catalogue import find_delivery, find_evidence, find_factors, find_starters, find_systems
from peakfolio.plan.cell_tables import Cells, CellTable, find_files, find_misnamed, read_cells, read_text
from peakfolio.plan.checking import check_plan, check_tables
from peakfolio.plan.checking_chains import size_draft
from peakfolio.plan.checking_settings import check_factor_names
from peakfolio.plan.delivery_book import DeliveryBook
from peakfolio.plan.evidence_book import EvidenceBook
from peakfolio.plan.factors import FactorBook
from peakfolio.plan.filling import fill_cells
from peakfolio.plan.gathering import Faults, Written
from peakfolio.plan.limits import MOST_PACKAGE_BYTES, MOST_ROWS_IN_ALL, MOST_SETTINGS_BYTES, MOST_TABLE_BYTES, shorten
from peakfolio.plan.naming import describe_itself, name_region
from peakfolio.plan.package import (
    AUTOMATIC_SOURCE,
    DELIVERY_TABLES,
    EVIDENCE_TABLES,
    FACTOR_TABLES,
    SETTINGS_FILE,
    STARTER_TABLES,
    SYSTEM_TABLES,
    TABLES,
    Draft,
)
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import TYPED, Row
from peakfolio.plan.settings import Settings
from peakfolio.plan.starter_book import StarterBook
from peakfolio.plan.system_book import SystemBook
from peakfolio.plan.system_filling import fill_from_system
from peakfolio.plan.toml_files import TomlSlip, parse_toml
from peakfolio.plan.wrong_values import describe_wrong, mend_lack, mend_wrong
from peakfolio.words import say


def read_plan(folder: Path) -> Plan:
    """The plan in a folder.

    Raises PlanFaults with every fault of every file; nothing is half-read.
    """
    faults = Faults()
    if not folder.is_dir():
        fault = Fault(str(folder), None, None, say("there is no such folder"), say("name a plan package"))
        raise PlanFaults(str(folder), (fault,))
    place = folder.resolve().name
    files = _find_files(folder, faults)
    _refuse_size(folder, files, faults)
    if faults:
        raise faults.gather(place)
    settings = _read_settings(folder, faults)
    cells = _read_cells(files, TABLES, place, faults)
    draft = _read_draft(cells, settings, faults)
    factors, evidence = read_factors(), read_evidence()
    if settings is not None:
        sized = size_draft(settings, draft, evidence)
        draft = sized.draft
        faults += sized.faults
        faults += check_plan(settings, draft)
        faults += check_factor_names(settings, draft, factors)
    if faults or settings is None:
        raise faults.gather(
            place, {f"{name}.csv": Written(_name_file(files, name), each.heads) for name, each in cells.items()}
        )
    return _make_plan(settings, draft)


def read_readable(folder: Path) -> Plan | None:
    """What of a package with faults can be read: its settings and every row that is one; None where not even that is known.

    It is good for saying what the package holds, and for nothing that is reckoned.
    """
    faults = Faults()
    files = _find_files(folder, faults)
    _refuse_size(folder, files, large := Faults())
    if large:
        return None
    settings = _read_settings(folder, faults)
    try:
        cells = _read_cells(files, TABLES, folder.resolve().name, faults)
    except PlanFaults:
        return None
    return None if settings is None else _make_plan(settings, _read_draft(cells, settings, faults))


def _make_plan(settings: Settings, draft: Draft) -> Plan:
    filled: dict[str, Any] = {table: tuple(draft.list_rows(table)) for table in TABLES}
    books: dict[str, Any] = {
        "factors": read_factors(),
        "delivery_book": read_delivery_book(),
        "evidence": read_evidence(),
    }
    return Plan(settings=settings, **books, **filled)


def _find_files(folder: Path, faults: Faults) -> Mapping[str, Path | None]:
    """The file of each table, None where there is none; a table in two files, and a file that is no table, are faults."""
    found = find_files(folder, TABLES)
    for files in found.values():
        if len(files) > 1:
            finding = say("is the same table as {other}", other=files[0].name)
            faults.append(Fault(files[1].name, None, None, finding, say("keep one of them")))
    faults += find_misnamed(folder)
    return {table: files[0] if files else None for table, files in found.items()}


def _name_file(files: Mapping[str, Path | None], table: str) -> str:
    path = files[table]
    return f"{table}.csv" if path is None else path.name


def _refuse_size(folder: Path, files: Mapping[str, Path | None], faults: Faults) -> None:
    """Says of every file, and of all together, where they are larger than a plan can be; nothing is opened for it."""
    total = 0
    for path in (folder / SETTINGS_FILE, *(each for each in files.values() if each is not None)):
        size = path.stat().st_size if path.is_file() else 0
        total += size
        most = MOST_SETTINGS_BYTES if path.name == SETTINGS_FILE else MOST_TABLE_BYTES
        if size > most:
            faults.append(_say_large(path.name, size, most))
    if total > MOST_PACKAGE_BYTES and not faults:
        faults.append(_say_large(folder.resolve().name, total, MOST_PACKAGE_BYTES))


def _say_large(name: str, size: int, most: int) -> Fault:
    finding = say("is too large: {size:,} bytes; at most {most:,} are read", size=size, most=most)
    return Fault(name, None, None, finding, say("split the plan, or leave out what is not needed"))


def _read_draft(tables: Mapping[str, CellTable], settings: Settings | None, faults: Faults) -> Draft:
    """The rows of every table of a plan, what their empty cells mean filled in."""
    base_year = None if settings is None else settings.years.base_year
    rows: Mapping[str, Mapping[int, Cells]] = {name: each.rows for name, each in tables.items()}
    if settings is not None and settings.region.system is not None:
        rows = fill_from_system(rows, read_systems(), settings)
    filled = dict(fill_cells(rows, base_year))
    if settings is not None and _needs_source(filled):
        filled["sources"] = {**filled["sources"], 1: describe_itself(settings.years)}
    return _read_rows(tables, filled, TABLES, faults)


def _needs_source(tables: Mapping[str, Mapping[int, Cells]]) -> bool:
    """Whether some row is taken from the plan itself, and no source of that name is given."""
    keys = {row.get("source_id") for row in tables["sources"].values()}
    return AUTOMATIC_SOURCE not in keys and any(
        row.get("source_id") == AUTOMATIC_SOURCE for rows in tables.values() for row in rows.values()
    )


def _read_cells(
    files: Mapping[str, Path | None], tables: Mapping[str, type[Row]], place: str, faults: Faults
) -> Mapping[str, CellTable]:
    """The cells of every table, up to the most that are read of a package."""
    read: dict[str, CellTable] = {}
    for table, row_type in tables.items():
        read[table] = read_cells(files[table], table, row_type, faults)
        total = sum(len(each.rows) + len(each.torn) for each in read.values())
        if total > MOST_ROWS_IN_ALL:
            finding = say(
                "brings the package to {total:,} rows; at most {most:,} are read", total=total, most=MOST_ROWS_IN_ALL
            )
            faults.append(Fault(f"{table}.csv", None, None, finding, say("split the plan")))
            raise faults.gather(place)
    return read


def _read_rows(
    tables: Mapping[str, CellTable],
    filled: Mapping[str, Mapping[int, Cells]],
    types: Mapping[str, type[Row]],
    faults: Faults,
) -> Draft:
    """The rows that can be made of the cells; ``filled`` are the cells with what the empty ones mean."""
    numbered = {name: tuple(_make_rows(name, each, filled[name], types[name], faults)) for name, each in tables.items()}
    keys = {name: each.list_keys(types[name].key[0], filled[name]) for name, each in tables.items()}
    return Draft(numbered, keys, torn=frozenset(file.removesuffix(".csv") for file in faults.files))


def read_factors(folder: Path | None = None) -> FactorBook:
    """The emission factors in a folder, by default those that ship with peakfolio.

    Raises PlanFaults with every fault of every file.
    """
    return FactorBook(**_read_shared(folder or find_factors(), FACTOR_TABLES))


def read_delivery_book(folder: Path | None = None) -> DeliveryBook:
    """The months and conditions of delivery in a folder, by default those that ship with peakfolio.

    Raises PlanFaults with every fault of every file.
    """
    return DeliveryBook(**_read_shared(folder or find_delivery(), DELIVERY_TABLES))


def read_evidence(folder: Path | None = None) -> EvidenceBook:
    """The reference classes in a folder, by default those that ship with peakfolio.

    Raises PlanFaults with every fault of every file.
    """
    return EvidenceBook(**_read_shared(folder or find_evidence(), EVIDENCE_TABLES))


def read_systems(folder: Path | None = None) -> SystemBook:
    """The indicator systems in a folder, by default those that ship with peakfolio.

    Raises PlanFaults with every fault of every file.
    """
    return SystemBook(**_read_shared(folder or find_systems(), SYSTEM_TABLES))


def read_starters(folder: Path | None = None) -> StarterBook:
    """What tables can be started from, in a folder, by default what ships with peakfolio.

    Raises PlanFaults with every fault of every file.
    """
    return StarterBook(**_read_shared(folder or find_starters(), STARTER_TABLES))


def _read_shared(place: Path, tables: Mapping[str, type[Row]]) -> dict[str, Any]:
    """The rows of a folder that all regions share, by table; each of its tables must be there."""
    faults = Faults()
    files = {table: place / f"{table}.csv" for table in tables}
    for path in files.values():
        if not path.is_file():
            mend = say("add it; a table without rows still has its header")
            faults.append(Fault(path.name, None, None, say("the file is missing"), mend))
    read = _read_cells(
        {table: path if path.is_file() else None for table, path in files.items()}, tables, place.name, faults
    )
    draft = _read_rows(read, {name: each.rows for name, each in read.items()}, tables, faults)
    faults += check_tables(draft)
    if faults:
        raise faults.gather(place.name)
    return {table: tuple(draft.list_rows(table)) for table in tables}


def list_tables(folder: Path) -> tuple[Path, ...]:
    """The files of a package that hold its tables."""
    return tuple(path for files in find_files(folder, TABLES).values() for path in files)


def hash_inputs(folder: Path) -> Mapping[str, str]:
    """SHA-256 of each file a plan is read from, by file name; a table that is not there is an empty one and has none."""
    paths = {path.name: path for path in (folder / SETTINGS_FILE, *list_tables(folder))}
    paths |= {f"factors/{table}.csv": find_factors() / f"{table}.csv" for table in FACTOR_TABLES}
    paths |= {f"delivery/{table}.csv": find_delivery() / f"{table}.csv" for table in DELIVERY_TABLES}
    paths |= {f"evidence/{table}.csv": find_evidence() / f"{table}.csv" for table in EVIDENCE_TABLES}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}


def _read_settings(folder: Path, faults: Faults) -> Settings | None:
    text = read_text(folder / SETTINGS_FILE, SETTINGS_FILE, faults)
    if text is None:
        return None
    try:
        said = parse_toml(text)
        base = said.get("scenario", {})
        named = {name: _take_over(base, over) for name, over in said.get("scenarios", {}).items()}
        if isinstance(said.get("region"), dict):
            said["region"] = {"id": name_region(folder)} | said["region"]
        return Settings.model_validate({**said, "scenarios": named}, context=TYPED)
    except TomlSlip as slip:
        faults.append(Fault(SETTINGS_FILE, None, None, slip.finding, slip.mend))
    except ValidationError as error:
        faults += (flaw.at(SETTINGS_FILE) for _, flaw in _list_flaws(error))
    except (AttributeError, TypeError):
        finding = say("must be tables")
        mend = say("write [scenarios.name]")
        faults.append(Fault(SETTINGS_FILE, None, "scenarios", finding, mend))
    return None


def _take_over(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """A named scenario: what the plan's own says, but for what it says itself; a title of its own is not mixed with another's."""
    titles = {"title_zh", "title_en"}
    return {key: each for key, each in base.items() if not titles & over.keys() or key not in titles} | over


def _make_rows(
    table: str, cells: CellTable, rows: Mapping[int, Cells], row_type: type[Row], faults: Faults
) -> Iterator[tuple[int, Row]]:
    """The rows of a table that can be read, with their numbers; a column that rows need and the table lacks is one fault."""
    file, absent = f"{table}.csv", set[str]()
    for number, row in rows.items():
        try:
            yield number, row_type.model_validate(row)
        except ValidationError as error:
            for lack, flaw in _list_flaws(error):
                if lack and flaw.column not in (cells.header or ()):
                    absent.add(str(flaw.column))
                elif (
                    flaw.column not in cells.spoilt
                ):  # what is wrong with a whole column was said once, and not of every row
                    faults.append(flaw.at(file, number))
    for column in (each for each in row_type.model_fields if each in absent):
        faults.append(Fault(file, 1, column, say("the column is missing"), mend_lack(column)))


def _list_flaws(error: ValidationError) -> Iterator[tuple[bool, Flaw]]:
    """What pydantic found wrong with a row, or with the settings, and whether it is a lack."""
    for each in error.errors(include_url=False):
        column = shorten(".".join(str(part) for part in each["loc"])) or None
        yield each["type"] == "missing", Flaw(column, describe_wrong(each), mend_wrong(each))
