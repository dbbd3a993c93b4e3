"""Whether portfolios meet their targets in many draws of the effects at once; what one draw is, ``sampling`` says.

Targets are judged by the rule of the problem: additions add up, the best level that is built whole counts beside them, and the larger of
the two closes the gap or not. The second voice judges one draw at a time; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.effects import find_arrived_share, find_mode, lacks_figure, relate_to_printed
from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem
from peakfolio.portfolio.sampling import list_drawn, size_effect

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
NEAR = 1e-6  # share of a gap that counts as closed, as the verification has it
WHOLE = 1.0 - 1e-6


@dataclass(frozen=True)
class DrawnPush:
    """What one action does to one target in every draw once all has arrived, and how much has by the milestone, by start."""

    action_id: str
    is_level: bool
    has_figure: bool
    sizes: Any
    arrived: Mapping[int, float]


@dataclass(frozen=True)
class DrawnEffects:
    """The pushes on every target of a problem in some draws."""

    runs: int
    targets: tuple[OpenTarget, ...]
    pushes: Mapping[str, tuple[DrawnPush, ...]]

    def is_met(self, target: OpenTarget, portfolio: Portfolio) -> Truths:
        """In which draws a portfolio meets a target: shape (runs,)."""
        added, reached, is_moved = np.zeros(self.runs), np.full(self.runs, -np.inf), False
        for push in self.pushes[target.key]:
            start = portfolio.starts.get(push.action_id)
            arrived = 0.0 if start is None else push.arrived.get(start, 0.0)
            share = portfolio.shares.get(push.action_id, 1.0)
            if arrived <= 0.0 or (push.is_level and share < WHOLE):
                continue
            is_moved = is_moved or not push.has_figure
            if target.is_trend and not push.has_figure:
                continue
            if push.is_level:
                reached = np.maximum(reached, push.sizes * arrived)
            else:
                added = added + push.sizes * arrived * share
        return _judge(target, np.maximum(added, reached), is_moved=is_moved)


def _judge(target: OpenTarget, improvement: Floats, *, is_moved: bool) -> Truths:
    if target.is_trend:
        enough = (improvement > 0.0) | ((improvement >= 0.0) & is_moved)
        return enough & (improvement <= (np.inf if target.room is None else target.room * target.unit))
    slack = NEAR * abs(target.gap)
    enough = improvement >= target.gap - slack
    if target.room is not None:
        enough &= improvement <= target.room + slack
    for low, high in target.elsewhere:
        enough |= (improvement >= low - slack) & (improvement <= high + slack)
    return np.asarray(enough & (target.unreachable == 0.0))


def draw_many(plan: Plan, problem: PortfolioProblem, luck: Mapping[str, Floats], runs: int) -> DrawnEffects:
    """The effects on every open target where each figure stands at its quantiles, shape (runs,); others stand at their centre."""
    sizes: dict[Effect, Any] = {
        effect: size_effect(plan, problem.scenario, effect, luck) for effect in plan.read_effects(problem.scenario)
    }
    by_target = {
        target.key: tuple(
            push
            for effect in plan.read_effects(problem.scenario)
            if effect.indicator_id == target.indicator_id and effect.action_id in problem.action_by_id
            for push in _list_pushes(problem, target, effect, sizes[effect])
        )
        for target in problem.targets
    }
    return DrawnEffects(runs, problem.targets, by_target)


def _list_pushes(problem: PortfolioProblem, target: OpenTarget, effect: Effect, drawn: Any) -> tuple[DrawnPush, ...]:
    if effect.basis == "shared" and not problem.scenario.use_shared_effects:
        return ()
    action, sizes = problem.action_by_id[effect.action_id], _find_improvement(problem, target, effect, drawn)
    if sizes is None:
        return ()
    arrived = {start: find_arrived_share(effect, action, start, target.milestone) for start in action.starts}
    if lacks_figure(effect):
        arrived = {start: relate_to_printed(effect, action, share, target) for start, share in arrived.items()}
    has_figure = not lacks_figure(effect)
    return (DrawnPush(effect.action_id, find_mode(effect) == "reaches", has_figure, sizes, arrived),)


def _find_improvement(problem: PortfolioProblem, target: OpenTarget, effect: Effect, drawn: Any) -> Any:
    """An effect as improvement; a share of the gap is its size in the problem times its drawn factor."""
    if effect.mode == "enables":
        return 1.0
    if lacks_figure(effect):
        known = problem.contributions_by_key[target.key]
        own = next((each for each in known if each.action_id == effect.action_id), None)
        if own is None or drawn is None:
            return None if own is None else own.full
        return own.full * drawn if own.most is None else np.minimum(own.full * drawn, own.most)
    if drawn is None:
        return None
    return target.sign * (drawn - target.base if effect.mode == "reaches" else drawn)


@dataclass(frozen=True)
class Certainty:
    """How sure a portfolio is, with effects drawn from their ranges: that it meets all it aims at, and each of it."""

    runs: int
    all_met: float
    by_target: Mapping[str, float]


def find_certainty(plan: Plan, problem: PortfolioProblem, portfolio: Portfolio, runs: int, seed: int) -> Certainty:
    """In which share of draws a portfolio meets every target it meets as the scenario reads the effects, and each by itself."""
    rng = np.random.default_rng(seed)
    luck = {key: rng.random(runs) for key in list_drawn(plan, problem.scenario)}
    drawn = draw_many(plan, problem, luck, runs)
    met = {
        target.key: drawn.is_met(target, portfolio) for target in drawn.targets if target.key not in portfolio.missed
    }
    together = np.logical_and.reduce(list(met.values())) if met else np.ones(runs, dtype=bool)
    return Certainty(runs, float(together.mean()), {key: float(each.mean()) for key, each in met.items()})
