"""The sources that a table names and no list of the document holds yet, so that every key can be looked up."""

import re
from collections.abc import Iterable

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Source
from peakfolio.report.chapters.derivations import give_reason
from peakfolio.report.content import Cell, Chapter, Table, text_column
from peakfolio.report.tracing import KINDS
from peakfolio.words import say

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def list_further_sources(plan: Plan, chapters: Iterable[Chapter]) -> Table | None:
    """Every source named in a table of these chapters and listed in none; None where there is no such source."""
    known = {row.source_id: row for book in (plan.factors, plan.delivery_book, plan) for row in book.sources}
    tables = [block for chapter in chapters for block in chapter.blocks if isinstance(block, Table)]
    listed, named = set[object](), set[str]()
    for table in tables:
        for column, values in zip(table.columns, zip(*table.rows, strict=True), strict=False):
            if column.key == "source_id":
                listed |= set(values)
            named |= _find_keys(values)
    wanted: set[str] = set()
    while found := {key for key in named & known.keys() if key not in listed | wanted}:
        wanted |= found
        named = {key for each in found for key in _find_keys(_describe(known[each]))}
    rows = tuple(_describe(row) for key, row in known.items() if key in wanted and row.kind != "document")
    columns = (
        text_column("source_id", say("Key"), 1.1),
        text_column("kind", say("Kind"), 0.7),
        text_column("title", say("Title"), 2.6),
        text_column("citation", say("Citation or reasoning"), 3.6),
    )
    title = say("Further sources named in the tables")
    return Table("further_sources", title, columns, rows) if rows else None


def _find_keys(cells: Iterable[Cell]) -> set[str]:
    """Everything in some cells that may be a key."""
    return {key for text in cells if isinstance(text, str) for key in KEY.findall(text)}


def _describe(row: Source) -> tuple[Cell, ...]:
    why = give_reason(row.reasoning, row.reasoning_zh) if row.kind == "assumption" else row.cite(voice.language)
    return (row.source_id, KINDS[row.kind], row.name(voice.language), why)
