"""What a count or a measurement is worth before money is spent: the expected value of perfect information on each figure.

A portfolio costs its money, and a missed target costs what meeting one is worth. Who knows a figure chooses after it, who does not
before; the difference of the expected losses is what knowing it is worth at most (EVPPI; Brennan et al. 2007, Med Decis Making 27:448).
For each figure an outer sample of its quantiles is crossed with an inner one of all others, the same for every figure and the one by which
the worth of a target is set: a part that is just worth its money must not seem to change with a figure that does not bear on it. The choice
is among candidates, solved for draws of the effects and for each figure at either end, so that what is found is never more than the true
value for this sample.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.adding import add_cost
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Choice, Portfolio
from peakfolio.portfolio.drawn import DrawnEffects, draw_many
from peakfolio.portfolio.effects import lacks_figure
from peakfolio.portfolio.optimise import choose_only
from peakfolio.portfolio.sampling import find_figures, list_drawn, read_draw
from peakfolio.portfolio.solver import SolverSettings

Floats = NDArray[np.float64]
OUTER, INNER = 16, 256  # quantiles of the figure asked about; draws of all others for each of them
SOLVED = 16  # draws of all effects for which candidates are solved
LEAST_CHANCE = 0.05  # of meeting a target: who builds for less hopes, and does not reckon
MARGIN = 1.05  # above the point at which a part of the answer would be as good left out
ENDS = (0.1, 0.9)  # quantiles at which a figure is put for a candidate of its own


@dataclass(frozen=True)
class FigureWorth:
    """What knowing one figure is worth, 万元, and what it would change.

    ``targets`` are the open ones it bears on. ``gained`` and ``dropped`` are how often (share of what the figure may turn out to be) a
    project that the choice before knowing lacks would be built, or one it has would not.
    """

    figure: str
    worth_wan_yuan: float
    targets: tuple[str, ...]
    gained: Mapping[str, float]
    dropped: Mapping[str, float]


@dataclass(frozen=True)
class Information:
    """What each uncertain figure is worth to know, most first.

    ``target_wan_yuan`` is what meeting one target more is taken to be worth, ``is_given`` whether the reader said so, ``before`` the
    portfolio that is best before anything is known, ``all_wan_yuan`` what knowing everything would be worth. ``unknown`` names the
    projects, by open target, of which no figure says anything, so that no worth can be reckoned.
    """

    target_wan_yuan: float
    is_given: bool
    before: Portfolio
    all_wan_yuan: float
    figures: tuple[FigureWorth, ...]
    unknown: Mapping[str, tuple[str, ...]]
    candidates: int


@dataclass(frozen=True)
class Loss:
    """The loss of every candidate in a sample: what it costs, and what its missed targets are worth."""

    plan: Plan
    choice: Choice
    candidates: tuple[Portfolio, ...]
    target_wan_yuan: float

    def find(self, luck: Mapping[str, Floats], runs: int) -> Floats:
        """Losses in 万元, shape (candidates, runs)."""
        drawn = draw_many(self.plan, self.choice.problem, luck, runs)
        found = np.empty((len(self.candidates), runs))
        for place, portfolio in enumerate(self.candidates):
            missed = sum(~drawn.is_met(target, portfolio) for target in drawn.targets)
            found[place] = portfolio.discounted_cost + self.target_wan_yuan * missed
        return found


def value_information(
    plan: Plan,
    choice: Choice,
    target_wan_yuan: float | None = None,
    settings: SolverSettings | None = None,
    watch: Callable[[str], None] | None = None,
) -> Information:
    """What every uncertain figure is worth to know before the portfolio is chosen.

    ``target_wan_yuan`` is what meeting one target is worth; by default the least at which the answer is worth its money.
    """
    how, scenario = settings or SolverSettings(), choice.problem.scenario
    figures = tuple(key for key in list_drawn(plan, scenario) if _list_targets(plan, choice, key))
    candidates = tuple(_find_candidates(plan, choice, figures, how, watch))
    rng = np.random.default_rng(how.seed)
    inner = {key: _spread_evenly(rng, INNER) for key in figures}
    common = {key: np.tile(each, OUTER) for key, each in inner.items()}
    worth = find_target_worth(plan, choice, inner, INNER) if target_wan_yuan is None else target_wan_yuan
    loss = Loss(plan, choice, candidates, worth)
    losses = loss.find({key: rng.random(OUTER * INNER) for key in figures}, OUTER * INNER)
    found = [_value_figure(loss, key, common) for key in figures]
    all_of_it = float(losses.mean(axis=1).min() - losses.min(axis=0).mean())
    # sixteen quantiles are coarse: no figure is called worth more than all together
    capped = (replace(each, worth_wan_yuan=min(each.worth_wan_yuan, all_of_it)) for each in found)
    return Information(
        target_wan_yuan=worth,
        is_given=target_wan_yuan is not None,
        before=candidates[int(loss.find(inner, INNER).mean(axis=1).argmin())],
        all_wan_yuan=all_of_it,
        figures=tuple(sorted(capped, key=lambda each: (-each.worth_wan_yuan, each.figure))),
        unknown=_list_unknown(plan, choice),
        candidates=len(candidates),
    )


def _spread_evenly(rng: np.random.Generator, runs: int) -> Floats:
    """Quantiles in random order, one in each of as many equal parts (Latin hypercube; McKay et al. 1979, Technometrics 21:239)."""
    return (rng.permutation(runs) + rng.random(runs)) / runs


def find_target_worth(plan: Plan, choice: Choice, luck: Mapping[str, Floats], runs: int) -> float:
    """What meeting a target must be worth, 万元, for every part of the answer to be worth its money before anything is known.

    Whoever builds what serves one target alone at cost C, though it is met with probability p only, values a target at C / p at least;
    a little more is taken, so that no part of the answer is as good left out. What is nearly sure to fail says nothing of it.
    """
    drawn, answer = draw_many(plan, choice.problem, luck, runs), choice.portfolio
    met = _count_met(drawn, answer)
    worths = [0.0]
    for less in _give_up_targets(choice):
        saved, lost = answer.discounted_cost - less.discounted_cost, met - _count_met(drawn, less)
        if lost >= LEAST_CHANCE:
            worths.append(saved / lost)
    return max(worths) * MARGIN


def _count_met(drawn: DrawnEffects, portfolio: Portfolio) -> float:
    """How many targets are met on average."""
    return float(sum(drawn.is_met(target, portfolio).mean() for target in drawn.targets))


def _value_figure(loss: Loss, key: str, common: Mapping[str, Floats]) -> FigureWorth:
    """Expected loss of one choice for all values of the figure, less that of the best choice for each."""
    quantiles = (np.arange(OUTER) + 0.5) / OUTER
    luck = {**common, key: np.repeat(quantiles, INNER)}
    known = loss.find(luck, OUTER * INNER).reshape(len(loss.candidates), OUTER, INNER).mean(axis=2)
    first = int(known.mean(axis=1).argmin())
    chosen = known.argmin(axis=0)
    chosen = np.where(known[first] <= known.min(axis=0) * (1 + 1e-12), first, chosen)  # nothing changes for a tie
    worth = float(known[first].mean() - known.min(axis=0).mean())
    gained, dropped = _count_changes([loss.candidates[place] for place in chosen], loss.candidates[first])
    return FigureWorth(key, max(worth, 0.0), _list_targets(loss.plan, loss.choice, key), gained, dropped)


def _count_changes(chosen: Sequence[Portfolio], before: Portfolio) -> tuple[dict[str, float], dict[str, float]]:
    keys = sorted({key for each in chosen for key in each.starts} | set(before.starts))
    share = {key: sum(key in each.starts for each in chosen) / len(chosen) for key in keys}
    gained = {key: share[key] for key in keys if key not in before.starts and share[key] > 0}
    dropped = {key: 1.0 - share[key] for key in keys if key in before.starts and share[key] < 1}
    return gained, dropped


def _find_candidates(
    plan: Plan, choice: Choice, figures: tuple[str, ...], settings: SolverSettings, watch: Callable[[str], None] | None
) -> Iterator[Portfolio]:
    """Portfolios that may be best for some value of the figures, each once: the answer, none at all, and those solved for draws."""
    seen: set[tuple[tuple[str, int], ...]] = set()
    for portfolio in _solve_candidates(plan, choice, figures, settings, watch):
        key = tuple(sorted(portfolio.starts.items()))
        if key not in seen:
            seen.add(key)
            yield portfolio


def _solve_candidates(
    plan: Plan, choice: Choice, figures: tuple[str, ...], settings: SolverSettings, watch: Callable[[str], None] | None
) -> Iterator[Portfolio]:
    yield from (choice.portfolio, choice.best_effort)
    yield from _give_up_targets(choice)
    rng, scenario = np.random.default_rng(settings.seed + 1), choice.problem.scenario
    lucks = [{key: float(rng.random()) for key in figures} for _ in range(SOLVED)]
    lucks += [{key: end} for key in figures for end in ENDS]
    posed: set[tuple[object, ...]] = set()
    for number, luck in enumerate(lucks, start=1):
        if watch is not None:
            watch(f"{number}/{len(lucks)}")
        problem = build_problem(plan, scenario, read_draw(plan, scenario, luck))
        if problem.contributions in posed:
            continue
        posed.add(problem.contributions)
        found = choose_only(problem, settings=settings)
        if found is not None:
            yield found


def _give_up_targets(choice: Choice) -> Iterator[Portfolio]:
    """The answer without what serves one target alone, and without anything that may be left: dear targets may not be worth their money."""
    problem, answer = choice.problem, choice.portfolio
    helped = {
        key: {each.key for each in problem.contributions if each.action_id == key and each.amount > 0}
        for key in answer.starts
    }
    met = {target.key for target in problem.targets if target.key not in answer.missed}
    for given_up in sorted(met):
        yield from _leave_out(choice, {key for key, targets in helped.items() if targets & met == {given_up}})
    yield from _leave_out(choice, set(helped))


def _leave_out(choice: Choice, left: set[str]) -> Iterator[Portfolio]:
    """The answer without some actions; nothing where a lock or a relation forbids it."""
    problem, answer = choice.problem, choice.portfolio
    kept = {key: start for key, start in answer.starts.items() if key not in left}
    needs = [each for each in problem.relations if each.kind != "excludes"]
    is_torn = any(
        (each.action_id in kept and each.other_id not in kept)
        or (each.kind == "together" and each.other_id in kept and each.action_id not in kept)
        for each in needs
    )
    if not is_torn and not left.intersection(problem.scenario.locked_in):
        yield replace(answer, starts=kept, discounted_cost=add_cost(problem, kept, answer.shares))


def _list_targets(plan: Plan, choice: Choice, figure: str) -> tuple[str, ...]:
    """The open targets an uncertain figure bears on."""
    actions, scenario = choice.problem.action_by_id, choice.problem.scenario
    touched = {
        effect.indicator_id
        for effect in plan.read_effects(choice.problem.scenario)
        if effect.action_id in actions and figure in find_figures(plan, scenario, effect)
    }
    return tuple(target.key for target in choice.problem.targets if target.indicator_id in touched)


def _list_unknown(plan: Plan, choice: Choice) -> Mapping[str, tuple[str, ...]]:
    """By open target that is missed, the projects that the document names for it and nothing says how much they bring."""
    actions = choice.problem.action_by_id
    found = {
        target.key: tuple(
            effect.action_id
            for effect in plan.read_effects(choice.problem.scenario)
            if effect.indicator_id == target.indicator_id
            and effect.action_id in actions
            and effect.basis == "shared"
            and lacks_figure(effect)
        )
        for target in choice.problem.targets
        if target.key in choice.portfolio.missed
    }
    return {key: keys for key, keys in found.items() if keys}
