"""The whole answer on delivery: the plan as written, the portfolio that was chosen, what decides it, and what certainty costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from peakfolio.delivery.attainment import Study, make_study
from peakfolio.delivery.build import build_delivery
from peakfolio.delivery.delivered import (
    CriticalProject,
    DeliveredPortfolio,
    PlannedPortfolio,
    deliver_portfolio,
    find_critical_projects,
)
from peakfolio.delivery.executing import Watch
from peakfolio.delivery.likelihood import Aims, Likelihood, judge_likelihood
from peakfolio.delivery.model import WhatIf
from peakfolio.delivery.robust import RobustChoice, RobustSearch, Told
from peakfolio.delivery.settings import RiskSettings, SimulationSettings
from peakfolio.delivery.what_if import (
    Comparison,
    compare_rules,
    compare_what_if,
    list_what_ifs,
    rank_by_cost,
    rank_critical_projects,
)
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.problem import PortfolioProblem

FIRST_RUNS = 200  # of the whole pool, to rank projects by how often they break an aim
COMPARED_RUNS = 200  # runs of a rule for the whole pool; with the same luck a difference needs fewer than a level
LATEST = 5  # years after the milestone within which a later date for all aims is looked for


@dataclass(frozen=True)
class DeliveryOutlook:
    """Everything said about delivery.

    ``written`` builds the whole pool in its printed years, ``chosen`` the chosen portfolio in its years. ``robust`` promises all aims
    with ``alpha`` if the pool can, else it is the likeliest; ``promise`` gives up as few aims as it must; ``later`` keeps all aims and
    moves their year (None where neither is needed, or none helps). ``secure`` is the course of the first of the three that reaches ``alpha``,
    on unseen luck. ``curve`` is the price of certainty. ``likely`` is how likely the chosen portfolio meets its aims when effects are drawn
    as well; each robust choice carries its own.
    """

    study: Study
    choice: Choice
    settings: RiskSettings
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
    likely: Likelihood

    @property
    def plan(self) -> Plan:
        """The plan that is delivered."""
        return self.study.plan

    @property
    def aims(self) -> tuple[str, ...]:
        """The targets that the chosen portfolio meets on paper."""
        return self.chosen.aims

    @property
    def milestone(self) -> int:
        """The year by whose end the targets are to be met."""
        return self.study.problem.milestone


def assess_delivery(
    plan: Plan,
    choice: Choice,
    settings: RiskSettings | None = None,
    watch: Watch | None = None,
    told: Told | None = None,
) -> DeliveryOutlook:
    """The outlook of a chosen portfolio.

    ``watch`` is told of batches, ``told`` of steps. Raises MissingData where a project has no kind of work.
    """
    said, tell, portfolio = settings or RiskSettings(), told or _keep_silent, choice.portfolio
    study = _open_study(plan, choice.problem, said)
    aims = tuple(target.key for target in choice.problem.targets if target.key not in portfolio.missed)
    pool = PlannedPortfolio("written", _list_printed(choice.problem), aims=aims)
    written = deliver_portfolio(study, pool, said, watch)
    chosen = deliver_portfolio(study, PlannedPortfolio("chosen", portfolio.starts, portfolio.shares, aims), said, watch)
    deciders = find_critical_projects(chosen)
    search = RobustSearch(study, aims, said, first=portfolio)
    asked = robust, promise, later = search_choices(search, tell)
    secure_choice = next((each for each in asked if each is not None and each.is_reached), robust)
    secure = PlannedPortfolio(
        "secure", secure_choice.portfolio.starts, secure_choice.portfolio.shares, secure_choice.aims, secure_choice.by
    )
    what_ifs = list_what_ifs(chosen, deciders) if said.what_ifs is None else said.what_ifs
    compared = written.take(COMPARED_RUNS)
    return DeliveryOutlook(
        study=study,
        choice=choice,
        settings=said,
        written=written,
        chosen=chosen,
        deciders=deciders,
        differences=_compare_what_ifs(chosen, what_ifs, tell),
        rules=compare_rules(compared, find_critical_projects(written)) if said.what_ifs is None else (),
        robust=robust,
        promise=promise,
        later=later,
        secure_choice=secure_choice,
        secure=deliver_portfolio(search.study, secure, search.unseen, watch),
        curve=search.trace(said.curve, tell),
        likely=judge_likelihood(search.drawn, chosen.services, Aims(aims, None, chosen.shares)),
    )


def _open_study(plan: Plan, problem: PortfolioProblem, said: RiskSettings) -> Study:
    """The study of a plan under a rule, with the ranks it needs: by cost, or by criticality in a first delivery of the whole pool."""
    model = build_delivery(plan, problem)
    study = make_study(plan, problem, replace(model, rule=said.rule or model.rule))
    if study.model.rule == "cost_effectiveness":
        return replace(study, model=replace(study.model, priorities=rank_by_cost(study)))
    if study.model.rule != "criticality":
        return study
    first = replace(study, model=replace(model, rule="plan_order"))
    pool = PlannedPortfolio("criticality", _list_printed(problem))
    course = deliver_portfolio(first, pool, SimulationSettings(FIRST_RUNS, said.seed))
    ranks = rank_critical_projects(find_critical_projects(course))
    return replace(study, model=replace(study.model, priorities=ranks))


def _list_printed(problem: PortfolioProblem) -> Mapping[str, int]:
    """The whole pool in its printed years."""
    return {action.action_id: action.printed_start for action in problem.actions}


def _compare_what_ifs(course: DeliveredPortfolio, changes: tuple[WhatIf, ...], tell: Told) -> tuple[Comparison, ...]:
    found = []
    for change in changes:
        tell(f"{change.kind} {change.subject}".strip())
        found.append(compare_what_if(course, change))
    return tuple(found)


def search_choices(search: RobustSearch, tell: Told) -> tuple[RobustChoice, RobustChoice | None, RobustChoice | None]:
    """All aims in time; where that cannot be had: the most aims in time, and all aims in the first later year that can."""
    alpha, milestone = search.settings.alpha, search.study.problem.milestone
    tell(f"{alpha:.0%}")
    robust = search.choose(alpha)
    if robust.is_reached:
        return robust, None, None
    promise, later = _refuse_empty(search.choose(alpha, may_drop=True)), None
    for year in range(milestone + 1, milestone + LATEST + 1):
        tell(f"{alpha:.0%} {year}")
        later = search.choose(alpha, by=year)
        if later.is_reached:
            return robust, promise, later
    return robust, promise, None


def _refuse_empty(choice: RobustChoice) -> RobustChoice | None:
    """None where all targets were given up: that nothing is met for nothing is certain, and no choice."""
    return choice if choice.aims else None


def _keep_silent(step: str) -> None:
    del step
