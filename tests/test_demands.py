"""Targets a scenario leaves out or sets to another number, on the tiny plan of ``tiny.py``, worked by hand.

As printed: sewage 40 -> 70 and forest 50 -> 60 cost 170 (P2 + P3). Without forest the cheapest 30 points of sewage are still
P2 + P3 (170; P1 + P3 is 180). Without sewage only forest is left: P2 (90). Sewage at 55 needs 15: P2 does both for 90.
Sewage at 75 needs 35: P1 + P2 (190), which bring 35 and forest.
"""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import load
from peakfolio.errors import MissingData, PlanFaults, UnknownName, VerificationFailure
from peakfolio.plan.checking import check_plan
from peakfolio.plan.package import TABLES, Draft
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer, answer_plan, answer_question, change_scenario
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.verify import verify_portfolio
from peakfolio.report.portfolio import make_indicator_table
from peakfolio.report.summary import headline
from tiny import make_effect, make_tiny_plan

COSTS = [
    ({}, 170.0),
    ({"dropped_targets": ("forest",)}, 170.0),
    ({"dropped_targets": ("sewage",)}, 90.0),
    ({"dropped_targets": ("sewage@2025",)}, 90.0),
    ({"dropped_targets": ("sewage@2030",)}, 170.0),
    ({"target_values": {"sewage": 55.0}}, 90.0),
    ({"target_values": {"sewage": 75.0}}, 190.0),
    ({"target_values": {"sewage": 75.0, "sewage@2025": 55.0}}, 90.0),
    ({"target_values": {"sewage": 40.0, "forest": 50.0}}, 0.0),
    ({"target_values": {"sewage": 75.0}, "dropped_targets": ("sewage",)}, 90.0),
]


@pytest.mark.parametrize(
    ("year", "tier", "text"), [(None, None, "I-8.a"), (2030, None, "I-8.a@2030"), (2030, 0, "I-8.a@2030#0")]
)
def test_a_key_is_its_text_and_knows_its_parts(year: int | None, tier: int | None, text: str) -> None:
    key = TargetKey.make("I-8.a", year, tier)
    assert (key, key.indicator_id, key.year) == (text, "I-8.a", year)
    assert {key: 1.0}[text] == 1.0


def ask(plan: Plan, **changes: object) -> Answer:
    return answer_question(plan, "base", Scenario(**changes))


@pytest.mark.parametrize(("changes", "cost"), COSTS)
def test_changed_demands_cost_what_they_cost_by_hand(changes: dict[str, object], cost: float) -> None:
    assert ask(make_tiny_plan(), **changes).verification.cost_wan_yuan == pytest.approx(cost)


def test_a_target_left_out_is_shown_as_left_out(tiny: Plan) -> None:
    table = make_indicator_table(ask(tiny, dropped_targets=("sewage",))).to_frame().set_index("indicator_id")
    assert table.loc["sewage", "status"] == "left_out"
    assert "sewage left out" in headline(ask(tiny, dropped_targets=("sewage",))).read("en")


def test_verification_refuses_a_problem_that_asks_something_else(tiny: Plan) -> None:
    answer = ask(tiny, target_values={"sewage": 75.0})
    targets = tuple(dataclasses.replace(each, gap=each.gap - 5.0) for each in answer.problem.targets)
    wrong = dataclasses.replace(answer.problem, targets=targets)
    with pytest.raises(VerificationFailure, match="asked to reach 75"):
        verify_portfolio(tiny, wrong, answer.choice.portfolio)
    kept = dataclasses.replace(
        answer.problem, scenario=answer.problem.scenario.model_copy(update={"dropped_targets": ("forest",)})
    )
    with pytest.raises(VerificationFailure, match="forest is left out"):
        verify_portfolio(tiny, kept, answer.choice.portfolio)


def test_supporters_without_a_figure_share_the_plans_own_gap_however_much_is_asked(tiny: Plan) -> None:
    """Forest by shares of P2 alone: it brings the printed 10, so 65 stays missed and 55 is met."""
    rest = tuple(row for row in tiny.effects if row.indicator_id != "forest")
    shared = (*rest, make_effect("P2", "forest", None, basis="shared"))
    plan = dataclasses.replace(tiny, effects=shared)
    for level, is_missed in ((60.0, False), (65.0, True), (55.0, False)):
        found = ask(plan, use_shared_effects=True, target_values={"forest": level})
        assert ("forest" in found.choice.portfolio.missed) is is_missed
        assert "forest" in ask(plan, target_values={"forest": level}).choice.portfolio.missed, "unknown closes nothing"


def test_unknown_and_unnumbered_targets_are_refused(tiny: Plan) -> None:
    with pytest.raises(UnknownName, match="swamp"):
        build_problem(tiny, Scenario(dropped_targets=("swamp",)))
    rows = tuple(row.model_copy(update={"direction": "none"}) for row in tiny.indicators)
    with pytest.raises(MissingData, match="cannot be edited"):
        build_problem(dataclasses.replace(tiny, indicators=rows), Scenario(target_values={"sewage": 1.0}))


def test_a_scenario_file_that_names_no_indicator_is_a_fault(tiny: Plan) -> None:
    settings = tiny.settings.model_copy(update={"scenario": Scenario(dropped_targets=("swamp",))})
    tables = {name: tuple(enumerate(getattr(tiny, name), start=2)) for name in TABLES}
    keys = {name: {_first(row) for _, row in rows} for name, rows in tables.items()}
    assert any("swamp" in str(fault) for fault in check_plan(settings, Draft(tables, keys)))
    assert issubclass(PlanFaults, Exception)


def _first(row: object) -> str:
    return str(next(iter(row.model_dump().values())))  # type: ignore[attr-defined]


def test_options_add_to_what_the_scenario_has(tiny: Plan) -> None:
    first = tiny.settings.model_copy(update={"scenario": Scenario(target_values={"sewage": 60.0})})
    name, scenario = change_scenario(
        dataclasses.replace(tiny, settings=first), target_values={"forest": 55.0}, dropped_targets=("sewage",)
    )
    assert scenario.target_values == {"sewage": 60.0, "forest": 55.0}
    assert name == "base_target-values-sewage.60+forest.55_dropped-targets-sewage"


@given(value=st.floats(41.0, 75.0), more=st.floats(0.0, 10.0))
def test_asking_for_more_never_costs_less(value: float, more: float) -> None:
    plan = make_tiny_plan()
    less, other = (ask(plan, target_values={"sewage": each}) for each in (value, value + more))
    missed = "sewage" in other.choice.portfolio.missed
    assert missed or other.verification.cost_wan_yuan >= less.verification.cost_wan_yuan - 1e-6


@pytest.mark.parametrize("region", ["dongchuan", "yongchuan", "panzhihua-dongqu"])
def test_leaving_out_every_open_target_costs_nothing(region: str) -> None:
    plan = load(region)
    keys = tuple(each.key for each in build_problem(plan, plan.settings.scenario).targets)
    assert ask(plan, dropped_targets=keys).verification.cost_wan_yuan == 0.0


def test_leaving_out_what_no_project_meets_leaves_the_portfolio(dongchuan: Plan) -> None:
    whole = answer_plan(dongchuan)
    rest = ask(dongchuan, dropped_targets=whole.choice.portfolio.missed)
    assert rest.verification.cost_wan_yuan == pytest.approx(whole.verification.cost_wan_yuan)
    assert rest.choice.portfolio.starts == whole.choice.portfolio.starts
