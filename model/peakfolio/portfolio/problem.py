"""The portfolio problem of a plan: which targets are open, and what each project would do about them by when.

This is where a plan's words become numbers. Everything the optimiser, the explanation and the verification need is in one
frozen ``PortfolioProblem``; none of them looks at the plan's tables again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from peakfolio.errors import MissingData
from peakfolio.plan.judging import Status, find_step, judge_all
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import EffectLevel, Scenario
from peakfolio.plan.tables import Effect, Project, Relation

ActionKind = Literal["project", "measure"]


@dataclass(frozen=True)
class Action:
    """A project or measure that can be started.

    ``starts`` are the years it may start in, the document's own year first; it is in service at the end of its last year of
    building, ``start + duration_years - 1``. ``cost_wan_yuan`` is at constant prices.
    """

    action_id: str
    kind: ActionKind
    order: int
    cost_wan_yuan: float
    starts: tuple[int, ...]
    duration_years: int
    is_committed: bool

    def find_finish(self, start: int) -> int:
        """Year at whose end the action is in service."""
        return start + self.duration_years - 1

    def spread_cost(self, start: int) -> dict[int, float]:
        """Spending by year in 万元: the same amount in every year of building (assumption: no profile is printed)."""
        share = self.cost_wan_yuan / self.duration_years
        return {year: share for year in range(start, start + self.duration_years)}


@dataclass(frozen=True)
class OpenTarget:
    """A target that the base value misses.

    ``gap`` is in the indicator's unit and positive; a state that must be established counts as a gap of 1, a trend without a
    number (逐年提高) as one step. ``sign`` is -1 where less is better, so that ``sign * (value - base)`` is improvement.
    ``supporters`` are all actions the plan's effects name, whether or not they count here.
    """

    indicator_id: str
    is_state: bool
    is_trend: bool
    nature: str
    base: float
    level: float
    gap: float
    sign: int
    supporters: tuple[str, ...]


@dataclass(frozen=True)
class SettledTarget:
    """A target that gives the optimiser nothing to do, and why."""

    indicator_id: str
    status: Status


@dataclass(frozen=True)
class Contribution:
    """What one action does to one open target if it starts in a given year, as improvement.

    ``amount`` is what has arrived by the milestone, ``full`` what arrives in the end.
    """

    indicator_id: str
    action_id: str
    start: int
    mode: Literal["adds", "reaches"]
    amount: float
    full: float
    is_shared: bool


@dataclass(frozen=True)
class PortfolioProblem:
    """Everything that decides a portfolio."""

    region: str
    base_year: int
    milestone: int
    scenario: Scenario
    actions: tuple[Action, ...]
    unpriced: tuple[str, ...]
    targets: tuple[OpenTarget, ...]
    settled: tuple[SettledTarget, ...]
    contributions: tuple[Contribution, ...]
    relations: tuple[Relation, ...]

    @cached_property
    def action_by_id(self) -> dict[str, Action]:
        """Actions by their key."""
        return {action.action_id: action for action in self.actions}

    def list_contributions(self, indicator_id: str, mode: str | None = None) -> tuple[Contribution, ...]:
        """What can be done about one target by the milestone."""
        return tuple(
            each
            for each in self.contributions
            if each.indicator_id == indicator_id and each.amount > 0 and (mode is None or each.mode == mode)
        )


def pose_problem(plan: Plan, scenario: Scenario) -> PortfolioProblem:
    """The portfolio problem of a plan under a scenario.

    Raises MissingData where the plan has no project with a cost or no target for the milestone.
    """
    milestone = scenario.milestone or plan.settings.assessment.milestone
    actions = tuple(_list_actions(plan, scenario))
    targets, settled = _sort_targets(plan, scenario, milestone)
    has_targets = any(row.year == milestone and row.standard in ("plan", "text") for row in plan.targets)
    _refuse_gaps_in_data(plan, actions, milestone, has_targets)
    by_id = {action.action_id: action for action in actions}
    contributions = tuple(
        each for target in targets for each in _list_contributions(plan, scenario, target, by_id, milestone)
    )
    return PortfolioProblem(
        region=plan.settings.region.id,
        base_year=plan.settings.years.base_year,
        milestone=milestone,
        scenario=scenario,
        actions=actions,
        unpriced=tuple(row.project_id for row in plan.projects if row.cost_wan_yuan is None),
        targets=targets,
        settled=settled,
        contributions=contributions,
        relations=tuple(row for row in plan.relations if row.action_id in by_id and row.other_id in by_id),
    )


def _refuse_gaps_in_data(plan: Plan, actions: tuple[Action, ...], milestone: int, has_targets: bool) -> None:
    name_zh, name_en = plan.settings.region.name_zh, plan.settings.region.name_en
    if not plan.projects:
        raise MissingData(
            f"{name_zh}：文件没有列出任何带投资的项目，无从优选；可用 audit 与 assess。",
            f"{name_en}: the document lists no projects, so there is nothing to choose from; audit and assess work.",
        )
    if not any(action.kind == "project" for action in actions):
        raise MissingData(
            f"{name_zh}：{len(plan.projects)} 个项目都没有投资数字，无法求最低成本；可用 audit 与 assess。",
            f"{name_en}: none of its {len(plan.projects)} projects prints a cost, so no cheapest portfolio can be found; "
            "audit and assess work.",
        )
    if not has_targets:
        raise MissingData(
            f"{name_zh}：规划没有 {milestone} 年的目标。", f"{name_en}: the plan states no target for {milestone}."
        )


def _list_actions(plan: Plan, scenario: Scenario) -> Iterator[Action]:
    """Measures first: they cost nothing, so they stand before every project in the order that breaks ties."""
    last_year = plan.settings.years.last_year
    for order, measure in enumerate(plan.measures):
        starts = tuple(range(measure.start_year, last_year - measure.duration_years + 2)) or (measure.start_year,)
        yield Action(measure.measure_id, "measure", order, 0.0, starts, measure.duration_years, is_committed=False)
    for order, project in enumerate(plan.projects, start=len(plan.measures)):
        if project.cost_wan_yuan is not None:
            yield _make_project_action(plan, scenario, project, order, project.cost_wan_yuan)


def _make_project_action(plan: Plan, scenario: Scenario, project: Project, order: int, cost: float) -> Action:
    """A project keeps its printed length; it may start in its printed year or up to ``latest_delay_years`` later.

    A project whose printed years are missing is taken to fill the years from the plan's first to its assessment year.
    """
    years = plan.settings.years
    start = project.start_year or years.first_year
    end = project.end_year or max(start, plan.settings.assessment.milestone)
    duration = end - start + 1
    is_committed = start <= years.base_year
    delay = 0 if is_committed else scenario.latest_delay_years
    last_start = max(start, min(start + delay, years.last_year - duration + 1))
    return Action(
        project.project_id, "project", order, cost, tuple(range(start, last_start + 1)), duration, is_committed
    )


def _sort_targets(
    plan: Plan, scenario: Scenario, milestone: int
) -> tuple[tuple[OpenTarget, ...], tuple[SettledTarget, ...]]:
    verdicts = judge_all(plan, "plan", milestone, at_latest=False, improve_step=scenario.improve_step)
    open_targets, settled = [], []
    for key, verdict in verdicts.items():
        indicator = plan.indicator_by_id[key]
        nature = plan.indicator_by_id[indicator.parent_id or key].nature
        named = tuple(row.action_id for row in plan.effects if row.indicator_id == key)
        if verdict.status != "not_met":
            settled.append(SettledTarget(key, verdict.status))
        elif verdict.gap is not None and verdict.level is not None and verdict.seen is not None:
            base = verdict.seen.value or 0.0
            gap = verdict.gap or find_step(verdict.seen, scenario.improve_step)
            sign = -1 if verdict.level < base else 1
            is_trend = verdict.target is not None and verdict.target.relation == "improve"
            open_targets.append(OpenTarget(key, False, is_trend, nature, base, verdict.level, gap, sign, named))
        else:
            open_targets.append(OpenTarget(key, True, False, nature, 0.0, 1.0, 1.0, 1, named))
    return tuple(open_targets), tuple(settled)


def _list_contributions(
    plan: Plan, scenario: Scenario, target: OpenTarget, actions: dict[str, Action], milestone: int
) -> Iterator[Contribution]:
    effects = [row for row in plan.effects if row.indicator_id == target.indicator_id and row.action_id in actions]
    shares = _share_gap(target, effects, actions, scenario, milestone) if scenario.use_shared_effects else {}
    for effect in effects:
        is_shared = effect.basis == "shared" and effect.mode != "enables"
        full = (
            shares.get((effect.action_id, effect.mode))
            if is_shared
            else _measure_effect(effect, target, scenario.effects)
        )
        if full is None or full < 0:
            continue
        action = actions[effect.action_id]
        mode: Literal["adds", "reaches"] = "reaches" if effect.mode == "reaches" else "adds"
        for start in action.starts:
            arrived = find_arrived_share(effect, action, start, milestone)
            if is_shared:
                arrived = _relate_to_printed(effect, action, arrived, milestone, is_trend=target.is_trend)
            yield Contribution(
                target.indicator_id, action.action_id, start, mode, full * arrived, full, effect.basis == "shared"
            )


def _relate_to_printed(effect: Effect, action: Action, arrived: float, milestone: int, *, is_trend: bool) -> float:
    """A share is what arrives by the milestone if started as printed, so later starts are measured against that.

    On a trend every supporter that has begun to work moves the indicator.
    """
    if is_trend:
        return 1.0 if arrived > 0 else 0.0
    printed = find_arrived_share(effect, action, action.starts[0], milestone)
    return arrived / printed if printed > 0 else 0.0


def _measure_effect(effect: Effect, target: OpenTarget, level: EffectLevel) -> float | None:
    """Full improvement of an effect that carries a number, or 1 for an effect that establishes a state."""
    if effect.mode == "enables":
        return 1.0
    value = {"low": effect.low, "central": effect.central, "high": effect.high}[level]
    if value is None:
        return None
    return target.sign * (value - target.base if effect.mode == "reaches" else value)


def _share_gap(
    target: OpenTarget, effects: list[Effect], actions: dict[str, Action], scenario: Scenario, milestone: int
) -> dict[tuple[str, str], float]:
    """Splits what the figured effects leave open among the supporters without a figure, by cost or in equal parts.

    share_p = factor * (gap - sum of central figured additions) * weight_p / sum of weights

    over the supporters that work by the milestone if started as printed. On a trend each supporter moves the indicator by
    one step. A shared effect that ``reaches`` is an order for the target's own level: factor * gap.
    """
    factor = {"low": scenario.shared_low_factor, "central": 1.0, "high": scenario.shared_high_factor}[scenario.effects]
    shared = [effect for effect in effects if effect.basis == "shared"]
    orders = {(each.action_id, each.mode): factor * target.gap for each in shared if each.mode == "reaches"}
    adding = [each for each in shared if each.mode == "adds"]
    if target.is_trend:
        return {(each.action_id, each.mode): target.gap for each in shared}
    figured = sum(
        target.sign * effect.central for effect in effects if effect.mode == "adds" and effect.central is not None
    )
    rest = max(target.gap - figured, 0.0)
    in_time = [each for each in adding if _works_in_time(each, actions[each.action_id], milestone)]
    weights = {each.action_id: _weigh(actions[each.action_id], scenario) for each in in_time or adding}
    total = sum(weights.values())
    if total <= 0:
        weights, total = dict.fromkeys(weights, 1.0), float(len(weights))
    return {(each, "adds"): factor * rest * weight / total for each, weight in weights.items()} | orders


def _works_in_time(effect: Effect, action: Action, milestone: int) -> bool:
    return find_arrived_share(effect, action, action.starts[0], milestone) > 0


def _weigh(action: Action, scenario: Scenario) -> float:
    return action.cost_wan_yuan if scenario.shared_rule == "cost" else 1.0


def find_arrived_share(effect: Effect, action: Action, start: int, year: int) -> float:
    """Share of an effect that has arrived by the end of a year.

    On completion: 0 before ``finish + lag``, then 1, or (years since) / ramp while it ramps up. Pro rata: the share of the
    action's years that have run, shifted by the lag.
    """
    if effect.arrives == "pro_rata":
        return min(max((year - effect.lag_years - start + 1) / action.duration_years, 0.0), 1.0)
    years_in_service = year - (action.find_finish(start) + effect.lag_years) + 1
    if years_in_service <= 0:
        return 0.0
    return min(years_in_service / effect.ramp_years, 1.0) if effect.ramp_years > 0 else 1.0
