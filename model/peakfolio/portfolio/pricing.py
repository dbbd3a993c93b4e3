"""What a project and a target are worth: replacement cost, price of entry, marginal cost of a target.

Every figure is a proved optimum re-solved with one thing changed; only the shadow prices come from the linear relaxation, and
they are shown as such.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.choosing import Choice, choose_only, formulate, spoils_wishes
from peakfolio.portfolio.formulation import Constraint, name_missed, name_start
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.portfolio.questions import COST
from peakfolio.portfolio.solver import SolverSettings, solve


@dataclass(frozen=True)
class ProjectPrice:
    """What one project is worth to the portfolio.

    For a chosen one ``replacement_cost`` is what the next-best portfolio costs more, None where no portfolio keeps what this
    one reaches, and then ``lost`` names the targets that fail; ``substitutes`` come in for it. For a rejected one
    ``entry_cost`` is the cost below which it would be chosen (None where no price would bring it in), and ``raised_targets``
    are levels of targets above which it would be needed.
    """

    action_id: str
    is_chosen: bool
    replacement_cost: float | None
    lost: tuple[str, ...]
    substitutes: tuple[str, ...]
    entry_cost: float | None
    raised_targets: Mapping[str, float]


@dataclass(frozen=True)
class TargetPrice:
    """What one met target costs.

    ``step_cost`` is what dropping it saves (a re-solve); ``shadow_price`` is 万元 for one more unit in the linear relaxation,
    which knows no whole projects.
    """

    key: str
    step_cost: float
    shadow_price: float


@dataclass(frozen=True)
class MoneyUse:
    """How the money of the portfolio divides by the weightiest target each project is needed for, 万元."""

    by_nature: Mapping[str, float]
    without_target: float


def price_projects(plan: Plan, choice: Choice, settings: SolverSettings | None = None) -> tuple[ProjectPrice, ...]:
    """The worth of every project with a cost, in the plan's order."""
    found = []
    for action in choice.problem.actions:
        if action.kind != "project":
            continue
        if action.action_id in choice.portfolio.starts:
            found.append(_price_chosen(choice, action.action_id, settings))
        else:
            found.append(_price_rejected(choice, action.action_id, settings))
    return tuple(found)


def _price_chosen(choice: Choice, key: str, settings: SolverSettings | None) -> ProjectPrice:
    without = choose_only(choice.problem, (_forbid(choice.problem, key),), settings)
    before = choice.portfolio
    if without is None or spoils_wishes(choice, without):
        lost = tuple(sorted(set(without.missed) - set(before.missed))) if without is not None else ()
        return ProjectPrice(key, True, None, lost, (), None, {})
    newcomers = tuple(each for each in without.starts if each not in before.starts)
    more = max(without.discounted_cost - before.discounted_cost, 0.0)
    return ProjectPrice(key, True, more, (), newcomers, None, {})


def _price_rejected(choice: Choice, key: str, settings: SolverSettings | None) -> ProjectPrice:
    """Entry cost = C* - (cost with the project forced in - its own cost), where forcing it in spoils no earlier wish."""
    problem, before = choice.problem, choice.portfolio
    forced = choose_only(problem, (_force(problem, key),), settings)
    entry = None
    if forced is not None and not spoils_wishes(choice, forced):
        own = _cost_of(problem, key, forced.starts.get(key, problem.action_by_id[key].starts[0]))
        entry = before.discounted_cost - (forced.discounted_cost - own)
        entry = entry if entry > SMALL else None
    raised = {
        target.key: _find_level_without(problem, target, key, settings)
        for target in problem.targets
        if not (target.is_state or target.is_trend)
        and any(each.action_id == key for each in problem.contributions_by_key[target.key])
    }
    return ProjectPrice(key, False, None, (), (), entry, raised)


def _find_level_without(
    problem: PortfolioProblem, target: OpenTarget, key: str, settings: SolverSettings | None
) -> float:
    """The best level of a target that can be reached without one project, whatever else is given up."""
    most = sum(
        max(
            each.amount
            for each in problem.contributions_by_key[target.key]
            if each.action_id == other and each.mode == "adds"
        )
        for other in {
            e.action_id for e in problem.contributions_by_key[target.key] if e.mode == "adds" and e.action_id != key
        }
    )
    level = max(
        (
            each.amount
            for each in problem.contributions_by_key[target.key]
            if each.mode == "reaches" and each.action_id != key
        ),
        default=0.0,
    )
    return target.base + target.sign * max(most, level)


def price_targets(choice: Choice, settings: SolverSettings | None = None) -> tuple[TargetPrice, ...]:
    """Marginal costs of the targets the portfolio meets."""
    problem, portfolio = choice.problem, choice.portfolio
    duals = _find_shadow_prices(choice, settings)
    found = []
    for target in problem.targets:
        if target.key in portfolio.missed:
            continue
        dropped = replace(problem, targets=tuple(each for each in problem.targets if each.key != target.key))
        without = choose_only(dropped, (), settings)
        saved = portfolio.discounted_cost - without.discounted_cost if without is not None else 0.0
        found.append(TargetPrice(target.key, max(saved, 0.0), duals.get(target.key, 0.0)))
    return tuple(found)


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
    return {
        target.key: abs(
            relaxed.duals.get(f"meet[{target.key}]", relaxed.duals.get(f"meet_by_additions[{target.key}]", 0.0))
        )
        for target in problem.targets
    }


def divide_money(plan: Plan, choice: Choice) -> MoneyUse:
    """Each chosen project's cost goes to the weightiest nature among the met targets it serves: binding first."""
    order = ("binding", "anticipatory", "reference", "unstated")
    by_nature: dict[str, float] = {}
    without = 0.0
    natures = {target.key: target.nature for target in choice.problem.targets}
    outcomes = find_outcomes(plan, choice.problem, choice.portfolio.starts, choice.portfolio.shares)
    for key in choice.portfolio.starts:
        project = plan.project_by_id.get(key)
        if project is None:
            continue
        cost = (project.cost_wan_yuan or 0.0) * choice.portfolio.shares.get(key, 1.0)
        served = [natures[each.key] for each in outcomes if each.is_met and key in each.serving]
        if served:
            nature = min(served, key=order.index)
            by_nature[nature] = by_nature.get(nature, 0.0) + cost
        else:
            without += cost
    return MoneyUse(by_nature, without)


def _forbid(problem: PortfolioProblem, key: str) -> Constraint:
    terms = {name_start(key, year): 1.0 for year in problem.action_by_id[key].starts}
    return Constraint(f"without[{key}]", terms, "=", 0.0)


def _force(problem: PortfolioProblem, key: str) -> Constraint:
    terms = {name_start(key, year): 1.0 for year in problem.action_by_id[key].starts}
    return Constraint(f"with[{key}]", terms, "=", 1.0)


def _cost_of(problem: PortfolioProblem, key: str, start: int) -> float:
    action = problem.action_by_id[key]
    rate = problem.scenario.discount_rate
    spending = action.spread_cost(start, problem.horizon)
    return math.fsum(amount / (1.0 + rate) ** (year - problem.base_year) for year, amount in spending.items())
