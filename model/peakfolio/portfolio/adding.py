"""What a portfolio costs and what it leaves missing, added up from the nouns of the problem it was chosen for."""

import math
from collections.abc import Mapping

from peakfolio.portfolio.formulation import count_losses, counts_starts, measure_scale, read_level
from peakfolio.portfolio.objectives import discount_cost
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem

SMALL = 1e-6  # of a gap, a cost or a whole: ten times what a solver tolerates in a row, so that no answer hangs on it


def add_cost(problem: PortfolioProblem, starts: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """Discounted cost of what is started, 万元 of the base year."""
    parts = ((problem.action_by_id[key], start, shares.get(key, 1.0)) for key, start in starts.items())
    return math.fsum(discount_cost(problem, action, start) * share for action, start, share in parts)


def measure_missing(
    problem: PortfolioProblem, target: OpenTarget, starts: Mapping[str, int], shares: Mapping[str, float]
) -> float:
    """What is missing of a target, or too much of it, in its unit, by what the started actions contribute; 0 within tolerance."""
    chosen = [each for each in problem.contributions_by_key[target.key] if starts.get(each.action_id) == each.start]
    by_start = counts_starts(problem, target)
    added, losses, levels, ends = [], [], [-math.inf], [-math.inf]
    for each in chosen:
        share = shares.get(each.action_id, 1.0)
        if each.mode == "adds":
            weight = 1.0 if by_start else share
            added.append(each.amount * weight)
            losses.append((each.amount - each.cautious) * weight)
        elif share >= 1.0:
            ends.append(each.amount)
            levels += [read_level(problem, each)] if read_level(problem, each) > 0 else []
    net = math.fsum(added)
    short = target.gap - max(net - sum_worst(losses, count_losses(problem, target)), *levels)
    over = max(net, *ends) - target.room if target.room is not None else 0.0
    missing = max(short, target.unreachable, over, 0.0)
    return missing if missing > SMALL * measure_scale(problem, target) else 0.0


def sum_worst(losses: list[float], budget: float) -> float:
    """What the worst case takes off: the largest losses, as many as the budget says, the last one in part."""
    ranked = sorted((loss for loss in losses if loss > 0), reverse=True)
    return math.fsum(min(max(budget - place, 0.0), 1.0) * loss for place, loss in enumerate(ranked))
