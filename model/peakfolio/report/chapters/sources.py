"""The sources a document rests on: those of the plan, and whatever else a table names, so that every key can be looked up."""

import re
from collections.abc import Iterable, Mapping

from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.report.chains import KINDS
from peakfolio.report.content import Cell, Chapter, Table, name_column, tabulate, text_column
from peakfolio.report.names import give_reason
from peakfolio.words import Name, say

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def list_sources(plan: Plan, kind: str) -> Table:
    """The documents or the publications of a plan."""
    return tabulate(
        f"{kind}s",
        say("Documents of the plan") if kind == "document" else say("Publications"),
        [row for row in plan.sources if row.kind == kind],
        (text_column("source_id", say("Key"), 1.1), lambda row: row.source_id),
        (name_column("title", say("Title"), 3.0), lambda row: row.name),
        (name_column("citation", say("Citation"), 3.0), lambda row: row.reference),
    )


def list_further_sources(plan: Plan, chapters: Iterable[Chapter]) -> Table | None:
    """Every source named in a table of these chapters and listed in none; None where there is no such source."""
    tables = [block for chapter in chapters for block in chapter.blocks if isinstance(block, Table)]
    unlisted = _find_unlisted(plan, tables)
    wanted = _follow(_find_keys(cell for table in tables for row in table.rows for cell in row), unlisted)
    table = tabulate(
        "further_sources",
        say("Further sources named in the tables"),
        [row for key, row in unlisted.items() if key in wanted and row.kind != "document"],
        (text_column("source_id", say("Key"), 1.1), lambda row: row.source_id),
        (text_column("kind", say("Kind"), 0.7, KINDS), lambda row: row.kind),
        (name_column("title", say("Title"), 2.6), lambda row: row.name),
        (name_column("citation", say("Citation or reasoning"), 3.6), _cite),
    )
    return table if table.rows else None


def _find_unlisted(plan: Plan, tables: Iterable[Table]) -> Mapping[str, Source]:
    """Every source the plan knows, but for those that some tables list."""
    listed = {key for table in tables if "source_id" in table.keys for (key,) in table.pick("source_id").rows}
    sources = [row for book in (plan.factors, plan.delivery_book, plan.evidence, plan) for row in book.sources]
    return {row.source_id: row for row in sources if row.source_id not in listed}


def _follow(named: set[str], sources: Mapping[str, Source]) -> set[str]:
    """The sources among some keys, and those that their own texts name in turn."""
    wanted: set[str] = set()
    while found := (named & sources.keys()) - wanted:
        wanted |= found
        named = _find_keys(text for key in found for text in (sources[key].name, _cite(sources[key])))
    return wanted


def _find_keys(cells: Iterable[Cell]) -> set[str]:
    """Everything in some cells that may be a key; sentences of the program name none."""
    found = (
        f"{each.zh} {each.en}" if isinstance(each, Name) else each for each in cells if isinstance(each, str | Name)
    )
    return set(KEY.findall(" ".join(found)))


def _cite(row: Source) -> Name:
    return give_reason(row) if row.kind == "assumption" else row.reference
