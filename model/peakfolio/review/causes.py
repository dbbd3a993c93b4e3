"""Why a target was missed, as far as the data tell.

The rules, the first that holds: ``delay``, a project that serves it was reported dropped, not begun after its year to begin, or not in
service by the year of the outcome; ``effect``, every project that serves it was reported done by then, and the value is not there;
``unknown``, projects serve it and of some of them nothing is reported; ``drift``, no project serves it: what went on without projects
did not suffice. What a break separates is ``definition`` and is never scored.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ProjectReport, read_day
from peakfolio.plan.standing import list_known
from peakfolio.plan.tables import Project
from peakfolio.review.cases import END_OF_TIME, Case

Cause = Literal["delay", "effect", "drift", "unknown"]


def find_causes(plan: Plan, cases: Sequence[Case], day: str | None) -> Mapping[str, Cause]:
    """The cause of every target whose newest outcome misses it, by indicator and year asked (``I20:2025``)."""
    newest: dict[str, ProjectReport] = {}
    for row in list_known(plan.progress, day or END_OF_TIME):
        had = newest.get(row.project_id)
        if had is None or read_day(row.known_on) > read_day(had.known_on):
            newest[row.project_id] = row
    missed = [each for each in cases if each.is_last and each.is_met is False]
    return {name_case(each): _find_cause(plan, each, newest) for each in missed}


def name_case(case: Case) -> str:
    """The key of a target: indicator and year asked."""
    return f"{case.indicator_id}:{case.asked.year}"


def list_serving(plan: Plan, indicator_id: str) -> tuple[str, ...]:
    """The projects that serve an indicator: by an effect, or by the document's word."""
    known = plan.project_by_id
    acting = [row.action_id for row in plan.effects if row.indicator_id == indicator_id and row.action_id in known]
    return tuple(dict.fromkeys((*acting, *plan.list_named(indicator_id))))


def _find_cause(plan: Plan, case: Case, reports: Mapping[str, ProjectReport]) -> Cause:
    serving = list_serving(plan, case.indicator_id)
    if not serving:
        return "drift"
    known = [reports[key] for key in serving if key in reports]
    if any(_is_late(plan.project_by_id[row.project_id], row, case.outcome.year) for row in known):
        return "delay"
    return "effect" if len(known) == len(serving) else "unknown"


def _is_late(project: Project, report: ProjectReport, year: int) -> bool:
    """Whether a project was reported not to serve by the end of a year in which it was to serve."""
    due = project.end_year
    if due is not None and due > year:
        return False
    if report.status == "done":
        return report.finish_year is not None and report.finish_year > year
    return True
