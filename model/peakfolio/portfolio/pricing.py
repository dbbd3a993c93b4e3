"""What a project and a target are worth: replacement cost, price of entry, marginal cost of a target.

Every figure is a proved optimum re-solved with one thing changed; only the shadow prices come from the linear relaxation, and
they are shown as such.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.causes import asks_for_targets, meet
from peakfolio.portfolio.choice import Choice, Portfolio, list_reached
from peakfolio.portfolio.explaining import is_locked_in
from peakfolio.portfolio.formulation import Constraint, measure_scale, name_missed, name_shortfall, name_start
from peakfolio.portfolio.objectives import COST, QUESTIONS, limit_objective
from peakfolio.portfolio.optimise import Unsolvable, choose_only, formulate, optimise_lexicographic, spoils_objectives
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings, solve
from peakfolio.portfolio.thresholds import Span, Undecided, find_span

WEIGHTIEST_FIRST = ("binding", "anticipatory", "reference", "unstated")
Worth = Literal["replaceable", "irreplaceable", "imposed", "unlocked", "rejected", "locked_out"]


@dataclass(frozen=True)
class ProjectPrice:
    """What one project is worth to the portfolio.

    ``standing`` says how it stands. For a ``replaceable`` one ``replacement_cost`` is what the next-best portfolio costs more, and
    ``substitutes`` come in for it; for one locked in the same is asked as if it were ``unlocked``, and the cost may be negative.
    An ``irreplaceable`` one has in ``lost`` the targets that fail without it; an ``imposed`` one is kept by what else the
    scenario or the plan imposes. ``span`` holds the costs between which the answer stays the best, of a rejected one the price
    of entry as the lowest; None where a solve could not decide that. ``raised_targets`` are levels of targets above which a
    rejected project would be needed.
    """

    action_id: str
    standing: Worth
    span: Span | None
    replacement_cost: float | None = None
    lost: tuple[str, ...] = ()
    substitutes: tuple[str, ...] = ()
    raised_targets: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_chosen(self) -> bool:
        """Whether the portfolio builds it."""
        return self.standing not in ("rejected", "locked_out")

    @property
    def entry_cost(self) -> float | None:
        """The cost below which a rejected project would be chosen; None where no price would bring it in, or none is known."""
        return self.span.lowest if self.span is not None and not self.is_chosen else None


@dataclass(frozen=True)
class TargetPrice:
    """What one met target costs.

    ``step_cost`` is what dropping it saves if every other met target stays met (a re-solve); ``instead`` are missed targets that
    the freed money would meet; ``shadow_price`` is 万元 for one more unit in the linear relaxation, which knows no whole projects.
    """

    key: str
    step_cost: float | None
    instead: tuple[str, ...]
    shadow_price: float | None


@dataclass(frozen=True)
class MoneyUse:
    """How the money of the portfolio divides by the weightiest target each project is needed for, 万元."""

    by_nature: Mapping[str, float]
    without_target: float


def price_projects(plan: Plan, choice: Choice, settings: SolverSettings | None = None) -> tuple[ProjectPrice, ...]:
    """The worth of every project with a cost, in the plan's order."""
    ceilings = _find_best_levels(choice, settings)
    found = []
    for action in choice.problem.actions:
        if action.kind != "project":
            continue
        if action.action_id in choice.portfolio.starts:
            found.append(_price_chosen(choice, action.action_id, settings))
        else:
            found.append(_price_rejected(plan, choice, action.action_id, ceilings, settings))
    return tuple(found)


def _price_chosen(choice: Choice, key: str, settings: SolverSettings | None) -> ProjectPrice:
    problem, before = choice.problem, choice.portfolio
    is_locked = is_locked_in(problem, key)
    asked = _unlock(problem, key) if is_locked else problem
    without = choose_only(asked, (_forbid(problem, key),), settings)
    span = _try_span(choice, key, settings)
    if without is None:
        return ProjectPrice(key, "imposed", span)
    if spoils_objectives(choice, without):
        lost = tuple(sorted(set(without.missed) - set(before.missed)))
        return ProjectPrice(key, "irreplaceable", span, lost=lost)
    newcomers = tuple(each for each in without.starts if each not in before.starts)
    more = without.discounted_cost - before.discounted_cost
    if is_locked:
        return ProjectPrice(key, "unlocked", span, more, substitutes=newcomers)
    return ProjectPrice(key, "replaceable", span, max(more, 0.0), substitutes=newcomers)


def _price_rejected(
    plan: Plan, choice: Choice, key: str, best: Mapping[str, float], settings: SolverSettings | None
) -> ProjectPrice:
    problem = choice.problem
    if key in problem.scenario.locked_out:
        return ProjectPrice(key, "locked_out", Span(None, None))
    span = _try_span(choice, key, settings) if _can_matter(problem, key) else Span(None, None)
    raised = {}
    for target in problem.targets:
        if target.key in best and any(each.action_id == key for each in problem.contributions_by_key[target.key]):
            level = _find_best_level(choice, target, (_forbid(problem, key),), settings)
            if level is not None and _can_be_raised(plan, target, level, best[target.key]):
                raised[target.key] = level
    return ProjectPrice(key, "rejected", span, raised_targets=raised)


def _can_be_raised(plan: Plan, target: OpenTarget, level: float, best: float) -> bool:
    """Whether a target in reach could be set beyond a level: within the indicator's own bounds, and the pool can follow."""
    indicator = plan.indicator_by_id[target.indicator_id]
    bound = indicator.upper_bound if target.sign > 0 else indicator.lower_bound
    least = SMALL * target.gap
    is_in_reach = target.sign * (level - target.level) >= -least
    has_room = bound is None or target.sign * (bound - level) > least
    return is_in_reach and has_room and target.sign * (best - level) > least


def _try_span(choice: Choice, key: str, settings: SolverSettings | None) -> Span | None:
    try:
        return find_span(choice, key, settings)
    except Undecided:
        return None


def _can_matter(problem: PortfolioProblem, key: str) -> bool:
    """Whether a project has anything to do with what is asked; one that has not is never chosen, however cheap."""
    return (
        any(each.action_id == key and each.full for each in problem.contributions)
        or any(each.get(key) for each in (problem.abatement, *(cut.amounts for cut in problem.cuts)))
        or any(key in (each.action_id, each.other_id) for each in problem.relations)
        or any(key in group.members for group in problem.scenario.groups)
    )


def _find_best_levels(choice: Choice, settings: SolverSettings | None) -> Mapping[str, float]:
    """The best level of each target that has a number, whatever else is given up."""
    found = {}
    for target in choice.problem.targets:
        if target.is_state or target.is_trend:
            continue
        level = _find_best_level(choice, target, (), settings)
        if level is not None:
            found[target.key] = level
    return found


def _find_best_level(
    choice: Choice, target: OpenTarget, extra: tuple[Constraint, ...], settings: SolverSettings | None
) -> float | None:
    """The best level of a target within all that is imposed, by asking for more than the whole pool could bring."""
    own = choice.problem.contributions_by_key[target.key]
    most = sum(abs(each.full) for each in own) + target.gap
    if not math.isfinite(most):
        return None
    asked = replace(target, gap=most, room=None, unreachable=0.0)
    targets = tuple(asked if each.key == asked.key else each for each in choice.problem.targets)
    problem = replace(choice.problem, targets=targets)
    objective = {name_shortfall(target.key): 1.0}
    solution = solve(formulate(problem, f"best level of {target.key}", objective, extra), settings)
    missing = solution.certificate.objective if solution.certificate.is_proved else None
    return None if missing is None else target.base + target.sign * most * (1.0 - missing)


def price_targets(choice: Choice, settings: SolverSettings | None = None) -> tuple[TargetPrice, ...]:
    """Marginal costs of the targets the portfolio meets."""
    problem, portfolio = choice.problem, choice.portfolio
    duals = _find_shadow_prices(choice, settings)
    found = []
    for target in problem.targets:
        if target.key in portfolio.missed:
            continue
        dropped = _drop_target(problem, target.key)
        cheapest = _solve_for_less(choice, dropped, settings)
        saved = max(portfolio.discounted_cost - cheapest.discounted_cost, 0.0) if cheapest is not None else None
        other = choose_only(dropped, (), settings) if portfolio.missed else None
        instead = tuple(key for key in portfolio.missed if other is not None and key not in other.missed)
        found.append(TargetPrice(target.key, saved, instead, duals.get(target.key)))
    return tuple(found)


def _drop_target(problem: PortfolioProblem, key: str) -> PortfolioProblem:
    """The problem without a target, and without the need for it where indicators are ruled by their parts."""
    ruled = tuple(replace(each, needs=tuple(need for need in each.needs if need != key)) for each in problem.ruled)
    return replace(problem, targets=tuple(each for each in problem.targets if each.key != key), ruled=ruled)


def _solve_for_less(choice: Choice, dropped: PortfolioProblem, settings: SolverSettings | None) -> Portfolio | None:
    """The least cost at which all that was reached stays reached, but for the target that was dropped."""
    wishes = QUESTIONS[dropped.scenario.question].wishes
    levels = list_reached(choice.portfolio, choice.problem)
    kept = tuple(
        limit_objective(each.name, each.build(dropped), level) for each, level in zip(wishes, levels, strict=True)
    )
    if asks_for_targets(choice.problem):
        lost = (*choice.portfolio.missed, *choice.portfolio.broken)
        kept += tuple(meet(each.key) for each in (*dropped.targets, *dropped.held) if each.key not in lost)
    try:
        portfolio = optimise_lexicographic(dropped, (COST,), kept, settings)[0]
    except Unsolvable:
        return None
    return portfolio if portfolio.is_proved else None


def _find_shadow_prices(choice: Choice, settings: SolverSettings | None) -> Mapping[str, float]:
    """Duals of the rows of met targets in the linear relaxation, with what is missed fixed."""
    problem = choice.problem
    fixed = tuple(
        Constraint(
            f"fix[{target.key}]", {name_missed(target.key): 1.0}, "=", float(target.key in choice.portfolio.missed)
        )
        for target in problem.targets
    )
    relaxed = solve(formulate(problem, "shadow prices", COST.build(problem), fixed), settings, relax=True)
    if not relaxed.certificate.is_proved:
        return {}
    return {
        target.key: abs(
            relaxed.duals.get(f"meet[{target.key}]", relaxed.duals.get(f"meet_by_additions[{target.key}]", 0.0))
        )
        / measure_scale(problem, target)
        for target in problem.targets
    }


def divide_money(plan: Plan, choice: Choice) -> MoneyUse:
    """Each chosen project's cost goes to the weightiest nature among the met targets it serves, binding first.

    What another action cannot do without serves what that one serves.
    """
    by_nature: dict[str, float] = {}
    without = 0.0
    natures = {target.key: target.nature for target in choice.problem.targets}
    outcomes = find_outcomes(plan, choice.problem, choice.portfolio.starts, choice.portfolio.shares)
    for key in choice.portfolio.starts:
        project = plan.project_by_id.get(key)
        if project is None:
            continue
        cost = (project.cost_wan_yuan or 0.0) * choice.portfolio.shares.get(key, 1.0)
        helped = _find_helped(choice, key)
        served = [natures[each.key] for each in outcomes if each.is_reached and not helped.isdisjoint(each.serving)]
        if served:
            nature = min(served, key=WEIGHTIEST_FIRST.index)
            by_nature[nature] = by_nature.get(nature, 0.0) + cost
        else:
            without += cost
    return MoneyUse(by_nature, without)


def _find_helped(choice: Choice, key: str) -> set[str]:
    """An action of the portfolio and all those of it that need it, by way of others too."""
    needs = {(each.other_id, each.action_id) for each in choice.problem.relations if each.kind != "excludes"}
    needs |= {(each.action_id, each.other_id) for each in choice.problem.relations if each.kind == "together"}
    helped, added = set[str](), {key}
    while added:
        helped |= added
        added = {other for one, other in needs if one in added and other in choice.portfolio.starts} - helped
    return helped


def _forbid(problem: PortfolioProblem, key: str) -> Constraint:
    terms = {name_start(key, year): 1.0 for year in problem.action_by_id[key].starts}
    return Constraint(f"without[{key}]", terms, "=", 0.0)


def _unlock(problem: PortfolioProblem, key: str) -> PortfolioProblem:
    """The problem in which one action need not be built."""
    locked = tuple(each for each in problem.scenario.locked_in if each != key)
    actions = tuple(replace(each, is_committed=False) if each.action_id == key else each for each in problem.actions)
    return replace(problem, actions=actions, scenario=problem.scenario.model_copy(update={"locked_in": locked}))
