"""Checks of where figures come from: sources, lines and days that can be looked up."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from peakfolio.errors import Fault
from peakfolio.plan.limits import MOST_DIGITS, shorten
from peakfolio.plan.rows import CitedRow, Source
from peakfolio.words import say

NumberedRows = tuple[tuple[int, Any], ...]


def check_sources(tables: Mapping[str, NumberedRows]) -> Iterator[Fault]:
    """Sources that say too little to look a figure up, and rows of a document without its lines."""
    sources: dict[str, Source] = {row.source_id: row for _, row in tables["sources"]}
    needed = {"document": "file", "publication": "citation", "assumption": "reasoning"}
    for number, source in tables["sources"]:
        column = needed[source.kind]
        if getattr(source, column) is None:
            finding = say("is empty for a {kind}", kind=source.kind)
            mend = say("say where the figure can be checked")
            yield Fault("sources.csv", number, column, finding, mend)
    for table, rows in tables.items():
        for number, row in rows:
            cited = sources.get(row.source_id) if isinstance(row, CitedRow) else None
            if cited is not None and cited.kind == "document" and getattr(row, "lines", None) is None:
                finding = say("is empty for a document")
                mend = say("write its lines, such as 432")
                yield Fault(f"{table}.csv", number, "lines", finding, mend)
            yield from _check_lines(table, number, getattr(row, "lines", None) or "")


def _check_lines(table: str, number: int, lines: str) -> Iterator[Fault]:
    for part in lines.split(";") if lines else ():
        first, _, last = part.partition("-")
        if len(part) > MOST_DIGITS or not 1 <= int(first) <= int(last or first):
            finding = say('"{part}" names no lines', part=shorten(part))
            mend = say("lines count from 1, such as 432 or 992-999")
            yield Fault(f"{table}.csv", number, "lines", finding, mend)


def check_conditions(rows: NumberedRows) -> Iterator[Fault]:
    """Conditions that begin on a day no calendar has."""
    for number, row in rows:
        try:
            date.fromisoformat(row.starts_on or "2000-01-01")
        except ValueError:
            finding = say('"{starts_on}" is no day of the calendar', starts_on=row.starts_on)
            mend = say("write a day such as 2022-10-11")
            yield Fault("basic_conditions.csv", number, "starts_on", finding, mend)
