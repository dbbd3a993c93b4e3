"""Poses the portfolio problem of a plan: this is where a plan's words become numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from peakfolio.assess.judging import Verdict, judge_all
from peakfolio.plan.abating import sum_service, weigh_abatement
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.tables import Measure, Project
from peakfolio.plan.target_keys import TargetKey
from peakfolio.plan.vocabulary import Ledger, Standard
from peakfolio.portfolio.bands import find_asked, place_target
from peakfolio.portfolio.effects import Draw, Reading, list_contributions
from peakfolio.portfolio.problem import (
    Action,
    Contribution,
    Cut,
    OpenTarget,
    PortfolioProblem,
    SettledTarget,
    find_falls,
)
from peakfolio.portfolio.refusing import refuse_missing, refuse_unsolvable
from peakfolio.portfolio.ruling import list_ruled
from peakfolio.portfolio.scenario_targets import (
    change_targets,
    choose_milestones,
    choose_standard,
    find_edited,
    find_own_gaps,
    is_dropped,
)
from peakfolio.portfolio.tiers import list_scored

POINT_QUESTIONS = ("most_points", "cheapest_points")
HUNDRED_PERCENT = 1.0
ROUNDING = 1e-9  # what adding up printed amounts leaves of a cost that they pay in full


def build_problem(plan: Plan, scenario: Scenario, draw: Draw | None = None) -> PortfolioProblem:
    """The portfolio problem of a plan under a scenario; a draw of effects stands in for the scenario's reading of them.

    Raises MissingData where the plan has no project with a cost, no target for a milestone, or lacks what the question asks.
    """
    milestones, actions = choose_milestones(plan, scenario), tuple(_list_actions(plan, scenario))
    standard, is_scored = choose_standard(plan, scenario), scenario.question in POINT_QUESTIONS
    refuse_missing(plan, scenario, standard, milestones, is_scored=is_scored)
    reading = Reading(plan, scenario, {each.action_id: each for each in actions}, scenario.effects, draw)
    asked = _sort_targets(plan, scenario, milestones, standard)
    references = _find_references(asked.open)

    def contribute(target: OpenTarget) -> tuple[Contribution, ...]:
        return tuple(list_contributions(reading, target, _find_reference(references, target)))

    def is_breakable(target: OpenTarget) -> bool:
        return can_break(scenario, target, contribute(target))

    refuse_unsolvable(plan, asked.open, asked.met, contribute)
    held = tuple(target for target in asked.met if is_breakable(target))
    scored, tier_targets = list_scored(plan, max(milestones), is_breakable) if is_scored else ((), ())
    contributions = tuple(each for target in (*asked.open, *held, *tier_targets) for each in contribute(target))
    rules, is_ruled = plan.settings.assessment, scenario.question == "cheapest_rule"
    horizon = max(plan.settings.years.last_year, *milestones)
    return PortfolioProblem(
        region=plan.settings.region.id,
        base_year=plan.settings.years.base_year,
        horizon=horizon,
        milestones=tuple(sorted(milestones)),
        scenario=scenario,
        actions=actions,
        unpriced=tuple(row.project_id for row in plan.projects if row.cost_wan_yuan is None),
        targets=asked.open,
        tier_targets=tier_targets,
        settled=asked.settled,
        contributions=contributions,
        relations=tuple(row for row in plan.relations if {row.action_id, row.other_id} & reading.action_by_id.keys()),
        ceilings=_list_ceilings(plan, scenario),
        scored=scored,
        ruled=list_ruled(plan, (*asked.open, *held), asked.settled, asked.dropped) if is_ruled else (),
        reference_share=rules.reference_share,
        points_needed=scenario.points if scenario.points is not None else rules.pass_points,
        abatement=_sum_abatement(reading, scenario.ledgers, (max(milestones) + 1,)),
        cuts=tuple(_list_cuts(reading, horizon)),
        dropped=asked.dropped,
        held=held,
    )


def draw_contributions(plan: Plan, problem: PortfolioProblem, draw: Draw) -> tuple[Contribution, ...]:
    """The contributions to the open targets of a problem under a draw of effects; all else of the problem stays as it was posed."""
    reading = Reading(plan, problem.scenario, problem.action_by_id, problem.scenario.effects, draw)
    references = _find_references(problem.targets)
    return tuple(
        each
        for target in problem.targets
        for each in list_contributions(reading, target, _find_reference(references, target))
    )


def _find_reference(references: Mapping[tuple[str, int], OpenTarget], target: OpenTarget) -> OpenTarget:
    own = references.get((target.indicator_id, target.milestone))
    return own if own is not None and own.sign == target.sign else _measure_shares(target)


def _list_actions(plan: Plan, scenario: Scenario) -> Iterator[Action]:
    """Measures first: they cost nothing, so they stand before every project in the order that breaks ties."""
    for order, measure in enumerate(plan.measures):
        yield _make_measure_action(plan, measure, order)
    for order, project in enumerate(plan.projects, start=len(plan.measures)):
        if project.cost_wan_yuan is not None:
            yield _make_project_action(plan, scenario, project, order, project.cost_wan_yuan)


def _make_measure_action(plan: Plan, measure: Measure, order: int) -> Action:
    last_start = max(measure.start_year, plan.settings.years.last_year - measure.duration_years + 1)
    return Action(
        action_id=measure.measure_id,
        kind="measure",
        order=order,
        cost_wan_yuan=0.0,
        printed_start=measure.start_year,
        starts=tuple(range(measure.start_year, last_start + 1)),
        duration_years=measure.duration_years,
        spending_shares=(HUNDRED_PERCENT / measure.duration_years,) * measure.duration_years,
        funding={"unstated": HUNDRED_PERCENT},
        operation_wan_yuan=0.0,
        is_committed=False,
        units=None,
        category_zh="政策措施",
        township_zh=None,
    )


def _make_project_action(plan: Plan, scenario: Scenario, project: Project, order: int, cost: float) -> Action:
    """A project keeps its printed length; it may start in its window, else in its printed year or some years later.

    A project whose printed years are missing is taken to fill the years from the plan's first to its assessment year. One
    that began in or before the base year cannot be moved. With ``early_starts`` any other may begin in the plan's first year.
    """
    years = plan.settings.years
    start = project.start_year or years.first_year
    end = project.end_year or max(start, plan.settings.assessment.milestone)
    duration, is_committed = end - start + 1, start <= years.base_year
    earliest, latest = (start, start) if is_committed else _find_window(plan, scenario, project, start)
    last_start = max(earliest, min(latest, years.last_year - duration + 1))
    profile = project.spending_profile
    shares = tuple(float(part) for part in profile.split(";")) if profile else (HUNDRED_PERCENT / duration,) * duration
    units = {"whole": None, "continuous": 0, "integer": project.unit_count}[project.divisible]
    return Action(
        action_id=project.project_id,
        kind="project",
        order=order,
        cost_wan_yuan=cost,
        printed_start=start,
        starts=tuple(range(earliest, last_start + 1)),
        duration_years=duration,
        spending_shares=shares,
        funding=split_funding(plan, project.project_id, cost),
        operation_wan_yuan=project.operation_wan_yuan_per_year or 0.0,
        is_committed=is_committed,
        units=units,
        category_zh=project.category_zh,
        township_zh=project.township_zh,
        least_share=scenario.least_part if units == 0 else 1.0 / (units or 1),
    )


def _find_window(plan: Plan, scenario: Scenario, project: Project, start: int) -> tuple[int, int]:
    """The first and the last year in which a project that is not under way may start."""
    first = min(start, plan.settings.years.first_year) if scenario.early_starts else start
    return project.earliest_start or first, project.latest_start or start + scenario.latest_delay_years


def split_funding(plan: Plan, project_id: str, cost: float) -> Mapping[str, float]:
    """Share of a project's cost by funding source: printed amounts first, the rest in equal parts to sources without one."""
    rows = [row for row in plan.funding if row.project_id == project_id]
    shares: dict[str, float] = {}
    for row in rows:
        shares[row.funding_source] = (row.amount_wan_yuan or 0.0) / cost if cost > 0 else 0.0
    rest = HUNDRED_PERCENT - sum(shares.values())
    takers = [row.funding_source for row in rows if row.amount_wan_yuan is None]
    if not takers and abs(rest) > ROUNDING:
        takers = ["unstated"]
    for taker in takers:
        shares[taker] = shares.get(taker, 0.0) + rest / len(takers)
    return shares


@dataclass(frozen=True)
class _Asked:
    """The targets of a standard: the open ones, those whose numbers hold today, all that are settled, and those left out."""

    open: tuple[OpenTarget, ...]
    met: tuple[OpenTarget, ...]
    settled: tuple[SettledTarget, ...]
    dropped: tuple[SettledTarget, ...]


def _sort_targets(plan: Plan, scenario: Scenario, milestones: tuple[int, ...], standard: Standard) -> _Asked:
    open_targets: list[OpenTarget] = []
    met: list[OpenTarget] = []
    settled: list[SettledTarget] = []
    dropped: list[SettledTarget] = []
    asked = change_targets(plan, scenario, standard, milestones)
    for milestone in sorted(milestones):
        verdicts = judge_all(asked, standard, milestone, at_latest=False, improve_step=scenario.improve_step)
        own = find_own_gaps(plan, scenario, standard, milestone) if scenario.target_values else {}
        for key, verdict in verdicts.items():
            if is_dropped(scenario, key, milestone):
                dropped.append(SettledTarget(key, milestone, verdict.status))
                continue
            target = make_target(asked, verdict, standard, milestone, scenario.improve_step)
            named = TargetKey.make(key, milestone if len(milestones) > 1 else None)
            if verdict.status != "not_met":
                settled.append(SettledTarget(key, milestone, verdict.status))
                met += [] if target.is_state else [replace(target, key=named)]
                continue
            shared = own.get(key) if find_edited(scenario, key, milestone) is not None else None
            open_targets.append(replace(target, key=named, shared_gap=shared))
    return _Asked(tuple(open_targets), tuple(met), tuple(settled), tuple(dropped))


def _find_references(targets: tuple[OpenTarget, ...]) -> Mapping[tuple[str, int], OpenTarget]:
    """The target whose gap supporters without a figure share, by indicator and milestone; a trend has none."""
    return {(each.indicator_id, each.milestone): _measure_shares(each) for each in targets if not each.is_trend}


def _measure_shares(target: OpenTarget) -> OpenTarget:
    """The target as supporters without a figure share it: with the plan's own gap, whatever the scenario asks."""
    return target if target.shared_gap is None else replace(target, gap=target.shared_gap)


def make_target(
    plan: Plan, verdict: Verdict, standard: Standard, milestone: int, improve_step: float | None
) -> OpenTarget:
    """The target behind a verdict: a state where no number decides, else its place in the band that meets all that is asked."""
    key = verdict.indicator_id
    indicator = plan.indicator_by_id[key]
    nature = plan.indicator_by_id[indicator.parent_id or key].nature
    named = tuple(row.action_id for row in plan.effects if row.indicator_id == key)
    state = OpenTarget(TargetKey(key), key, milestone, True, False, nature, 0.0, 1.0, 1.0, 1, named)
    value = verdict.seen.value if verdict.seen is not None else None
    asked = find_asked(plan, indicator, plan.find_targets(key, standard, milestone), improve_step)
    is_wordy = verdict.ground != "number" and verdict.status in ("met", "not_met")
    if is_wordy or not asked.bands or value is None:
        return state
    numeric = replace(state, is_state=False, is_undecided=asked.is_undecided)
    placed = place_target(plan, numeric, value, asked.bands, is_less_better=indicator.direction == "less")
    return replace(placed, unreachable=max(placed.unreachable, 1.0), is_barred=True) if asked.is_barred else placed


def can_break(scenario: Scenario, target: OpenTarget, contributions: tuple[Contribution, ...]) -> bool:
    """Whether actions can take a target that is met today below its level, or above its room."""
    falls = find_falls(contributions, is_robust=scenario.robust_budget > 0)
    rises: dict[str, float] = {}
    for each in contributions:
        rises[each.action_id] = max(rises.get(each.action_id, 0.0), each.amount)
    is_overshot = target.room is not None and sum(rises.values()) > target.room
    return sum(falls.values()) < target.gap or is_overshot


def _list_ceilings(plan: Plan, scenario: Scenario) -> tuple[Ceiling, ...]:
    rows = tuple(
        Ceiling(ceiling_wan_yuan=row.ceiling_wan_yuan, funding_source=row.funding_source, year=row.year)
        for row in plan.budgets
    )
    total = () if scenario.budget_wan_yuan is None else (Ceiling(ceiling_wan_yuan=scenario.budget_wan_yuan),)
    return (*rows, *scenario.budgets, *total)


def _sum_abatement(
    reading: Reading, ledgers: tuple[Ledger, ...], years: Sequence[int], grid_ratios: tuple[float, ...] = ()
) -> Mapping[str, Mapping[int, float]]:
    """Abatement in some ledgers and years by action and start, 万tCO2e; actions without any are left out."""
    found: dict[str, dict[int, float]] = {}
    for row in reading.plan.abatements:
        action = reading.action_by_id.get(row.action_id)
        if row.ledger not in ledgers or action is None:
            continue
        amount = weigh_abatement(reading.plan, row, reading.level)
        amounts = found.setdefault(row.action_id, dict.fromkeys(action.starts, 0.0))
        for start in action.starts:
            amounts[start] += amount * sum_service(row, action.find_finish(start), years, grid_ratios)
    return found


def _list_cuts(reading: Reading, horizon: int) -> Iterator[Cut]:
    for cut in reading.scenario.emission_cuts:
        first = reading.plan.settings.years.base_year + 1
        years = range(first, horizon + 1) if cut.year is None else range(cut.year, cut.year + 1)
        amounts = _sum_abatement(reading, (cut.ledger,), years, cut.grid_ratios)
        yield Cut(cut.ledger, cut.year, cut.wan_tco2, amounts)
