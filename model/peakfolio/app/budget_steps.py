"""The budgets worth asking for: the breakpoints of the frontier, each the least amount of whole fen that buys its portfolio."""

from bisect import bisect_right
from collections.abc import Sequence

from peakfolio.portfolio.frontier import FrontierPoint
from peakfolio.words import round_on

SAME = 1e-6  # 万元; what is typed and what is added up may differ by so much


def find_budget(cost_wan_yuan: float) -> float:
    """The budget that buys what costs so much, as figures show it: two decimals, never too little."""
    return round_on(cost_wan_yuan, is_least=True)


def list_budgets(points: Sequence[FrontierPoint] | None) -> tuple[float, ...]:
    """The budgets of a frontier, rising; none where it is not known."""
    return tuple(find_budget(point.cost_wan_yuan) for point in points or ())


def find_step(budgets: Sequence[float], budget: float | None) -> int | None:
    """The dearest step a budget pays for, the first where it pays for none; None without a limit or without steps."""
    if budget is None or not budgets:
        return None
    return max(bisect_right(budgets, budget + SAME) - 1, 0)
