"""Every question and every constraint on small plans whose answers are worked by hand, and the laws they obey."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import load
from peakfolio.errors import MissingData, PeakfolioError
from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import AssessmentSettings, Balance, Ceiling, Group, Scenario, Weights
from peakfolio.plan.tables import Funding, ScoreTier
from peakfolio.portfolio.answering import Answer, answer_question, change_scenario
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.conflicts import Conflict
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.preflight import check_problem
from peakfolio.portfolio.relaxing import rank_relaxations
from test_portfolio import small_plans
from tiny import CITE, make_effect, make_indicator, make_observation, make_project, make_target, make_tiny_plan


def ask(plan: Plan, **changes: object) -> Answer:
    """The answer without other readings of the effects, which would solve each plan six times more."""
    return answer_question(plan, "base", Scenario(**changes))


def starts(answer: Answer) -> set[str]:
    return set(answer.choice.portfolio.starts)


def met(answer: Answer) -> int:
    return sum(outcome.is_met for outcome in answer.verification.outcomes)


def make_scored_plan() -> Plan:
    """Sewage 40: 0 points, 60: 2, 70: 5. P1 +20 (100), P2 +15 (90), P3 +15 (80): 60 costs 100, 70 costs 170."""
    tiers = (
        ScoreTier(indicator_id="sewage", tier=1, points=5, at_least=70, as_written="x", **CITE),
        ScoreTier(indicator_id="sewage", tier=2, points=2, at_least=60, below=70, as_written="x", **CITE),
    )
    tiny = make_tiny_plan()
    rule = AssessmentSettings(rule="points", milestone=2025, pass_points=5)
    changed = tiny.settings.model_copy(update={"assessment": rule})
    return dataclasses.replace(tiny, settings=changed, score_tiers=tiers)


def with_abatement(plan: Plan) -> Plan:
    rows = tuple(
        Abatement(
            action_id=key,
            ledger="energy_co2",
            component="direct",
            form="co2",
            reasoning="by hand",
            **CITE,
            low=value * 1e4,
            central=value * 1e4,
            high=value * 1e4,
        )
        for key, value in (("P1", 5.0), ("P2", 4.0), ("P3", 4.0))
    )
    return dataclasses.replace(plan, abatements=rows)


def test_binding_targets_come_first_when_money_is_short(tiny: Plan) -> None:
    assert starts(ask(tiny, question="binding_first", budget_wan_yuan=100)) == {
        "P2"
    }  # sewage is out of money, forest is not
    plan = dataclasses.replace(tiny, effects=(make_effect("P1", "sewage", 30.0), *tiny.effects[3:]))
    assert starts(ask(plan, question="binding_first", budget_wan_yuan=100)) == {"P1"}  # sewage is binding
    assert starts(ask(plan, question="cheapest", budget_wan_yuan=100)) == {"P2"}  # one target each, P2 is cheaper


def test_smallest_shortfall_spends_where_the_weight_is(tiny: Plan) -> None:
    heavy = ask(tiny, question="smallest_shortfall", budget_wan_yuan=100, weights=Weights(binding=10, reference=1))
    assert starts(heavy) == {"P1"}  # sewage 20 of 30 at weight 10
    light = ask(tiny, question="smallest_shortfall", budget_wan_yuan=100, weights=Weights(binding=1, reference=10))
    assert starts(light) == {"P2"}


@pytest.mark.parametrize(("budget", "points"), [(99, 0.0), (100, 2.0), (169, 2.0), (170, 5.0)])
def test_most_points_within_a_budget(budget: float, points: float) -> None:
    answer = ask(make_scored_plan(), question="most_points", budget_wan_yuan=budget)
    assert answer.verification.points == points
    assert answer.choice.portfolio.points == points


@pytest.mark.parametrize(("points", "cost"), [(0, 0.0), (1, 100.0), (2, 100.0), (3, 170.0), (5, 170.0), (9, 170.0)])
def test_cheapest_points(points: float, cost: float) -> None:
    assert ask(make_scored_plan(), question="cheapest_points", points=points).verification.cost_wan_yuan == cost


def test_the_sichuan_rule_needs_all_binding_and_more_than_the_share() -> None:
    plan = make_tiny_plan()
    answer = ask(plan, question="cheapest_rule", standard="plan")
    assert starts(answer) == {
        "P2",
        "P3",
    }  # sewage is binding; forest is the only reference indicator, so it is needed too
    assert answer.choice.portfolio.fails == ()
    two = dataclasses.replace(
        plan,
        indicators=(*plan.indicators, *(make_indicator(f"r{i}", nature="reference") for i in range(5))),
        targets=(*plan.targets, *(make_target(f"r{i}", 10.0) for i in range(5))),
        observations=(*plan.observations, *(make_observation(f"r{i}", 20.0) for i in range(5))),
    )
    assert starts(ask(two, question="cheapest_rule", standard="plan")) == {"P2", "P3"}
    without_p2 = ask(two, question="cheapest_rule", standard="plan", locked_out=("P2",))
    assert starts(without_p2) == {
        "P1",
        "P3",
    }  # 5 of 6 reference indicators are more than 80 per cent without the forest


def test_abatement_questions() -> None:
    plan = with_abatement(make_tiny_plan())
    assert starts(ask(plan, question="cheapest_abatement", abatement_wan_tco2=8.0)) == {"P2", "P3"}
    assert starts(ask(plan, question="most_abatement", budget_wan_yuan=100)) == {"P1"}
    assert ask(plan, question="most_abatement", budget_wan_yuan=180).verification.abatement_wan_tco2 == 9.0


@pytest.mark.parametrize("question", ["most_points", "cheapest_abatement"])
def test_a_question_the_plan_has_no_data_for_says_so(question: str) -> None:
    with pytest.raises(MissingData):
        ask(make_tiny_plan(), question=question)


def test_ceilings_by_year_with_and_without_carry_over() -> None:
    """P3 spends 40 in 2024 and 40 in 2025; with 2023 and 2024 at 20 each and 2025 at 40 it fits only if money is carried over."""
    plan = dataclasses.replace(make_tiny_plan(), targets=(make_target("sewage", 55.0),))
    years = ((2023, 20), (2024, 20), (2025, 40))
    ceilings = tuple(Ceiling(year=year, ceiling_wan_yuan=amount) for year, amount in years)
    assert starts(ask(plan, budgets=ceilings)) == set()
    assert starts(ask(plan, budgets=ceilings, carry_over=True)) == {"P3"}


def test_ceilings_by_source_count_only_that_source() -> None:
    funding = tuple(
        Funding(project_id=key, funding_source=source, amount_wan_yuan=amount, as_written="x", **CITE)
        for key, source, amount in (("P1", "central", 70.0), ("P1", "local", 30.0), ("P3", "local", 80.0))
    )
    plan = dataclasses.replace(make_tiny_plan(), funding=funding, targets=(make_target("sewage", 55.0),))
    ceiling = Ceiling(funding_source="local", ceiling_wan_yuan=30.0)
    answer = ask(plan, budgets=(ceiling,), locked_out=("P2",))
    assert starts(answer) == {"P1"}
    assert answer.verification.spending["local", 2023] == pytest.approx(15.0)


def test_groups_and_balances() -> None:
    plan = make_tiny_plan()
    at_least = Group(name="g", members=("P1", "P4"), at_least=2)
    assert starts(ask(plan, groups=(at_least,))) >= {"P1", "P4"}
    at_most = Group(name="g", members=("P2", "P3"), at_most=1)
    assert starts(ask(plan, groups=(at_most,))) == {"P1", "P2"}
    projects = tuple(row.model_copy(update={"category_zh": row.project_id}) for row in plan.projects)
    split = dataclasses.replace(plan, projects=projects)
    assert starts(ask(split, balances=(Balance(category_zh="P3", max_share=0.4),))) == {"P1", "P2"}


def test_divisible_projects_are_built_in_part() -> None:
    plan = make_tiny_plan()
    projects = (plan.projects[0].model_copy(update={"divisible": "continuous"}), *plan.projects[1:])
    half = dataclasses.replace(plan, projects=projects, targets=(make_target("sewage", 50.0),))
    answer = ask(half, locked_out=("P2", "P3"))
    assert answer.choice.portfolio.shares == {"P1": pytest.approx(0.5)}
    assert answer.verification.cost_wan_yuan == pytest.approx(50.0)
    in_units = (plan.projects[0].model_copy(update={"divisible": "integer", "unit_count": 3}), *plan.projects[1:])
    thirds = dataclasses.replace(plan, projects=in_units, targets=(make_target("sewage", 50.0),))
    assert ask(thirds, locked_out=("P2", "P3")).verification.cost_wan_yuan == pytest.approx(200.0 / 3)


def test_spending_profile_and_operation_are_counted() -> None:
    plan = make_tiny_plan()
    changed = plan.projects[0].model_copy(update={"spending_profile": "0.2;0.8", "operation_wan_yuan_per_year": 1.0})
    dear = dataclasses.replace(
        plan, projects=(changed,), effects=plan.effects[:1], targets=(make_target("sewage", 60.0),)
    )
    answer = ask(dear)
    assert answer.choice.portfolio.starts == {"P1": 2024}  # a year later saves a year of operation
    assert answer.verification.spending["unstated", 2024] == pytest.approx(20.0)
    assert answer.verification.spending["unstated", 2025] == pytest.approx(80.0)
    assert answer.verification.cost_wan_yuan == pytest.approx(105.0)  # 2026 to 2030 in service


def test_start_windows_are_kept() -> None:
    plan = make_tiny_plan()
    late = plan.projects[2].model_copy(update={"earliest_start": 2026, "latest_start": 2027})
    assert starts(ask(dataclasses.replace(plan, projects=(*plan.projects[:2], late, plan.projects[3])))) == {"P1", "P2"}


def test_two_milestones_are_met_together() -> None:
    plan = make_tiny_plan()
    both = dataclasses.replace(plan, targets=(*plan.targets, make_target("sewage", 80.0, year=2030)))
    answer = ask(both, milestones=(2025, 2030))
    assert {outcome.key for outcome in answer.verification.outcomes} == {"sewage@2025", "forest@2025", "sewage@2030"}
    assert starts(answer) == {"P1", "P2", "P3"}
    assert met(answer) == 3


def test_robust_portfolio_survives_its_worst_case() -> None:
    """With one effect per target allowed to fall to low (half), 30 needs all three: 20 + 15 + 15 - 10 = 40, 20 + 15 - 10 = 25."""
    plan = make_tiny_plan()
    effects = tuple(
        row.model_copy(update={"low": row.central / 2}) if row.indicator_id == "sewage" and row.central else row
        for row in plan.effects
    )
    fragile = dataclasses.replace(plan, effects=effects)
    assert starts(ask(fragile)) == {"P2", "P3"}
    assert starts(ask(fragile, robust_budget=1)) == {"P1", "P2", "P3"}


def test_a_conflict_is_told_in_words_with_its_smallest_set_and_what_resolves_it(tiny: Plan) -> None:
    with pytest.raises(Conflict) as caught:
        ask(tiny, locked_in=("P1", "P3"), budget_wan_yuan=150)
    families = {row.imposes.family for row in caught.value.constraints}
    assert families == {"lock", "ceiling"}
    assert len(caught.value.constraints) == 3
    assert "infeasible" not in str(caught.value)
    assert "CNY" in str(caught.value) or "30" in str(caught.value)  # 180 asked, 150 allowed
    with pytest.raises(Conflict) as smaller:
        ask(tiny, locked_in=("P1", "P2"), budget_wan_yuan=80)
    assert len(smaller.value.constraints) == 2  # one lock alone already breaks the budget


def test_a_conflict_names_a_group_whole(tiny: Plan) -> None:
    group = Group(name="roads, bridges [new]", members=("P1", "P3"), at_least=2)
    with pytest.raises(Conflict, match=r"at least 2 of group 'roads, bridges \[new\]'"):
        ask(tiny, groups=(group,), locked_out=("P1",))


def test_locking_the_same_project_in_and_out_is_refused(tiny: Plan) -> None:
    with pytest.raises(PeakfolioError, match="P1"):
        change_scenario(tiny, locked_in=("P1",), locked_out=("P1",))


def test_relaxations_name_money_target_and_deadline() -> None:
    plan = make_tiny_plan()
    short = ask(plan, budget_wan_yuan=90)
    lower, money = rank_relaxations(plan, short.choice)
    assert (money.key, money.kind, money.amount) == ("sewage", "money", pytest.approx(80.0))
    assert (lower.key, lower.kind, lower.amount) == (
        "sewage",
        "target",
        pytest.approx(15.0),
    )  # P2 alone closes 15 of 30
    hard = dataclasses.replace(plan, targets=(make_target("sewage", 95.0),))
    (lower,) = rank_relaxations(hard, ask(hard).choice)
    assert (lower.kind, lower.amount) == ("target", pytest.approx(5.0))
    late = dataclasses.replace(
        plan, effects=(make_effect("P4", "forest", 10.0),), targets=(make_target("forest", 60.0),)
    )
    (later,) = rank_relaxations(late, ask(late).choice)
    assert (later.kind, later.amount) == ("deadline", 1.0)


def test_a_later_deadline_helps_nothing_where_money_is_short() -> None:
    short = ask(make_tiny_plan(), budget_wan_yuan=90)
    assert {each.kind for each in rank_relaxations(make_tiny_plan(), short.choice)} == {"money", "target"}


def test_preflight_names_orphans_absurd_effects_and_late_projects() -> None:
    plan = make_tiny_plan()
    odd = dataclasses.replace(
        plan,
        projects=(make_project("P0", 0.0, 2023, 2024), *plan.projects),
        effects=(make_effect("P1", "sewage", 400.0), make_effect("P4", "sewage", 5.0)),
    )
    said = " ".join(sentence.read("en") for sentence in check_problem(build_problem(odd, Scenario())))
    assert "forest: no project or measure has a known effect on it" in said
    assert "P1 -> sewage: the effect is 13 times the gap" in said
    assert "P0: it costs nothing" in said
    assert "P4: in service at the end of 2026 at the earliest, too late for sewage" in said


@settings(max_examples=25)
@given(plan=small_plans(), budget=st.integers(0, 150), more=st.integers(0, 100))
def test_more_budget_never_worsens_any_question(plan: Plan, budget: int, more: int) -> None:
    for question in ("cheapest", "binding_first", "smallest_shortfall"):
        poor, rich = (
            choose_portfolio(build_problem(plan, Scenario(question=question, budget_wan_yuan=amount)))
            for amount in (budget, budget + more)
        )
        first = poor.portfolio.steps[0].certificate.objective or 0.0
        second = rich.portfolio.steps[0].certificate.objective or 0.0
        assert second <= first + 1e-6


@settings(max_examples=25)
@given(plan=small_plans(), budget=st.integers(0, 150))
def test_spending_stays_within_the_budget(plan: Plan, budget: int) -> None:
    answer = ask(plan, budget_wan_yuan=budget)
    assert answer.verification.cost_wan_yuan <= budget + 1e-6


@settings(max_examples=15)
@given(plan=small_plans())
def test_robustness_never_comes_cheaper_for_the_same_targets(plan: Plan) -> None:
    nominal = choose_portfolio(build_problem(plan, Scenario()))
    robust = choose_portfolio(build_problem(plan, Scenario(robust_budget=1)))
    assert len(robust.portfolio.missed) >= len(nominal.portfolio.missed)
    if robust.portfolio.missed == nominal.portfolio.missed:
        assert robust.portfolio.discounted_cost >= nominal.portfolio.discounted_cost - 1e-6
    outcomes = find_outcomes(plan, nominal.problem, robust.portfolio.starts, robust.portfolio.shares)
    assert {outcome.key for outcome in outcomes if not outcome.is_met} <= set(robust.portfolio.missed)


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
@pytest.mark.parametrize("question", ["cheapest", "binding_first", "smallest_shortfall", "cheapest_rule"])
def test_questions_work_on_the_real_plans_with_a_budget(region: str, question: str) -> None:
    answer = ask(load(region), question=question, budget_wan_yuan=5000)
    assert answer.choice.portfolio.is_proved
    assert answer.verification.cost_wan_yuan <= 5000 + 1e-6


def test_dongqu_cannot_pass_its_rule_and_says_by_which_indicators() -> None:
    answer = ask(load("panzhihua-dongqu"), question="cheapest_rule")
    plan = load("panzhihua-dongqu")
    binding = {key for key in answer.choice.portfolio.fails if plan.indicator_by_id[key].nature == "binding"}
    assert "I12" in binding  # hazardous waste: 99.74 against 100, and an order to firms is no figure


def test_the_cheapest_way_to_the_most_points_of_yongchuan_needs_each_of_its_projects() -> None:
    """Its cost is the sum of the printed ones; the most points there are cost no less by any other way."""
    plan = load("yongchuan")
    most = ask(plan, question="most_points").verification.points
    assert most is not None
    found = ask(plan, question="cheapest_points", points=most)
    printed = {row.project_id: row.cost_wan_yuan or 0.0 for row in plan.projects}
    chosen = [key for key in found.choice.portfolio.starts if key in printed]
    assert found.verification.points == most
    assert found.verification.cost_wan_yuan == pytest.approx(sum(printed[key] for key in chosen))
    assert chosen
    for key in chosen:
        without = ask(
            plan, question="most_points", locked_out=(key,), budget_wan_yuan=found.verification.cost_wan_yuan - 0.01
        )
        assert without.verification.points < most, key


def test_yongchuan_reaches_93_of_the_95_points_asked() -> None:
    """P44 200 (5 points) + P45 2,000 + P46 200 (1 point): 87 + 6. Township sewage (3 points) has no project."""
    answer = ask(load("yongchuan"), question="cheapest_points", points=95)
    assert answer.verification.points == 93.0
    assert answer.verification.cost_wan_yuan == pytest.approx(2400.0)
