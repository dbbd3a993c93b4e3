"""Who reports what, and when: the next report due of each open target and each project, and the last one that came.

The rhythm stands in ``[reporting]`` of plan.toml and is a convention of this project. A later report makes an older one unnecessary, but
for the year of a target: its figure is asked for until it is there, because nothing else tells whether the target was met.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from peakfolio.plan.days import read_day
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ProjectReport
from peakfolio.plan.standing import list_known, stand_at
from peakfolio.plan.tables import Indicator
from peakfolio.plan.vocabulary import ProjectStatus, State

Subject = Literal["indicator", "project"]
UnitOrigin = Literal["plan", "whole", "projects", "none"]
OWN = ("plan", "text")
GOING: tuple[ProjectStatus, ...] = ("approved", "under_way")
MONTHS = 12


@dataclass(frozen=True)
class LastReport:
    """What is known last: of an indicator its value or state of a year, of a project its status.

    ``known_on`` is the day it was published; None where it stands in the plan itself.
    """

    known_on: str | None
    year: int | None = None
    value: float | None = None
    state: State | None = None
    status: ProjectStatus | None = None


@dataclass(frozen=True)
class Duty:
    """A report that a unit owes or will owe.

    ``year`` is the year of an indicator's figure (None of a project, which reports its state and money); ``unit`` its unit of measure,
    ``is_number`` whether it has a value rather than a state.
    ``first``, ``last_day`` bound the period reported on. ``due`` is the day it is due; ``since`` the day of the first report that did
    not come, the same as ``due`` where none is missing; ``missed`` counts them. ``reporter`` is None where nothing names a unit.
    """

    subject: Subject
    key: str
    reporter: str | None
    reporter_from: UnitOrigin
    year: int | None
    unit: str | None
    is_number: bool
    first: date
    last_day: date
    due: date
    since: date
    missed: int
    last: LastReport | None

    @property
    def is_overdue(self) -> bool:
        """Whether a report should have come and did not."""
        return self.missed > 0


def close_day(day: str) -> date:
    """The date of a day as a plan writes it; of a month or a year its last."""
    year, month, number = read_day(day)
    return date(year, month, min(number, monthrange(year, month)[1]))


def list_duties(plan: Plan, day: str, chosen: Sequence[str] = ()) -> tuple[Duty, ...]:
    """The reports due of a plan on a day, the overdue first, the oldest before.

    ``chosen`` are the projects that report; without any all of the plan do. What is reported approved or under way always does, what was
    dropped or has its final cost no more. Raises PeakfolioError for a day before the plan's base year.
    """
    written, today = plan.as_written, close_day(day)
    duties = (*_list_indicators(written, day, today), *_list_projects(written, day, today, chosen))
    return tuple(sorted(duties, key=lambda each: (not each.is_overdue, each.since, each.subject, each.key)))


def list_overdue(duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """The reports that should have come and did not."""
    return tuple(each for each in duties if each.is_overdue)


def _list_indicators(plan: Plan, day: str, today: date) -> Iterator[Duty]:
    asked = {row.indicator_id for row in stand_at(plan, day).plan.targets if row.is_used}
    month = plan.settings.reporting.indicator_month
    newest = next(year for year in (today.year, today.year - 1, today.year - 2) if _fall_due(year, month) < today)
    for row in plan.measured_indicators:
        if row.indicator_id not in asked:
            continue
        known = _list_values(plan, row, day)
        last = max(known, default=plan.settings.years.base_year - 1)
        missed = max(0, newest - last)
        year = newest if missed else max(last, newest) + 1
        since = _fall_due(last + 1 if missed else year, month)
        yield _make_figure(plan, row, year, (since, missed), known)
        for mark in _list_marks(plan, row.indicator_id):
            if mark < newest and mark not in known:
                yield _make_figure(plan, row, mark, (_fall_due(mark, month), 1), known)


def _list_marks(plan: Plan, key: str) -> list[int]:
    """The years the plan's own targets of an indicator are asked for."""
    own = (row for row in plan.targets if row.indicator_id == key and row.is_used and row.standard in OWN)
    return sorted({row.year for row in own if row.year is not None})


def _fall_due(year: int, month: int) -> date:
    """The day the figures of a year are due."""
    return date(year + 1, month, monthrange(year + 1, month)[1])


def _list_values(plan: Plan, row: Indicator, day: str) -> Mapping[int, LastReport]:
    """What is known of an indicator by year; an outcome before what the plan says."""
    found: dict[int, LastReport] = {}
    for seen in plan.observations:
        is_said = seen.value is not None or seen.state not in (None, "unknown")
        if seen.indicator_id == row.indicator_id and seen.is_used and is_said:
            found[seen.year] = LastReport(None, seen.year, seen.value, seen.state)
    for came in sorted(list_known(plan.outcomes, day), key=lambda each: read_day(each.known_on)):
        is_said = came.value is not None or came.state not in (None, "unknown")
        if came.indicator_id == row.indicator_id and is_said:
            found[came.year] = LastReport(came.known_on, came.year, came.value, came.state)
    return found


def _make_figure(
    plan: Plan, row: Indicator, year: int, waited: tuple[date, int], known: Mapping[int, LastReport]
) -> Duty:
    reporter, origin = find_reporter(plan, row)
    since, missed = waited
    return Duty(
        subject="indicator",
        key=row.indicator_id,
        reporter=reporter,
        reporter_from=origin,
        year=year,
        unit=row.unit,
        is_number=row.kind == "numeric",
        first=date(year, 1, 1),
        last_day=date(year, 12, 31),
        due=_fall_due(year, plan.settings.reporting.indicator_month),
        since=since,
        missed=missed,
        last=known[max(known)] if known else None,
    )


def find_reporter(plan: Plan, row: Indicator) -> tuple[str | None, UnitOrigin]:
    """The unit that answers for an indicator: its own, that of its whole, else those of the projects that serve it."""
    if row.lead_zh:
        return row.lead_zh, "plan"
    whole = plan.indicator_by_id.get(row.parent_id or "")
    if whole is not None and whole.lead_zh:
        return whole.lead_zh, "whole"
    serving = (*plan.list_named(row.indicator_id), *_list_acting(plan, row.indicator_id))
    leads = [plan.project_by_id[key].lead_zh for key in dict.fromkeys(serving)]
    named = tuple(dict.fromkeys(lead for lead in leads if lead))
    return ("、".join(named), "projects") if named else (None, "none")


def _list_acting(plan: Plan, key: str) -> tuple[str, ...]:
    return tuple(
        row.action_id for row in plan.effects if row.indicator_id == key and row.action_id in plan.project_by_id
    )


def _list_projects(plan: Plan, day: str, today: date, chosen: Sequence[str]) -> Iterator[Duty]:
    newest: dict[str, ProjectReport] = {}
    for report in sorted(list_known(plan.progress, day), key=lambda each: read_day(each.known_on)):
        newest[report.project_id] = report
    for row in plan.projects:
        known = newest.get(row.project_id)
        is_asked = not chosen or row.project_id in chosen or (known is not None and known.status in GOING)
        if is_asked and not _is_closed(known):
            yield _make_state(plan, row.project_id, known, today)


def _is_closed(report: ProjectReport | None) -> bool:
    if report is None:
        return False
    return report.status == "dropped" or (report.status == "done" and report.final_cost_wan_yuan is not None)


def _make_state(plan: Plan, key: str, known: ProjectReport | None, today: date) -> Duty:
    """The report of a project: of the period after that of its last report, or of the first of its first year within the plan."""
    row, months = plan.project_by_id[key], plan.settings.reporting.project_months
    first_year = plan.settings.years.first_year
    start = date(max(row.start_year or first_year, first_year), 1, 1)
    if known is not None:
        following = _follow(find_period(close_day(known.known_on), months)[1])
        start = max(start, following) if known.status == "planned" else following
    ends = list(_list_ends(start, today, months))
    due = ends[-1]
    missed = sum(end < today for end in ends)
    return Duty(
        subject="project",
        key=key,
        reporter=row.lead_zh,
        reporter_from="plan" if row.lead_zh else "none",
        year=None,
        unit=None,
        is_number=False,
        first=find_period(due, months)[0],
        last_day=due,
        due=due,
        since=ends[0],
        missed=missed,
        last=None if known is None else LastReport(known.known_on, status=known.status),
    )


def _list_ends(start: date, today: date, months: int) -> Iterator[date]:
    """The ends of the periods from a day on that lie before today; the next one where none does."""
    end = find_period(start, months)[1]
    yield end
    while (end := find_period(_follow(end), months)[1]) < today:
        yield end


def find_period(day: date, months: int) -> tuple[date, date]:
    """The first and the last day of the period of so many months, counted from January, that a day lies in."""
    first = (day.month - 1) // months * months + 1
    last = min(first + months - 1, MONTHS)
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])


def _follow(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
