"""The posed problem is changed, one noun or one family of rows at a time, solved, and verified against the true plan.

A mutant is caught where verification refuses its answer. What is not caught is an answer that holds all the same: then it must be
as good as the true one, or dearer, and each mutant that is nowhere caught stands in ``SURVIVORS`` with the reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from conftest import load
from peakfolio.errors import PeakfolioError, VerificationFailure
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.portfolio import optimise as choosing
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.constraints import list_constraints
from peakfolio.portfolio.formulation import Constraint
from peakfolio.portfolio.optimise import Unsolvable, choose_portfolio
from peakfolio.portfolio.problem import (
    Action,
    Contribution,
    OpenTarget,
    PortfolioProblem,
    ScoredIndicator,
    SettledTarget,
)
from peakfolio.portfolio.verify import verify_portfolio
from tiny_cases import CASES

WhatIf = Callable[[PortfolioProblem], PortfolioProblem]
REAL: dict[str, tuple[str, dict[str, Any]]] = {
    f"{region}: {question}": (region, {"question": question, **changes})
    for region, question, changes in (
        ("dongchuan", "cheapest", {}),
        ("dongchuan", "cheapest_rule", {}),
        ("dongchuan", "most_abatement", {"budget_wan_yuan": 20000.0}),
        ("panzhihua-dongqu", "cheapest", {"robust_budget": 1.0, "effects": "high"}),
        ("panzhihua-dongqu", "smallest_shortfall", {"budget_wan_yuan": 14000.0}),
        ("yongchuan", "cheapest", {}),
        ("yongchuan", "cheapest_points", {"points": 93.0}),
    )
}
SURVIVORS = {"order of the document": "only breaks ties among equally good portfolios"}


def map_actions(**changes: Callable[[Action], Any]) -> WhatIf:
    def change(problem: PortfolioProblem) -> PortfolioProblem:
        actions = tuple(replace(each, **{key: make(each) for key, make in changes.items()}) for each in problem.actions)
        return replace(problem, actions=actions)

    return change


def map_targets(which: str = "targets", **changes: Callable[[OpenTarget], Any]) -> WhatIf:
    def change(problem: PortfolioProblem) -> PortfolioProblem:
        rows = tuple(
            replace(each, **{key: make(each) for key, make in changes.items()}) for each in getattr(problem, which)
        )
        return replace(problem, **{which: rows})

    return change


def map_contributions(make: Callable[[Contribution], Contribution | None]) -> WhatIf:
    def change(problem: PortfolioProblem) -> PortfolioProblem:
        made = (make(each) for each in problem.contributions)
        return replace(problem, contributions=tuple(each for each in made if each is not None))

    return change


def drop(**emptied: Any) -> WhatIf:
    return lambda problem: replace(problem, **emptied)


def ask(**changes: Any) -> WhatIf:
    def change(problem: PortfolioProblem) -> PortfolioProblem:
        return replace(problem, scenario=problem.scenario.model_copy(update=changes))

    return change


def map_rows(field: str, make: Callable[[Any], Any]) -> WhatIf:
    return lambda problem: replace(problem, **{field: tuple(make(each) for each in getattr(problem, field))})


def invent_target(problem: PortfolioProblem) -> PortfolioProblem:
    """A target that is met today is posed as missed."""
    if not problem.settled or not problem.targets:
        return problem
    key = problem.settled[0].indicator_id
    invented = replace(problem.targets[0], key=key, indicator_id=key)
    return replace(problem, targets=(*problem.targets, invented))


def forget_target(problem: PortfolioProblem) -> PortfolioProblem:
    """One target is forgotten, and what is said of it settled."""
    forgotten, kept = problem.targets[:1], problem.targets[1:]
    settled = tuple(SettledTarget(each.indicator_id, each.milestone, "met") for each in forgotten)
    return replace(problem, targets=kept, settled=(*problem.settled, *settled))


def move_money(action: Action) -> dict[str, float]:
    return {"enterprise": 1.0}


def count_more(scored: ScoredIndicator) -> ScoredIndicator:
    return replace(scored, tiers=tuple((points + 1.0, needs) for points, needs in scored.tiers))


def need_nothing(scored: ScoredIndicator) -> ScoredIndicator:
    return replace(scored, tiers=tuple((points, ()) for points, _ in scored.tiers))


def scale_amounts(amounts: Any, factor: float) -> Any:
    return {key: {start: factor * each for start, each in rows.items()} for key, rows in amounts.items()}


NOUNS: dict[str, WhatIf] = {
    "costs 1 % up": map_actions(cost_wan_yuan=lambda a: 1.01 * a.cost_wan_yuan),
    "funding from another source": map_actions(funding=move_money),
    "all money in the first year": map_actions(spending_shares=lambda a: (1.0, *(0.0 for _ in a.spending_shares[1:]))),
    "a year less of building": map_actions(
        duration_years=lambda a: max(a.duration_years - 1, 1),
        spending_shares=lambda a: (1.0 / max(a.duration_years - 1, 1),) * max(a.duration_years - 1, 1),
    ),
    "a start year too many": map_actions(starts=lambda a: (a.starts[0] - 1, *a.starts)),
    "a start year too few": map_actions(starts=lambda a: a.starts[:-1] or a.starts),
    "operation forgotten": map_actions(operation_wan_yuan=lambda a: 0.0),
    "hardly any least part": map_actions(least_share=lambda a: 1e-3 * a.least_share),
    "units as any share": map_actions(units=lambda a: a.units and 0),
    "nothing is under way": map_actions(is_committed=lambda a: False),
    "order of the document": map_actions(order=lambda a: -a.order),
    "a target forgotten": forget_target,
    "three targets forgotten": lambda problem: replace(problem, targets=problem.targets[3:]),
    "a target invented": invent_target,
    "levels a tenth lower": map_targets(level=lambda t: 0.9 * t.level),
    "gaps halved": map_targets(gap=lambda t: 0.5 * t.gap),
    "signs turned": map_targets(sign=lambda t: -t.sign),
    "bases moved": map_targets(base=lambda t: t.base + 1.0),
    "every number as a trend": map_targets(is_trend=lambda t: True, gap=lambda t: 1.0),
    "every trend as a number": map_targets(is_trend=lambda t: False),
    "every state as a number": map_targets(is_state=lambda t: False),
    "a year more": map_targets(milestone=lambda t: t.milestone + 1),
    "nothing is binding": map_targets(nature=lambda t: "reference"),
    "no room above": map_targets(room=lambda t: None),
    "beyond the bounds": map_targets(unreachable=lambda t: 0.0),
    "nothing can be broken": drop(held=()),
    "settled targets forgotten": drop(settled=()),
    "left-out targets forgotten": drop(dropped=()),
    "effects half as large again": map_contributions(
        lambda c: replace(c, amount=1.5 * c.amount, full=1.5 * c.full, cautious=1.5 * c.cautious)
    ),
    "one effect in three forgotten": map_contributions(lambda c: c if hash_name(c.action_id) % 3 else None),
    "lags and ramps forgotten": map_contributions(lambda c: replace(c, amount=c.full)),
    "shares doubled": map_contributions(
        lambda c: replace(c, amount=2 * c.amount, full=2 * c.full) if c.is_shared else c
    ),
    "additions as levels": map_contributions(lambda c: replace(c, mode="reaches")),
    "levels as additions": map_contributions(lambda c: replace(c, mode="adds")),
    "harm forgotten": map_contributions(lambda c: c if c.amount >= 0 else None),
    "low as central": map_contributions(lambda c: replace(c, cautious=c.amount)),
    "relations forgotten": drop(relations=()),
    "relations turned": map_rows(
        "relations", lambda r: r.model_copy(update={"action_id": r.other_id, "other_id": r.action_id})
    ),
    "relations of another kind": map_rows("relations", lambda r: r.model_copy(update={"kind": "excludes"})),
    "ceilings forgotten": drop(ceilings=()),
    "ceilings doubled": map_rows(
        "ceilings", lambda c: c.model_copy(update={"ceiling_wan_yuan": 2.0 * c.ceiling_wan_yuan})
    ),
    "ceilings of no year": map_rows("ceilings", lambda c: Ceiling(ceiling_wan_yuan=c.ceiling_wan_yuan)),
    "a ceiling too many": lambda problem: replace(
        problem, ceilings=(*problem.ceilings, Ceiling(ceiling_wan_yuan=1.0, year=2024))
    ),
    "cuts forgotten": drop(cuts=()),
    "cuts halved": map_rows("cuts", lambda c: replace(c, wanted=0.5 * c.wanted)),
    "cuts easier to reach": map_rows("cuts", lambda c: replace(c, amounts=scale_amounts(c.amounts, 2.0))),
    "abatement doubled": lambda problem: replace(problem, abatement=scale_amounts(problem.abatement, 2.0)),
    "tiers worth more": map_rows("scored", count_more),
    "tiers for nothing": map_rows("scored", need_nothing),
    "better tiers forgotten": map_rows("scored", lambda s: replace(s, tiers=())),
    "points of today forgotten": map_rows("scored", lambda s: replace(s, earned=0.0)),
    "points given away": map_rows("scored", lambda s: replace(s, earned=s.earned + 1.0)),
    "fewer points asked": lambda problem: replace(problem, points_needed=(problem.points_needed or 1.0) - 1.0),
    "nothing blocks the rule": map_rows("ruled", lambda r: replace(r, is_blocked=False)),
    "the rule needs nothing": map_rows("ruled", lambda r: replace(r, needs=())),
    "indicators of the rule forgotten": map_rows("ruled", lambda r: replace(r, nature="reference")),
    "a smaller share of the rule": lambda problem: replace(problem, reference_share=0.1),
    "another base year": lambda problem: replace(problem, base_year=problem.base_year + 2),
    "a shorter horizon": lambda problem: replace(problem, horizon=problem.horizon - 1),
    "another discount rate": ask(discount_rate=0.11),
    "another budget": ask(budget_wan_yuan=1e6),
    "no locks": ask(locked_in=(), locked_out=(), lock_committed=False),
    "no groups": ask(groups=()),
    "no balances": ask(balances=()),
    "no worst case": ask(robust_budget=0.0),
    "another reading of the effects": ask(effects="high"),
    "no carrying over": ask(carry_over=False),
    "no weights": ask(weights=Scenario().weights.model_copy(update={"binding": 0.0})),
}
ROWS = (
    "build_whole",
    "keep_room_of_level",
    "start_once",
    "build_share",
    "build_least",
    "lock",
    "requires",
    "excludes",
    "together",
    "ceiling",
    "at_least",
    "at_most",
    "balance_",
    "emission_cut",
    "meet[",
    "one_path",
    "meet_by_additions",
    "meet_by_level",
    "level_is_built",
    "risk",
    "keep_room[",
    "excess",
    "missed",
    "one_tier",
    "earn",
    "blocked",
    "fails",
    "lack",
)


def hash_name(name: str) -> int:
    return sum(map(ord, name))


@dataclass(frozen=True)
class Trial:
    """What came of one mutant on one case: caught, no answer at all, or an answer that holds, or is worse or better than the true one."""

    mutant: str
    case: str
    result: str


@dataclass(frozen=True)
class Truth:
    """A case solved as it is: the problem, and how many targets its answer misses at what cost."""

    plan: Plan
    scenario: Scenario
    problem: PortfolioProblem
    reached: tuple[int, float]


def solve_truth(plan: Plan, scenario: Scenario) -> Truth:
    problem = build_problem(plan, scenario)
    portfolio = choose_portfolio(problem).portfolio
    verify_portfolio(plan, problem, portfolio, scenario)
    return Truth(plan, scenario, problem, measure(portfolio))


def measure(portfolio: Portfolio) -> tuple[int, float]:
    return len(portfolio.missed) + len(portfolio.broken), round(portfolio.discounted_cost, 4)


def judge_mutant(truth: Truth, mutated: PortfolioProblem) -> str:
    try:
        portfolio = choose_portfolio(mutated).portfolio
    except (PeakfolioError, Unsolvable, ValueError, KeyError, IndexError):
        return "no answer"
    try:
        verify_portfolio(truth.plan, mutated, portfolio, truth.scenario)
    except VerificationFailure:
        return "caught"
    if truth.scenario.question != "cheapest" or measure(portfolio) == truth.reached:
        return "holds"
    return "worse" if measure(portfolio) > truth.reached else "better"


def try_nouns(names: tuple[str, ...], cases: dict[str, tuple[Plan, Scenario]]) -> Iterator[Trial]:
    for case, (plan, scenario) in cases.items():
        truth = solve_truth(plan, scenario)
        for name in names:
            mutated = NOUNS[name](truth.problem)
            if not is_same(truth.problem, mutated):
                yield Trial(name, case, judge_mutant(truth, mutated))


def is_same(one: PortfolioProblem, other: PortfolioProblem) -> bool:
    return all(getattr(one, key) == getattr(other, key) for key in one.__dataclass_fields__)


def try_rows(
    names: tuple[str, ...], cases: dict[str, tuple[Plan, Scenario]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Trial]:
    for case, (plan, scenario) in cases.items():
        truth = solve_truth(plan, scenario)
        rows = tuple(list_constraints(truth.problem))
        for name in names:
            if not any(row.name.startswith(name) for row in rows):
                continue

            def keep_others(posed: PortfolioProblem, name: str = name) -> Iterator[Constraint]:
                return (row for row in list_constraints(posed) if not row.name.startswith(name))

            with monkeypatch.context() as patched:
                patched.setattr(choosing, "list_constraints", keep_others)
                yield Trial(f"rows {name}", case, judge_mutant(truth, replace(truth.problem)))


def make_cases(*names: str) -> dict[str, tuple[Plan, Scenario]]:
    return {name: CASES[name]() for name in names or CASES}


def name_survivors(trials: list[Trial]) -> set[str]:
    return {each.mutant for each in trials} - {each.mutant for each in trials if each.result == "caught"}


SAMPLE = (
    ("a target forgotten", "tiny"),
    ("harm forgotten", "harm"),
    ("no room above", "band"),
    ("every number as a trend", "strict"),
    ("relations forgotten", "requires"),
    ("ceilings forgotten", "ceilings"),
    ("tiers for nothing", "most_points"),
    ("points of today forgotten", "most_points"),
    ("costs 1 % up", "trend"),
)
ROW_SAMPLE = (("ceiling", "ceilings"), ("build_least", "trend"), ("meet[", "tiny"))


@pytest.mark.parametrize(("name", "case"), SAMPLE)
def test_a_problem_that_forgets_something_is_refused(name: str, case: str) -> None:
    assert [each.result for each in try_nouns((name,), make_cases(case))] == ["caught"]


@pytest.mark.parametrize(("name", "case"), ROW_SAMPLE)
def test_a_program_without_a_family_of_rows_is_refused(name: str, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each.result for each in try_rows((name,), make_cases(case), monkeypatch)] == ["caught"]


@pytest.mark.slow
def test_every_change_of_the_posed_problem_is_caught_or_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = make_cases()
    trials = [*try_nouns(tuple(NOUNS), cases), *try_rows(ROWS, cases, monkeypatch)]
    assert {each.mutant for each in trials} == {*NOUNS, *(f"rows {name}" for name in ROWS)}
    assert name_survivors(trials) == set(SURVIVORS)
    assert [each for each in trials if each.result == "better"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_what_is_forgotten_of_a_real_plan_is_caught_or_harmless(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the five plans print no cost, so that nothing can be chosen from them; the others are asked in several ways."""
    region, changes = REAL[name]
    plan = load(region)
    case = {name: (plan, plan.settings.scenario.model_copy(update=changes))}
    trials = [*try_nouns(tuple(NOUNS), case), *try_rows(ROWS, case, monkeypatch)]
    nouns = [each for each in trials if not each.mutant.startswith("rows ")]
    assert {each.mutant for each in nouns if each.result not in ("caught", "no answer")} <= set(SURVIVORS)
    assert [each for each in trials if each.result == "better"] == []
