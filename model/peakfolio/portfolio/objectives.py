"""The questions a planner can put, each a short list of wishes in order: an earlier wish is never spoiled by a later one.

Every wish is a sum over the variables, to be made as small as possible. Least cost and the stated order that breaks ties close
every list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from peakfolio.plan.vocabulary import QuestionName
from peakfolio.portfolio.constraints import sum_abatement
from peakfolio.portfolio.formulation import (
    Constraint,
    bound_excess,
    carry,
    name_excess,
    name_fails,
    name_missed,
    name_shortfall,
    name_start,
    name_tier,
)
from peakfolio.portfolio.problem import Action, OpenTarget, PortfolioProblem
from peakfolio.words import Words, say

TOLERANCE = 1e-9  # relative: a step keeps what the one before proved, up to what rounding leaves of a sum
Coefficients = Mapping[str, float]


@dataclass(frozen=True)
class Objective:
    """One step of a question: its name and what it makes small."""

    name: str
    build: Callable[[PortfolioProblem], Coefficients]


@dataclass(frozen=True)
class Question:
    """A question in words, and its wishes in order."""

    title: Words
    wishes: tuple[Objective, ...]


def discount_cost(problem: PortfolioProblem, action: Action, start: int) -> float:
    """sum_y spending[p,y] / (1 + r)^(y - base year), 万元 of the base year."""
    rate = problem.scenario.discount_rate
    spending = action.spread_cost(start, problem.horizon)
    return sum(amount / (1.0 + rate) ** (year - problem.base_year) for year, amount in spending.items())


def least_cost(problem: PortfolioProblem) -> Coefficients:
    """Discounted cost of what is started."""
    costs = {
        action.action_id: {start: discount_cost(problem, action, start) for start in action.starts}
        for action in problem.actions
    }
    return carry(problem, costs)


def fewest_missed(problem: PortfolioProblem) -> Coefficients:
    """Number of targets missed."""
    return {name_missed(target.key): 1.0 for target in problem.counted}


def fewest_binding_missed(problem: PortfolioProblem) -> Coefficients:
    """Number of binding targets missed."""
    return {name_missed(target.key): 1.0 for target in problem.counted if target.nature == "binding"}


def least_weighted_shortfall(problem: PortfolioProblem) -> Coefficients:
    """What is missing of all targets, each as a share of its gap times the weight of its nature."""
    weights = problem.scenario.weights.model_dump()
    return {name: weights[target.nature] for target in problem.counted for name in list_distances(problem, target)}


def least_total_shortfall(problem: PortfolioProblem) -> Coefficients:
    """What is missing of all targets, each as a share of its gap; a trend has no half-way and does not count."""
    counted = (target for target in problem.counted if not target.is_trend)
    return {name: 1.0 for target in counted for name in list_distances(problem, target)}


def list_distances(problem: PortfolioProblem, target: OpenTarget) -> tuple[str, ...]:
    """The variables that say how far a target is missed, downwards and, where that can be, upwards; a trend has no half-way."""
    if target.is_trend:
        return (name_missed(target.key),)
    excess = (name_excess(target.key),) if bound_excess(problem, target) > 0 else ()
    return (name_shortfall(target.key), *excess)


def most_points(problem: PortfolioProblem) -> Coefficients:
    """Points gained over those the plan has, negative because they are to be many."""
    return {
        name_tier(scored.indicator_id, points): scored.earned - points
        for scored in problem.scored
        for points, _ in scored.tiers
    }


def fewest_binding_fails(problem: PortfolioProblem) -> Coefficients:
    """Binding headline indicators that fail the rule."""
    return {name_fails(each.indicator_id): 1.0 for each in problem.ruled if each.nature == "binding"}


def most_abatement(problem: PortfolioProblem) -> Coefficients:
    """Yearly abatement, negative because it is to be large."""
    return {name: -amount for name, amount in sum_abatement(problem).items()}


def most_orderly(problem: PortfolioProblem) -> Coefficients:
    """Breaks ties: fewest actions, then least delay against the printed start years, then the document's own order.

    The weights keep the three apart: all orders together weigh less than one year of delay, all delays less than one action.
    """
    order_total = sum(action.order + 1 for action in problem.actions)
    delay_weight = order_total + 1
    delay_total = sum(max(action.starts) - min(action.starts) for action in problem.actions) * delay_weight
    count_weight = order_total + delay_total + 1
    return {
        name_start(action.action_id, start): count_weight
        + delay_weight * (start - min(action.starts))
        + action.order
        + 1
        for action in problem.actions
        for start in action.starts
    }


def limit_objective(name: str, objective: Coefficients, ceiling: float) -> Constraint:
    """Objective <= what the step before proved.  In words: a later wish never spoils an earlier one."""
    return Constraint(f"keep[{name}]", objective, "<=", ceiling + TOLERANCE * max(1.0, abs(ceiling)))


FEWEST = Objective("fewest missed targets", fewest_missed)
NEAREST = Objective("nearest to missed targets", least_total_shortfall)
COST = Objective("least cost", least_cost)
ORDER = Objective("stated order", most_orderly)
QUESTIONS: Mapping[QuestionName, Question] = {
    "cheapest": Question(say("cheapest way to meet every target the pool can meet"), (FEWEST,)),
    "binding_first": Question(
        say("all binding targets first, then as many others as possible"),
        (Objective("fewest missed binding targets", fewest_binding_missed), FEWEST),
    ),
    "smallest_shortfall": Question(
        say("smallest weighted shortfall within a budget"),
        (Objective("smallest weighted shortfall", least_weighted_shortfall),),
    ),
    "most_points": Question(say("most points within a budget"), (Objective("most points", most_points),)),
    "cheapest_points": Question(
        say("cheapest reaching a number of points"),
        (Objective("fewest points missing", lambda problem: {"lack[points]": 1.0}),),
    ),
    "cheapest_rule": Question(
        say("cheapest passing the rule of binding and reference indicators"),
        (
            Objective("fewest failing binding indicators", fewest_binding_fails),
            Objective("fewest missing reference indicators", lambda problem: {"lack[reference]": 1.0}),
        ),
    ),
    "cheapest_abatement": Question(
        say("least cost for an abatement"),
        (Objective("least abatement missing", lambda problem: {"lack[abatement]": 1.0}),),
    ),
    "most_abatement": Question(say("most abatement within a budget"), (Objective("most abatement", most_abatement),)),
}
