"""What is called proved is the best there is: small plans worked by hand, each with a trap that once gave a wrong answer."""

import dataclasses
from typing import Any

import pytest

from conftest import load
from peakfolio.errors import MissingData
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.tables import Budget, Relation, ScoreTier
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.conflicts import Conflict
from peakfolio.portfolio.formulation import Constraint, Formulation, Variable
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.solver import SolverSettings, measure_gap, solve
from peakfolio.portfolio.verify import verify_portfolio
from tiny import CITE, make_effect, make_indicator, make_observation, make_project, make_target, make_tiny_plan


def make_plan(
    projects: dict[str, float | dict[str, Any]],
    effects: tuple[Any, ...],
    targets: tuple[Any, ...],
    bases: dict[str, float],
    **indicators: Any,
) -> Plan:
    """A plan of projects (key: cost, or its fields) that are built in 2023-2024, with bases and targets by indicator."""
    rows = []
    for key, said in projects.items():
        fields = dict(said) if isinstance(said, dict) else {"cost": said}
        rows.append(make_project(key, fields.pop("cost"), fields.pop("start", 2023), fields.pop("end", 2024), **fields))
    return dataclasses.replace(
        make_tiny_plan(),
        indicators=tuple(make_indicator(key, **indicators.get(key, {})) for key in bases),
        observations=tuple(make_observation(key, value) for key, value in bases.items()),
        targets=targets,
        projects=tuple(rows),
        effects=effects,
    )


def choose(plan: Plan, **changes: Any) -> Choice:
    """The choice under changed settings, proved and verified."""
    scenario = Scenario.model_validate({**plan.find_scenario(None).model_dump(), **changes})
    choice = choose_portfolio(build_problem(plan, scenario))
    assert choice.portfolio.is_proved
    verify_portfolio(plan, choice.problem, choice.portfolio)
    return choice


def find(plan: Plan, **changes: Any) -> tuple[set[str], float, tuple[str, ...]]:
    portfolio = choose(plan, **changes).portfolio
    return set(portfolio.starts), portfolio.discounted_cost, (*portfolio.missed, *portfolio.broken)


def require(first: str, second: str, kind: str = "requires") -> Relation:
    return Relation(kind=kind, action_id=first, other_id=second, reasoning="by hand", **CITE)  # type: ignore[arg-type]


def test_the_worst_case_of_large_and_small_gaps_is_proved_right() -> None:
    choice = choose(
        load("dongchuan"), milestones=(2025, 2030), effects="high", use_shared_effects=False, robust_budget=1.0
    )
    assert choice.portfolio.discounted_cost == pytest.approx(8895.94)
    assert len(choice.problem.targets) - len(choice.portfolio.missed) == 14


def test_the_worst_case_of_millions_of_mu_counts_like_any_other() -> None:
    plan = make_plan(
        {"P1": 100.0},
        (make_effect("P1", "a", 9e6, low=6e6),),
        (make_target("a", 5e6),),
        {"a": 0.0},
        a={"unit": "亩", "upper_bound": None},
    )
    assert find(plan, robust_budget=1.0) == ({"P1"}, 100.0, ())


@pytest.mark.parametrize("target", [make_target("a", None, relation="improve"), make_target("a", 42.0)])
def test_what_is_started_is_built_at_least_in_part(target: Any) -> None:
    projects = {"P1": {"cost": 100.0, "divisible": "continuous"}}
    plan = make_plan(projects, (make_effect("P1", "a", 20.0),), (target,), {"a": 40.0})
    assert find(plan) == ({"P1"}, pytest.approx(10.0), ())
    assert find(plan, least_part=0.4) == ({"P1"}, pytest.approx(40.0), ())


def test_a_trend_is_not_met_by_a_start_without_a_share() -> None:
    projects = {"P1": {"cost": 100.0, "divisible": "integer", "unit_count": 4}}
    plan = make_plan(
        projects, (make_effect("P1", "a", 20.0),), (make_target("a", None, relation="improve"),), {"a": 40.0}
    )
    assert find(plan) == ({"P1"}, 25.0, ())


@pytest.mark.parametrize(("kind", "cost"), [("requires", 105.0), ("together", 105.0), ("excludes", 100.0)])
def test_a_divisible_project_in_a_relation_is_built_in_part(kind: str, cost: float) -> None:
    projects = {"P1": 100.0, "P2": {"cost": 50.0, "divisible": "continuous"}}
    plan = make_plan(projects, (make_effect("P1", "a", 10.0),), (make_target("a", 10.0),), {"a": 0.0})
    assert find(dataclasses.replace(plan, relations=(require("P1", "P2", kind),)))[1] == pytest.approx(cost)


def test_a_group_counts_what_is_built() -> None:
    projects = {"P1": 100.0, "P2": {"cost": 50.0, "divisible": "continuous"}}
    plan = make_plan(projects, (make_effect("P1", "a", 10.0),), (make_target("a", 10.0),), {"a": 0.0})
    groups = ({"name": "all", "members": ("P1", "P2"), "at_least": 2},)
    assert find(plan, groups=groups) == ({"P1", "P2"}, pytest.approx(105.0), ())


@pytest.mark.parametrize("kind", ["requires", "together"])
def test_what_needs_a_project_without_a_cost_cannot_be_chosen(kind: str) -> None:
    projects = {"P1": 100.0, "P2": {"cost": None}}
    plan = make_plan(projects, (make_effect("P1", "a", 10.0),), (make_target("a", 10.0),), {"a": 0.0})
    assert find(dataclasses.replace(plan, relations=(require("P1", "P2", kind),))) == (set(), 0.0, ("a",))


def test_a_project_without_a_cost_cannot_be_locked_in() -> None:
    projects = {"P1": {"cost": None}, "P2": 50.0}
    plan = make_plan(projects, (make_effect("P2", "a", 10.0),), (make_target("a", 10.0),), {"a": 0.0})
    with pytest.raises(MissingData, match="P1 prints no cost"):
        choose(plan, locked_in=("P1",))


def test_harm_to_a_target_met_today_is_counted() -> None:
    effects = (make_effect("P1", "a", 10.0), make_effect("P1", "b", -5.0), make_effect("P3", "a", 10.0))
    targets = (make_target("a", 10.0), make_target("b", 10.0))
    projects = {"P1": {"cost": 100.0, "latest_start": 2023}, "P3": 120.0}
    plan = make_plan(projects, effects, targets, {"a": 0.0, "b": 12.0})
    assert find(plan) == ({"P3"}, 120.0, ())
    choice = choose(plan, locked_out=("P3",))
    assert (choice.portfolio.missed, choice.portfolio.broken) == (("a",), ()), "one missed either way, so the free one"
    choice = choose(plan, locked_in=("P1",))
    assert (choice.portfolio.missed, choice.portfolio.broken) == ((), ("b",))


def test_harm_to_an_open_target_is_made_up_for() -> None:
    effects = (
        make_effect("P1", "a", 10.0),
        make_effect("P1", "b", -5.0),
        make_effect("P2", "b", 10.0),
        make_effect("P4", "b", 15.0),
    )
    targets = (make_target("a", 10.0), make_target("b", 20.0))
    plan = make_plan({"P1": 100.0, "P2": 10.0, "P4": 30.0}, effects, targets, {"a": 0.0, "b": 10.0})
    assert find(plan) == ({"P1", "P4"}, 130.0, ())


def test_harm_where_less_is_better_counts_too() -> None:
    effects = (make_effect("P1", "a", 10.0), make_effect("P1", "b", 5.0), make_effect("P3", "a", 10.0))
    targets = (make_target("a", 10.0), make_target("b", 14.0, relation="at_most"))
    plan = make_plan(
        {"P1": 100.0, "P3": 120.0},
        effects,
        targets,
        {"a": 0.0, "b": 12.0},
        b={"direction": "less", "unit": "微克/立方米"},
    )
    assert find(plan)[0] == {"P3"}


def test_harm_on_a_trend_has_to_be_outweighed() -> None:
    effects = (make_effect("P1", "a", 10.0), make_effect("P1", "b", -5.0), make_effect("P2", "b", 3.0))
    effects += (make_effect("P3", "b", 6.0),)
    targets = (make_target("a", 10.0), make_target("b", None, relation="improve"))
    plan = make_plan({"P1": 100.0, "P2": 1.0, "P3": 10.0}, effects, targets, {"a": 0.0, "b": 12.0})
    assert find(plan) == ({"P1", "P3"}, 110.0, ())


@pytest.mark.parametrize(
    ("target", "chosen"),
    [
        (make_target("a", 50.0, relation="between", upper_value=55.0), {"P2"}),
        (make_target("a", 50.0, relation="equal"), {"P2"}),
        (make_target("a", 50.0, relation="above"), {"P1"}),
        (make_target("a", 50.0), {"P1"}),
        (make_target("a", 59.0, relation="between", upper_value=60.0), {"P1"}),
    ],
)
def test_bands_and_strict_targets_are_judged_as_the_plan_judges_them(target: Any, chosen: set[str]) -> None:
    effects = (make_effect("P1", "a", 20.0), make_effect("P2", "a", 10.0))
    plan = make_plan({"P1": 100.0, "P2": 150.0}, effects, (target,), {"a": 40.0})
    assert find(plan)[0] == chosen
    assert find(plan)[2] == ()


def test_a_band_that_holds_today_is_not_overshot() -> None:
    effects = (make_effect("P1", "a", 10.0), make_effect("P1", "b", 9.0), make_effect("P3", "a", 10.0))
    targets = (make_target("a", 10.0), make_target("b", 50.0, relation="between", upper_value=55.0))
    plan = make_plan({"P1": 100.0, "P3": 120.0}, effects, targets, {"a": 0.0, "b": 52.0})
    assert find(plan) == ({"P3"}, 120.0, ())


def test_two_targets_of_one_indicator_must_both_hold() -> None:
    effects = (make_effect("P1", "a", 30.0), make_effect("P2", "a", 15.0))
    targets = (make_target("a", 50.0), make_target("a", 60.0, relation="at_most"))
    plan = make_plan({"P1": 10.0, "P2": 150.0}, effects, targets, {"a": 40.0})
    assert find(plan) == ({"P2"}, 150.0, ())


@pytest.mark.parametrize("count", [49, 98, 103, 107, 161])
def test_all_units_are_the_whole(count: int) -> None:
    projects = {"P1": {"cost": 100.0, "divisible": "integer", "unit_count": count}}
    plan = make_plan(projects, (make_effect("P1", "a", 50.0, mode="reaches"),), (make_target("a", 50.0),), {"a": 40.0})
    assert find(plan) == ({"P1"}, pytest.approx(100.0), ())


def test_a_level_beyond_the_bound_is_never_met() -> None:
    plan = make_plan({"P1": 10.0}, (make_effect("P1", "a", 90.0),), (make_target("a", 90.0),), {"a": 40.0})
    choice = choose(plan, target_values={"a": 120.0})
    assert choice.portfolio.missed == ("a",)
    assert choice.reaches[0].best_level == 100.0


def test_a_trend_at_its_bound_cannot_be_met() -> None:
    plan = make_plan(
        {"P1": 10.0}, (make_effect("P1", "a", 5.0),), (make_target("a", None, relation="improve"),), {"a": 100.0}
    )
    assert find(plan) == (set(), 0.0, ("a",))


def test_a_tie_never_costs_money_however_large_the_sums() -> None:
    projects = {"P0": 1_000_000.0, "P1": 0.4, "P2": 0.4, "P3": 1.5}
    effects = tuple(make_effect(key, "a", size) for key, size in (("P0", 8.0), ("P1", 1.0), ("P2", 1.0), ("P3", 2.0)))
    plan = make_plan(projects, effects, (make_target("a", 10.0),), {"a": 0.0})
    choice = choose(plan)
    assert set(choice.portfolio.starts) == {"P0", "P1", "P2"}
    costs = [step.certificate.objective for step in choice.portfolio.steps if step.name == "least cost"]
    assert costs == [pytest.approx(choice.portfolio.discounted_cost, abs=1e-6)]


def test_a_gap_of_a_billionth_is_met() -> None:
    plan = make_plan({"P1": 10.0}, (make_effect("P1", "a", 5e-9),), (make_target("a", 40.000000001),), {"a": 40.0})
    assert find(plan) == ({"P1"}, 10.0, ())


def test_carrying_over_never_makes_an_answer_worse() -> None:
    projects = {"P1": {"cost": 100.0, "start": 2023, "end": 2023}, "P2": {"cost": 60.0, "start": 2024, "end": 2024}}
    effects = (make_effect("P1", "a", 10.0), make_effect("P2", "b", 10.0))
    plan = make_plan(projects, effects, (make_target("a", 10.0), make_target("b", 10.0)), {"a": 0.0, "b": 0.0})
    ceiling = ({"ceiling_wan_yuan": 60.0, "year": 2024},)
    for carry_over in (False, True):
        assert find(plan, budgets=ceiling, carry_over=carry_over) == ({"P1", "P2"}, 160.0, ()), "2023 is free"


def test_of_two_ceilings_for_one_year_the_smaller_holds_also_with_carry_over() -> None:
    projects = {"P1": {"cost": 100.0, "start": 2024, "end": 2024, "latest_start": 2024}}
    plan = make_plan(projects, (make_effect("P1", "a", 10.0),), (make_target("a", 10.0),), {"a": 0.0})
    budget = Budget(year=2024, ceiling_wan_yuan=50.0, funding_source=None, **CITE)
    plan = dataclasses.replace(plan, budgets=(budget,))
    ceilings = (Ceiling(ceiling_wan_yuan=80.0, year=2024), Ceiling(ceiling_wan_yuan=40.0, year=2023))
    assert find(plan, budgets=ceilings, carry_over=True) == (set(), 0.0, ("a",)), "40 + 50 is less than 100"
    ceilings = (Ceiling(ceiling_wan_yuan=80.0, year=2024), Ceiling(ceiling_wan_yuan=50.0, year=2023))
    assert find(plan, budgets=ceilings, carry_over=True) == ({"P1"}, 100.0, ())


@pytest.mark.parametrize(
    ("region", "changes"),
    [
        ("panzhihua-dongqu", {"question": "smallest_shortfall", "budget_wan_yuan": 51141.79, "robust_budget": 0.5, "effects": "high"}),
        ("dongchuan", {"question": "smallest_shortfall", "robust_budget": 2.0}),
        ("yongchuan", {"question": "cheapest_points", "points": 99.0, "robust_budget": 0.5}),
    ],
)  # fmt: skip
def test_the_worst_case_goes_with_every_question(region: str, changes: dict[str, Any]) -> None:
    choose(load(region), **changes)


def test_a_gap_that_is_enough_gives_the_portfolio_its_own_cost() -> None:
    plan = load("yongchuan")
    scenario = Scenario.model_validate({**plan.find_scenario(None).model_dump(), "effects": "high"})
    choice = choose_portfolio(build_problem(plan, scenario), SolverSettings(relative_gap=0.3))
    verify_portfolio(plan, choice.problem, choice.portfolio)
    (cost,) = (step.certificate for step in choice.portfolio.steps if step.name == "least cost")
    assert cost.objective == pytest.approx(choice.portfolio.discounted_cost)
    assert cost.bound is not None
    assert cost.bound <= choice.portfolio.discounted_cost


def test_a_tie_break_that_is_not_finished_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The order among equals stops without a solution: the proved portfolio stays, and says that the order is not proved."""
    from peakfolio.portfolio import optimise as choosing

    def stop_early(formulation: Formulation, *rest: Any, **options: Any) -> Any:
        found = solve(formulation, *rest, **options)
        if not formulation.name.endswith("stated order"):
            return found
        stopped = dataclasses.replace(found.certificate, outcome="stopped", is_proved=False)
        return dataclasses.replace(found, values={}, certificate=stopped)

    monkeypatch.setattr(choosing, "solve", stop_early)
    choice = choose(make_tiny_plan())
    assert choice.portfolio.discounted_cost == 170.0
    assert not choice.portfolio.is_ordered


def test_a_proof_that_a_second_run_contradicts_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that leaves out half of the answer in its first run: the better of the second run is shown, and nothing is proved."""
    from peakfolio.portfolio import solver

    whole = Formulation(
        "knapsack",
        tuple(Variable(f"x{number}", 0.0, 1.0, is_integer=True) for number in range(3)),
        (Constraint("weight", {"x0": 2.0, "x1": 2.0, "x2": 3.0}, "<=", 4.0),),
        {"x0": -3.0, "x1": -2.0, "x2": -4.0},
    )
    honest = solver._pass_model
    calls = []

    def forget_once(formulation: Formulation, *rest: Any, **options: Any) -> Any:
        calls.append(formulation.name)
        return honest(
            dataclasses.replace(formulation, objective={"x2": -4.0}) if len(calls) == 1 else formulation,
            *rest,
            **options,
        )

    assert solve(whole).certificate.second_opinion == "agrees"
    monkeypatch.setattr(solver, "_pass_model", forget_once)
    found = solve(whole)
    assert (found.certificate.second_opinion, found.certificate.is_proved) == ("differs", False)
    assert found.certificate.objective == -5.0


def test_a_tier_of_points_beyond_the_bound_is_not_earned() -> None:
    tier = ScoreTier(indicator_id="a", tier=1, points=5.0, at_least=110.0, as_written="x", **CITE)
    low = ScoreTier(indicator_id="a", tier=2, points=1.0, at_least=10.0, as_written="x", **CITE)
    plan = make_plan({"P1": 10.0}, (make_effect("P1", "a", 40.0),), (make_target("a", 90.0),), {"a": 80.0})
    choice = choose(dataclasses.replace(plan, score_tiers=(tier, low)), question="most_points")
    assert choice.portfolio.points == 1.0


def test_points_that_harm_takes_away_are_not_counted() -> None:
    tiers = tuple(
        ScoreTier(indicator_id=key, tier=1, points=points, at_least=50.0, as_written="x", **CITE)
        for key, points in (("a", 5.0), ("b", 3.0))
    )
    effects = (make_effect("P1", "a", 40.0), make_effect("P1", "b", -30.0), make_effect("P2", "a", 40.0))
    plan = make_plan({"P1": 10.0, "P2": 90.0}, effects, (make_target("a", 50.0),), {"a": 20.0, "b": 60.0})
    plan = dataclasses.replace(plan, score_tiers=tiers)
    choice = choose(plan, question="most_points")
    assert (set(choice.portfolio.starts), choice.portfolio.points) == ({"P2"}, 8.0)
    choice = choose(plan, question="most_points", locked_out=("P2",))
    assert choice.portfolio.points == 5.0


def test_a_rule_without_reference_indicators_asks_for_none() -> None:
    choice = choose(make_tiny_plan(), question="cheapest_rule")
    lacking = [
        s.certificate.objective for s in choice.portfolio.steps if s.name == "fewest missing reference indicators"
    ]
    assert lacking == [0.0]
    binding = tuple(make_indicator(key) for key in ("sewage", "forest"))
    choice = choose(dataclasses.replace(make_tiny_plan(), indicators=binding), question="cheapest_rule")
    lacking = [
        s.certificate.objective for s in choice.portfolio.steps if s.name == "fewest missing reference indicators"
    ]
    assert lacking == [0.0]


def test_editing_the_target_of_one_year_leaves_that_of_another() -> None:
    national = make_target("sewage", 70.0, standard="national", year=None)
    plan = dataclasses.replace(make_tiny_plan(), targets=(make_target("forest", 60.0), national))
    asked = choose(plan, standard="national", milestones=(2025, 2030), target_values={"sewage@2025": 50.0})
    levels = {target.key: target.level for target in asked.problem.targets}
    assert levels == {"sewage@2025": 50.0, "sewage@2030": 70.0}


@pytest.mark.parametrize(("base", "gap"), [(40.0, 30.0), (70.0, 0.0)])
def test_harm_of_one_project_enlarges_no_share_of_another(base: float, gap: float) -> None:
    effects = (make_effect("P1", "a", -6.0), make_effect("P1", "b", 10.0))
    effects += (make_effect("P3", "a", None, basis="shared"),)
    targets = (make_target("a", 70.0), make_target("b", 10.0))
    projects = {"P1": {"cost": 10.0, "latest_start": 2023}, "P3": 20.0}
    choice = choose(make_plan(projects, effects, targets, {"a": base, "b": 0.0}), use_shared_effects=True)
    shares = {each.full for each in choice.problem.contributions if each.is_shared and each.key == "a"}
    assert shares == {gap}
    assert len(choice.portfolio.missed) + len(choice.portfolio.broken) == 1, "what harm takes is taken"


def test_the_far_end_of_a_band_may_be_strict() -> None:
    effects = (make_effect("P1", "a", 20.0), make_effect("P2", "a", 15.0))
    targets = (make_target("a", 50.0), make_target("a", 60.0, relation="below"))
    assert find(make_plan({"P1": 10.0, "P2": 90.0}, effects, targets, {"a": 40.0})) == ({"P2"}, 90.0, ())


def test_half_of_an_effect_is_still_an_improvement() -> None:
    plan = make_plan(
        {"P1": 10.0},
        (make_effect("P1", "a", 10.0, low=0.0),),
        (make_target("a", None, relation="improve"),),
        {"a": 40.0},
    )
    assert find(plan, robust_budget=0.5) == ({"P1"}, 10.0, ())
    assert find(plan, robust_budget=1.0)[2] == ("a",)


def test_a_level_that_overshoots_as_read_misses_the_band_also_in_the_worst_case() -> None:
    effects = (make_effect("P1", "a", 60.0, low=52.0, mode="reaches"),)
    target = make_target("a", 50.0, relation="between", upper_value=55.0)
    plan = make_plan({"P1": 10.0}, effects, (target,), {"a": 40.0})
    assert find(plan, robust_budget=1.0)[2] == ("a",)


def test_a_level_whose_low_value_is_worse_than_today_holds_nothing_in_the_worst_case() -> None:
    effects = (make_effect("P1", "a", -5.0), make_effect("P1", "b", 10.0))
    effects += (make_effect("P3", "a", 45.0, low=38.0, mode="reaches"),)
    targets = (make_target("a", 40.0), make_target("b", 10.0))
    plan = make_plan({"P1": {"cost": 10.0, "latest_start": 2023}, "P3": 20.0}, effects, targets, {"a": 40.0, "b": 0.0})
    assert find(plan) == ({"P1", "P3"}, 30.0, ())
    assert len(find(plan, robust_budget=1.0)[2]) == 1


def test_a_supporter_without_a_figure_moves_a_trend_from_its_first_unit_also_where_another_could_harm_it() -> None:
    projects = {"P0": {"cost": 40.0, "divisible": "integer", "unit_count": 3}, "P1": 10.0}
    effects = (make_effect("P0", "a", None, basis="shared"), make_effect("P1", "a", -2.5))
    plan = make_plan(projects, effects, (make_target("a", None, relation="improve"),), {"a": 40.0})
    assert find(plan, use_shared_effects=True) == ({"P0"}, pytest.approx(40.0 / 3.0), ())
    assert find(plan) == (set(), 0.0, ("a",)), "an unknown supporter moves nothing"


@pytest.mark.parametrize("divisible", [{"divisible": "continuous"}, {"divisible": "integer", "unit_count": 5}])
def test_a_part_of_a_project_that_reaches_a_level_does_not_overshoot(divisible: dict[str, Any]) -> None:
    effects = (make_effect("P1", "a", 60.0, mode="reaches"), make_effect("P1", "b", 50.0), make_effect("P2", "a", 12.0))
    targets = (make_target("a", 50.0, relation="between", upper_value=55.0), make_target("b", 10.0))
    projects = {"P1": {"cost": 100.0, **divisible}, "P2": 30.0}
    plan = make_plan(projects, effects, targets, {"a": 40.0, "b": 0.0})
    assert find(plan) == ({"P1", "P2"}, pytest.approx(50.0), ())
    assert find(plan, locked_in=("P1",), locked_out=("P2",))[2] == ("a",)


def test_a_trend_that_is_missed_weighs_one_gap_however_large_the_harm() -> None:
    effects = (make_effect("P2", "a", 2.5), make_effect("P2", "b", -15.0))
    targets = (make_target("a", 42.0), make_target("b", None, relation="improve"))
    plan = make_plan({"P2": 25.0}, effects, targets, {"a": 40.0, "b": 60.0})
    assert find(plan, question="smallest_shortfall") == ({"P2"}, 25.0, ("b",))


def test_an_objective_that_rounding_keeps_from_nought_is_proved() -> None:
    assert measure_gap(5.6e-17, 0.0) == 0.0
    assert measure_gap(2.0, 1.0) == 0.5


def test_two_halves_do_not_establish_a_state() -> None:
    halves = {key: {"cost": 80.0, "divisible": "continuous", "latest_start": 2023} for key in ("P1", "P2")}
    effects = tuple(make_effect(key, "a", None, mode="enables", low=None, high=None) for key in halves)
    target = make_target("a", None, relation="done")
    plan = make_plan(halves, effects, (target,), {"a": 0.0}, a={"kind": "binary", "unit": None, "upper_bound": None})
    state = make_observation("a", None, state="not_done")
    plan = dataclasses.replace(plan, observations=(state,))
    assert find(plan) == ({"P1"}, 80.0, ())


def test_a_conflict_with_money_carried_over_names_all_the_years_that_count() -> None:
    plan = make_plan({"P1": {"cost": 100.0, "start": 2024, "end": 2025}}, (), (make_target("a", 10.0),), {"a": 0.0})
    ceilings = (Ceiling(ceiling_wan_yuan=30.0, year=2024), Ceiling(ceiling_wan_yuan=40.0, year=2025))
    with pytest.raises(Conflict) as caught:
        find(plan, budgets=ceilings, carry_over=True, locked_in=("P1",), latest_delay_years=0)
    assert "all money in 2024 to 2025 together at most 70 x 10,000 yuan" in caught.value.read("en")
    assert "全部资金 2024—2025 年合计不超过 70 万元" in caught.value.read("zh")


def test_a_gap_that_is_a_trifle_of_an_effect_is_closed_by_the_whole_project_only() -> None:
    """A ten-millionth of a start is none to a solver; of +5 it would close a gap of 0.000000001."""
    plan = make_plan({"P1": 100.0}, (make_effect("P1", "a", 5.0),), (make_target("a", 50.000000001),), {"a": 50.0})
    assert find(plan) == ({"P1"}, 100.0, ())


def test_a_strict_level_that_is_only_reached_is_not_passed_by_a_trifle_of_a_large_project() -> None:
    """Above 50 from 40: P1 ends at exactly 50; P2 (+9,000) passes it, but harms b, which it alone could not meet anyway."""
    effects = (make_effect("P1", "a", 10.0), make_effect("P2", "a", 9000.0), make_effect("P2", "b", -3.0))
    targets = (make_target("a", 50.0, relation="above"), make_target("b", 60.0))
    plan = make_plan(
        {"P1": 1.0, "P2": 500.0}, effects, targets, {"a": 40.0, "b": 50.0}, a={"unit": "个", "upper_bound": None}
    )
    assert find(plan) == ({"P2"}, 500.0, ("b",))


@pytest.mark.parametrize(("base", "low", "harm"), [(51.7, 60.601, -38126.0), (51.7, 60.601, -3.0)])
def test_a_gap_that_is_nearly_closed_is_missed_however_large_the_harm_beside_it(
    base: float, low: float, harm: float
) -> None:
    """P1 ends at 60.6, a thousandth below the band."""
    effects = (make_effect("P1", "a", 8.9), make_effect("P2", "a", harm))
    target = make_target("a", low, relation="between", upper_value=151.301)
    bounds = {"unit": "个", "upper_bound": None, "lower_bound": None}
    plan = make_plan({"P1": 913.0, "P2": 2037.0}, effects, (target,), {"a": base}, a=bounds)
    assert find(plan) == (set(), 0.0, ("a",))


def test_a_trend_improves_by_the_least_supporter_whatever_arrives_after_the_year() -> None:
    """P3 (+6,323 in time) and P2 (harm, but finished in 2026) do not make the 0.0006 of P1 nought."""
    effects = (make_effect("P1", "a", 0.0006), make_effect("P2", "a", -0.25), make_effect("P3", "a", 6323.0))
    projects: dict[str, Any] = {"P1": 6.0, "P2": {"cost": 9.0, "end": 2026}, "P3": 9000.0}
    bounds = {"unit": "个", "upper_bound": None}
    plan = make_plan(projects, effects, (make_target("a", None, relation="improve"),), {"a": 4.3}, a=bounds)
    assert find(plan) == ({"P1"}, 6.0, ())


def test_a_trend_with_harm_improves_by_the_least_supporter() -> None:
    """P1 (+0.0001) is enough; P2 (-0.9) and P3 (+60) are not needed, though a hundred-thousandth of P3 is more than P1."""
    effects = (make_effect("P1", "a", 0.0001), make_effect("P2", "a", -0.9), make_effect("P3", "a", 60.0))
    plan = make_plan(
        {"P1": 6.0, "P2": 9.0, "P3": 9000.0}, effects, (make_target("a", None, relation="improve"),), {"a": 4.3}
    )
    assert find(plan) == ({"P1"}, 6.0, ())


@pytest.mark.parametrize("relation", ["at_least", "improve"])
def test_effects_that_no_solver_can_tell_apart_are_refused_by_name(relation: str) -> None:
    effects = (make_effect("P1", "a", 0.00001), make_effect("P2", "a", -90.0))
    value = 50.00001 if relation == "at_least" else None
    plan = make_plan({"P1": 6.0, "P2": 9.0}, effects, (make_target("a", value, relation=relation),), {"a": 50.0})
    with pytest.raises(MissingData, match="the effect of P2 on it is more than 1,000,000 times"):
        choose(plan)
    assert find(plan, dropped_targets=("a",)) == (set(), 0.0, ())


def test_a_part_too_small_for_a_solver_to_tell_from_none_cannot_be_asked_for() -> None:
    assert Scenario(least_part=0.001).least_part == 0.001
    with pytest.raises(ValueError, match="least_part"):
        Scenario(least_part=1e-8)
