"""The sources a document rests on: those of the plan, and whatever else a table names, so that every key can be looked up."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.report.chains import KINDS
from peakfolio.report.content import Cell, Chapter, Table, name_column, tabulate, text_column
from peakfolio.report.names import give_reason
from peakfolio.words import Name, say

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
Shelf = Literal["law", "policy", "standard", "other"]
SHELVES: Mapping[
    Shelf, re.Pattern[str]
] = {  # by the endings and names that Chinese titles of each kind have; the first that fits
    "law": re.compile(r"(?:法|条例|实施细则)$"),
    "standard": re.compile(
        r"\b(?:GB|HJ|DB)\b|GB/T|技术规范|设计规范|通用规范|排放标准|通则|核算方法|编制指南|准入条件"
    ),
    "policy": re.compile(
        r"^(?:中共中央|国务院)|关于.*(?:通知|意见|决定|公告|通报|命令)$|(?:规划|规划纲要|目标纲要|实施方案|行动方案|行动计划|行动计划（[^）]*）)$"
    ),
}


def list_sources(plan: Plan, kind: str) -> Table:
    """The documents or the publications of a plan."""
    return tabulate(
        f"{kind}s",
        say("Documents of the plan") if kind == "document" else say("Publications"),
        [row for row in plan.own_sources if row.kind == kind],
        (text_column("source_id", say("Key"), 1.1), lambda row: row.source_id),
        (name_column("title", say("Title"), 3.0), lambda row: row.name),
        (name_column("citation", say("Citation"), 3.0), lambda row: row.reference),
    )


def sort_publications(plan: Plan) -> Mapping[Shelf, tuple[Source, ...]]:
    """The publications of a plan by what they are: laws, documents of higher authorities, standards and methods, others."""
    shelves: dict[Shelf, list[Source]] = {"law": [], "policy": [], "standard": [], "other": []}
    for row in plan.own_sources:
        if row.kind == "publication":
            fits = (shelf for shelf, pattern in SHELVES.items() if pattern.search(row.title_zh or row.title))
            shelves[next(fits, "other")].append(row)
    return {shelf: tuple(rows) for shelf, rows in shelves.items()}


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
