"""What is reported since a plan was written is refused where it cannot be, with the finding and its mend; days are those of the calendar."""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from peakfolio.cli.main import main
from peakfolio.errors import PeakfolioError
from peakfolio.plan.days import DAY, read_day
from peakfolio.plan.reading import read_plan
from transcription import SCENARIOS

OUTCOME = {
    "indicator_id": "I31",
    "year": 2025,
    "value": 52.4,
    "as_written": "52.4%",
    "known_on": "2026-03-02",
    "grade": "official",
}
REPORT = {
    "project_id": "P07",
    "status": "done",
    "finish_year": 2025,
    "as_written": "已完工",
    "known_on": "2026-03",
    "grade": "official",
}


def copy_with(place: Path, table: str, row: dict[str, Any]) -> Path:
    """A copy of the plan of Dongchuan with one more row in a table."""
    folder = place / "copy"
    shutil.copytree(SCENARIOS / "dongchuan", folder)
    with (folder / "projects.csv").open(encoding="utf-8-sig") as rows:
        source = next(csv.DictReader(rows))["source_id"]
    path = folder / f"{table}.csv"
    head = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    with path.open("a", encoding="utf-8", newline="") as rows:
        csv.DictWriter(rows, head).writerow({"is_used": "true", "source_id": source, **row})
    return folder


@pytest.mark.parametrize(
    ("table", "changes", "said"),
    [
        ("outcomes", {"value": 152.4}, "152.4 lies outside the bounds of I31"),
        ("outcomes", {"known_on": "2023-01"}, "2025 lies after the day it was published"),
        ("outcomes", {"known_on": "2026-02-30"}, "such as 2026-03-02, 2026-03 or 2026"),
        ("outcomes", {"value": "", "state": "done"}, "gives a state for"),
        ("outcomes", {"value": "52.4%"}, "must be a number"),
        ("outcomes", {"indicator_id": "I99"}, "I99"),
        ("progress", {"finish_year": 2030}, "lies after the report, and the project is reported as done"),
        ("progress", {"status": "under_way", "start_year": 2031, "finish_year": 2033}, "reported as begun"),
        ("progress", {"finish_year": ""}, "is empty for a project that is done"),
        ("progress", {"project_id": "P999"}, "P999"),
    ],
)
def test_what_cannot_have_been_reported_is_refused(
    table: str, changes: dict[str, Any], said: str, tmp_path: Path
) -> None:
    row = {**(OUTCOME if table == "outcomes" else REPORT), **changes}
    with pytest.raises(PeakfolioError) as caught:
        read_plan(copy_with(tmp_path, table, row))
    assert said in str(caught.value)
    assert "1 problem" in str(caught.value)


@pytest.mark.parametrize(("table", "row"), [("outcomes", OUTCOME), ("progress", REPORT)])
def test_what_can_have_been_reported_is_taken(table: str, row: dict[str, Any], tmp_path: Path) -> None:
    assert getattr(read_plan(copy_with(tmp_path, table, row)), table)[-1].known_on == row["known_on"]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_of_the_calendar_is_read(day: date) -> None:
    assert read_day(day.isoformat()) == (day.year, day.month, day.day)
    after = day + timedelta(days=1)
    if after.month != day.month and day.day < 31:
        assert DAY.fullmatch(f"{day:%Y-%m}-{day.day + 1}") is None


def test_a_month_or_year_is_its_end() -> None:
    assert (read_day("2024-02"), read_day("2024")) == ((2024, 2, 31), (2024, 12, 31))


@pytest.mark.parametrize("day", ["2024-02-30", "2023-02-29", "2025-04-31", "9999-12", "0000", "2024-13", ""])
@pytest.mark.parametrize("command", ["review", "replan", "assess"])
def test_a_day_that_is_none_is_refused_by_every_command(command: str, day: str) -> None:
    shown = CliRunner().invoke(main, ["--language", "en", command, "kunming", "--as-of", day])
    assert shown.exit_code == 2
    assert "must be such as 2026-11" in shown.output
