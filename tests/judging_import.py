"""Holds an import against what stands in the document, value by value.

A value is right, wrong though marked to be looked at, wrong without a mark, or missing; whatever was found beyond the truth (a sum read
as a project, a tier read as a target) is wrong as well. Rows are matched by the printed name and by the words of the lines they cite,
never by the values under test.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from transcription import list_line_numbers
from truths import TrueIndicator, TrueProject, TrueTarget, Truth, is_unit, squeeze

RIGHT, MARKED, UNMARKED, MISSING = "right", "wrong, marked", "wrong, no mark", "missing"
OUTCOMES = (RIGHT, MARKED, UNMARKED, MISSING)
FOOTNOTE = re.compile(r"[①-⑳*＊]+")
UNIT_IN_NAME = re.compile(r"\((?:%|‰|个|公顷|平方米/人|[^()]*/[^()]*)\)$")
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、])")
IN_WAN_YUAN = {"亿元": 1e4, "万元": 1.0, "元": 1e-4}


@dataclass(frozen=True)
class Verdict:
    """What became of one value; ``said`` shows it to whoever may look at it."""

    field: str
    outcome: str
    said: str = ""
    looked_at: bool = False  # right, and marked to be looked at


class Reading:
    """An import under judgement, with its marks by table, column and key."""

    def __init__(self, imported: Any) -> None:
        self.imported = imported
        self.marks: dict[tuple[str, str], list[tuple[set[str], str]]] = {}
        for each in imported.cells:
            parts = set(re.split(r"[^\w.-]+", each.key)) - {""}
            self.marks.setdefault((each.table, each.column), []).append((parts, each.mark))
        self.words: dict[int, str] = {}
        documents = imported.documents
        self.in_tables = {cell.line for each in documents for grid in each.grids for row in grid.rows for cell in row}

    def list_rows(self, table: str) -> list[Any]:
        """The rows of a table, without those that cite nothing but prose: what prose says is not judged."""
        rows = self.imported.rows.get(table, ())
        return [each for each in rows if table == "stated_totals" or self.cites_table(each)]

    def cites_table(self, row: Any) -> bool:
        lines = getattr(row, "lines", None)
        return not lines or not self.in_tables or not self.in_tables.isdisjoint(list_line_numbers(lines))

    def find_mark(self, table: str, row: Any, column: str) -> str:
        """The mark of a value: of the cell with its key; sure where nobody marked it."""
        if (table, column) == ("observations", "year") and row.year == self.imported.settings.years.base_year:
            return self.find_settled("years.base_year")
        own = {str(getattr(row, name)) for name in type(row).key if getattr(row, name, None) is not None}
        fitting = [(len(parts), mark) for parts, mark in self.marks.get((table, column), ()) if parts and parts <= own]
        if not fitting:
            return "sure"
        most = max(length for length, _ in fitting)
        return min((mark for length, mark in fitting if length == most), key=("unread", "check", "sure").index)

    def find_settled(self, name: str) -> str:
        """The mark of a value that holds for the whole plan."""
        return next((mark for _, mark in self.marks.get(("plan", name), ())), "sure")

    def find_words(self, row: Any) -> str:
        """The words of the lines a row cites."""
        if id(row) not in self.words:
            self.words[id(row)] = self.cite(list_line_numbers(row.lines)) if getattr(row, "lines", None) else ""
        return self.words[id(row)]

    def cite(self, cited: list[int]) -> str:
        documents = self.imported.documents
        found = [each.lines[number - 1] for each in documents for number in cited if number <= len(each.lines)]
        return squeeze("".join(found))

    def judge(self, field: str, place: tuple[str, Any, str], is_right: bool, value: object) -> Verdict:
        """The verdict on a value that the import gave, or did not give (None)."""
        mark = self.find_mark(*place)
        if is_right:
            return Verdict(field, RIGHT, looked_at=mark != "sure")
        if value is None or value == "":
            return Verdict(field, MISSING, f"{place[2]}: nothing")
        return Verdict(field, UNMARKED if mark == "sure" else MARKED, f"{place[2]}: {value!r}")


def is_close(found: float | None, wanted: float | None) -> bool:
    return found is not None and wanted is not None and math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9)


def strip_name(name: str | None) -> str:
    """A name without footnote marks, numbering and a unit in brackets behind it."""
    plain = NUMBERING.sub("", squeeze(FOOTNOTE.sub("", name or "")))
    return UNIT_IN_NAME.sub("", plain)


def same_words(found: str | None, wanted: str | None) -> bool:
    """Whether two quotations are the same, whatever stands between their parts."""
    return re.sub(r"[、,，;；\s]", "", squeeze(found)) == re.sub(r"[、,，;；\s]", "", squeeze(wanted))


def quotes(found: str | None, wanted: str, words: str) -> bool:
    """Whether the words kept are those printed: the same, or the cell they stand in; a number of a workbook has no digits to lose."""
    own, true = squeeze(found), squeeze(wanted)
    if own == true or (true and true in own and own in words):
        return True
    try:
        return math.isclose(float(own.replace(",", "")), float(true.replace(",", "")))
    except ValueError:
        return False


def assign(scores: list[list[float]], least: float) -> list[tuple[int, int]]:
    """Pairs with the greatest sum of scores; those below the least are no pairs."""
    if not scores or not scores[0]:
        return []
    table = np.array(scores)
    return [
        (row, column) for row, column in zip(*linear_sum_assignment(-table), strict=True) if table[row, column] >= least
    ]


def judge_import(imported: Any, truth: Truth) -> list[Verdict]:
    """Verdicts on every value of the truth, and on what was found beyond it."""
    reading = Reading(imported)
    return [*judge_indicators(reading, truth), *judge_projects(reading, truth), *judge_totals(reading, truth)]


def score_name(reading: Reading, row: Any, name: str, words: str, content: str | None = None) -> float:
    """How well a row fits a printed name (3, part of it 2, only in its line 1.5) and the row it was printed in."""
    own, true, cited = strip_name(row.name_zh), strip_name(name), reading.find_words(row)
    if own == true:
        score = 3.0
    elif len(own) > 1 and (own in true or true in own):
        score = 2.0
    else:
        score = 1.5 if true in cited else 0.0
    if content and (squeeze(content) in cited or squeeze(content) == squeeze(getattr(row, "content_zh", None))):
        score += 2.0
    return score + (0.5 if cited and (cited in words or words in cited) else 0.0)


def judge_indicators(reading: Reading, truth: Truth) -> Iterator[Verdict]:
    rows = reading.list_rows("indicators")
    scores = [[score_name(reading, row, true.name, true.words) for row in rows] for true in truth.indicators]
    # what stands first in both is taken for the same where names repeat
    for at, line in enumerate(scores):
        for place in range(len(line)):
            line[place] -= 1e-3 * abs(at / max(len(scores), 1) - place / max(len(rows), 1))
    pairs = dict(assign(scores, 1.4))
    for at, true in enumerate(truth.indicators):
        if at in pairs:
            yield from judge_indicator(reading, rows[pairs[at]], true)
        else:
            yield from miss_indicator(true)
    for place in sorted(set(range(len(rows))) - set(pairs.values())):
        mark = reading.find_mark("indicators", rows[place], "name_zh")
        outcome = UNMARKED if mark == "sure" else MARKED
        yield Verdict("indicator: name", outcome, f"beyond the truth: {rows[place].name_zh!r}")


def miss_indicator(true: TrueIndicator) -> Iterator[Verdict]:
    fields = ["indicator: name"] + ["indicator: domain"] * bool(true.domain) + ["indicator: unit"] * bool(true.unit)
    for field in fields:
        yield Verdict(field, MISSING, f"no row for {true.name!r}")
    yield from miss_base(true) if true.base_as_written is not None else ()
    for target in true.targets:
        yield from miss_target(target)


def miss_target(true: TrueTarget) -> Iterator[Verdict]:
    fields = ["standard", "relation", "as_written"] + ["value"] * (true.value is not None) + ["year"] * bool(true.year)
    return (Verdict(f"target: {field}", MISSING, f"no row for {true.as_written!r}") for field in fields)


def judge_indicator(reading: Reading, row: Any, true: TrueIndicator) -> Iterator[Verdict]:
    place = ("indicators", row)
    is_named = strip_name(row.name_zh) in {strip_name(each) for each in (true.name, *true.names)}
    yield reading.judge("indicator: name", (*place, "name_zh"), is_named, row.name_zh)
    if true.domain is not None:
        found = NUMBERING.sub("", squeeze(row.domain_zh))
        yield reading.judge("indicator: domain", (*place, "domain_zh"), found == squeeze(true.domain), row.domain_zh)
    if true.unit is not None:
        yield reading.judge("indicator: unit", (*place, "unit"), is_unit(row.unit, true.unit), row.unit)
    yield from judge_base(reading, row, true)
    yield from judge_targets(reading, row, true)


def judge_base(reading: Reading, row: Any, true: TrueIndicator) -> Iterator[Verdict]:
    """The value of the base year; where none is printed, none may be made up."""
    found = [
        each
        for each in reading.list_rows("observations")
        if each.indicator_id == row.indicator_id and each.role == "base" and each.is_used
    ]
    best = next((each for each in found if is_close(each.value, true.base_value)), found[0] if found else None)
    if true.base_as_written is None:
        best = None
    elif best is None:
        yield from miss_base(true)
    else:
        yield from judge_value(reading, best, true)
    for extra in found:
        if extra is not best and (extra.value is not None or best is not None):
            yield reading.judge("base: value", ("observations", extra, "value"), False, f"beyond: {extra.as_written}")


def miss_base(true: TrueIndicator) -> list[Verdict]:
    fields = ["as_written"] + ["year"] * (true.base_year is not None) + ["value"] * (true.base_value is not None)
    return [Verdict(f"base: {field}", MISSING, f"no row for {true.base_as_written!r}") for field in fields]


def judge_value(reading: Reading, best: Any, true: TrueIndicator) -> Iterator[Verdict]:
    place = ("observations", best)
    if (
        true.base_year is not None or reading.find_mark(*place, "year") == "sure"
    ):  # where none is printed, none may be sure
        yield reading.judge("base: year", (*place, "year"), best.year == true.base_year, best.year)
    kept = quotes(best.as_written, true.base_as_written or "", true.words)
    yield reading.judge("base: as_written", (*place, "as_written"), kept, best.as_written)
    if true.base_value is not None:
        yield reading.judge("base: value", (*place, "value"), is_close(best.value, true.base_value), best.value)
    elif best.value is not None:
        yield reading.judge("base: value", (*place, "value"), False, best.value)


def join_alternatives(rows: Sequence[Any], true: Iterable[TrueTarget]) -> list[Any]:
    """One row for those of one standard and year that together say what the truth says in one word."""
    wanted = {(each.standard, each.year): each.relation for each in true}
    joined: dict[tuple[Any, ...], Any] = {}
    others = []
    for row in rows:
        slot = (row.standard, row.year)
        together = {"assigned_or_hold": {"assigned", "hold", "improve"}, "hold": {"hold", "improve"}}.get(
            wanted.get(slot, "")
        )
        if together and row.relation in together and getattr(row, "any_of", None):
            joined.setdefault(slot, []).append(row)
        else:
            others.append(row)
    for slot, parts in joined.items():
        relations = {each.relation for each in parts}
        whole = wanted[slot] == "hold" or ("assigned" in relations and len(relations) > 1)
        others += [Joined(parts[0], wanted[slot])] if whole else parts
    return others


class Joined:
    """A row with another relation."""

    def __init__(self, row: Any, relation: str) -> None:
        self.row, self.relation = row, relation

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def judge_targets(reading: Reading, row: Any, true: TrueIndicator) -> Iterator[Verdict]:
    own = [each for each in reading.list_rows("targets") if each.indicator_id == row.indicator_id]
    rows = join_alternatives([each for each in own if each.standard != "text"], true.targets)
    scores = [[score_target(each, target) for each in rows] for target in true.targets]
    pairs = dict(assign(scores, 3.0))
    for at, target in enumerate(true.targets):
        if at in pairs:
            yield from judge_target(reading, rows[pairs[at]], target, true.words)
        else:
            yield from miss_target(target)
    for place in sorted(set(range(len(rows))) - set(pairs.values())):
        extra = getattr(rows[place], "row", rows[place])
        mark = reading.find_mark("targets", extra, "relation")
        outcome = UNMARKED if mark == "sure" else MARKED
        yield Verdict("target: relation", outcome, f"beyond the truth: {true.name!r} {extra.as_written!r}")


def score_target(row: Any, true: TrueTarget) -> float:
    """A target is found where its standard or its words, and its year, are."""
    quoted = squeeze(row.as_written) == squeeze(true.as_written) or squeeze(true.as_written) in squeeze(row.as_written)
    same = row.year == true.year
    return (
        4.0 * (row.standard == true.standard and same)
        + 3.0 * quoted
        + 1.5 * same
        + 0.5 * (row.relation == true.relation)
    )


def judge_target(reading: Reading, row: Any, true: TrueTarget, words: str) -> Iterator[Verdict]:
    place = ("targets", getattr(row, "row", row))
    yield reading.judge("target: standard", (*place, "standard"), row.standard == true.standard, row.standard)
    if true.year is not None or row.year is not None:
        yield reading.judge("target: year", (*place, "year"), row.year == true.year, row.year)
    yield reading.judge("target: relation", (*place, "relation"), row.relation == true.relation, row.relation)
    if true.value is not None:
        yield reading.judge("target: value", (*place, "value"), is_close(row.value, true.value), row.value)
    elif row.value is not None:
        yield reading.judge("target: value", (*place, "value"), False, row.value)
    kept = quotes(row.as_written, true.as_written, words)
    yield reading.judge("target: as_written", (*place, "as_written"), kept, row.as_written)


def judge_projects(reading: Reading, truth: Truth) -> Iterator[Verdict]:
    rows = reading.list_rows("projects")
    scores = [
        [
            score_name(reading, row, true.name, true.words, true.content) - 1e-3 * abs(at - place) / (len(rows) + 1)
            for place, row in enumerate(rows)
        ]
        for at, true in enumerate(truth.projects)
    ]
    pairs = dict(assign(scores, 1.4))
    for at, true in enumerate(truth.projects):
        if at in pairs:
            yield from judge_project(reading, rows[pairs[at]], true)
        else:
            yield from (
                Verdict(f"project: {field}", MISSING, f"no row for {true.name!r}") for field in list_fields(true)
            )
    for place in sorted(set(range(len(rows))) - set(pairs.values())):
        mark = reading.find_mark("projects", rows[place], "name_zh")
        outcome = UNMARKED if mark == "sure" else MARKED
        yield Verdict("project: name", outcome, f"beyond the truth: {rows[place].name_zh!r}")


def list_fields(true: TrueProject) -> list[str]:
    """The fields of a project that are printed."""
    printed = {
        "name": true.name,
        "content": true.content,
        "cost": true.cost is not None,
        "start": true.start,
        "end": true.end,
        "category": true.category,
        "lead": true.lead,
        "supports": true.supports,
    }
    amounts = sum(amount is not None for _, amount in true.funding)
    return [
        *(key for key, value in printed.items() if value),
        *["funding source"] * len(true.funding),
        *["funding amount"] * amounts,
    ]


def judge_project(reading: Reading, row: Any, true: TrueProject) -> Iterator[Verdict]:
    place = ("projects", row)
    supports = row.supports_as_written or "、".join(
        each.as_written for each in reading.list_rows("supports") if each.project_id == row.project_id
    )
    category = NUMBERING.sub("", squeeze(row.category_zh))
    is_of_category = category == squeeze(true.category) or (
        squeeze(true.category) in category and category in true.words
    )
    judged: tuple[tuple[str, str, object, bool, object], ...] = (
        ("name", "name_zh", true.name, strip_name(row.name_zh) == strip_name(true.name), row.name_zh),
        ("content", "content_zh", true.content, same_words(row.content_zh, true.content), row.content_zh),
        ("cost", "cost_wan_yuan", true.cost, is_close(row.cost_wan_yuan, true.cost), row.cost_wan_yuan),
        ("start", "start_year", true.start, row.start_year == true.start, row.start_year),
        ("end", "end_year", true.end, row.end_year == true.end, row.end_year),
        ("category", "category_zh", true.category, is_of_category, row.category_zh),
        ("lead", "lead_zh", true.lead, same_words(row.lead_zh, true.lead), row.lead_zh),
        ("supports", "supports_as_written", true.supports, same_words(supports, true.supports), supports),
    )
    for field, column, wanted, is_right, value in judged:
        if wanted is not None or (value not in (None, "") and field not in ("content", "category")):
            yield reading.judge(f"project: {field}", (*place, column), is_right and wanted is not None, value)
    yield from judge_funding(reading, row, true)


def judge_funding(reading: Reading, row: Any, true: TrueProject) -> Iterator[Verdict]:
    rows = [
        each
        for each in reading.list_rows("funding")
        if each.project_id == row.project_id and each.funding_source != "unstated"
    ]
    for source, amount in true.funding:
        found = next((each for each in rows if each.funding_source == source), None)
        if found is None:
            yield Verdict("project: funding source", MISSING, f"no row for {source}")
            if amount is not None:
                yield Verdict("project: funding amount", MISSING, f"no row for {source}")
            continue
        rows.remove(found)
        yield reading.judge("project: funding source", ("funding", found, "funding_source"), True, source)
        if amount is not None:
            is_right = is_close(found.amount_wan_yuan, amount)
            place = ("funding", found, "amount_wan_yuan")
            yield reading.judge("project: funding amount", place, is_right, found.amount_wan_yuan)
    if true.funding:
        for extra in rows:
            place = ("funding", extra, "funding_source")
            yield reading.judge("project: funding source", place, False, extra.funding_source)


def judge_totals(reading: Reading, truth: Truth) -> Iterator[Verdict]:
    """Sums of tables and counts of the prose; a figure the plan prints twice has to be found twice."""
    found = Counter(describe_claim(each) for each in reading.list_rows("stated_totals"))
    for total in sorted(truth.totals, key=lambda each: not each.in_table):
        key = (total.kind, squeeze(total.category), round(total.value, 4))
        field = "total: in a table" if total.in_table else "total: in the prose"
        if found[key]:
            found[key] -= 1
            yield Verdict(field, RIGHT)
        else:
            yield Verdict(field, MISSING, f"no {total.kind} of {total.category} with {total.value}")
    prints = {round(each.value, 4) for each in truth.totals}
    for (kind, category, value), count in found.items():
        if kind == "project_cost_sum" and value not in prints:
            yield from [Verdict("total: in a table", UNMARKED, f"beyond the truth: {category} {value}")] * count


def describe_claim(row: Any) -> tuple[str, str, float]:
    category = (row.scope or "").removeprefix("category_zh=") if "category_zh=" in (row.scope or "") else ""
    return (row.kind, NUMBERING.sub("", squeeze(category)), round(row.value * IN_WAN_YUAN.get(row.unit or "", 1.0), 4))
