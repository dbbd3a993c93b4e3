"""What came about since a small plan was written: outcomes, reports of projects, breaks of series."""

import random
from typing import Any

from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ProjectReport, ReportedOutcome, SeriesBreak
from tiny import CITE


def make_outcome(
    key: str, year: int, value: float | None, known_on: str = "2026-01", **changes: Any
) -> ReportedOutcome:
    said = {
        "indicator_id": key,
        "year": year,
        "value": value,
        "as_written": str(value),
        "known_on": known_on,
        "grade": "official",
        **CITE,
        **changes,
    }
    return ReportedOutcome(**said)


def make_report(project: str, status: str, known_on: str = "2026-06", **changes: Any) -> ProjectReport:
    said = {"project_id": project, "status": status, "as_written": status, "known_on": known_on, "grade": "official"}
    return ProjectReport(**{**said, **CITE, **changes})


def make_break(key: str, year: int) -> SeriesBreak:
    said = {"before_zh": "旧", "before_en": "old", "after_zh": "新", "after_en": "new", **CITE}
    return SeriesBreak(indicator_id=key, first_year=year, kind="definition", **said)


def draw_reports(plan: Plan, seed: int) -> tuple[ProjectReport, ...]:
    """Reports of some projects in any state, with money known or not."""
    dice, found = random.Random(seed), []
    for row in plan.projects:
        status = dice.choice(("planned", "approved", "under_way", "done", "dropped", None, None))
        if status is None:
            continue
        start = dice.choice((None, 2023, 2024, 2025))
        finish = dice.choice((2025, 2026)) if status == "done" else dice.choice((None, 2027, 2029))
        money = {"spent_wan_yuan": dice.choice((None, 1.0, 50.0)), "to_come_wan_yuan": dice.choice((None, 0.0, 30.0))}
        found.append(make_report(row.project_id, status, start_year=start, finish_year=finish, **money))
    return tuple(found)
