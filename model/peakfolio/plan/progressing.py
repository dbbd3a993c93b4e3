"""Projects as they stand on a day: what is done, what runs, what is gone, and what can begin next year at the earliest.

What was spent is gone whatever is decided now, so a project costs only what is still to come. Where a report gives no money, what the
project's own spread of spending puts into the years that have passed is taken as spent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from peakfolio.plan.delivery_tables import DeliveryKind
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ProjectReport
from peakfolio.plan.rows import Row
from peakfolio.plan.tables import Effect, Funding, Measure, Project, Relation

AnyRow = TypeVar("AnyRow", bound=Row)
BEGUN = ("under_way", "done")
BOTH = ("together", "excludes")  # what holds between two projects whichever is named first
TIED = ("action_id", "other_id")


def move_projects(plan: Plan, base_year: int, reports: Mapping[str, ProjectReport]) -> Plan:
    """The plan with every project in its state and nothing new before the year after ``base_year``."""
    plan = drop_actions(plan, find_gone(plan, reports))
    mover = _Mover(plan, base_year, reports)
    return replace(
        plan,
        projects=tuple(mover.move_project(row) for row in plan.projects),
        measures=tuple(mover.move_measure(row) for row in plan.measures),
        funding=tuple(mover.move_funding(row) for row in plan.funding),
        relations=tuple(row for row in plan.relations if not mover.is_settled(row)),
        delivery=tuple(mover.move_kind(row) for row in plan.delivery),
    )


def find_gone(plan: Plan, reports: Mapping[str, ProjectReport]) -> set[str]:
    """What will not be built: what was dropped, and what has not begun and needs something dropped."""
    begun = {key for key, row in reports.items() if row.status in BEGUN}
    gone = {key for key, row in reports.items() if row.status == "dropped"}
    while True:
        needing = {row.action_id for row in plan.relations if row.kind != "excludes" and row.other_id in gone}
        needing |= {row.other_id for row in plan.relations if row.kind == "together" and row.action_id in gone}
        more = needing - begun - gone
        if not more:
            return gone
        gone |= more


def drop_actions(plan: Plan, gone: set[str]) -> Plan:
    """The plan without some projects and measures and every row that speaks of them."""
    if not gone:
        return plan
    columns = ("project_id", "measure_id", *TIED)

    def keep(rows: tuple[AnyRow, ...]) -> tuple[AnyRow, ...]:
        return tuple(row for row in rows if not any(getattr(row, column, None) in gone for column in columns))

    return replace(
        plan,
        projects=keep(plan.projects),
        measures=keep(plan.measures),
        supports=keep(plan.supports),
        funding=keep(plan.funding),
        effects=keep(plan.effects),
        chains=keep(plan.chains),
        abatements=keep(plan.abatements),
        relations=keep(plan.relations),
        delivery=keep(plan.delivery),
    )


def find_built(plan: Plan, reports: Mapping[str, ProjectReport]) -> tuple[str, ...]:
    """The done projects that still matter: their effects are not all in the values yet, they rule another out, or a group counts them."""
    scenarios = (plan.settings.scenario, *plan.settings.scenarios.values())
    acting = {row.action_id for row in plan.effects}
    acting |= {getattr(row, side) for row in plan.relations if row.kind == "excludes" for side in TIED}
    acting |= {key for scenario in scenarios for group in scenario.groups for key in group.members}
    done = (key for key, row in reports.items() if row.status == "done" and key in plan.project_by_id)
    return tuple(key for key in done if key in acting)


def leave_unmeasured(plan: Plan, measured: Mapping[str, int], reports: Mapping[str, ProjectReport], year: int) -> Plan:
    """The plan with only what its effects bring after the values one starts from were measured.

    ``measured`` are the years of those values, ``year`` the first milestone. What reaches a level or establishes a state adds up with
    nothing; it goes only when all of it is in the value.
    """
    effects: list[Effect] = []
    changed: set[tuple[str, str]] = set()
    for row in plan.effects:
        report, seen = reports.get(row.action_id), measured.get(row.indicator_id)
        left = 1.0
        if report is not None and report.status in BEGUN and seen is not None:
            left = _find_left(row, plan.project_by_id[row.action_id], seen, max(year, seen))
        if left < 1.0 and (row.mode == "adds" or left == 0.0):
            changed.add((row.action_id, row.indicator_id))
            effects += [_scale(row, left)] if left > 0.0 else []
        else:
            effects.append(row)
    if not changed:
        return plan
    chains = tuple(row for row in plan.chains if (row.action_id, row.indicator_id) not in changed)
    return replace(plan, effects=tuple(effects), chains=chains)


def _find_left(row: Effect, project: Project, seen: int, year: int) -> float:
    """The part of what arrives by a year that the value of another year does not hold yet."""
    before, after = (find_arrived(row, project, each) for each in (seen, year))
    full = find_arrived(row, project, year + 100) if after == 0 else after
    return max(full - before, 0.0) / full if full > 0 else 1.0


def find_arrived(row: Effect, project: Project, year: int) -> float:
    """The share of an effect of a project with known years that has arrived by the end of a year, 0 to 1."""
    start, end = project.start_year or year, project.end_year or year
    if row.arrives == "each_year":
        return float(year - row.lag_years >= start)
    if row.arrives == "pro_rata":
        return min(max((year - row.lag_years - start + 1) / (end - start + 1), 0.0), 1.0)
    served = year - (end + row.lag_years) + 1
    if served <= 0:
        return 0.0
    return min(served / row.ramp_years, 1.0) if row.ramp_years > 0 else 1.0


def _scale(row: Effect, part: float) -> Effect:
    numbers = {name: getattr(row, name) for name in ("low", "central", "high")}
    update = {name: None if value is None else value * part for name, value in numbers.items()}
    return row.model_copy(update={**update, "formula": None})


@dataclass(frozen=True)
class _Mover:
    """Brings projects and measures to the day."""

    plan: Plan
    base_year: int
    reports: Mapping[str, ProjectReport]

    @property
    def _first(self) -> int:
        return self.base_year + 1

    def _is_done(self, key: str) -> bool:
        return key in self.reports and self.reports[key].status == "done"

    def is_settled(self, row: Relation) -> bool:
        """Whether what holds between two projects is decided by what is built already."""
        one, other = self._is_done(row.action_id), self._is_done(row.other_id)
        if row.kind == "excludes":
            return one and other
        return one or (row.kind == "together" and other)

    def move_funding(self, row: Funding) -> Funding:
        """What a source still has to pay of a project that has been reported on."""
        if row.amount_wan_yuan is None or row.project_id not in self.reports:
            return row
        project = self.plan.project_by_id[row.project_id]
        cost, rest = project.cost_wan_yuan, self.find_cost(project)
        part = rest / cost if cost and rest is not None else 0.0
        return row.model_copy(update={"amount_wan_yuan": row.amount_wan_yuan * part})

    def find_cost(self, project: Project) -> float | None:
        """What is still to be spent, None where nobody knows; what is owed for a project that is built is owed whatever is decided."""
        report, cost = self.reports.get(project.project_id), project.cost_wan_yuan
        if report is None:
            return cost
        if report.status == "done":
            return 0.0
        if report.to_come_wan_yuan is not None:
            return report.to_come_wan_yuan
        if cost is None:
            return None
        if report.spent_wan_yuan is not None:
            return max(cost - report.spent_wan_yuan, 0.0)
        return cost * self._find_rest(project) if report.status == "under_way" else cost

    def _find_rest(self, project: Project) -> float:
        """The share of the cost that the project's own spread of spending leaves for the years to come."""
        start, end = self._find_course(project, self.reports[project.project_id])
        shares = [float(each) for each in (project.spending_profile or "").split(";") if each]
        if len(shares) != end - start + 1:
            shares = [1.0 / (end - start + 1)] * (end - start + 1)
        return sum(share for year, share in enumerate(shares, start=start) if year > self.base_year)

    def move_project(self, row: Project) -> Project:
        """A project that has begun as it goes on; any other not before the first year that is open."""
        report = self.reports.get(row.project_id)
        if report is not None and report.status in BEGUN:
            return self._continue(row, report)
        start = row.start_year if report is None or report.start_year is None else report.start_year
        update = {
            "cost_wan_yuan": self.find_cost(row),
            "whole_cost_wan_yuan": row.whole_cost_wan_yuan if report is None else row.whole_cost,
            "earliest_start": None if row.earliest_start is None else max(row.earliest_start, self._first),
            "latest_start": None if row.latest_start is None else max(row.latest_start, self._first),
        }
        if start is None:
            return row.model_copy(update=update)
        end = self._find_end(row, report, start)
        shift = max(self._first - start, 0)
        is_kept = end is not None and row.end_year is not None and row.start_year is not None
        is_kept = is_kept and (end or 0) - start == (row.end_year or 0) - (row.start_year or 0)
        years = {"start_year": start + shift, "end_year": None if end is None else end + shift}
        profile = {"spending_profile": row.spending_profile if is_kept else None}
        return row.model_copy(update={**update, **years, **profile})

    def _find_end(self, row: Project, report: ProjectReport | None, start: int) -> int | None:
        """The year a project ends that begins in a year: as reported, else after as many years as printed."""
        if report is not None and report.finish_year is not None:
            return max(report.finish_year, start)
        if row.end_year is None:
            return None
        return max(row.end_year, start) if row.start_year is None else row.end_year + start - row.start_year

    def _find_course(self, row: Project, report: ProjectReport) -> tuple[int, int]:
        """The first and last year of a project that has begun."""
        start = min(report.start_year or row.start_year or self.base_year, self.base_year)
        planned = report.finish_year or row.end_year or self._first
        is_done = report.status == "done"
        end = min(planned, self.base_year) if is_done else max(planned, self._first)
        return (min(start, end), end) if is_done else (start, end)

    def _continue(self, row: Project, report: ProjectReport) -> Project:
        """A project that has begun: it cannot be moved, and only what is still to come costs anything."""
        start, end = self._find_course(row, report)
        rest, ahead = self.find_cost(row), end - self.base_year
        profile = None
        if rest and ahead > 0:
            past = end - start + 1 - ahead
            profile = ";".join(["0"] * past + [repr(1 / ahead)] * ahead)
        update = {
            "start_year": start,
            "end_year": end,
            "earliest_start": None,
            "latest_start": None,
            "cost_wan_yuan": rest,
            "whole_cost_wan_yuan": row.whole_cost,
            "spending_profile": profile,
        }
        if report.status == "done":  # it is there and runs, whatever is decided now
            update |= {"operation_wan_yuan_per_year": None}
        return row.model_copy(update=update)

    def move_measure(self, row: Measure) -> Measure:
        """Nothing is reported of measures: each is taken as not begun."""
        return row.model_copy(update={"start_year": max(row.start_year, self._first)})

    def move_kind(self, row: DeliveryKind) -> DeliveryKind:
        """Whether what comes before building is behind a project, as far as anything is reported."""
        report = self.reports.get(row.project_id)
        return row if report is None else row.model_copy(update={"is_started": report.status in ("approved", *BEGUN)})
