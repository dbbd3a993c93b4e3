"""The tiny plan's optimum, worked by hand in ``tiny.py``, and the laws that hold for any plan."""

import dataclasses
import itertools
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import load
from peakfolio.errors import MissingData, UnknownName, VerificationFailure
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Relation
from peakfolio.portfolio.answering import Answer, answer_plan, answer_question, change_scenario
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.optimise import choose_only, choose_portfolio
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.verify import verify_portfolio
from tiny import (
    CITE,
    make_effect,
    make_indicator,
    make_measure,
    make_observation,
    make_project,
    make_target,
    make_tiny_plan,
)  # fmt: skip


def answer(plan: Plan, **changes: object) -> Answer:
    """The answer without other readings of the effects, which would solve each plan six times more."""
    return answer_question(plan, "base", Scenario(**changes))


def find_cost(plan: Plan, **changes: object) -> float:
    return answer(plan, **changes).verification.cost_wan_yuan


def judge(plan: Plan) -> tuple[int, float]:
    """How many targets are met, and at what cost."""
    found = answer(plan).verification
    return sum(outcome.is_met for outcome in found.outcomes), found.cost_wan_yuan


def find_chosen(plan: Plan, **changes: object) -> dict[str, int]:
    return dict(answer(plan, **changes).choice.portfolio.starts)


def count_met(plan: Plan, **changes: object) -> int:
    return sum(outcome.is_met for outcome in answer(plan, **changes).verification.outcomes)


def solve_by_trying(problem: PortfolioProblem, plan: Plan) -> tuple[int, float]:
    """Fewest missed targets and least cost over every subset and every start year: no solver, no formulation."""
    best = (len(problem.targets) + 1, float("inf"))
    options = [(None, *action.starts) for action in problem.actions]
    for picks in itertools.product(*options):
        starts = {a.action_id: year for a, year in zip(problem.actions, picks, strict=True) if year is not None}
        missed = sum(not outcome.is_met for outcome in find_outcomes(plan, problem, starts))
        cost = sum(problem.action_by_id[key].cost_wan_yuan for key in starts)
        best = min(best, (missed, cost))
    return best


def test_the_optimum_worked_by_hand_is_found_and_proved(tiny: Plan) -> None:
    found = answer(tiny)
    assert found.choice.portfolio.starts == {"P2": 2023, "P3": 2024}
    assert found.verification.cost_wan_yuan == 170.0
    assert found.choice.portfolio.is_proved
    assert found.choice.reaches == ()


def test_spending_is_spread_over_the_years_of_building(tiny: Plan) -> None:
    spending = answer(tiny).verification.spending
    assert spending == {("unstated", 2023): 30.0, ("unstated", 2024): 70.0, ("unstated", 2025): 70.0}


def test_a_cheaper_project_that_finishes_too_late_is_not_chosen(tiny: Plan) -> None:
    reasons = {reason.action_id: reason for reason in answer(tiny).reasons}
    assert reasons["P4"].could_serve == {"forest": "too_late"}
    assert reasons["P1"].could_serve == {"sewage": "met_by_others"}
    assert dict(reasons["P2"].fails_without) == {"sewage": 15.0, "forest": 10.0}


def test_by_2030_the_late_project_is_in_time(tiny: Plan) -> None:
    plan = dataclasses.replace(tiny, targets=tuple(row.model_copy(update={"year": 2030}) for row in tiny.targets))
    found = answer(plan, milestone=2030)
    assert set(found.choice.portfolio.starts) == {"P2", "P3"}  # 170; P1+P3+P4 would be 190
    assert find_cost(plan, milestone=2030, locked_out=("P2",)) == 190.0


def test_a_target_out_of_reach_is_named_with_its_best_value_and_cause(tiny: Plan) -> None:
    plan = dataclasses.replace(tiny, targets=(make_target("sewage", 95.0), make_target("forest", 60.0)))
    found = answer(plan)
    (reach,) = found.choice.reaches
    assert (reach.key, reach.best_level, reach.missing, reach.cause) == ("sewage", 90.0, 5.0, "not_enough_effect")
    assert set(found.choice.portfolio.starts) == {"P2"}  # forest only
    assert set(found.choice.best_effort.starts) == {"P1", "P2", "P3"}


def test_causes_are_told_apart(tiny: Plan) -> None:
    none = dataclasses.replace(tiny, effects=())
    late = dataclasses.replace(tiny, effects=(make_effect("P4", "forest", 10.0),))
    shared = make_effect("P1", "forest", None, basis="shared", low=None, high=None)
    silent = dataclasses.replace(tiny, effects=(shared,))
    slow = dataclasses.replace(tiny, effects=(make_effect("P1", "forest", 10.0, lag_years=3),))
    slight = dataclasses.replace(tiny, effects=(make_effect("P1", "forest", 1.0, lag_years=3),))
    for plan, changes, cause in (
        (none, {}, "no_project"),
        (late, {}, "too_late"),
        (slow, {}, "ripens_late"),
        (slight, {}, "ripens_late_and_short"),
        (silent, {}, "only_shared"),
    ):
        reach = next(each for each in answer(plan, **changes).choice.reaches if each.key == "forest")
        assert reach.cause == cause


def test_a_level_reached_is_an_alternative_to_additions(tiny: Plan) -> None:
    level = make_effect("P4", "sewage", 75.0, mode="reaches")
    plan = dataclasses.replace(
        tiny, projects=(*tiny.projects[:3], make_project("P4", 10.0, 2024, 2025)), effects=(*tiny.effects[:4], level)
    )
    found = answer(plan)
    assert set(found.choice.portfolio.starts) == {"P2", "P4"}  # P4 alone reaches 75, P2 is needed for the forest
    assert next(o for o in found.verification.outcomes if o.key == "sewage").value == 75.0


def test_additions_do_not_stack_on_a_level(tiny: Plan) -> None:
    level = make_effect("P1", "sewage", 60.0, mode="reaches")
    plan = dataclasses.replace(tiny, effects=(level, make_effect("P3", "sewage", 15.0)))
    (reach,) = (each for each in answer(plan).choice.reaches if each.key == "sewage")
    assert reach.best_level == 60.0


def test_a_measure_costs_nothing_and_establishes_a_state(tiny: Plan) -> None:
    plan = dataclasses.replace(
        tiny,
        indicators=(*tiny.indicators, make_indicator("rule", kind="binary", direction="none", unit=None)),
        targets=(*tiny.targets, make_target("rule", None, relation="done", as_written="建立")),
        observations=(*tiny.observations, make_observation("rule", None, state="not_done")),
        measures=(make_measure("M1"),),
        effects=(*tiny.effects, make_effect("M1", "rule", None, mode="enables", low=None, high=None)),
    )
    found = answer(plan)
    assert found.choice.portfolio.starts["M1"] == 2023
    assert found.verification.cost_wan_yuan == 170.0


def test_where_less_is_better_an_effect_is_negative(tiny: Plan) -> None:
    plan = dataclasses.replace(
        tiny,
        indicators=(make_indicator("pm", direction="less", unit="μg/m3", upper_bound=None),),
        targets=(make_target("pm", 25.0, relation="at_most"),),
        observations=(make_observation("pm", 30.0),),
        effects=(make_effect("P1", "pm", -3.0), make_effect("P3", "pm", -4.0)),
    )
    found = answer(plan)
    assert set(found.choice.portfolio.starts) == {"P1", "P3"}
    assert found.verification.outcomes[0].value == 23.0


def test_shared_effects_split_the_gap_by_cost_or_equally(tiny: Plan) -> None:
    empty = {"low": None, "high": None, "basis": "shared"}
    plan = dataclasses.replace(
        tiny, effects=tuple(make_effect(key, "sewage", None, **empty) for key in ("P1", "P3")), targets=tiny.targets[:1]
    )
    for rule, expected in (("cost", {"P1": 30 * 100 / 180, "P3": 30 * 80 / 180}), ("equal", {"P1": 15.0, "P3": 15.0})):
        problem = build_problem(plan, Scenario(shared_rule=rule, use_shared_effects=True))
        amounts = {
            each.action_id: each.amount for each in problem.contributions if each.start in (2023, 2024) and each.amount
        }
        assert amounts == pytest.approx(expected)
    assert count_met(plan, use_shared_effects=True) == 1
    assert count_met(plan, use_shared_effects=True, effects="low") == 0


def test_an_unknown_supporter_closes_nothing_and_is_not_chosen(tiny: Plan) -> None:
    unknown = make_effect("P1", "sewage", None, basis="shared")
    alone = dataclasses.replace(tiny, effects=(unknown,), targets=tiny.targets[:1])
    assert count_met(alone) == 0
    assert find_chosen(alone) == {}
    beside = dataclasses.replace(alone, effects=(unknown, make_effect("P3", "sewage", 15.0)))
    assert find_chosen(beside) == find_chosen(dataclasses.replace(beside, effects=beside.effects[1:]))


@pytest.mark.parametrize("mode", ["adds", "reaches", "enables"])
def test_an_unknown_supporter_enables_reaches_and_adds_nothing(
    tiny: Plan, mode: Literal["adds", "reaches", "enables"]
) -> None:
    is_state = mode == "enables"
    rule = {"kind": "binary", "direction": "none", "unit": None} if is_state else {}
    plan = dataclasses.replace(
        tiny,
        indicators=(make_indicator("rule", **rule),),
        targets=(make_target("rule", None if is_state else 70.0, relation="done" if is_state else "at_least"),),
        observations=(make_observation("rule", None if is_state else 40.0, state="not_done" if is_state else None),),
        effects=(make_effect("P1", "rule", None, mode=mode, basis="shared"),),
    )
    assert (count_met(plan), find_chosen(plan)) == (0, {})
    assert find_chosen(plan, use_shared_effects=True) == {"P1": 2023}


def test_an_order_reaches_the_level_of_the_target_and_is_a_circle(tiny: Plan) -> None:
    """The measure is free, so that the projects for sewage fall out: forest by P2 (90) alone."""
    order = make_effect("M1", "sewage", None, mode="reaches", basis="order")
    plan = dataclasses.replace(tiny, measures=(make_measure("M1"),), effects=(*tiny.effects, order))
    for level in ("low", "central", "high"):
        found = answer(plan, effects=level)
        assert (set(found.choice.portfolio.starts), found.verification.cost_wan_yuan) == ({"M1", "P2"}, 90.0)
        outcome = next(each for each in found.verification.outcomes if each.key == "sewage")
        assert (outcome.value, outcome.evidence, outcome.is_circular) == (70.0, "order", True)


@pytest.mark.parametrize(
    ("basis", "mode", "central", "evidence", "is_circular"),
    [
        ("stated", "adds", 30.0, "figure", False),
        ("stated", "reaches", 70.0, "promise", True),
        ("stated", "reaches", 75.0, "figure", False),
        ("quantified", "reaches", 70.0, "figure", False),
        ("law", "reaches", 70.0, "law", False),
        ("estimated", "adds", 30.0, "estimate", False),
        ("shared", "adds", None, "shared", True),
    ],
)
def test_a_target_is_met_on_the_ground_of_what_meets_it(
    tiny: Plan, basis: Any, mode: Any, central: float | None, evidence: str, *, is_circular: bool
) -> None:
    plan = dataclasses.replace(
        tiny, effects=(make_effect("P1", "sewage", central, mode=mode, basis=basis),), targets=tiny.targets[:1]
    )
    (outcome,) = answer(plan, use_shared_effects=True).verification.outcomes
    assert (outcome.is_met, outcome.evidence, outcome.is_circular) == (True, evidence, is_circular)


def test_an_effect_of_a_programme_grows_with_its_years(tiny: Plan) -> None:
    plan = dataclasses.replace(
        tiny,
        projects=(make_project("P1", 100.0, 2023, 2028),),
        effects=(make_effect("P1", "sewage", 60.0, arrives="pro_rata"),),
        targets=tiny.targets[:1],
    )
    assert count_met(plan) == 1  # three of six years by 2025: 30 of 60


def test_lag_and_ramp_delay_an_effect(tiny: Plan) -> None:
    for changes, arrived in (({"lag_years": 1}, 15.0), ({"lag_years": 2}, 0.0), ({"ramp_years": 4}, 7.5)):
        plan = dataclasses.replace(
            tiny, effects=(make_effect("P1", "sewage", 15.0, **changes),), targets=tiny.targets[:1]
        )
        problem = build_problem(plan, Scenario())
        assert max(each.amount for each in problem.contributions) == pytest.approx(arrived)


def test_projects_under_way_are_shown_and_locked_in_only_on_request(tiny: Plan) -> None:
    plan = dataclasses.replace(tiny, projects=(make_project("P1", 100.0, 2021, 2024), *tiny.projects[1:]))
    assert "P1" not in find_chosen(plan)
    found = answer(plan, lock_committed=True)
    assert found.choice.portfolio.starts["P1"] == 2021
    assert found.verification.sunk_wan_yuan == 50.0  # 2021 and 2022 of four years


@pytest.mark.parametrize(("kind", "cost"), [("requires", 270.0), ("together", 270.0), ("excludes", 170.0)])
def test_relations_between_projects_are_kept(tiny: Plan, kind: str, cost: float) -> None:
    relation = Relation(kind=kind, action_id="P3", other_id="P1", reasoning="by hand", **CITE)
    assert find_cost(dataclasses.replace(tiny, relations=(relation,))) in (cost, 190.0)


def test_requires_costs_what_the_other_project_costs(tiny: Plan) -> None:
    relation = Relation(kind="requires", action_id="P3", other_id="P5", reasoning="by hand", **CITE)
    projects = (*tiny.projects, make_project("P5", 10.0, 2024, 2025))
    assert find_cost(dataclasses.replace(tiny, projects=projects, relations=(relation,))) == 180.0


def test_nothing_serves_before_what_it_requires(tiny: Plan) -> None:
    relation = Relation(kind="requires", action_id="P3", other_id="P4", reasoning="by hand", **CITE)
    found = answer(dataclasses.replace(tiny, relations=(relation,)))
    assert set(found.choice.portfolio.starts) == {"P1", "P2"}, "P4 ends in 2026, so P3 cannot serve 2025"


def test_excludes_forces_the_next_best(tiny: Plan) -> None:
    relation = Relation(kind="excludes", action_id="P3", other_id="P2", reasoning="by hand", **CITE)
    assert set(find_chosen(dataclasses.replace(tiny, relations=(relation,)))) == {"P1", "P2"}


def test_ties_are_broken_by_count_then_delay_then_order(tiny: Plan) -> None:
    twins = (make_project("A", 50.0, 2023, 2024), make_project("B", 50.0, 2023, 2024))
    effects = (make_effect("A", "sewage", 30.0), make_effect("B", "sewage", 30.0))
    plan = dataclasses.replace(tiny, projects=twins, effects=effects, targets=tiny.targets[:1])
    assert find_chosen(plan) == {"A": 2023}


def test_discounting_postpones_what_can_wait(tiny: Plan) -> None:
    plan = dataclasses.replace(tiny, targets=tiny.targets[:1], effects=tiny.effects[:1], projects=tiny.projects[:1])
    plan = dataclasses.replace(plan, targets=(make_target("sewage", 60.0),))
    assert find_chosen(plan) == {"P1": 2023}
    assert find_chosen(plan, discount_rate=0.05) == {"P1": 2024}


def test_a_project_without_a_cost_is_left_out_and_named(tiny: Plan) -> None:
    plan = dataclasses.replace(tiny, projects=(*tiny.projects, make_project("P5", None, 2023, 2024)))
    assert answer(plan).problem.unpriced == ("P5",)
    assert next(reason for reason in answer(plan).reasons if reason.action_id == "P5").cause == "no_cost"


@pytest.mark.parametrize("region", ["kunming", "lufeng"])
def test_plans_without_costs_say_what_is_missing(region: str) -> None:
    with pytest.raises(MissingData, match="audit") as caught:
        answer_plan(load(region))
    assert "audit" in caught.value.read("zh")


def test_a_plan_without_targets_for_the_year_says_so(tiny: Plan) -> None:
    with pytest.raises(MissingData, match="no target for 2029"):
        answer(tiny, milestone=2029)


def test_a_portfolio_that_does_not_add_up_is_refused(tiny: Plan) -> None:
    problem = build_problem(tiny, Scenario())
    portfolio = choose_portfolio(problem).portfolio
    verify_portfolio(tiny, problem, portfolio)
    for wrong in (
        dataclasses.replace(portfolio, discounted_cost=169.0),
        dataclasses.replace(portfolio, starts={"P2": 2023}),
        dataclasses.replace(portfolio, starts={"P2": 2019, "P3": 2024}),
    ):
        with pytest.raises(VerificationFailure):
            verify_portfolio(tiny, problem, wrong)


def test_scenario_changes_name_themselves_and_unknown_names_are_refused(tiny: Plan) -> None:
    name, scenario = change_scenario(tiny, effects="low", use_shared_effects=True, locked_out=("P1",))
    assert (name, scenario.locked_out) == ("base_effects-low_use-shared-effects-True_locked-out-P1", ("P1",))
    with pytest.raises(UnknownName, match="P1, P2, P3, P4"):
        change_scenario(tiny, locked_in=("P9",))


@st.composite
def small_plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(1, 4))
    projects, effects = [], []
    for i in range(count):
        start = draw(st.integers(2023, 2025))
        projects.append(make_project(f"P{i}", float(draw(st.integers(0, 50))), start, start + draw(st.integers(0, 2))))
        for indicator in ("sewage", "forest"):
            if draw(st.booleans()):
                mode = draw(st.sampled_from(["adds", "adds", "reaches"]))
                base = {"sewage": 40.0, "forest": 50.0}[indicator] if mode == "reaches" else 0.0
                effects.append(make_effect(f"P{i}", indicator, base + draw(st.integers(0, 30)), mode=mode))
    targets = (
        make_target("sewage", 40.0 + draw(st.integers(1, 40))),
        make_target("forest", 50.0 + draw(st.integers(1, 40))),
    )
    return dataclasses.replace(make_tiny_plan(), projects=tuple(projects), effects=tuple(effects), targets=targets)


@settings(max_examples=40)
@given(plan=small_plans())
def test_the_solver_is_never_beaten_by_trying_everything(plan: Plan) -> None:
    scenario = Scenario(latest_delay_years=1)
    problem = build_problem(plan, scenario)
    found = answer_plan(plan, scenario=scenario)
    missed = len(problem.targets) - sum(outcome.is_met for outcome in found.verification.outcomes)
    assert (missed, found.verification.cost_wan_yuan) == pytest.approx(solve_by_trying(problem, plan))


@settings(max_examples=25)
@given(plan=small_plans())
def test_dropping_a_target_never_costs_more(plan: Plan) -> None:
    fewer = dataclasses.replace(plan, targets=plan.targets[:1])
    met, cost = judge(plan)
    if met == len(plan.targets):
        assert find_cost(fewer) <= cost + 1e-6


@settings(max_examples=25)
@given(plan=small_plans(), data=st.data())
def test_row_order_does_not_matter_for_cost(plan: Plan, data: st.DataObject) -> None:
    shuffled = dataclasses.replace(
        plan,
        projects=tuple(data.draw(st.permutations(plan.projects))),
        effects=tuple(data.draw(st.permutations(plan.effects))),
        targets=tuple(data.draw(st.permutations(plan.targets))),
    )
    assert judge(shuffled) == pytest.approx(judge(plan))


@settings(max_examples=25)
@given(plan=small_plans(), extra=st.integers(1, 30))
def test_one_more_project_never_worsens_the_answer(plan: Plan, extra: int) -> None:
    richer = dataclasses.replace(
        plan,
        projects=(*plan.projects, make_project("NEW", 5.0, 2023, 2023)),
        effects=(*plan.effects, make_effect("NEW", "sewage", float(extra))),
    )
    (met, cost), (more_met, other_cost) = judge(plan), judge(richer)
    assert more_met >= met
    if more_met == met:
        assert other_cost <= cost + 1e-6


@settings(max_examples=20)
@given(plan=small_plans(), factor=st.floats(0.1, 1000.0))
def test_the_choice_does_not_depend_on_the_unit_of_money(plan: Plan, factor: float) -> None:
    projects = tuple(
        row.model_copy(update={"cost_wan_yuan": (row.cost_wan_yuan or 0.0) * factor}) for row in plan.projects
    )
    scaled = dataclasses.replace(plan, projects=projects)
    assert find_cost(scaled) == pytest.approx(factor * find_cost(plan), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    "changes", [{}, {"effects": "low"}, {"effects": "high"}, {"use_shared_effects": True}, {"lock_committed": True}]
)
@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_real_plans_are_solved_to_proof_in_every_reading(region: str, changes: dict[str, Any]) -> None:
    plan = load(region)
    found = answer_question(plan, "base", plan.settings.scenario.model_copy(update=changes))
    assert found.choice.portfolio.is_proved
    assert found.choice.best_effort.is_proved
    missed = {outcome.key for outcome in found.verification.outcomes if not outcome.is_reached}
    assert missed == {reach.key for reach in found.choice.reaches}


@pytest.mark.parametrize("use_shared_effects", [False, True])
def test_the_cheapest_portfolio_of_dongchuan_costs_what_its_projects_print_and_needs_each(
    *, use_shared_effects: bool
) -> None:
    """Its cost is the sum of the printed ones; without any one of its projects fewer targets are met, or they cost more."""
    plan = load("dongchuan")
    found = answer(plan, use_shared_effects=use_shared_effects)
    printed = {row.project_id: row.cost_wan_yuan or 0.0 for row in plan.projects}
    chosen = [key for key in found.choice.portfolio.starts if key in printed]
    assert 0 < len(chosen) < len(printed)
    assert found.verification.cost_wan_yuan == pytest.approx(sum(printed[key] for key in chosen))
    assert all(printed[key] > 0 for key in chosen)
    best = (len(found.choice.portfolio.missed), found.verification.cost_wan_yuan)
    for key in chosen:
        without = choose_only(build_problem(plan, found.scenario.model_copy(update={"locked_out": (key,)})))
        assert best < (len(without.missed), without.discounted_cost - 1e-6), key


def test_what_dongchuan_cannot_reach_has_a_cause_and_its_own_supporters() -> None:
    plan = load("dongchuan")
    supported = {row.indicator_id for row in plan.effects}
    reaches = answer(plan).choice.reaches
    assert reaches
    for reach in reaches:
        assert (reach.cause == "no_project") == (reach.key not in supported), reach
    unknown = [each.key for each in reaches if each.cause == "only_shared"]
    for key in unknown:
        assert {row.basis for row in plan.effects if row.indicator_id == key} == {"shared"}
