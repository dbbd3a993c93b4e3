"""The tables of a plan package: which there are, what a draft of them holds, and the order of their columns."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args, get_origin, get_type_hints

from peakfolio.plan.carbon_tables import Ranged
from peakfolio.plan.delivery_book import DeliveryBook
from peakfolio.plan.evidence_book import EvidenceBook
from peakfolio.plan.factors import FactorBook
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import KnownRow
from peakfolio.plan.rows import CitedRow, Row
from peakfolio.plan.starter_book import StarterBook
from peakfolio.plan.system_book import SystemBook

SETTINGS_FILE = "plan.toml"
NumberedRows = tuple[tuple[int, Any], ...]


def _list_tables(noun: type) -> Mapping[str, type[Row]]:
    """The tables a noun is made of, in its order: its fields that are tuples of rows."""
    return {name: get_args(kind)[0] for name, kind in get_type_hints(noun).items() if get_origin(kind) is tuple}


TABLES = _list_tables(Plan)
FACTOR_TABLES = _list_tables(FactorBook)
DELIVERY_TABLES = _list_tables(DeliveryBook)
EVIDENCE_TABLES = _list_tables(EvidenceBook)
SYSTEM_TABLES = _list_tables(SystemBook)
STARTER_TABLES = _list_tables(StarterBook)
FILES = (SETTINGS_FILE, *(f"{table}.csv" for table in TABLES))
# what may lie beside the tables and is never needed for reading: texts of the documents, what an import read, wishes, decisions and changes
SIDE_FILES = ("imported.csv", "import.toml", "decisions.csv", "changes.csv")
SOURCE_TEXT = re.compile(r"source-[1-9][0-9]{0,3}\.txt", re.ASCII)
AUTOMATIC_SOURCE = "plan_itself"  # the key of the plan as the source of rows that name none


def is_side_file(name: str) -> bool:
    """Whether a file is carried with a package though no plan is read from it."""
    return name in SIDE_FILES or SOURCE_TEXT.fullmatch(name) is not None


@dataclass(frozen=True)
class Draft:
    """What could be read of a package, before it is known to be in order.

    ``tables`` holds (row number, row) pairs; ``keys`` every key a table names, None where it could not be read; ``torn`` the
    tables of which some row could not be read, so that nothing is said of their sums and of what they lack.
    """

    tables: Mapping[str, NumberedRows]
    keys: Mapping[str, set[str] | None]
    torn: frozenset[str] = frozenset()

    def __getitem__(self, table: str) -> NumberedRows:
        return self.tables[table]

    def list_rows(self, table: str) -> Iterator[Any]:
        """The rows of a table without their numbers."""
        return (row for _, row in self.tables[table])

    @cached_property
    def known(self) -> Mapping[str, set[str] | None]:
        """The keys of every table, and of all actions: projects and measures."""
        projects, measures = self.keys.get("projects"), self.keys.get("measures")
        actions = None if projects is None or measures is None else projects | measures
        return {**self.keys, "actions": actions}

    def is_whole(self, *tables: str) -> bool:
        """Whether every row of some tables could be read."""
        return self.torn.isdisjoint(tables)

    def lacks(self, table: str, key: str) -> bool:
        """Whether it is known that a table has no such key."""
        known = self.known[table]
        return known is not None and key not in known


def list_columns(table: str) -> tuple[str, ...]:
    """The columns of a plan's table in file order."""
    return order_columns(TABLES[table])


def order_columns(row_type: type[Row]) -> tuple[str, ...]:
    """The columns of a kind of row in file order: its own first, then its range, why, when it was known, and where it comes from."""
    last = tuple(CitedRow.model_fields) if issubclass(row_type, CitedRow) else ()
    if issubclass(row_type, KnownRow):
        known = tuple(name for name in KnownRow.model_fields if name not in last)
        last = (*known, *last)
    if issubclass(row_type, Ranged):
        ranged = tuple(name for name in Ranged.model_fields if name not in last)
        why = ("values", "formula", "reasoning", "reasoning_zh")
        last = (*ranged, *(name for name in why if name in row_type.model_fields), *last)
    return (*(name for name in row_type.model_fields if name not in last), *last)
