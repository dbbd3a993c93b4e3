"""The whole answer on delivery: the plan as written, the portfolio that was chosen, what decides it, and what certainty costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from peakfolio.delivery.attainment import Ledger
from peakfolio.delivery.build import build_delivery
from peakfolio.delivery.delivered import CriticalProject, DeliveredPortfolio, deliver_portfolio, find_critical_projects
from peakfolio.delivery.ensemble import DEFAULT_RUNS
from peakfolio.delivery.executing import Execution, Watch
from peakfolio.delivery.model import DeliveryModel
from peakfolio.delivery.robust import ALPHAS, FRESH_SEED, SAMPLES, RobustChoice, RobustSearch
from peakfolio.delivery.what_if import (
    Comparison,
    WhatIf,
    compare_rules,
    compare_what_if,
    list_what_ifs,
    rank_by_cost,
    rank_critical_projects,
)
from peakfolio.plan.figures import refuse_beyond
from peakfolio.plan.limits import RUNS, SEED
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.frontier import draw_effects
from peakfolio.portfolio.optimise import Choice
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings

ALPHA = 0.8
FIRST_RUNS = 200
DRAWN_RUNS = 200
COMPARED_RUNS = 200  # runs of a what-if; with the same luck a difference needs fewer than a level
LATEST = 5  # years after the milestone within which a later date for all aims is looked for
Told = Callable[[str], None]


@dataclass(frozen=True)
class DeliverySettings:
    """How delivery is asked for.

    ``runs`` of each delivery, ``seed``, the certainty ``alpha`` wanted, ``samples`` for the robust choice, whether effects are drawn too,
    the certainties on the ``curve``, and where it is run.
    """

    runs: int = DEFAULT_RUNS
    seed: int = 0
    alpha: float = ALPHA
    samples: int = SAMPLES
    draw_effects: bool = False
    curve: tuple[float, ...] = ALPHAS
    execution: Execution | None = None

    def __post_init__(self) -> None:
        """Refuses numbers of runs and seeds that cannot be drawn."""
        refuse_beyond(self.runs, RUNS)
        refuse_beyond(self.samples, RUNS)
        refuse_beyond(self.seed, SEED)


@dataclass(frozen=True)
class DeliveryOutlook:
    """Everything said about delivery.

    ``written`` builds the whole pool in its printed years, ``chosen`` the chosen portfolio in its years. ``robust`` promises all aims
    with ``alpha`` if the pool can, else it is the likeliest; ``promise`` gives up as few aims as it must; ``later`` keeps all aims and
    moves their year (None where neither is needed, or none helps). ``secure`` is the course of the first of the three that reaches ``alpha``,
    on unseen luck. ``curve`` is the price of certainty. ``drawn`` is P(all aims) of the chosen portfolio when effects are drawn as well.
    """

    plan: Plan
    choice: Choice
    model: DeliveryModel
    settings: DeliverySettings
    written: DeliveredPortfolio
    chosen: DeliveredPortfolio
    deciders: tuple[CriticalProject, ...]
    differences: tuple[Comparison, ...]
    rules: tuple[Comparison, ...]
    robust: RobustChoice
    promise: RobustChoice | None
    later: RobustChoice | None
    secure_choice: RobustChoice
    secure: DeliveredPortfolio
    curve: tuple[RobustChoice, ...]
    drawn: float | None

    @property
    def aims(self) -> tuple[str, ...]:
        """The targets that the chosen portfolio meets on paper."""
        return self.chosen.aims


def assess_delivery(
    plan: Plan,
    choice: Choice,
    settings: DeliverySettings | None = None,
    *,
    solver: SolverSettings | None = None,
    changes: tuple[WhatIf, ...] | None = None,
    watch: Watch | None = None,
    told: Told | None = None,
) -> DeliveryOutlook:
    """The outlook of a chosen portfolio; ``changes`` replaces the what-ifs and the comparison of rules that are asked by default.

    ``watch`` is told of batches, ``told`` of steps. Raises MissingData where a project has no kind of work.
    """
    said, tell = settings or DeliverySettings(), told or _keep_silent
    problem, portfolio = choice.problem, choice.portfolio
    model = _set_priorities(plan, problem, build_delivery(plan, problem), said)
    ledger = Ledger(plan, problem, model)
    aims = tuple(target.key for target in problem.targets if target.key not in portfolio.missed)
    course = partial(
        deliver_portfolio, plan, problem, model,
        aims=aims, runs=said.runs, seed=said.seed, execution=said.execution, watch=watch, ledger=ledger,
    )  # fmt: skip
    written, chosen = course("written", _list_printed(problem)), course("chosen", portfolio.starts, portfolio.shares)
    deciders = find_critical_projects(chosen)
    search = RobustSearch(
        plan, problem, model, aims,
        first=portfolio, samples=said.samples, fresh_runs=said.runs, seed=said.seed, settings=solver,
    )  # fmt: skip
    asked = robust, promise, later = _search(search, said.alpha, problem.milestone, tell)
    secure_choice = next((each for each in asked if each is not None and each.is_reached), robust)
    return DeliveryOutlook(
        plan=plan,
        choice=choice,
        model=model,
        settings=said,
        written=written,
        chosen=chosen,
        deciders=deciders,
        differences=_ask_what_if(plan, chosen, list_what_ifs(chosen, deciders) if changes is None else changes, tell),
        rules=_ask_rules(plan, written) if changes is None else (),
        robust=robust,
        promise=promise,
        later=later,
        secure_choice=secure_choice,
        secure=_secure(search, secure_choice, said, watch),
        curve=search.trace(said.curve, tell),
        drawn=find_drawn_chance(plan, chosen, said.seed) if said.draw_effects else None,
    )


def _ask_rules(plan: Plan, written: DeliveredPortfolio) -> tuple[Comparison, ...]:
    """The whole pool under every rule of the queues."""
    return compare_rules(plan, written.take(COMPARED_RUNS), find_critical_projects(written))


def _list_printed(problem: PortfolioProblem) -> Mapping[str, int]:
    """The whole pool in its printed years."""
    return {action.action_id: action.printed_start for action in problem.actions}


def _ask_what_if(
    plan: Plan, course: DeliveredPortfolio, changes: tuple[WhatIf, ...], tell: Told
) -> tuple[Comparison, ...]:
    found, compared = [], course.take(COMPARED_RUNS)
    for change in changes:
        tell(f"{change.kind} {change.subject}".strip())
        found.append(compare_what_if(plan, compared, change))
    return tuple(found)


def _search(
    search: RobustSearch, alpha: float, milestone: int, tell: Told
) -> tuple[RobustChoice, RobustChoice | None, RobustChoice | None]:
    """All aims in time; where that cannot be had: the most aims in time, and all aims in the first later year that can."""
    tell(f"{alpha:.0%}")
    robust = search.choose(alpha)
    if robust.is_reached:
        return robust, None, None
    promise, later = search.choose(alpha, may_drop=True), None
    for year in range(milestone + 1, milestone + LATEST + 1):
        tell(f"{alpha:.0%} {year}")
        later = search.choose(alpha, by=year)
        if later.is_reached:
            return robust, promise, later
    return robust, promise, None


def _secure(
    search: RobustSearch, choice: RobustChoice, said: DeliverySettings, watch: Watch | None
) -> DeliveredPortfolio:
    """The course of a robust choice, on the luck it was tested on."""
    return deliver_portfolio(
        search.plan,
        search.problem,
        search.model,
        "secure",
        choice.portfolio.starts,
        choice.portfolio.shares,
        choice.aims,
        runs=said.runs,
        seed=said.seed + FRESH_SEED,
        execution=said.execution,
        watch=watch,
        ledger=search.ledger,
        by=choice.by,
    )


def _set_priorities(
    plan: Plan, problem: PortfolioProblem, model: DeliveryModel, said: DeliverySettings
) -> DeliveryModel:
    """The ranks a rule needs: by cost, or by criticality in a first delivery of the whole pool by plan order."""
    if model.rule == "cost_effectiveness":
        return replace(model, priorities=rank_by_cost(problem, model))
    if model.rule != "criticality":
        return model
    first = replace(model, rule="plan_order")
    course = deliver_portfolio(
        plan, problem, first, "criticality", _list_printed(problem), runs=FIRST_RUNS, seed=said.seed
    )
    return replace(model, priorities=rank_critical_projects(find_critical_projects(course)))


def find_drawn_chance(plan: Plan, course: DeliveredPortfolio, seed: int) -> float:
    """P(all aims in time) of a course when its effects are drawn as well, each between low, central and high on its own."""
    problem, runs = course.ledger.problem, min(course.delivery.runs, DRAWN_RUNS)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(DRAWN_RUNS,)))
    sized = tuple(build_problem(plan, problem.scenario, draw_effects(plan, problem.scenario, rng)) for _ in range(runs))
    ledger = Ledger(plan, problem, course.delivery.model, sized)
    services = course.take(runs).services
    return float(ledger.judge(services, course.shares, course.by).meet_all(course.aims).mean())


def _keep_silent(step: str) -> None:
    del step
