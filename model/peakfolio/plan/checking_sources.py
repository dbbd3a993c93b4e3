"""Checks of where figures come from: sources, lines and days that can be looked up."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from peakfolio.errors import Fault
from peakfolio.language import Sentence
from peakfolio.plan.limits import MOST_DIGITS, shorten
from peakfolio.plan.tables import CitedRow, Source

NumberedRows = tuple[tuple[int, Any], ...]


def check_sources(tables: Mapping[str, NumberedRows]) -> Iterator[Fault]:
    """Sources that say too little to look a figure up, and rows of a document without its lines."""
    sources: dict[str, Source] = {row.source_id: row for _, row in tables["sources"]}
    needed = {"document": "file", "publication": "citation", "assumption": "reasoning"}
    for number, source in tables["sources"]:
        column = needed[source.kind]
        if getattr(source, column) is None:
            finding = Sentence(f"类型为 {source.kind} 时不能空着", f"is empty for a {source.kind}")
            mend = Sentence("写明数字可在哪里核对", "say where the figure can be checked")
            yield Fault("sources.csv", number, column, finding, mend)
    for table, rows in tables.items():
        for number, row in rows:
            cited = sources.get(row.source_id) if isinstance(row, CitedRow) else None
            if cited is not None and cited.kind == "document" and getattr(row, "lines", None) is None:
                finding = Sentence("来源是规划文件，却没有写行号", "is empty for a document")
                mend = Sentence("写上所在行号，如 432", "write its lines, such as 432")
                yield Fault(f"{table}.csv", number, "lines", finding, mend)
            yield from _check_lines(table, number, getattr(row, "lines", None) or "")


def _check_lines(table: str, number: int, lines: str) -> Iterator[Fault]:
    for part in lines.split(";") if lines else ():
        first, _, last = part.partition("-")
        if len(part) > MOST_DIGITS or not 1 <= int(first) <= int(last or first):
            finding = Sentence(f"“{shorten(part)}”不是行号或由小到大的行号范围", f'"{shorten(part)}" names no lines')
            mend = Sentence("行号从 1 起，如 432 或 992-999", "lines count from 1, such as 432 or 992-999")
            yield Fault(f"{table}.csv", number, "lines", finding, mend)


def check_conditions(rows: NumberedRows) -> Iterator[Fault]:
    """Conditions that begin on a day no calendar has."""
    for number, row in rows:
        try:
            date.fromisoformat(row.starts_on or "2000-01-01")
        except ValueError:
            finding = Sentence(f"日历上没有“{row.starts_on}”这一天", f'"{row.starts_on}" is no day of the calendar')
            mend = Sentence("写日期，如 2022-10-11", "write a day such as 2022-10-11")
            yield Fault("basic_conditions.csv", number, "starts_on", finding, mend)
