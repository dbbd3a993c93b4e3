"""Which targets are met in which run: effects arrive when projects are really finished, and are added up as the plan's are."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from peakfolio.delivery.draws import Floats
from peakfolio.delivery.model import DeliveryModel
from peakfolio.delivery.service import Service, find_arrived
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect
from peakfolio.portfolio.adding import SMALL
from peakfolio.portfolio.effects import find_mode, lacks_figure, relate_to_printed
from peakfolio.portfolio.problem import Contribution, OpenTarget, PortfolioProblem

Truths = NDArray[np.bool_]
NORMAL_95 = 1.959964  # two-sided 95 % point of the normal distribution


@dataclass(frozen=True)
class Push:
    """One effect on one target: its full size as improvement, and what its arrival is measured against.

    ``scale`` is 1, or for a shared effect one over the share that arrives if the supporter keeps its printed years. ``sizes`` may hold one
    full size a run where effects are drawn.
    """

    effect: Effect
    sizes: Floats
    scale: float


@dataclass(frozen=True)
class Attainment:
    """Whether each open target is met in time, by target: (runs,)."""

    met: Mapping[str, Truths]

    @property
    def chances(self) -> Mapping[str, float]:
        """P(met in time) of each target."""
        return {key: float(met.mean()) for key, met in self.met.items()}

    def meet_all(self, aims: tuple[str, ...]) -> Truths:
        """Whether all of some targets are met, by run."""
        runs = len(next(iter(self.met.values()))) if self.met else 0
        return np.logical_and.reduce([self.met[key] for key in aims]) if aims else np.ones(runs, dtype=bool)


@dataclass(frozen=True)
class Study:
    """A plan with the portfolio problem and the delivery model made from it, and the effects on its open targets, sized once.

    Another model may take the place of this one (a what-if) as long as its calendar is the same: sizes do not depend on it.
    """

    plan: Plan
    problem: PortfolioProblem
    model: DeliveryModel
    pushes: Mapping[str, tuple[Push, ...]] = field(repr=False)

    def judge(
        self, services: Mapping[str, Service], shares: Mapping[str, float] | None = None, by: int | None = None
    ) -> Attainment:
        """Every target under some service of the actions, by its milestone or by the end of another year."""
        built = shares or {}
        return Attainment({each.key: self._is_met(each, services, built, by) for each in self.problem.targets})

    def follow(
        self, services: Mapping[str, Service], shares: Mapping[str, float] | None = None
    ) -> tuple[range, Mapping[str, Floats]]:
        """The years from the base year on, and the value of each indicator that has one by run and year: (runs, years)."""
        years = range(self.problem.base_year, self.problem.horizon + 1)
        numeric = [target for target in self.problem.targets if not target.is_state]
        return years, {each.key: self._follow(each, services, shares or {}, years) for each in numeric}

    def improve(
        self,
        target: OpenTarget,
        services: Mapping[str, Service],
        shares: Mapping[str, float],
        year: int,
        pushes: tuple[Push, ...],
    ) -> Floats:
        """Improvement on a target by the end of a year: the larger of all additions together and the best level reached, (runs,)."""
        runs = len(next(iter(services.values())).in_service) if services else 1
        nets = any((push.sizes < 0).any() for push in pushes)
        added, reached = np.zeros(runs), np.full(runs, -np.inf)  # no level: harm alone makes an indicator worse
        for push in pushes:
            service = services.get(push.effect.action_id)
            if service is None:
                continue
            share = shares.get(push.effect.action_id, 1.0)
            arrived = np.minimum(find_arrived(self.model, push.effect, service, year) * push.scale, push.scale)
            if target.is_trend and not nets:
                added = added + push.sizes * (arrived > 0)
            elif push.effect.mode != "adds":
                is_there = (arrived > 0) & (share >= 1.0)
                reached = np.maximum(reached, np.where(is_there, push.sizes * arrived, -np.inf))
            else:
                added = added + push.sizes * arrived * share
        return np.asarray(np.maximum(added, reached))

    def _is_met(
        self, target: OpenTarget, services: Mapping[str, Service], shares: Mapping[str, float], by: int | None
    ) -> Truths:
        improvement = self.improve(target, services, shares, by or target.milestone, self.pushes[target.key])
        is_enough = improvement >= target.gap * (1.0 - SMALL)
        is_within = target.room is None or improvement <= target.room + SMALL * target.gap
        return np.asarray(is_enough & is_within & (target.unreachable == 0.0))

    def _follow(
        self, target: OpenTarget, services: Mapping[str, Service], shares: Mapping[str, float], years: range
    ) -> Floats:
        """Value of the indicator by year; on a trend only effects with a figure move it."""
        pushes, plain = self.pushes[target.key], target
        if target.is_trend:
            pushes = tuple(
                Push(each.effect, np.array([self._measure(target, each.effect)]), 1.0)
                for each in pushes
                if not lacks_figure(each.effect)
            )
            plain = replace(target, is_trend=False)
        rows = [self.improve(plain, services, shares, year, pushes) for year in years]
        indicator = self.plan.indicator_by_id[target.indicator_id]
        low = -math.inf if indicator.lower_bound is None else indicator.lower_bound
        high = math.inf if indicator.upper_bound is None else indicator.upper_bound
        return np.clip(target.base + target.sign * np.stack(rows, axis=1), low, high)

    def _measure(self, target: OpenTarget, effect: Effect) -> float:
        value = getattr(effect, self.problem.scenario.effects) or 0.0
        return float(target.sign * (value - target.base if effect.mode == "reaches" else value))


def make_study(
    plan: Plan, problem: PortfolioProblem, model: DeliveryModel, sized: tuple[tuple[Contribution, ...], ...] = ()
) -> Study:
    """A study of a plan.

    ``sized`` are the contributions under a draw of the effects, one for each run; without them every run reads the effects as the
    scenario does.
    """
    full, drawn = _list_sizes(problem.contributions), [_list_sizes(each) for each in sized]
    pushes: dict[str, tuple[Push, ...]] = {}
    for target in problem.targets:
        rows = [row for row in plan.read_effects(problem.scenario) if row.indicator_id == target.indicator_id]
        named = [(row, (target.key, row.action_id, find_mode(row))) for row in rows]
        pushes[target.key] = tuple(
            Push(
                row, np.array([each.get(key, 0.0) for each in drawn] or [full[key]]), _find_scale(problem, row, target)
            )
            for row, key in named
            if key in full
        )
    return Study(plan, problem, model, pushes)


def _find_scale(problem: PortfolioProblem, effect: Effect, target: OpenTarget) -> float:
    """A share is what arrives by the milestone if its supporter keeps its printed years."""
    if not lacks_figure(effect) or target.is_trend:
        return 1.0
    return relate_to_printed(effect, problem.action_by_id[effect.action_id], 1.0, target)


def _list_sizes(contributions: tuple[Contribution, ...]) -> dict[tuple[str, str, str], float]:
    """Full size of every effect on every target, by target, action and mode."""
    return {(each.key, each.action_id, each.mode): each.full for each in contributions}


def bound_chance(chance: float, runs: int) -> tuple[float, float]:
    """The 95 % interval of a probability counted in so many runs (Wilson 1927)."""
    z = NORMAL_95
    middle = (chance + z * z / (2 * runs)) / (1 + z * z / runs)
    reach = z * math.sqrt(chance * (1 - chance) / runs + z * z / (4 * runs * runs)) / (1 + z * z / runs)
    return min(max(middle - reach, 0.0), chance), max(min(middle + reach, 1.0), chance)
