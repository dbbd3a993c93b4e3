"""The plan as it stands on a later day: what came about takes the place of what was foreseen.

Outcomes that were known by then become the values one starts from; a project that is done leaves the pool and its effects are in the
values, one under way keeps the money and the time that are still to come, one that was dropped is gone, and every other begins next
year at the earliest. What was asked of a year that has passed is still asked, of the next milestone. Nothing is known of a project
without a report: it is taken as not begun, and named. On a day that knows no more than the plan, the plan is returned as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from peakfolio.plan.delivery_tables import DeliveryKind
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import KnownRow, ProjectReport, ReportedOutcome, SeriesBreak, read_day
from peakfolio.plan.rows import Row
from peakfolio.plan.settings import Scenario, Settings
from peakfolio.plan.tables import Effect, Indicator, Measure, Observation, Project, Target
from peakfolio.plan.vocabulary import ProjectStatus, TargetRelation

LATE = 7  # from this month on nothing new begins in the same year
STARTING_ROLES = ("base", "latest")
Kept = Literal["plan", "outcome"]
Known = TypeVar("Known", bound=KnownRow)
AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True)
class Started:
    """The value an indicator starts from on the day, and the values that could not take its place because a break lies between."""

    indicator_id: str
    value: Observation | None
    kept: Kept
    apart: tuple[ReportedOutcome, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A plan as it stands on a day.

    ``base_year`` is the last year that has passed as far as new work is concerned. ``reports`` are the newest by project; ``silent`` the
    projects that should have begun and of which nothing is known; ``carried`` the targets of years that have passed.
    """

    plan: Plan
    day: str
    base_year: int
    started: tuple[Started, ...] = ()
    reports: Mapping[str, ProjectReport] | None = None
    silent: tuple[str, ...] = ()
    carried: tuple[Target, ...] = ()

    def find_status(self, project_id: str) -> ProjectStatus | None:
        """The state of a project as reported; None where nothing is known."""
        report = (self.reports or {}).get(project_id)
        return None if report is None else report.status


def find_base_year(day: str) -> int:
    """The year that a day has left behind for new work: itself from July on, else the one before."""
    year, month, _ = read_day(day)
    return year if month >= LATE else year - 1


def find_own_year(plan: Plan) -> int:
    """The year a plan itself stands in: that of its newest value that is used, at least its base year."""
    rows = (row for row in plan.observations if row.is_used and row.role in STARTING_ROLES)
    return max((row.year for row in rows), default=plan.settings.years.base_year)


def list_known(rows: Iterable[Known], day: str) -> tuple[Known, ...]:
    """The used rows that had been published by a day."""
    return tuple(row for row in rows if row.is_used and read_day(row.known_on) <= read_day(day))


def stand_at(plan: Plan, day: str | None, milestones: Sequence[int] = ()) -> Standing:
    """The plan as it stands on a day; without one, or on a day that knows no more, the plan itself.

    ``milestones`` are the years asked of it from then on, by default its own that are still to come, else five years from the day's year.
    """
    own = plan.settings.years.base_year
    if day is None:
        return Standing(plan, "", own)
    base_year = find_base_year(day)
    outcomes, reports = list_known(plan.outcomes, day), _find_newest(list_known(plan.progress, day))
    if base_year <= find_own_year(plan) and not outcomes and not reports:
        return Standing(plan, day, own)
    base_year = max(base_year, own)
    started = tuple(_start(plan, each, outcomes) for each in plan.measured_indicators)
    ahead = tuple(milestones) or _list_ahead(plan, base_year)
    carried = tuple(_carry_targets(plan, ahead[0]))
    moved = _Mover(plan, base_year, reports)
    silent = tuple(
        row.project_id
        for row in plan.projects
        if row.project_id not in reports and row.start_year is not None and row.start_year <= base_year
    )
    standing = replace(
        moved.move(),
        settings=_move_settings(plan.settings, base_year, ahead),
        observations=tuple(_start_observations(plan, started)),
        targets=(*_fix_targets(plan), *carried),
    )
    return Standing(_drop_measured(standing, started, reports), day, base_year, started, reports, silent, carried)


def _find_newest(rows: Iterable[ProjectReport]) -> Mapping[str, ProjectReport]:
    found: dict[str, ProjectReport] = {}
    for row in rows:
        had = found.get(row.project_id)
        if had is None or read_day(row.known_on) >= read_day(had.known_on):
            found[row.project_id] = row
    return found


def _list_ahead(plan: Plan, base_year: int) -> tuple[int, ...]:
    """The milestones of a plan that are still to come; where none is, the end of the five-year plan that runs or comes next."""
    own = tuple(year for year in plan.settings.years.milestones if year > base_year)
    years = sorted({row.year for row in plan.targets if row.is_used and row.year is not None and row.year > base_year})
    return own or tuple(years[:1]) or (base_year + 5 - base_year % 5,)


def _move_settings(settings: Settings, base_year: int, milestones: tuple[int, ...]) -> Settings:
    last = max(settings.years.last_year, *milestones)
    years = settings.years.model_copy(
        update={
            "base_year": base_year,
            "first_year": base_year + 1,
            "last_year": last,
            "milestones": milestones,
            "price_year": settings.years.prices_of,
        }
    )
    judged = settings.assessment.model_copy(update={"milestone": milestones[0]})
    scenarios = {key: _move_scenario(each, milestones) for key, each in settings.scenarios.items()}
    return settings.model_copy(
        update={
            "years": years,
            "assessment": judged,
            "scenario": _move_scenario(settings.scenario, milestones),
            "scenarios": scenarios,
        }
    )


def _move_scenario(scenario: Scenario, milestones: tuple[int, ...]) -> Scenario:
    """A question asked of years that have passed is asked of those to come."""
    changes = {"milestone": None, "milestones": milestones if len(milestones) > 1 else ()}
    return scenario.model_copy(update=changes)


def _start(plan: Plan, indicator: Indicator, outcomes: Sequence[ReportedOutcome]) -> Started:
    """The newest value that may be compared with what the plan asks."""
    key, own = indicator.indicator_id, plan.find_latest(indicator.indicator_id)
    after = plan.settings.years.base_year if own is None else own.year
    breaks = tuple(row for row in plan.breaks if row.indicator_id == key and row.first_year > after)
    later = [row for row in outcomes if row.indicator_id == key and row.year >= after]
    apart = tuple(row for row in later if any(each.first_year <= row.year for each in breaks))
    usable = [row for row in later if row not in apart]
    if not usable:
        return Started(key, own, "plan", apart, breaks)
    newest = max(usable, key=lambda row: (row.year, read_day(row.known_on)))
    return Started(key, _read_outcome(newest), "outcome", apart, breaks)


def _read_outcome(row: ReportedOutcome) -> Observation:
    shared = {name: getattr(row, name) for name in Observation.model_fields if name in type(row).model_fields}
    return Observation(**{**shared, "role": "base", "formula": None})


def _start_observations(plan: Plan, started: Sequence[Started]) -> Iterator[Observation]:
    """Every value, those one started from before as history, and those one starts from now."""
    now = {each.indicator_id: each for each in started}
    for row in plan.observations:
        own = now.get(row.indicator_id)
        is_left = own is not None and own.kept == "outcome" and row.role in STARTING_ROLES
        yield row.model_copy(update={"role": "history"}) if is_left else row
    yield from (each.value for each in started if each.kept == "outcome" and each.value is not None)


def _fix_targets(plan: Plan) -> Iterator[Target]:
    """Targets that ask for no less, or for more, than the plan's base keep asking that of the base the plan had."""
    for row in plan.targets:
        base = plan.find_base(row.indicator_id)
        if row.relation not in ("hold", "improve") or base is None or base.value is None:
            yield row
            continue
        is_less = plan.indicator_by_id[row.indicator_id].direction == "less"
        relations: Mapping[tuple[str, bool], TargetRelation] = {
            ("hold", False): "at_least", ("hold", True): "at_most", ("improve", False): "above", ("improve", True): "below",
        }  # fmt: skip
        yield row.model_copy(update={"relation": relations[row.relation, is_less], "value": base.value})


def _carry_targets(plan: Plan, milestone: int) -> Iterator[Target]:
    """What was asked of the last year before a milestone, of every indicator of which nothing is asked for the milestone itself."""
    own = {(row.indicator_id, row.standard) for row in plan.targets if row.year == milestone or row.year is None}
    last: dict[tuple[str, str], int] = {}
    for row in plan.targets:
        place = (row.indicator_id, row.standard)
        if row.is_used and row.year is not None and row.year < milestone and place not in own:
            last[place] = max(last.get(place, row.year), row.year)
    fixed = (row for row in _fix_targets(plan) if row.is_used)
    for row in fixed:
        if row.year is not None and last.get((row.indicator_id, row.standard)) == row.year:
            yield row.model_copy(update={"year": milestone})


def _drop_measured(plan: Plan, started: Sequence[Started], reports: Mapping[str, ProjectReport]) -> Plan:
    """The plan without the effects of done projects that the values one starts from were measured after."""
    measured = {each.indicator_id: each.value.year for each in started if each.value is not None}

    def is_measured(row: Effect) -> bool:
        report = reports.get(row.action_id)
        if report is None or report.status != "done" or report.finish_year is None:
            return False
        return measured.get(row.indicator_id, 0) > report.finish_year

    gone = {(row.action_id, row.indicator_id) for row in plan.effects if is_measured(row)}
    if not gone:
        return plan
    return replace(
        plan,
        effects=tuple(row for row in plan.effects if (row.action_id, row.indicator_id) not in gone),
        chains=tuple(row for row in plan.chains if (row.action_id, row.indicator_id) not in gone),
    )


@dataclass(frozen=True)
class _Mover:
    """Brings projects and measures to the day."""

    plan: Plan
    base_year: int
    reports: Mapping[str, ProjectReport]

    def move(self) -> Plan:
        """The plan with every project in its state and nothing new before next year."""
        gone = {key for key, row in self.reports.items() if row.status == "dropped"}
        plan = _drop_projects(self.plan, gone)
        return replace(
            plan,
            projects=tuple(self._move_project(row) for row in plan.projects),
            measures=tuple(self._move_measure(row) for row in plan.measures),
            funding=tuple(
                row.model_copy(update={"amount_wan_yuan": row.amount_wan_yuan * self._find_rest(row.project_id)})
                if row.amount_wan_yuan is not None and row.project_id in self.reports
                else row
                for row in plan.funding
            ),
            delivery=tuple(self._move_kind(row) for row in plan.delivery),
        )

    def _find_rest(self, key: str) -> float:
        """The share of a project's printed cost that is still to be spent."""
        cost = self.plan.project_by_id[key].cost_wan_yuan
        rest = self._find_cost(self.plan.project_by_id[key])
        return rest / cost if cost and rest is not None else 0.0

    def _find_cost(self, project: Project) -> float | None:
        """What is still to be spent; what was spent is gone whatever is decided now."""
        report, cost = self.reports.get(project.project_id), project.cost_wan_yuan
        if report is None:
            return cost
        if report.to_come_wan_yuan is not None:
            return report.to_come_wan_yuan
        if report.status == "done":
            return 0.0 if cost is not None else None
        if cost is None or report.spent_wan_yuan is None:
            return cost
        return max(cost - report.spent_wan_yuan, 0.0)

    def _move_project(self, row: Project) -> Project:
        report = self.reports.get(row.project_id)
        if report is not None and report.status in ("done", "under_way"):
            return self._continue(row, report)
        first = self.base_year + 1
        start = row.start_year if report is None or report.start_year is None else report.start_year
        shift = 0 if start is None else max(first - start, 0)
        early = row.earliest_start
        return row.model_copy(
            update={
                "start_year": None if start is None else start + shift,
                "end_year": None
                if row.end_year is None
                else row.end_year + (start or 0) - (row.start_year or 0) + shift,
                "earliest_start": None if early is None else max(early, first),
                "latest_start": None if row.latest_start is None else max(row.latest_start, first),
                "cost_wan_yuan": self._find_cost(row),
                "whole_cost_wan_yuan": row.whole_cost_wan_yuan if report is None else row.whole_cost,
            }
        )

    def _continue(self, row: Project, report: ProjectReport) -> Project:
        """A project that has begun: it cannot be moved, and only what is still to come costs anything."""
        start = min(report.start_year or row.start_year or self.base_year, self.base_year)
        is_done = report.status == "done"
        planned = report.finish_year or row.end_year or self.base_year + 1
        end = max(min(planned, self.base_year) if is_done else max(planned, self.base_year + 1), start)
        rest = self._find_cost(row)
        ahead = end - self.base_year
        profile = None
        if rest and ahead > 0:
            past = end - start + 1 - ahead
            profile = ";".join(["0"] * past + [repr(1 / ahead)] * ahead)
        return row.model_copy(
            update={
                "start_year": start,
                "end_year": end,
                "earliest_start": None,
                "latest_start": None,
                "cost_wan_yuan": rest,
                "whole_cost_wan_yuan": row.whole_cost,
                "spending_profile": profile,
            }
        )

    def _move_measure(self, row: Measure) -> Measure:
        return row.model_copy(update={"start_year": max(row.start_year, self.base_year + 1)})

    def _move_kind(self, row: DeliveryKind) -> DeliveryKind:
        report = self.reports.get(row.project_id)
        is_begun = report is not None and report.status in ("approved", "under_way", "done")
        return row.model_copy(update={"is_started": is_begun or (row.is_started and report is None)})


def _drop_projects(plan: Plan, gone: set[str]) -> Plan:
    """The plan without some projects and every row that speaks of them."""
    if not gone:
        return plan
    columns = ("project_id", "action_id", "other_id")

    def keep(rows: tuple[AnyRow, ...]) -> tuple[AnyRow, ...]:
        return tuple(row for row in rows if not any(getattr(row, column, None) in gone for column in columns))

    return replace(
        plan,
        projects=keep(plan.projects),
        supports=keep(plan.supports),
        funding=keep(plan.funding),
        effects=keep(plan.effects),
        chains=keep(plan.chains),
        abatements=keep(plan.abatements),
        relations=keep(plan.relations),
        delivery=keep(plan.delivery),
    )
