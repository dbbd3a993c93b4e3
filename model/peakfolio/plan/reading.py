"""Reads a plan package: all of it or nothing, and every fault at once.

The road of a table is bytes -> text -> cells -> rows; each step collects its faults and hands on what it could read, so
that one pass names everything there is to mend. Only when no step found anything is a ``Plan`` built.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from peakfolio.errors import Fault, Flaw, PlanFaults
from peakfolio.plan.catalogue import find_delivery, find_evidence, find_factors, find_systems
from peakfolio.plan.checking import check_plan, check_tables
from peakfolio.plan.checking_chains import size_draft
from peakfolio.plan.checking_settings import check_factor_names
from peakfolio.plan.csv_files import TornRow, describe_encoding, split_rows
from peakfolio.plan.delivery_book import DeliveryBook
from peakfolio.plan.evidence_book import EvidenceBook
from peakfolio.plan.factors import FactorBook
from peakfolio.plan.limits import (
    MOST_COLUMNS,
    MOST_FAULTS,
    MOST_FINDING,
    MOST_LINES,
    MOST_PACKAGE_BYTES,
    MOST_ROWS,
    MOST_ROWS_IN_ALL,
    MOST_SETTINGS_BYTES,
    MOST_TABLE_BYTES,
    shorten,
)
from peakfolio.plan.package import (
    DELIVERY_TABLES,
    EVIDENCE_TABLES,
    FACTOR_TABLES,
    FILES,
    SETTINGS_FILE,
    SYSTEM_TABLES,
    TABLES,
    Draft,
    NumberedRows,
)
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Row
from peakfolio.plan.settings import Settings
from peakfolio.plan.system_book import SystemBook
from peakfolio.plan.toml_files import TomlSlip, parse_toml
from peakfolio.plan.wrong_values import describe_wrong, mend_wrong
from peakfolio.words import LANGUAGES, Name, Words, say


class Faults(list[Fault]):
    """Faults as they are found: the first of each file are kept, all are counted, and no message is longer than a person reads."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, int] = {}

    @property
    def files(self) -> frozenset[str]:
        """The files in which something was found."""
        return frozenset(self._counts)

    def gather(self, place: str) -> PlanFaults:
        """The error that names all of them; how many were found beyond those that are kept is counted."""
        return PlanFaults(place, tuple(self), sum(self._counts.values()) - len(self))

    def append(self, fault: Fault) -> None:
        """Keeps or counts one more."""
        self._counts[fault.file] = self._counts.get(fault.file, 0) + 1
        if self._counts[fault.file] <= MOST_FAULTS:
            finding, mend = (_cut(said) for said in (fault.finding, fault.mend))
            super().append(replace(fault, finding=finding, mend=mend))

    def __iadd__(self, found: Iterable[Fault]) -> Self:  # type: ignore[override,misc]  # nothing is added but faults
        for fault in found:
            self.append(fault)
        return self


def _cut(said: Words) -> Words:
    if all(len(said.read(each)) <= MOST_FINDING for each in LANGUAGES):
        return said
    return Name(*(shorten(said.read(each), MOST_FINDING) for each in LANGUAGES))


def read_plan(folder: Path) -> Plan:
    """The plan in a folder.

    Raises PlanFaults with every fault of every file; nothing is half-read.
    """
    faults = Faults()
    if not folder.is_dir():
        fault = Fault(str(folder), None, None, say("there is no such folder"), say("name a plan package"))
        raise PlanFaults(str(folder), (fault,))
    place = folder.resolve().name
    _refuse_size(folder, faults)
    if faults:
        raise faults.gather(place)
    settings = _read_settings(folder, faults)
    draft = _read_draft(folder, TABLES, faults)
    factors, evidence = read_factors(), read_evidence()
    if settings is not None:
        sized = size_draft(settings, draft, evidence)
        draft = sized.draft
        faults += sized.faults
        faults += check_plan(settings, draft)
        faults += check_factor_names(settings, draft, factors)
    if faults or settings is None:
        raise faults.gather(place)
    filled: dict[str, Any] = {table: tuple(draft.list_rows(table)) for table in TABLES}
    books: dict[str, Any] = {"factors": factors, "delivery_book": read_delivery_book(), "evidence": evidence}
    return Plan(settings=settings, **books, **filled)


def _refuse_size(folder: Path, faults: Faults) -> None:
    """Says of every file, and of all together, where they are larger than a plan can be; nothing is opened for it."""
    total = 0
    for name in FILES:
        path = folder / name
        size = path.stat().st_size if path.is_file() else 0
        total += size
        most = MOST_SETTINGS_BYTES if name == SETTINGS_FILE else MOST_TABLE_BYTES
        if size > most:
            faults.append(_say_large(name, size, most))
    if total > MOST_PACKAGE_BYTES and not faults:
        faults.append(_say_large(folder.resolve().name, total, MOST_PACKAGE_BYTES))


def _say_large(name: str, size: int, most: int) -> Fault:
    finding = say("is too large: {size:,} bytes; at most {most:,} are read", size=size, most=most)
    return Fault(name, None, None, finding, say("split the plan, or leave out what is not needed"))


def _read_draft(folder: Path, tables: Mapping[str, type[Row]], faults: Faults) -> Draft:
    """The rows of every table, up to the most that are read of a package."""
    numbered: dict[str, NumberedRows] = {}
    keys: dict[str, set[str] | None] = {}
    for table, row_type in tables.items():
        numbered[table], keys[table] = _read_table(folder, table, row_type, faults)
        total = sum(len(each) for each in numbered.values())
        if total > MOST_ROWS_IN_ALL:
            finding = say(
                "brings the package to {total:,} rows; at most {most:,} are read", total=total, most=MOST_ROWS_IN_ALL
            )
            faults.append(Fault(f"{table}.csv", None, None, finding, say("split the plan")))
            raise faults.gather(folder.resolve().name)
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


def _read_shared(place: Path, tables: Mapping[str, type[Row]]) -> dict[str, Any]:
    """The rows of a folder that all regions share, by table."""
    faults = Faults()
    draft = _read_draft(place, tables, faults)
    faults += check_tables(draft)
    if faults:
        raise faults.gather(place.name)
    return {table: tuple(draft.list_rows(table)) for table in tables}


def hash_inputs(folder: Path) -> Mapping[str, str]:
    """SHA-256 of each file a plan is read from, by file name."""
    paths = {name: folder / name for name in FILES}
    paths |= {f"factors/{table}.csv": find_factors() / f"{table}.csv" for table in FACTOR_TABLES}
    paths |= {f"delivery/{table}.csv": find_delivery() / f"{table}.csv" for table in DELIVERY_TABLES}
    paths |= {f"evidence/{table}.csv": find_evidence() / f"{table}.csv" for table in EVIDENCE_TABLES}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}


def _read_text(folder: Path, name: str, faults: Faults) -> str | None:
    path = folder / name
    if not path.is_file():
        finding = say("the file is missing")
        is_table = name.endswith(".csv")
        mend = (
            say("add it; a table without rows still has its header")
            if is_table
            else say("add it; every package has one")
        )
        faults.append(Fault(name, None, None, finding, mend))
        return None
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault(name, None, None, describe_encoding(content), say("save it as UTF-8")))
        return None
    if not text.strip():
        finding = say("the file is empty")
        mend = say("write at least the header line")
        if name.endswith(".toml"):
            mend = say("write the settings, as the plan.toml of another region does")
        faults.append(Fault(name, None, None, finding, mend))
        return None
    return text


def _read_settings(folder: Path, faults: Faults) -> Settings | None:
    text = _read_text(folder, SETTINGS_FILE, faults)
    if text is None:
        return None
    try:
        said = parse_toml(text)
        base = said.get("scenario", {})
        named = {name: {**base, **over} for name, over in said.get("scenarios", {}).items()}
        return Settings.model_validate({**said, "scenarios": named})
    except TomlSlip as slip:
        faults.append(Fault(SETTINGS_FILE, None, None, slip.finding, slip.mend))
    except ValidationError as error:
        faults += (flaw.at(SETTINGS_FILE) for flaw in _list_flaws(error))
    except (AttributeError, TypeError):
        finding = say("must be tables")
        mend = say("write [scenarios.name]")
        faults.append(Fault(SETTINGS_FILE, None, "scenarios", finding, mend))
    return None


def _read_table(folder: Path, table: str, row_type: type[Row], faults: Faults) -> tuple[NumberedRows, set[str] | None]:
    """The rows of a table with their line numbers in the file (the header is row 1), and every key the table names.

    Keys of faulty rows are among them, so that one fault does not cause others elsewhere; None where the table could not be read
    at all, or has no column of keys.
    """
    name = f"{table}.csv"
    header, lines = _read_cells(folder, name, faults)
    if not header:
        return (), None
    spoilt = _check_header(name, header, row_type, faults)
    rows: list[tuple[int, Row]] = []
    for number, cells in lines.items():
        if len(cells) != len(header):
            finding = say("has {count} cells where the header has {columns}", count=len(cells), columns=len(header))
            faults.append(Fault(name, number, None, finding, say("quote cells that contain a comma")))
            continue
        filled = {column: cell for column, cell in zip(header, cells, strict=True) if cell.strip()}
        try:
            rows.append((number, row_type.model_validate(filled)))
        except ValidationError as error:  # what is wrong with a whole column was said once, and not of every row
            faults += (flaw.at(name, number) for flaw in _list_flaws(error) if flaw.column not in spoilt)
    return tuple(rows), _list_keys(header, lines.values(), row_type.key[0])


def _list_keys(header: list[str], lines: Iterable[list[str]], column: str) -> set[str] | None:
    if column not in header:
        return None
    place = header.index(column)
    return {cells[place].strip() for cells in lines if place < len(cells)}


def _read_cells(folder: Path, name: str, faults: Faults) -> tuple[list[str], dict[int, list[str]]]:
    """The header of a table and the rows below it; no header where the table as a whole is faulty."""
    text = _read_text(folder, name, faults)
    if text is None:
        return [], {}
    try:
        lines = split_rows(text)
    except TornRow as torn:
        faults.append(Fault(name, torn.number, None, torn.finding, say("close every quoted cell")))
        return [], {}
    header = [cell.strip() for cell in lines.pop(1, [])]
    whole = _refuse_shape(name, header, lines)
    if whole is not None:
        faults.append(whole)
        return [], {}
    return header, lines


def _refuse_shape(name: str, header: list[str], rows: Mapping[int, list[str]]) -> Fault | None:
    """What is wrong with a table as a whole, so that its cells are not looked at."""
    if not header:
        finding = say("the first line is blank")
        return Fault(name, 1, None, finding, say("write the header into the first line"))
    if len(header) > MOST_COLUMNS:
        finding = say("has {columns:,} columns; at most {most}", columns=len(header), most=MOST_COLUMNS)
        mend = say("keep the columns of scenarios/README.md")
        return Fault(name, 1, None, finding, mend)
    last = max(rows, default=1)
    if len(rows) > MOST_ROWS or last > MOST_LINES:
        finding = say("has more than {most:,} rows ({lines:,} lines with blank ones)", most=MOST_ROWS, lines=MOST_LINES)
        return Fault(name, None, None, finding, say("split the plan"))
    return None


def _check_header(name: str, header: list[str], row_type: type[Row], faults: Faults) -> Set[str | None]:
    """The columns with a fault, and None with them: what a row says as a whole cannot be judged where one is wrong."""
    known = list(row_type.model_fields)
    found: list[Fault] = []
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            finding = say("the column stands twice")
            found.append(Fault(name, 1, column or None, finding, say("keep one of them")))
        if column not in known:
            finding = say("is a stray column") if column else say("a column has no name")
            mend = say("remove or rename it; put remarks into 'note'")
            found.append(Fault(name, 1, shorten(column) or None, finding, mend))
    found += [
        Fault(name, 1, column, say("the column is missing"), say("add it, empty where unknown"))
        for column in known
        if column not in header
    ]
    faults += found
    return {None, *(fault.column for fault in found)} if found else frozenset()


def _list_flaws(error: ValidationError) -> Iterator[Flaw]:
    """What pydantic found wrong with a row, or with the settings."""
    for each in error.errors(include_url=False):
        column = shorten(".".join(str(part) for part in each["loc"])) or None
        yield Flaw(column, describe_wrong(each), mend_wrong(each))
