"""Reads the workbook that units filled in, into rows of outcomes.csv and progress.csv: all of it or nothing, every fault at once.

What stands in the package already is left as it is, so that entering a workbook twice changes nothing.
"""

import contextlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from peakfolio.assess.duty_forms import FORMS, Form, FormColumn, find_choice, is_said
from peakfolio.errors import Fault, PlanFaults
from peakfolio.importing.sheets import read_cells
from peakfolio.plan.editing import examine
from peakfolio.plan.limits import shorten
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ProjectReport, ReportedOutcome
from peakfolio.plan.row_forms import form_row
from peakfolio.plan.rows import Row, Source
from peakfolio.plan.tables import Indicator
from peakfolio.words import Words, format_number, listing, say

HEAD_ROWS = 10  # among which the heads stand
LEAST_HEADS = 6  # of a form that a sheet has
KEY = "R_workbook_"  # how the keys of such sources begin
DAY_AS_TYPED = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2}))?[日月]?|([0-9]{4})年?")
UNTOLD = ("source_id", "note", "note_zh", "lines")  # what does not make a report another one
STATUS_ZH = {"planned": "计划", "approved": "已批复", "under_way": "在建", "done": "已建成", "dropped": "已取消"}
STATE_ZH = {"done": "已完成", "partial": "部分完成", "not_done": "未完成"}


@dataclass(frozen=True)
class Entered:
    """A plan with what a workbook reports; how many rows came in, by table, and how many stood there already."""

    plan: Plan
    added: Mapping[str, int]
    known: int


@dataclass
class _Sheet:
    """A sheet while it is read: where each column of its form stands, and the faults found."""

    file: str
    name: str
    form: Form
    rows: tuple[tuple[str, ...], ...]
    head_row: int
    places: Mapping[str, int]
    faults: list[Fault] = field(default_factory=list)
    blamed: set[tuple[int | None, str | None]] = field(default_factory=set)

    def read(self, row: int, key: str) -> str:
        """A cell of a column; empty where the sheet has none."""
        place = self.places.get(key)
        return "" if place is None else self.rows[row][place]

    def blame(self, row: int | None, key: str | None, finding: Words, mend: Words) -> None:
        """Notes a fault; rows are counted as the spreadsheet does."""
        self.blamed.add((row, key))
        place = None if key is None else self.places.get(key)
        head = None if place is None else self.rows[self.head_row][place]
        self.faults.append(Fault(f"{self.file} [{self.name}]", None if row is None else row + 1, head, finding, mend))


@dataclass(frozen=True)
class _Made:
    """A row that is new, and where in the workbook it stands."""

    sheet: _Sheet
    place: int
    row: Row


def enter_workbook(plan: Plan, name: str, content: bytes) -> Entered:
    """The plan with the reports of a workbook.

    Raises PlanFaults with every fault by sheet, row and column, Refused where the file is no workbook that can be read.
    """
    sheets = list(_find_sheets(name, content))
    if not sheets:
        finding = say("holds no sheet to report in")
        raise PlanFaults(
            name,
            (Fault(name, None, None, finding, say("take the one written by: peakfolio due REGION --book FILE.xlsx")),),
        )
    source = _make_source(plan, name)
    had = {form.table: {_find_key(row): row for row in getattr(plan, form.table)} for form in FORMS}
    made: list[_Made] = []
    known = 0
    for sheet in sheets:
        rows, repeated = _read_rows(plan, sheet, source.source_id, had[sheet.form.table])
        made += rows
        known += repeated
    entered = _join(plan, source, made)
    faults = [fault for sheet in sheets for fault in sheet.faults]
    if not faults and made:
        faults = list(_examine(plan, entered, made))
    if faults:
        raise PlanFaults(name, tuple(faults))
    return Entered(entered, Counter(each.sheet.form.table for each in made), known)


def _find_sheets(name: str, content: bytes) -> Iterator[_Sheet]:
    """The sheets with the heads of a form, whatever they are called; of a copy both."""
    for title, rows in read_cells(content):
        found = [_lay_out(name, title, form, rows) for form in FORMS]
        best = max((each for each in found if each is not None), key=lambda each: len(each.places), default=None)
        if best is not None and len(best.places) >= LEAST_HEADS:
            yield best


def _lay_out(name: str, title: str, form: Form, rows: tuple[tuple[str, ...], ...]) -> _Sheet | None:
    for number, row in enumerate(rows[:HEAD_ROWS]):
        if any(is_said(form.key.head, text) for text in row):
            heads = (
                (column.key, place)
                for column in form.columns
                for place, text in enumerate(row)
                if is_said(column.head, text)
            )
            return _Sheet(name, title, form, rows, number, dict(heads))
    return None


def _make_source(plan: Plan, name: str) -> Source:
    """The workbook as a source: the one it has been before, or a new one.

    It is no document of the package: of a second one nobody could tell which a row means that names none.
    """
    citation = f"各单位填报，{name}"
    had = next((row for row in plan.sources if row.citation == citation), None)
    if had is not None:
        return had
    taken = {row.source_id for row in plan.sources}
    key = next(each for number in range(1, len(taken) + 2) if (each := f"{KEY}{number}") not in taken)
    return Source(
        source_id=key,
        kind="publication",
        title=f"填报表 {name}",
        title_en=f"Workbook of reports {name}",
        file=name,
        citation=citation,
    )


def _read_rows(plan: Plan, sheet: _Sheet, source_id: str, had: dict[tuple[Any, ...], Row]) -> tuple[list[_Made], int]:
    """The new rows of a sheet, which join those the package has, and how many stand there already."""
    made: list[_Made] = []
    repeated = 0
    for place in range(sheet.head_row + 1, len(sheet.rows)):
        if not any(sheet.read(place, column.key) for column in sheet.form.filled):
            continue
        row = _read_row(plan, sheet, place, source_id)
        if row is None:
            continue
        same = had.get(_find_key(row))
        if same is None:
            had[_find_key(row)] = row
            made.append(_Made(sheet, place, row))
        elif _tell(same) == _tell(row):
            repeated += 1
        else:
            finding = say("another report of this day stands in {table}.csv already", table=sheet.form.table)
            sheet.blame(place, "known_on", finding, say("give the day of the correction, or correct it there"))
    return made, repeated


def _find_key(row: Row) -> tuple[Any, ...]:
    """What tells one report from another: what it is of, its year and its day."""
    if isinstance(row, ReportedOutcome):
        return row.indicator_id, row.year, row.known_on, row.place_zh, row.is_used
    return row.project_id, row.known_on  # type: ignore[attr-defined]


def _tell(row: Row) -> Mapping[str, Any]:
    return row.model_dump(exclude=set(UNTOLD))


def _read_row(plan: Plan, sheet: _Sheet, place: int, source_id: str) -> Row | None:
    """One row; None where it has faults, which are noted."""
    count, key = len(sheet.faults), sheet.form.key.key
    subject = sheet.read(place, key)
    known: Mapping[str, Any] = plan.indicator_by_id if key == "indicator_id" else plan.project_by_id
    if subject not in known:
        shown = shorten(subject)
        finding = say(
            "'{shown}' is not in {table}.csv", shown=shown, table="indicators" if key == "indicator_id" else "projects"
        )
        sheet.blame(place, key, finding, say("keep the number the sheet came with"))
    cells = {
        column.key: _read_cell(sheet, place, column)
        for column in sheet.form.columns
        if column.key in KEPT[sheet.form.table]
    }
    cells |= {"source_id": source_id, "grade": cells.get("grade") or "official"}
    if sheet.form.table == "outcomes" and subject in known:
        _check_outcome(sheet, place, cells, known[subject])
    cells["as_written"] = cells.get("as_written") or _quote(cells, getattr(known.get(subject), "unit", None))
    row, flaws = form_row(TABLES[sheet.form.table], cells)
    has_faults = len(sheet.faults) > count
    for column, (found, mend) in flaws.items():
        follows = has_faults and column == "as_written"  # no words without a figure
        if (place, column) not in sheet.blamed and not follows:
            sheet.blame(place, column if column in sheet.places else sheet.form.filled[0].key, found, mend)
    return row if len(sheet.faults) == count else None


KEPT = {"outcomes": frozenset(ReportedOutcome.model_fields), "progress": frozenset(ProjectReport.model_fields)}


def _read_cell(sheet: _Sheet, place: int, column: FormColumn) -> str:
    """What a cell says: a choice as its code, a day as 2026-03-15."""
    text = sheet.read(place, column.key)
    if column.key == "known_on" and text:
        return _read_day(sheet, place, text)
    if not text or not column.choices:
        return text
    code = find_choice(column, text)
    if code is None:
        finding = say("'{shown}' is none of the choices", shown=shorten(text))
        sheet.blame(
            place, column.key, finding, say("choose one of: {choices}", choices=listing(column.choices.values()))
        )
    return code or ""


def _read_day(sheet: _Sheet, place: int, text: str) -> str:
    """A day as 2026-03-15, however it was typed; one that no calendar has is a fault."""
    found = DAY_AS_TYPED.fullmatch(text)
    if found is not None:
        parts = [int(each) for each in found.groups() if each]
        with contextlib.suppress(ValueError):
            date(parts[0], *(*parts[1:], 1, 1)[:2])
            return "-".join(f"{each:02d}" for each in parts)
    mend = say("write a day such as 2026-03-15, or a month such as 2026-03")
    sheet.blame(place, "known_on", say("'{shown}' is no day", shown=shorten(text)), mend)
    return ""


def _check_outcome(sheet: _Sheet, place: int, cells: dict[str, str], indicator: Indicator) -> None:
    """A figure where a number is asked, within what the indicator can be, a state where none is; something at all."""
    is_numeric = indicator.kind == "numeric"
    cells["value"] = cells.get("value", "").removesuffix("%")
    _check_bounds(sheet, place, cells["value"], indicator)
    if is_numeric and cells.get("state"):
        mend = say("write the number under its head, or clear the state")
        sheet.blame(place, "state", say("is a state where a number is asked"), mend)
    if not is_numeric and cells["value"]:
        mend = say("write the state under its head, or clear the number")
        sheet.blame(place, "value", say("is a number where a state is asked"), mend)
    if not cells["value"] and not sheet.read(place, "state"):
        wanted = "value" if is_numeric else "state"
        sheet.blame(
            place, wanted, say("is empty in a row that is filled in"), say("write what came, or clear the whole row")
        )


def _check_bounds(sheet: _Sheet, place: int, text: str, indicator: Indicator) -> None:
    try:
        value = float(text)
    except ValueError:
        return  # it is told that it is no number
    low, high = indicator.lower_bound, indicator.upper_bound
    if (low is not None and value < low) or (high is not None and value > high):
        least, most = ("…" if each is None else format_number(each) for each in (low, high))
        finding = say(
            "{value} lies outside what the indicator can be ({least} to {most})", value=text, least=least, most=most
        )
        sheet.blame(place, "value", finding, say("correct it; look at its unit"))


def _quote(cells: Mapping[str, str], unit: str | None) -> str:
    """What is reported, in the words of the county, where no source is quoted."""
    if "status" not in cells:
        return f"{cells['value']}{unit or ''}" if cells.get("value") else STATE_ZH.get(cells.get("state", ""), "")
    money = (
        ("spent_wan_yuan", "已支出"), ("to_come_wan_yuan", "尚需"), ("final_cost_wan_yuan", "最终造价"),
    )  # fmt: skip
    parts = [f"{name}{cells[column]}万元" for column, name in money if cells.get(column)]
    return "，".join(filter(None, (STATUS_ZH.get(cells["status"], ""), *parts)))


def _join(plan: Plan, source: Source, made: Sequence[_Made]) -> Plan:
    """The plan with new rows at the end of its tables; the plan itself where there are none."""
    if not made:
        return plan
    changes: dict[str, Any] = {
        form.table: (*getattr(plan, form.table), *(each.row for each in made if each.sheet.form is form)) for form in FORMS
    }  # fmt: skip
    sources = plan.sources if source in plan.sources else (*plan.sources, source)
    return replace(plan, sources=sources, **changes)


def _examine(plan: Plan, entered: Plan, made: Sequence[_Made]) -> Iterator[Fault]:
    """What checking the package finds that it did not find before, at the place in the workbook it came from."""
    before = {str(fault) for fault in examine(plan)[1]}
    new = {
        (f"{form.table}.csv", number): each
        for form in FORMS
        for number, each in enumerate(
            (each for each in made if each.sheet.form is form), start=len(getattr(plan, form.table)) + 2
        )
    }
    for fault in examine(entered)[1]:
        if str(fault) in before:
            continue
        at = None if fault.row is None else new.get((fault.file, fault.row))
        if at is None:
            yield fault
        else:
            at.sheet.blame(at.place, fault.column, fault.finding, fault.mend)
            yield at.sheet.faults[-1]
