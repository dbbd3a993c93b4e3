"""How often each project is chosen, and how often a portfolio holds, when every effect is drawn at random."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peakfolio.plan.chains import Spread
from peakfolio.plan.figures import refuse_beyond
from peakfolio.plan.limits import RUNS, SEED
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Effect
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.effects import Draw
from peakfolio.portfolio.optimise import choose_only
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.triangular import invert_triangular


@dataclass(frozen=True)
class DrawSummary:
    """What effects drawn at random do: how often each project is chosen, and how often the fixed portfolio holds.

    ``frequency`` by action over the draws; ``all_met`` is the share of fresh draws in which the given portfolio meets every
    target it meets at its own reading, ``by_target`` the share for each.
    """

    draws: int
    frequency: Mapping[str, float]
    all_met: float
    by_target: Mapping[str, float]


def draw_effects(plan: Plan, scenario: Scenario, rng: np.random.Generator) -> Draw:
    """One draw of every effect.

    Of a chain every figure is drawn once, wherever it stands: two projects whose villages are counted over the same number share its
    luck. An effect without a chain is a figure of its own; all is triangular between low, central and high.
    """
    return read_draw(plan, scenario, {key: float(rng.random()) for key in list_drawn(plan, scenario)})


def read_draw(plan: Plan, scenario: Scenario, luck: Mapping[str, float]) -> Draw:
    """Every effect where each figure stands at its quantile, between 0 and 1; figures that are not named stand at their centre."""
    sizes = ((effect, size_effect(plan, scenario, effect, luck)) for effect in plan.read_effects(scenario))
    return {(row.action_id, row.indicator_id, row.mode): float(size) for row, size in sizes if size is not None}


def list_drawn(plan: Plan, scenario: Scenario) -> tuple[str, ...]:
    """What is drawn for the effects of a plan: every figure with a range, once."""
    drawn: set[str] = set()
    for effect in plan.read_effects(scenario):
        drawn |= {key for key, spread in find_figures(plan, scenario, effect).items() if not spread.is_exact}
    return tuple(sorted(drawn))


def find_figures(plan: Plan, scenario: Scenario, effect: Effect) -> Mapping[str, Spread]:
    """The figures an effect depends on: those of its chain, or what it brings, or the factor of its share of a gap.

    Nothing of an order, which is no matter of luck, of what only establishes a state, and of what is unknown and counts for nothing.
    """
    if effect.basis == "shared" and not scenario.use_shared_effects:
        return {}
    chain = plan.find_chain(effect)
    if chain is not None:
        return {link.draw_id: link.spread for link in chain.links}
    spread = _find_own(effect, scenario)
    return {} if spread is None else {name_own(effect): spread}


def name_own(effect: Effect) -> str:
    """The figure of an effect without a chain: what it brings."""
    return f"effect {effect.action_id} {effect.indicator_id} {effect.mode}"


def size_effect(plan: Plan, scenario: Scenario, effect: Effect, luck: Mapping[str, Any]) -> Any:
    """An effect, or the factor of its share, at quantiles (numbers or arrays) of its figures; None where it has none."""
    chain = plan.find_chain(effect)
    if chain is not None:
        return chain.work_out(lambda link: _find_figure(link.spread, luck.get(link.draw_id)))
    spread = _find_own(effect, scenario)
    return None if spread is None else _find_figure(spread, luck.get(name_own(effect)))


def _find_figure(spread: Spread, quantile: Any) -> Any:
    if spread.is_exact or quantile is None:
        return spread.central
    found = _invert(spread, np.asarray(quantile))
    return found if found.shape else float(found)


def _invert(spread: Spread, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """A figure at its quantiles: triangular; of a range to one side alone half lies at the centre, for it is as read or worse (or better).

    Without that, what is taken as the most likely value, such as both villages of two, would have no chance at all.
    """
    low, central, high = spread.low, spread.central, spread.high
    if low < central < high:
        return invert_triangular(low, central, high, uniform)
    rest = uniform * 2.0 if central == high else uniform * 2.0 - 1.0
    return np.where(
        (rest >= 0.0) & (rest <= 1.0), invert_triangular(low, central, high, np.clip(rest, 0.0, 1.0)), central
    )


def _find_own(effect: Effect, scenario: Scenario) -> Spread | None:
    """The range of an effect without a chain, by size, or of the factor of a share."""
    low, middle, high = effect.low, effect.central, effect.high
    if effect.basis == "shared":
        low, middle, high = scenario.shared_low_factor, 1.0, scenario.shared_high_factor
    if effect.mode == "enables" or low is None or middle is None or high is None:
        return None
    left, right = min(low, high), max(low, high)
    return Spread(left, min(max(middle, left), right), right)


def sample_choices(
    plan: Plan, choice: Choice, draws: int, seed: int, settings: SolverSettings | None = None
) -> DrawSummary:
    """Solves over draws of the effects, then tests the given portfolio on fresh draws from another stream."""
    refuse_beyond(draws, RUNS)
    refuse_beyond(seed, SEED)
    scenario, chosen = choice.problem.scenario, Counter[str]()
    solving, testing = (np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(2))
    for _ in range(draws):
        portfolio = choose_only(build_problem(plan, scenario, draw_effects(plan, scenario, solving)), settings=settings)
        chosen.update(tuple(portfolio.starts) if portfolio is not None else ())
    aims = {target.key for target in choice.problem.targets if target.key not in choice.portfolio.missed}
    held = [aims & _list_met(plan, choice, draw_effects(plan, scenario, testing)) for _ in range(draws)]
    return DrawSummary(
        draws=draws,
        frequency={key: count / draws for key, count in sorted(chosen.items())},
        all_met=sum(met == aims for met in held) / draws,
        by_target={
            target.key: sum(target.key in met for met in held) / draws
            for target in choice.problem.targets
            if target.key in aims
        },
    )


def _list_met(plan: Plan, choice: Choice, draw: Draw) -> set[str]:
    portfolio = choice.portfolio
    outcomes = find_outcomes(plan, choice.problem, portfolio.starts, portfolio.shares, draw)
    return {outcome.key for outcome in outcomes if outcome.is_reached}
