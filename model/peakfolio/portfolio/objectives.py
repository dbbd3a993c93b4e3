"""What a portfolio is asked to be: each objective is a sum over the variables, to be made as small as possible."""

from collections.abc import Mapping

from peakfolio.portfolio.formulation import Constraint, name_missed, name_shortfall, name_start
from peakfolio.portfolio.problem import Action, PortfolioProblem

COST_TOLERANCE = 1e-6


def discount_cost(problem: PortfolioProblem, action: Action, start: int) -> float:
    """sum_y spending[p,y] / (1 + r)^(y - base year), 万元 of the base year."""
    rate = problem.scenario.discount_rate
    return sum(
        amount / (1.0 + rate) ** (year - problem.base_year) for year, amount in action.spread_cost(start).items()
    )


def least_cost(problem: PortfolioProblem) -> Mapping[str, float]:
    """Discounted cost of what is started."""
    return {
        name_start(action.action_id, start): discount_cost(problem, action, start)
        for action in problem.actions
        for start in action.starts
    }


def fewest_missed(problem: PortfolioProblem) -> Mapping[str, float]:
    """Number of targets missed."""
    return {name_missed(target.indicator_id): 1.0 for target in problem.targets}


def least_shortfall(indicator_id: str) -> Mapping[str, float]:
    """What is missing of one target, in its own unit."""
    return {name_shortfall(indicator_id): 1.0}


def least_total_shortfall(problem: PortfolioProblem) -> Mapping[str, float]:
    """What is missing of all targets, each as a share of its gap; a trend has no half-way and does not count."""
    return {name_shortfall(target.indicator_id): 1.0 / target.gap for target in problem.targets if not target.is_trend}


def most_orderly(problem: PortfolioProblem) -> Mapping[str, float]:
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


def limit_objective(name: str, objective: Mapping[str, float], ceiling: float) -> Constraint:
    """Objective <= what the step before proved.  In words: a later wish never spoils an earlier one."""
    return Constraint(f"keep[{name}]", objective, "<=", ceiling + COST_TOLERANCE * max(1.0, abs(ceiling)))
