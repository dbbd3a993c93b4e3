"""How often each project is chosen, and how often a portfolio holds, when every effect is drawn at random."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.plan.chains import Chain, Spread
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
    luck. Effects without a chain are drawn by themselves; all is triangular between low, central and high.
    """
    luck = {key: float(rng.random()) for key in list_drawn_figures(plan)}
    drawn: dict[tuple[str, str, str], float] = {}
    for effect in plan.effects:
        chain = plan.chain_by_effect.get((effect.action_id, effect.indicator_id))
        value = _draw_alone(effect, scenario, rng) if chain is None else draw_chain(chain, luck)
        if value is not None and effect.mode != "enables":
            drawn[effect.action_id, effect.indicator_id, effect.mode] = value
    return drawn


def list_drawn_figures(plan: Plan) -> tuple[str, ...]:
    """What is drawn for the chains of a plan: every figure with a range, once."""
    links = (link for chain in plan.chain_by_effect.values() for link in chain.links)
    return tuple(sorted({link.draw_id for link in links if not link.spread.is_exact}))


def draw_chain(chain: Chain, luck: Mapping[str, float]) -> float:
    """An effect where every figure stands at its quantile: ``luck`` between 0 and 1 by figure."""
    return float(chain.work_out(lambda link: _find_figure(link.spread, luck.get(link.draw_id, 0.5))))


def _find_figure(spread: Spread, quantile: float) -> float:
    if spread.is_exact:
        return spread.central
    return float(invert_triangular(spread.low, spread.central, spread.high, np.asarray(quantile)))


def _draw_alone(effect: Effect, scenario: Scenario, rng: np.random.Generator) -> float | None:
    """One draw of an effect without a chain, or of the factor of a share; an order is no matter of luck."""
    low, middle, high = effect.low, effect.central, effect.high
    if effect.basis == "shared":
        low, middle, high = scenario.shared_low_factor, 1.0, scenario.shared_high_factor
    if effect.mode == "enables" or low is None or middle is None or high is None:
        return None
    left, right = min(low, high), max(low, high)
    return middle if left == right else float(rng.triangular(left, min(max(middle, left), right), right))


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
    return {outcome.key for outcome in outcomes if outcome.is_met}
