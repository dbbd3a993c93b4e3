"""The list a county would publish: which project goes before another, by a stated and reproducible rule."""

from dataclasses import dataclass, replace
from typing import Literal

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.frontier import find_alternatives, trace_question
from peakfolio.portfolio.pricing import ProjectPrice, price_projects
from peakfolio.portfolio.sampling import sample_choices
from peakfolio.portfolio.solver import SolverSettings

HowOften = Literal["always", "often", "sometimes", "never"]
ALTERNATIVES = 20  # nearly optimal portfolios at most; further ones differ in ever smaller projects
OFTEN = 0.5
NEARLY_ALWAYS = 0.99  # a share is a count over a hundred draws or more: all but one


@dataclass(frozen=True)
class RankedProject:
    """A project's place: how often it is chosen across budgets, draws of the effects, and near-optimal portfolios.

    ``frequency`` is the mean of the three shares; ``standing`` puts it in a word; ``price`` breaks ties.
    """

    rank: int
    action_id: str
    by_budget: float
    by_draw: float
    by_alternative: float
    frequency: float
    standing: HowOften
    price: ProjectPrice


def rank_projects(
    plan: Plan, choice: Choice, draws: int = 100, within: float = 0.1, settings: SolverSettings | None = None
) -> tuple[RankedProject, ...]:
    """Projects in order of their mean frequency; ties by replacement cost (irreplaceable first), then by the plan's order.

    The draws take the seed of the solver settings.
    """
    settings = settings or SolverSettings()
    points = trace_question(plan, choice.problem, settings)
    others = (choice.portfolio, *find_alternatives(choice, within, ALTERNATIVES, settings))
    sampled = sample_choices(plan, choice, draws, settings.seed, settings).frequency
    rows = []
    for price in price_projects(plan, choice, settings):
        key = price.action_id
        by_budget = sum(key in point.portfolio.starts for point in points) / max(len(points), 1)
        by_alternative = sum(key in each.starts for each in others) / len(others)
        by_draw = sampled.get(key, 0.0)
        mean = (by_budget + by_draw + by_alternative) / 3
        rows.append(RankedProject(0, key, by_budget, by_draw, by_alternative, mean, _name(mean), price))
    rows.sort(key=lambda row: (-row.frequency, -_weigh(row.price)))
    return tuple(replace(row, rank=rank) for rank, row in enumerate(rows, start=1))


def _weigh(price: ProjectPrice) -> float:
    if not price.is_chosen:
        return -1.0
    return float("inf") if price.replacement_cost is None else price.replacement_cost


def _name(frequency: float) -> HowOften:
    if frequency >= NEARLY_ALWAYS:
        return "always"
    if frequency >= OFTEN:
        return "often"
    return "sometimes" if frequency > 0 else "never"
