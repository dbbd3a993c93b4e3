"""What a choice consists of: portfolios, the steps that prove them, and how far the pool reaches. Nouns only; ``optimise`` finds them."""

from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.causes import Cause
from peakfolio.portfolio.objectives import ORDER, QUESTIONS
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.solver import Certificate


@dataclass(frozen=True)
class Reach:
    """How far the pool can bring a target nothing meets, and why not further.

    ``best_level`` is in the indicator's unit; for a state it is 0 (not established). ``also`` are further causes that would have to
    go together with the first.
    """

    key: str
    best_level: float
    missing: float
    cause: Cause
    also: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Step:
    """One solved step and what it proved."""

    name: str
    certificate: Certificate


@dataclass(frozen=True)
class Portfolio:
    """Start years by action, shares of divisible ones, what it costs and misses, and the steps that prove the choice.

    ``missed`` are open targets, ``broken`` those met today that it takes below their level or out of their band. ``points`` are
    None where the plan is not scored; ``fails`` are the headline indicators that fail the 四川 rule.
    """

    starts: Mapping[str, int]
    shares: Mapping[str, float]
    discounted_cost: float
    missed: tuple[str, ...]
    points: float | None
    fails: tuple[str, ...]
    steps: tuple[Step, ...]
    broken: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[str, ...]:
        """The targets that are missed or broken."""
        return (*self.missed, *self.broken)

    @property
    def is_proved(self) -> bool:
        """Whether every step was solved to proof; the order among equally good portfolios needs none."""
        return all(step.certificate.is_proved for step in self.steps if step.name != ORDER.name)

    @property
    def is_ordered(self) -> bool:
        """Whether among equally good portfolios the stated order was proved to decide."""
        return all(step.certificate.is_proved for step in self.steps if step.name == ORDER.name)


@dataclass(frozen=True)
class Choice:
    """The answer to one scenario.

    ``portfolio`` answers the question at least cost; ``best_effort`` also brings the missed targets as near as the pool allows, at
    least cost; where money is limited it adds to the portfolio what the ceilings still allow.
    """

    problem: PortfolioProblem
    portfolio: Portfolio
    best_effort: Portfolio
    reaches: tuple[Reach, ...]

    @property
    def met(self) -> tuple[str, ...]:
        """The targets that the portfolio meets, those met already among them."""
        return tuple(each.key for each in self.problem.counted if each.key not in self.portfolio.lost)


def list_reached(portfolio: Portfolio, problem: PortfolioProblem) -> tuple[float, ...]:
    """What each wish of the question came to in a portfolio chosen for that question; smaller is better."""
    names = [wish.name for wish in QUESTIONS[problem.scenario.question].wishes]
    reached = {step.name: step.certificate.objective or 0.0 for step in portfolio.steps}
    return tuple(reached[name] for name in names)


def is_nearer(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether one portfolio reaches more than another: less is left of the first wish in which the two differ."""
    for ours, theirs in zip(one, other, strict=True):
        if abs(theirs - ours) > SMALL * max(1.0, abs(theirs)):
            return ours < theirs
    return False
