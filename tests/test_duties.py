"""Who reports what: when a report is due, who owes it, and the workbook that goes out and comes back."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from conftest import load
from peakfolio.assess.duties import Duty, close_day, find_period, list_duties, list_overdue
from peakfolio.assess.duty_forms import FORMS, INDICATORS, PROJECTS
from peakfolio.cli.main import main
from peakfolio.errors import PeakfolioError, PlanFaults
from peakfolio.importing.entering import enter_workbook
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.plan.settings import ReportingSettings
from peakfolio.plan.standing import stand_at
from peakfolio.plan.tables import Support
from peakfolio.plan.writing import write_copy, write_plan
from peakfolio.render.duty_book import render_duty_book
from peakfolio.render.duty_calendar import escape_text, fold_line, render_calendar
from peakfolio.report.duties import say_overdue
from peakfolio.words import LANGUAGES, Language
from tiny import CITE, make_tiny_plan
from tiny_progress import make_outcome, make_report

DAY = "2026-11-29"
TINY = make_tiny_plan()
KEYS = {row.indicator_id: row for row in TINY.indicators}
FIRST = TINY.indicators[0].indicator_id


def find(duties: tuple[Duty, ...], key: str, year: int | None = None) -> Duty:
    return next(each for each in duties if each.key == key and year in (None, each.year))


def with_leads(plan: Plan) -> Plan:
    """The tiny plan with a unit for every project."""
    return replace(
        plan, projects=tuple(row.model_copy(update={"lead_zh": f"{row.project_id}局"}) for row in plan.projects)
    )


def test_the_figure_of_a_year_is_due_by_the_end_of_the_month_in_the_next() -> None:
    early, late = (find(list_duties(TINY, day), FIRST) for day in ("2026-03-31", "2026-04-01"))
    assert (early.year, early.due) == (2024, date(2025, 3, 31))
    assert (late.year, late.due, late.since, late.missed) == (2025, date(2026, 3, 31), date(2024, 3, 31), 3)


def test_a_newer_figure_makes_older_ones_unnecessary_but_for_the_year_of_a_target() -> None:
    known = replace(TINY, outcomes=(make_outcome(FIRST, 2026, 50.0, "2026-10"),))
    duties = [each for each in list_duties(known, DAY) if each.key == FIRST]
    assert [(each.year, each.is_overdue) for each in duties] == [
        (2027, False)
    ]  # the target's year 2025 is the newest due
    later = [each for each in list_duties(known, "2027-11") if each.key == FIRST]
    assert [(each.year, each.is_overdue) for each in later] == [(2025, True), (2027, False)]


def test_an_outcome_of_another_place_is_no_report() -> None:
    other = make_outcome(FIRST, 2025, 50.0, "2026-02", place_zh="全市", is_used=False)
    assert find(list_duties(replace(TINY, outcomes=(other,)), DAY), FIRST).missed == 3


def test_a_project_reports_the_period_after_its_last_report() -> None:
    key = TINY.projects[0].project_id
    known = replace(TINY, progress=(make_report(key, "under_way", "2026-08-15"),))
    duty = find(list_duties(known, DAY), key)
    assert (duty.first, duty.due, duty.is_overdue) == (date(2026, 10, 1), date(2026, 12, 31), False)
    late = find(list_duties(known, "2027-04-01"), key)
    assert (late.since, late.due, late.missed) == (date(2026, 12, 31), date(2027, 3, 31), 2)


def test_a_planned_project_does_not_report_before_its_printed_start() -> None:
    moved = TINY.projects[0].model_copy(update={"start_year": 2028})
    plan = replace(TINY, projects=(moved,), progress=(make_report("P1", "planned", "2026-01"),))
    assert find(list_duties(plan, DAY), "P1").due == date(2028, 3, 31)


def test_what_is_dropped_or_paid_for_reports_no_more_and_what_is_under_way_always_does() -> None:
    first, second, third, *_ = (row.project_id for row in TINY.projects)
    done = make_report(second, "done", finish_year=2025, final_cost_wan_yuan=90.0)
    plan = replace(TINY, progress=(make_report(first, "dropped"), done, make_report(third, "under_way")))
    keys = {each.key for each in list_duties(plan, DAY) if each.subject == "project"}
    assert keys == {row.project_id for row in TINY.projects} - {first, second}
    chosen = {each.key for each in list_duties(plan, DAY, chosen=(first,)) if each.subject == "project"}
    assert chosen == {third}


def test_the_unit_is_the_plan_s_own_else_that_of_the_projects_else_none() -> None:
    assert find(list_duties(replace(TINY, effects=()), DAY), FIRST).reporter is None
    support = Support(project_id="P1", as_written=FIRST, indicator_id=FIRST, **CITE)
    plan = with_leads(replace(TINY, effects=(), supports=(support,)))
    duty = find(list_duties(plan, DAY), FIRST)
    assert (duty.reporter, duty.reporter_from) == ("P1局", "projects")
    named = tuple(row.model_copy(update={"lead_zh": "县水务局"}) for row in plan.indicators)
    duty = find(list_duties(replace(plan, indicators=named), DAY), FIRST)
    assert (duty.reporter, duty.reporter_from) == ("县水务局", "plan")


def test_the_rhythm_is_that_of_the_settings() -> None:
    settings = TINY.settings.model_copy(update={"reporting": ReportingSettings(indicator_month=12, project_months=5)})
    duties = list_duties(replace(TINY, settings=settings), DAY)
    assert find(duties, FIRST).due == date(2025, 12, 31)
    assert find(duties, TINY.projects[0].project_id).due == date(2026, 10, 31)


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)), st.integers(1, 12))
def test_periods_hold_their_day_and_follow_each_other(day: date, months: int) -> None:
    first, last = find_period(day, months)
    assert first <= day <= last
    assert find_period(last, months) == find_period(first, months) == (first, last)
    assert find_period(date.fromordinal(last.toordinal() + 1), months)[0] > last


@given(st.dates(date(2023, 1, 1), date(2035, 12, 31)), st.dates(date(2023, 1, 1), date(2035, 12, 31)))
def test_a_report_never_makes_more_overdue_and_time_never_less(one: date, other: date) -> None:
    known, day = sorted((one, other))
    key = TINY.projects[0].project_id
    reported = replace(TINY, progress=(make_report(key, "under_way", known.isoformat()),))
    before, after = list_duties(TINY, day.isoformat()), list_duties(reported, day.isoformat())
    assert find(after, key).missed <= find(before, key).missed
    assert find(after, key).since > known
    assert find(list_duties(reported, known.isoformat()), key).missed == 0
    assert len(list_overdue(before)) >= len(list_overdue(list_duties(TINY, known.isoformat())))


@pytest.mark.parametrize("region", list_regions())
def test_every_plan_has_a_roster_with_the_overdue_first(region: str) -> None:
    duties = list_duties(load(region), DAY)
    assert duties
    assert [each.is_overdue for each in duties] == sorted((each.is_overdue for each in duties), reverse=True)
    for each in duties:
        assert each.is_overdue == (each.since < close_day(DAY))
        assert each.since <= each.due
        assert (each.reporter is None) == (each.reporter_from == "none")
    assert str(len(list_overdue(duties))) in say_overdue(duties).read("zh")


# The workbook


def write_book(plan: Plan, language: Language = "zh") -> bytes:
    return render_duty_book(plan, DAY, list_duties(plan, DAY), language)


def fill(content: bytes, *cells: tuple[str, str, dict[str, object]]) -> bytes:
    """The workbook with cells filled in: the sheet's table, the key of the row, and what stands under which column."""
    book = load_workbook(io.BytesIO(content))
    for table, key, said in cells:
        form = next(each for each in FORMS if each.table == table)
        sheet = next(each for each in book if each.title in {form.title.read(language) for language in LANGUAGES})
        row = next(row for row in sheet.iter_rows() if row[0].value == key)
        for column, value in said.items():
            row[next(place for place, each in enumerate(form.columns) if each.key == column)].value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


FIGURE = ("outcomes", FIRST, {"value": 61.5, "known_on": date(2026, 3, 15)})
STATE_WORDS = {language: PROJECTS.filled[0].choices["under_way"].read(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_workbook_comes_back_and_the_plan_stands_on_it(language: Language) -> None:
    said = {"status": STATE_WORDS[language], "known_on": "2026/9/30", "start_year": 2025, "spent_wan_yuan": 40.5}
    entered = enter_workbook(TINY, "报送.xlsx", fill(write_book(TINY, language), FIGURE, ("progress", "P1", said)))
    assert entered.added == {"outcomes": 1, "progress": 1}
    (outcome,), (report,) = entered.plan.outcomes, entered.plan.progress
    assert (outcome.value, outcome.year, outcome.known_on, outcome.as_written) == (61.5, 2025, "2026-03-15", "61.5%")
    assert (report.status, report.known_on, report.spent_wan_yuan) == ("under_way", "2026-09-30", 40.5)
    assert report.as_written == "在建，已支出40.5万元"
    source = entered.plan.source_by_id[outcome.source_id]
    assert (source.file, report.source_id) == ("报送.xlsx", source.source_id)
    standing = stand_at(entered.plan, DAY)
    assert standing.find_status("P1") == "under_way"
    assert next(each for each in standing.started if each.indicator_id == FIRST).value.value == 61.5  # type: ignore[union-attr]
    before, after = list_duties(TINY, DAY), list_duties(entered.plan, DAY)
    assert len(list_overdue(after)) == len(list_overdue(before)) - 2


@pytest.mark.parametrize("region", list_regions())
def test_an_empty_workbook_changes_nothing(region: str) -> None:
    plan = load(region)
    entered = enter_workbook(plan, "a.xlsx", write_book(plan))
    assert entered.plan is plan


def test_entering_a_workbook_twice_changes_nothing() -> None:
    filled = fill(
        write_book(TINY), FIGURE, ("progress", "P1", {"status": "done", "known_on": "2026-09", "finish_year": 2026})
    )
    once = enter_workbook(TINY, "a.xlsx", filled)
    twice = enter_workbook(once.plan, "a.xlsx", filled)
    assert (twice.plan, twice.known) == (once.plan, 2)
    renamed = enter_workbook(once.plan, "b.xlsx", filled)
    assert renamed.plan == once.plan


def test_a_percentage_as_spreadsheets_keep_it_is_a_percentage() -> None:
    book = load_workbook(io.BytesIO(fill(write_book(TINY), FIGURE)))
    row = next(row for row in book.worksheets[1].iter_rows() if row[0].value == FIRST)
    row[7].value, row[7].number_format = 0.615, "0.0%"
    saved = io.BytesIO()
    book.save(saved)
    assert enter_workbook(TINY, "a.xlsx", saved.getvalue()).plan.outcomes[0].value == 61.5


def test_every_fault_is_named_with_sheet_row_column_and_mend() -> None:
    filled = fill(
        write_book(TINY),
        ("outcomes", FIRST, {"value": "很多"}),
        ("progress", "P1", {"status": "开工了"}),
        ("progress", "P2", {"status": "已建成", "known_on": "2026-09-30"}),
        ("progress", "P3", {"project_id": "P99", "status": "在建", "known_on": "2026-09-30"}),
        ("progress", "P4", {"status": "在建", "known_on": "2026-09-30", "spent_wan_yuan": -5}),
    )
    with pytest.raises(PlanFaults) as caught:
        enter_workbook(TINY, "报送.xlsx", filled)
    faults = caught.value.faults
    found = {(each.file.split("[")[1], each.column) for each in faults}
    figures, projects = ("数值", "报送日期"), ("进展状态", "报送日期", "完工年份", "编号", "累计已支出（万元）")
    assert found == {("指标]", each) for each in figures} | {("项目]", each) for each in projects}
    rows = {row[0].value: row[0].row for row in load_workbook(io.BytesIO(filled)).worksheets[2].iter_rows()}
    assert {each.row for each in faults if "项目" in each.file} == {rows[key] for key in ("P1", "P2", "P99", "P4")}
    assert all(str(each) and each.read("zh") and each.mend.read("zh") for each in faults)


@pytest.mark.parametrize(
    ("typed", "read"), [("2026/9/3", "2026-09-03"), ("2026年9月", "2026-09"), ("2026.9", "2026-09"), (2026, "2026"), ("2026-09-03", "2026-09-03")]
)  # fmt: skip
def test_a_day_may_be_typed_as_people_do(typed: object, read: str) -> None:
    said = ("outcomes", FIRST, {"value": 61.5, "known_on": typed})
    assert enter_workbook(TINY, "a.xlsx", fill(write_book(TINY), said)).plan.outcomes[0].known_on == read


@pytest.mark.parametrize("typed", ["去年", "2026-13-01", "2026-02-30", "26/3/1"])
def test_what_is_no_day_is_a_fault_that_says_how_days_are_written(typed: str) -> None:
    said = ("outcomes", FIRST, {"value": 61.5, "known_on": typed})
    with pytest.raises(PlanFaults, match="is no day; write a day such as 2026-03-15") as caught:
        enter_workbook(TINY, "a.xlsx", fill(write_book(TINY), said))
    assert len(caught.value.faults) == 1


def test_a_figure_the_indicator_cannot_have_is_a_fault() -> None:
    said = ("outcomes", FIRST, {"value": 6150, "known_on": "2026-03"})
    with pytest.raises(PlanFaults, match="outside what the indicator can be"):
        enter_workbook(TINY, "a.xlsx", fill(write_book(TINY), said))


def test_another_figure_of_the_same_day_is_a_fault_and_one_of_a_later_day_is_not() -> None:
    once = enter_workbook(TINY, "a.xlsx", fill(write_book(TINY), FIGURE)).plan
    with pytest.raises(PlanFaults, match="day of the correction"):
        enter_workbook(once, "a.xlsx", fill(write_book(TINY), ("outcomes", FIRST, {**FIGURE[2], "value": 62})))
    later = {"value": 62, "known_on": "2026-05"}
    entered = enter_workbook(once, "a.xlsx", fill(write_book(TINY), ("outcomes", FIRST, later)))
    assert [row.value for row in entered.plan.outcomes] == [61.5, 62]
    assert len({row.source_id for row in entered.plan.outcomes}) == 1


def test_what_only_the_whole_package_shows_is_told_at_its_place_in_the_workbook() -> None:
    other = make_outcome(FIRST, 2025, 61.5, "2026-03-15", as_written="61.5%", place_zh="全市", is_used=False)
    filled = fill(write_book(TINY), FIGURE)
    with pytest.raises(PlanFaults) as caught:
        enter_workbook(replace(TINY, outcomes=(other,)), "a.xlsx", filled)
    (fault,) = caught.value.faults
    sheet = load_workbook(io.BytesIO(filled)).worksheets[1]
    assert (fault.file, sheet.cell(fault.row or 0, 1).value) == ("a.xlsx [指标]", FIRST)


def test_a_sheet_may_have_another_name_and_a_copy_is_read_too() -> None:
    book = load_workbook(io.BytesIO(fill(write_book(TINY), FIGURE)))
    copy = book.copy_worksheet(book.worksheets[1])
    book.worksheets[1].title, copy.title = "指标（水务局）", "补报"
    row = next(row for row in copy.iter_rows() if row[0].value == FIRST)
    row[3].value, row[7].value = 2024, 55
    saved = io.BytesIO()
    book.save(saved)
    entered = enter_workbook(TINY, "a.xlsx", saved.getvalue())
    assert [(row.year, row.value) for row in entered.plan.outcomes] == [(2025, 61.5), (2024, 55)]


def test_a_formula_without_its_value_is_refused_and_not_taken_for_empty() -> None:
    filled = fill(write_book(TINY), ("outcomes", FIRST, {"value": "=1+60", "known_on": "2026-03"}))
    with pytest.raises(PeakfolioError, match=r"H\d+ came without"):
        enter_workbook(TINY, "a.xlsx", filled)


def test_a_workbook_of_something_else_is_refused() -> None:
    from edition_files import xlsxwriter

    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved) as book:
        book.add_worksheet("指标").write(0, 0, "别的")
    with pytest.raises(PlanFaults, match="no sheet to report in"):
        enter_workbook(TINY, "a.xlsx", saved.getvalue())


def test_the_workbook_is_easy_to_fill_in() -> None:
    for language in LANGUAGES:
        book = load_workbook(io.BytesIO(write_book(with_leads(TINY), language)))
        guide, *sheets = book.worksheets
        assert guide["A1"].value
        for sheet, form in zip(sheets, (INDICATORS, PROJECTS), strict=True):
            assert sheet.freeze_panes == "C2"
            assert [cell.value for cell in sheet[1]] == [each.head.read(language) for each in form.columns]
        (rule,) = (each for each in sheets[1].data_validations.dataValidation if each.type == "list")
        assert STATE_WORDS[language] in rule.formula1


# The calendar


def parse_calendar(data: bytes) -> Iterator[dict[str, str]]:
    """The events of a calendar file, read strictly: CRLF, 75 octets, begin and end in pairs."""
    assert data.endswith(b"\r\n")
    raw = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    lines: list[str] = []
    for line in (each.decode() for each in raw):
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    stack: list[str] = []
    event: dict[str, str] = {}
    for line in lines:
        head, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[A-Z-]+)*", head), line
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value) or head == "PRODID", line
        if head == "BEGIN":
            stack.append(value)
        elif head == "END":
            assert stack.pop() == value
            if value == "VEVENT":
                yield event
                event = {}
        elif stack[-1] == "VEVENT":
            assert head not in event
            event[head] = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
    assert not stack


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", ["dongchuan", "kunming"])
def test_the_calendar_names_every_report_once(region: str, language: Language) -> None:
    plan = load(region)
    duties = list_duties(plan, DAY)
    data = render_calendar(plan, DAY, duties, language)
    events = list(parse_calendar(data))
    assert data == render_calendar(plan, DAY, duties, language)
    assert len({each["UID"] for each in events}) == len(events)
    named = [line.split(" ")[0] for each in events for line in each["DESCRIPTION"].split("\n")]
    assert sorted(each for each in named if each in {duty.key for duty in duties}) == sorted(
        each.key for each in duties
    )
    days = {each["DTSTART;VALUE=DATE"] for each in events}
    late = {"20261129"} if list_overdue(duties) else set()
    assert days == late | {f"{each.due:%Y%m%d}" for each in duties if not each.is_overdue}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folding_cuts_no_letter_and_loses_none(text: str) -> None:
    parts = list(fold_line(f"SUMMARY:{escape_text(text)}"))
    assert all(len(part.encode()) <= 75 for part in parts)
    joined = parts[0] + "".join(part.removeprefix(" ") for part in parts[1:])
    assert re.sub(r"\\(.)", r"\1", joined.removeprefix("SUMMARY:")) == text


# The commands


def run(*said: str, code: int = 0) -> str:
    found = CliRunner().invoke(main, said, env={"COLUMNS": "80"})
    assert found.exit_code == code, found.output
    return found.output


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", list_regions())
def test_the_roster_fits_one_screen(region: str, language: Language) -> None:
    lines = run("--language", language, "due", region, "--as-of", DAY).splitlines()
    assert len(lines) <= 40
    assert len(run("--language", language, "due", region, "--as-of", DAY, "--full").splitlines()) > 40


def test_from_the_command_line_out_and_back(tmp_path: Path) -> None:
    folder, book, calendar = tmp_path / "mine", tmp_path / "ask.xlsx", tmp_path / "due.ics"
    source = find_region("dongchuan")
    write_copy(source, read_plan(source).settings, folder)
    run("due", str(folder), "--as-of", DAY, "--book", str(book), "--calendar", str(calendar), "--json")
    assert list(parse_calendar(calendar.read_bytes()))
    key = next(row.indicator_id for row in read_plan(folder).indicators if row.indicator_id == "I31")
    book.write_bytes(fill(book.read_bytes(), ("outcomes", key, {"value": 60, "known_on": "2026-02"})))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "dongchuan" in run("enter", "dongchuan", str(book), code=2)
    run("enter", str(folder), str(book))
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"outcomes.csv", "sources.csv"}
    run("enter", str(folder), str(book))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == after
    copy = tmp_path / "copy"
    run("enter", "dongchuan", str(book), "--into", str(copy))
    assert (copy / "outcomes.csv").read_bytes() == after["outcomes.csv"]
    assert read_plan(copy).outcomes == read_plan(folder).outcomes


def test_a_workbook_with_a_fault_writes_nothing(tmp_path: Path) -> None:
    folder, book = tmp_path / "mine", tmp_path / "ask.xlsx"
    write_plan(TINY, folder)
    book.write_bytes(fill(write_book(TINY), FIGURE, ("progress", "P1", {"status": "?", "known_on": "2026-09"})))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    said = run("--language", "zh", "enter", str(folder), str(book), code=2)
    assert "ask.xlsx [项目]" in said
    run("enter", str(folder), str(book), "--into", str(tmp_path / "copy"), code=2)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not (tmp_path / "copy").exists()


def test_rows_that_name_no_source_still_mean_the_one_document_after_a_workbook(tmp_path: Path) -> None:
    folder, book = tmp_path / "mine", tmp_path / "ask.xlsx"
    write_copy(find_region("lufeng"), read_plan(find_region("lufeng")).settings, folder)
    path = folder / "indicators.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "source_id": ""} for row in rows)
    plan = read_plan(folder)
    key = plan.indicators[0].indicator_id
    book.write_bytes(fill(write_book(plan), ("outcomes", key, {"value": 60, "known_on": "2026-02"})))
    run("enter", str(folder), str(book))
    after = read_plan(folder)
    assert after.indicators == plan.indicators
    assert len(after.outcomes) == len(plan.outcomes) + 1
