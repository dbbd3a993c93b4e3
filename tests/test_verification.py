"""The second voice: answers of tiny packages agree with it, and hand-made portfolios that break one rule each are refused."""

import math
from dataclasses import replace

import pytest

from peakfolio.errors import VerificationFailure
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling, Group, Scenario
from peakfolio.plan.tables import Relation
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.rereading.reading import Reading, read_again
from peakfolio.portfolio.verify import verify_portfolio
from tiny import CITE, make_effect, make_indicator, make_observation, make_project, make_target, make_tiny_plan
from tiny_cases import CASES, make_plan

ENDS = {  # base 40, what is asked, what P1 adds: where it stands
    "at_least": ({"value": 50.0}, 10.0, "met"),
    "exactly on a strict level": ({"relation": "above", "value": 50.0}, 10.0, "not_met"),
    "beyond a strict level": ({"relation": "above", "value": 50.0}, 10.1, "met"),
    "in the band": ({"relation": "between", "value": 50.0, "upper_value": 55.0}, 15.0, "met"),
    "beyond the band": ({"relation": "between", "value": 50.0, "upper_value": 55.0}, 16.0, "not_met"),
    "equal": ({"relation": "equal", "value": 50.0}, 10.0, "met"),
    "more than equal": ({"relation": "equal", "value": 50.0}, 11.0, "not_met"),
    "any improvement": ({"relation": "improve", "value": None}, 0.001, "met"),
    "no improvement": ({"relation": "improve", "value": None}, -0.001, "not_met"),
    "held": ({"relation": "hold", "value": None}, 1.0, "met"),
    "not held": ({"relation": "hold", "value": None}, -1.0, "not_met"),
    "met today and broken": ({"value": 38.0}, -3.0, "not_met"),
    "met today and spared": ({"value": 38.0}, -2.0, "met"),
    "a rounding short": ({"value": 50.0}, 10.0 * (1 - 1e-9), "met"),
    "beyond the bound": ({"value": 120.0}, 90.0, "not_met"),
}
RULES = {  # of the tiny plan, whose answer is P2 + P3: what is imposed, and a portfolio that breaks it
    "built whole": ({}, {"P2": 2023, "P3": 2024}, {"P3": 0.9}),
    "not before its first year": ({}, {"P2": 2022, "P3": 2024}, {}),
    "not after its last year": ({"latest_delay_years": 0}, {"P2": 2024, "P3": 2024}, {}),
    "P4 is locked in": ({"locked_in": ("P4",)}, {"P2": 2023, "P3": 2024}, {}),
    "P3 is locked out": ({"locked_out": ("P3",)}, {"P2": 2023, "P3": 2024}, {}),
    "at most of group": ({"groups": (Group(name="g", members=("P2", "P3"), at_most=1),)}, {"P2": 2023, "P3": 2024}, {}),
    "ceiling of all money in total": ({"budget_wan_yuan": 160.0}, {"P2": 2023, "P3": 2024}, {}),
    "ceiling of all money in 2024": (
        {"budgets": (Ceiling(ceiling_wan_yuan=60.0, year=2024),)},
        {"P2": 2023, "P3": 2024},
        {},
    ),
}


def read(plan: Plan, starts: dict[str, int], shares: dict[str, float] | None = None, **changes: object) -> Reading:
    return read_again(plan, Scenario(**changes), starts, shares or {})


def make_one(demand: dict[str, object], amount: float) -> Plan:
    return make_plan(
        indicators=(make_indicator("a"),),
        observations=(make_observation("a", 40.0),),
        targets=(make_target("a", **{"value": None, **demand}),),
        projects=(make_project("P1", 100.0, 2023, 2024),),
        effects=(make_effect("P1", "a", amount),),
    )


@pytest.mark.parametrize("name", CASES)
def test_the_answer_of_every_tiny_package_stands_up(name: str) -> None:
    plan, scenario = CASES[name]()
    problem = build_problem(plan, scenario)
    choice = choose_portfolio(problem)
    for portfolio in (choice.portfolio, choice.best_effort):
        assert all(check.is_right for check in verify_portfolio(plan, problem, portfolio, scenario).checks)


@pytest.mark.parametrize("name", ENDS)
def test_a_value_is_judged_where_the_portfolio_brings_it(name: str) -> None:
    demand, amount, status = ENDS[name]
    reading = read(make_one(demand, amount), {"P1": 2023})
    assert [each.status for each in reading.standings] == [status]
    assert (reading.standings[0].missing > 0) == (status == "not_met")


def test_on_a_trend_what_has_arrived_is_weighed_against_harm() -> None:
    plan, scenario = CASES["slow_trend"]()
    assert set(choose_portfolio(build_problem(plan, scenario)).portfolio.starts) == {"P2", "P3"}
    assert read_again(plan, scenario, {"P1": 2024, "P2": 2023}, {}).standings[0].status == "not_met"


def test_one_of_several_alternatives_is_enough() -> None:
    plan = make_one({"value": 60.0}, 1.0)
    either = tuple(
        make_target("a", value, relation=relation, any_of="x")
        for value, relation in ((60.0, "at_least"), (None, "improve"))
    )
    assert read(plan, {"P1": 2023}).standings[0].status == "not_met"
    assert read(replace(plan, targets=either), {"P1": 2023}).standings[0].status == "met"


def test_alternatives_that_hold_today_are_one_band() -> None:
    plan, scenario = CASES["alternatives"]()
    portfolio = choose_portfolio(build_problem(plan, scenario)).portfolio
    assert (set(portfolio.starts), portfolio.broken) == ({"P1"}, ())


def test_a_level_counts_only_where_all_units_are_built() -> None:
    plan, scenario = CASES["units"]()
    whole, most = (read_again(plan, scenario, {"P1": 2023}, {"P1": share}) for share in (49 * (1 / 49), 48 / 49))
    assert (whole.standings[0].status, most.standings[0].status) == ("met", "not_met")


def test_the_worst_case_takes_the_largest_losses() -> None:
    """P1 + P2 + P3 bring 50 against 30; one loss takes 10 (P1, P3), two take 20, two and a half take 21.5."""
    plan, _ = CASES["worst_case"]()
    starts = {"P1": 2023, "P2": 2023, "P3": 2024}
    values = [read(plan, starts, robust_budget=budget).standings[0].value for budget in (0.0, 1.0, 2.0, 2.5)]
    assert values == pytest.approx([90.0, 80.0, 70.0, 68.5])


def test_carried_over_money_counts_only_in_years_that_have_a_ceiling() -> None:
    """P1 spends 30 and 70: 60 + 45 carry 100 over both years; without the ceiling of 2023 the 45 stand alone."""
    plan, scenario = CASES["carried"]()
    both = read_again(plan, scenario, {"P1": 2023}, {})
    alone = read_again(plan, scenario.model_copy(update={"budgets": scenario.budgets[1:]}), {"P1": 2023}, {})
    assert [check.is_right for check in both.checks if "ceiling" in check.name.read("en")] == [True, True]
    assert [(check.expected, check.found) for check in alone.checks if "ceiling" in check.name.read("en")] == [
        (45.0, 70.0)
    ]


def test_nothing_serves_before_what_it_requires() -> None:
    plan, scenario = CASES["served_after"]()
    assert {
        year: next(
            check.is_right
            for check in read_again(plan, scenario, {"P1": year, "P2": 2025}, {}).checks
            if check.name.read("en") == "P1 requires P2"
        )
        for year in (2023, 2025)
    } == {2023: False, 2025: True}


def test_money_is_discounted_to_the_base_year_and_upkeep_runs_to_the_horizon() -> None:
    """P1: 100 in 2023 and 2024, 2 a year from 2025 to 2030."""
    plan, scenario = CASES["two_years"]()
    reading = read_again(plan, scenario, {"P1": 2023}, {})
    by_year = {2023: 50.0, 2024: 50.0} | dict.fromkeys(range(2025, 2031), 2.0)
    assert reading.cost_wan_yuan == pytest.approx(112.0)
    assert reading.discounted_cost == pytest.approx(
        math.fsum(amount / 1.05 ** (year - 2022) for year, amount in by_year.items())
    )


@pytest.mark.parametrize("name", RULES)
def test_a_portfolio_that_breaks_what_is_imposed_is_refused(name: str) -> None:
    changes, starts, shares = RULES[name]
    plan, scenario = make_tiny_plan(), Scenario(**changes)
    wrong = [check.name.read("en") for check in read_again(plan, scenario, starts, shares).checks if not check.is_right]
    assert any(name in each for each in wrong)


def _answer(plan: Plan) -> Portfolio:
    return choose_portfolio(build_problem(plan, Scenario())).portfolio


WRONG = {
    "P2 is built whole: 1 against 0.5": lambda p: replace(p, shares={"P2": 0.5}),
    "cost equals the optimiser's: 160 against 170": lambda p: replace(p, discounted_cost=160.0),
    "certificate of least cost: 170 against 90": lambda p: replace(p, starts={"P2": 2023}),
    "forest is missed or met as the optimiser says: 1 against 0": lambda p: replace(p, missed=("forest",)),
    "speaks of no other target: 0 against 1": lambda p: replace(p, missed=("swamp",)),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_wrong_is_named_with_both_numbers_in_both_languages(tiny: Plan, words: str) -> None:
    problem = build_problem(tiny, Scenario())
    with pytest.raises(VerificationFailure) as caught:
        verify_portfolio(tiny, problem, WRONG[words](_answer(tiny)))
    assert words in caught.value.read("en")
    assert "未通过独立复核" in caught.value.read("zh")
    assert "against" not in caught.value.read("zh")


def test_an_answer_to_another_scenario_is_refused(tiny: Plan) -> None:
    problem = build_problem(tiny, Scenario(discount_rate=0.05))
    portfolio = choose_portfolio(problem).portfolio
    verify_portfolio(tiny, problem, portfolio)
    with pytest.raises(VerificationFailure, match="the scenario is the one asked"):
        verify_portfolio(tiny, problem, portfolio, Scenario(discount_rate=0.1))


def test_relations_come_from_the_plan_and_not_from_the_problem(tiny: Plan) -> None:
    problem, portfolio = build_problem(tiny, Scenario()), _answer(tiny)
    relation = Relation(kind="excludes", action_id="P3", other_id="P2", reasoning="by hand", **CITE)
    with pytest.raises(VerificationFailure, match="P3 excludes P2: 1 against 0"):
        verify_portfolio(replace(tiny, relations=(relation,)), problem, portfolio)
