"""The sources that a table names and no list of the document holds yet, so that every key can be looked up."""

import re
from collections.abc import Iterable

from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.report.content import Cell, Chapter, Table, make_table, name_column, text_column
from peakfolio.report.names import give_reason
from peakfolio.report.tracing import KINDS
from peakfolio.words import Name, say

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def list_further_sources(plan: Plan, chapters: Iterable[Chapter]) -> Table | None:
    """Every source named in a table of these chapters and listed in none; None where there is no such source."""
    known = {row.source_id: row for book in (plan.factors, plan.delivery_book, plan) for row in book.sources}
    listed, named = set[object](), set[str]()
    for table in (block for chapter in chapters for block in chapter.blocks if isinstance(block, Table)):
        for place, column in enumerate(table.columns):
            cells = [row[place] for row in table.rows]
            listed |= set(cells) if column.key == "source_id" else set()
            named |= _find_keys(cells)
    wanted: set[str] = set()
    while found := {key for key in named & known.keys() if key not in listed | wanted}:
        wanted |= found
        named = {key for each in found for key in _find_keys(_describe(known[each]).values())}
    rows = [_describe(row) for key, row in known.items() if key in wanted and row.kind != "document"]
    columns = (
        text_column("source_id", say("Key"), 1.1),
        text_column("kind", say("Kind"), 0.7, KINDS),
        name_column("title", say("Title"), 2.6),
        name_column("citation", say("Citation or reasoning"), 3.6),
    )
    title = say("Further sources named in the tables")
    return make_table("further_sources", title, columns, rows) if rows else None


def _find_keys(cells: Iterable[Cell]) -> set[str]:
    """Everything in some cells that may be a key; sentences of the program name none."""
    found = (
        f"{each.zh} {each.en}" if isinstance(each, Name) else each for each in cells if isinstance(each, str | Name)
    )
    return set(KEY.findall(" ".join(found)))


def _describe(row: Source) -> dict[str, Cell]:
    why = give_reason(row) if row.kind == "assumption" else row.reference
    return {"source_id": row.source_id, "kind": row.kind, "title": row.name, "citation": why}
