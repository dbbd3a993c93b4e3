"""Where every open target ends under a portfolio, as the second voice reads it: by the plan's tables and its own rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.rereading.asking import list_demands
from peakfolio.portfolio.rereading.book import open_book
from peakfolio.portfolio.rereading.moving import Draw, Evidence
from peakfolio.portfolio.rereading.reading import build
from peakfolio.portfolio.rereading.standing import Standing, stand

CIRCLES = ("promise", "order", "shared")


@dataclass(frozen=True)
class Outcome:
    """Where one target ends under a portfolio.

    ``value`` is in the indicator's unit (1 is established for a state), ``missing`` is what is left of the gap or lies beyond the band,
    ``serving`` are the chosen actions that contribute by the milestone. ``evidence`` is the weakest ground the result stands
    on: a figure, an estimate from money, a law, a promise that only repeats the target's level, an order of the administration, or a
    share of the gap without any figure; the last three are circular. ``is_undecided`` says that nothing is missing and still
    nobody knows whether the target is met: it asks for a task besides, of which the document prints no number.
    """

    key: str
    value: float
    missing: float
    serving: tuple[str, ...]
    evidence: Evidence
    is_undecided: bool = False

    @property
    def is_circular(self) -> bool:
        """Whether the target is met only because somebody says so."""
        return self.is_met and self.evidence in CIRCLES

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing and nothing unknown."""
        return self.is_reached and not self.is_undecided

    @property
    def is_reached(self) -> bool:
        """Whether nothing is missing, as far as numbers and what is established can tell."""
        return self.missing == 0.0


def find_outcomes(
    plan: Plan,
    problem: PortfolioProblem,
    starts: Mapping[str, int],
    shares: Mapping[str, float] | None = None,
    draw: Draw | None = None,
) -> tuple[Outcome, ...]:
    """Where every open target ends; ``shares`` of divisible projects, a ``draw`` of effects instead of the scenario's reading."""
    book, built = open_book(plan, problem.scenario), build(starts, shares)
    demands = {demand.key: demand for demand in list_demands(book)}
    return tuple(make_outcome(stand(book, demands[target.key], built, draw)) for target in problem.targets)


def make_outcome(standing: Standing) -> Outcome:
    """A standing as what results show."""
    is_undecided = standing.status in ("unknown", "untestable")
    said = (standing.value, standing.missing, standing.serving, standing.evidence)
    return Outcome(standing.demand.key, *said, is_undecided)
