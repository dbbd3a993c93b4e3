"""Targets of several conditions: what holds together, what is an alternative, and what stays unknown besides a number."""

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conftest import load
from peakfolio.assess.assessment import assess_plan
from peakfolio.assess.audit import audit_plan
from peakfolio.assess.judging import Status, judge_indicator
from peakfolio.errors import MissingData, PlanFaults
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.plan.tables import Target
from peakfolio.portfolio.answering import Answer, answer_question
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.matching import match_problem
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.rereading.book import open_book
from peakfolio.portfolio.verify import verify_portfolio
from peakfolio.report.assessment import make_assessment_table
from peakfolio.report.portfolio import make_indicator_table
from peakfolio.report.summary import headline, list_caveats
from peakfolio.report.targets import write_targets
from test_proofs import choose, find, make_plan
from tiny import make_effect, make_observation, make_target
from tiny_cases import CASES
from transcription import SCENARIOS

CELL = "≥55且不降低"
TASK: dict[str, Any] = {"relation": "assigned", "as_written": "完成考核任务"}
HOLD: dict[str, Any] = {"relation": "hold", "as_written": "不降低"}
IMPROVE: dict[str, Any] = {"relation": "improve", "as_written": "持续提高"}


def make_both(value: float = 55.0, **changes: Any) -> tuple[Target, Target]:
    """A number and no worse than today, in one cell."""
    number = make_target("a", value, as_written=CELL, **changes)
    return number, make_target("a", None, relation="hold", as_written=CELL, **changes)


def make_ways(*others: Target) -> tuple[Target, ...]:
    """A task and at least 95, or any of the others."""
    first = (make_target("a", None, **TASK), make_target("a", 95.0))
    joined = tuple(row.model_copy(update={"any_of": "way", "all_of": "first"}) for row in first)
    return (*joined, *(row.model_copy(update={"any_of": "way"}) for row in others))


def judge(targets: tuple[Target, ...], value: float, base: float = 72.3) -> Status | None:
    plan = dataclasses.replace(make_plan({}, (), targets, {"a": base}))
    seen = plan.find_base("a")
    assert seen is not None
    moved = seen.model_copy(update={"value": value})
    verdict = judge_indicator(plan, plan.indicator_by_id["a"], targets, moved, improve_step=None)
    return None if verdict is None else verdict.status


def solve(plan: Plan) -> Answer:
    return answer_question(plan, "base", plan.find_scenario(None))


@pytest.mark.parametrize(("value", "status"), [(72.3, "met"), (80.0, "met"), (72.2, "not_met"), (54.0, "not_met")])
def test_a_number_and_no_worse_than_today_must_both_hold(value: float, status: str) -> None:
    assert judge(make_both(), value) == status


@pytest.mark.parametrize(
    ("targets", "value", "status"),
    [
        ((make_target("a", 95.0), make_target("a", None, **TASK)), 90.0, "not_met"),  # unknown and false
        ((make_target("a", 95.0), make_target("a", None, **TASK)), 96.0, "untestable"),  # unknown and true
        (make_ways(make_target("a", None, **IMPROVE)), 90.0, "met"),  # false or true
        (make_ways(make_target("a", None, **IMPROVE)), 72.3, "not_met"),  # false or false
        (make_ways(make_target("a", 99.0)), 96.0, "untestable"),  # unknown or false
        (make_ways(make_target("a", 96.0)), 96.0, "met"),  # unknown or true
        (make_ways(make_target("a", None, **HOLD), make_target("a", 50.0)), 60.0, "met"),
    ],
)
def test_the_unknown_is_joined_as_kleene_joins_it(targets: tuple[Target, ...], value: float, status: str) -> None:
    assert judge(targets, value) == status
    assert judge(tuple(reversed(targets)), value) == status


def test_a_number_of_the_prose_stands_for_a_task_of_the_table_but_not_for_a_task_beside_a_number() -> None:
    task, prose = make_target("a", None, **TASK), make_target("a", 70.0, standard="text")
    assert judge((task, prose), 75.0) == "met"
    assert judge((task, make_target("a", 70.0), prose), 75.0) == "untestable"


def test_words_of_other_years_and_standards_are_no_alternatives() -> None:
    rows = (make_target("a", 80.0, any_of="way"), make_target("a", 70.0, any_of="way", year=None))
    assert judge(rows, 75.0) == "not_met"
    assert judge(tuple(row.model_copy(update={"year": 2025}) for row in rows), 75.0) == "met"


def test_a_cell_of_two_conditions_is_read_and_is_one_target(tmp_path: Path) -> None:
    shutil.copytree(SCENARIOS / "dongchuan", tmp_path / "dongchuan")
    table = tmp_path / "dongchuan" / "targets.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    place = next(at for at, line in enumerate(lines) if line.startswith("I10,plan,2025"))
    lines.insert(place + 1, lines[place].replace("at_least,85", "hold,"))
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    plan, before = read_plan(table.parent), load("dongchuan")
    assert [row.relation for row in plan.find_targets("I10", "plan", 2025)] == ["at_least", "hold"]
    assert len(build_problem(plan, plan.find_scenario(None)).targets) == len(
        build_problem(before, before.find_scenario(None)).targets
    )


def test_rows_of_one_alternative_must_name_one_alternative(tmp_path: Path) -> None:
    shutil.copytree(SCENARIOS / "lufeng", tmp_path / "lufeng")
    table = tmp_path / "lufeng" / "targets.csv"
    head, *lines = table.read_text(encoding="utf-8").splitlines()
    places = [at for at, line in enumerate(lines) if line.startswith("I02,text,2024")]
    cells = [lines[at].split(",") for at in places]
    at = head.split(",").index("any_of")
    for row, words in zip(cells, (("way", "first"), ("", "first")), strict=True):
        row[at : at + 2] = words
    for place, row in zip(places, cells, strict=True):
        lines[place] = ",".join(row)
    table.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    with pytest.raises(PlanFaults) as caught:
        read_plan(table.parent)
    assert [(each.row, each.column) for each in caught.value.faults] == [(places[1] + 2, "any_of")]
    assert "all_of" in caught.value.read("zh")


def test_a_target_that_holds_the_base_does_not_allow_falling_back() -> None:
    plan = make_plan({}, (), make_both(), {"a": 72.3})
    codes = [finding.code for finding in audit_plan(plan)]
    assert "target_weaker_than_base" not in codes
    weak = dataclasses.replace(plan, targets=plan.targets[:1])
    assert "target_weaker_than_base" in [finding.code for finding in audit_plan(weak)]


def test_a_target_that_holds_the_base_is_no_weaker_than_a_standard_below_it() -> None:
    standard = make_target("a", 60.0, standard="national", year=None)
    plan = make_plan({}, (), (*make_both(), standard), {"a": 72.3})
    assert "target_weaker_than_standard" not in [finding.code for finding in audit_plan(plan)]
    for targets in ((plan.targets[0], standard), (*make_both(), standard.model_copy(update={"value": 80.0}))):
        weak = dataclasses.replace(plan, targets=targets)
        assert "target_weaker_than_standard" in [finding.code for finding in audit_plan(weak)]


def test_two_ends_of_one_target_are_no_contradiction_and_the_first_row_is_not_the_whole() -> None:
    rows = (make_target("a", 75.0, relation="at_most"), make_target("a", 60.0))
    later = tuple(row.model_copy(update={"year": 2030}) for row in reversed(rows))
    plan = make_plan({}, (), (*rows, *later), {"a": 50.0})
    assert not {"target_differs", "target_falls_back"} & {finding.code for finding in audit_plan(plan)}
    other = make_target("a", 65.0, standard="text", as_written="65")
    found = [each for each in audit_plan(dataclasses.replace(plan, targets=(*plan.targets, other)))]
    assert [each.figures for each in found if each.code == "target_differs"] == [("≥60.0", "65")]


@pytest.mark.parametrize("unit", ["-", "—", "–", "/", "－", "", None])
def test_nothing_is_printed_where_there_is_no_unit(unit: str | None) -> None:
    plan = make_plan({}, (), (make_target("a", 55.0),), {"a": 72.3}, a={"unit": unit})
    said = [each.sentence for each in audit_plan(plan) if each.code == "target_weaker_than_base"]
    assert len(said) == 1
    assert "72.3，" in said[0].read("zh")
    assert "72.3;" in said[0].read("en")


def test_what_must_hold_together_is_broken_by_harm_that_its_number_alone_allows() -> None:
    """P3 (50) takes b from 72 to 65: at least 55 still, but worse than today; P4 does without for 80."""
    plan, scenario = CASES["conditions"]()
    choice = choose_portfolio(build_problem(plan, scenario))
    assert (set(choice.portfolio.starts), choice.portfolio.broken) == ({"P1", "P4"}, ())
    alone = dataclasses.replace(plan, targets=tuple(row for row in plan.targets if row.relation != "hold"))
    assert set(choose_portfolio(build_problem(alone, scenario)).portfolio.starts) == {"P1", "P3"}


def test_a_task_and_a_number_or_any_rise_is_met_by_the_rise() -> None:
    """From 90, P1 (100) reaches 95 and the task stays unknown; P2 (40) only rises to 91, and a rise is enough."""
    targets = make_ways(make_target("a", None, **IMPROVE))
    effects = (make_effect("P1", "a", 5.0), make_effect("P2", "a", 1.0))
    plan = make_plan({"P1": 100.0, "P2": 40.0}, effects, targets, {"a": 90.0})
    assert find(plan) == ({"P2"}, 40.0, ())
    assert [each.is_met for each in solve(plan).verification.outcomes] == [True]


def test_a_number_that_is_reached_beside_an_unknown_task_is_not_called_met() -> None:
    plan, _ = CASES["conditions"]()
    answer = solve(plan)
    first = {each.key: each for each in answer.verification.outcomes}["a"]
    assert (first.missing, first.is_reached, first.is_undecided, first.is_met) == (0.0, True, True, False)
    assert answer.choice.reaches == ()
    said = headline(answer)
    assert "meet 1 of them" in said.read("en")
    assert "1 more reaches its number and stays undecided" in said.read("en")
    assert "数值已达到" in said.read("zh")
    row = next(row for row in make_indicator_table(answer).to_frame().to_dict("records") if row["indicator_id"] == "a")
    assert row["status"] == "undecided"
    told = [each.read("zh") for each in list_caveats(answer)]
    assert any("“完成考核任务且≥60；或≥90”" in each for each in told)


def test_the_tables_show_what_is_asked_in_its_printed_words_once() -> None:
    plan = make_plan({}, (), make_both(), {"a": 72.3})
    table = make_assessment_table(plan, assess_plan(plan))
    place = [column.key for column in table.columns].index("target")
    assert [row[place].read("zh") for row in table.rows] == [CELL]  # type: ignore[union-attr]
    words = write_targets(make_ways(make_target("a", None, **IMPROVE)))
    assert words.read("zh") == "完成考核任务，且≥95.0；或持续提高"
    assert words.read("en") == "'完成考核任务' and ≥95.0, or '持续提高'"


def test_a_problem_that_hides_an_unknown_task_is_refused() -> None:
    plan, scenario = CASES["conditions"]()
    problem = build_problem(plan, scenario)
    assert [each.is_undecided for each in problem.targets] == [True, False]
    hidden = dataclasses.replace(
        problem, targets=tuple(dataclasses.replace(each, is_undecided=False) for each in problem.targets)
    )
    wrong = [each.name.read("en") for each in match_problem(open_book(plan, scenario), hidden) if not each.is_right]
    assert wrong == ["a has its year, nature and kind"]


def test_what_no_number_heals_is_never_called_met() -> None:
    """At least 50, and something to be set up that is not: P1 brings the number, and the target stays missed."""
    rows = (make_target("a", 50.0), make_target("a", None, relation="done", as_written="建立"))
    plan = make_plan({"P1": 100.0}, (make_effect("P1", "a", 20.0),), rows, {"a": 40.0})
    plan = dataclasses.replace(plan, observations=(make_observation("a", 40.0, state="not_done"),))
    choice = choose(plan)
    assert (choice.portfolio.missed, choice.reaches[0].cause) == (("a",), "not_in_place")


def test_an_edited_number_stands_in_place_of_all_conditions() -> None:
    plan, scenario = CASES["conditions"]()
    edited = scenario.model_copy(update={"target_values": {"b": 60.0}})
    choice = choose_portfolio(build_problem(plan, edited))
    verify_portfolio(plan, choice.problem, choice.portfolio, edited)
    assert set(choice.portfolio.starts) == {"P1", "P3"}


def test_delivery_holds_all_conditions_of_a_target_at_once() -> None:
    """At least 50 and at most 60 is one target in every run, as between 50 and 60 is."""
    ends = (make_target("a", 50.0), make_target("a", 60.0, relation="at_most"))
    effects = (make_effect("P1", "a", 12.0), make_effect("P2", "a", 15.0))
    both = make_plan({"P1": 100.0, "P2": 90.0}, effects, ends, {"a": 40.0})
    one = dataclasses.replace(both, targets=(make_target("a", 50.0, relation="between", upper_value=60.0),))
    problems = [build_problem(plan, plan.find_scenario(None)) for plan in (both, one)]
    assert problems[0].targets == problems[1].targets
    assert len(problems[0].targets) == 1


ROWS = st.sampled_from(
    [
        make_target("a", 45.0, as_written="45"),
        make_target("a", 50.0, as_written="50"),
        make_target("a", 60.0, as_written="60"),
        make_target("a", 50.0, relation="above", as_written=">50"),
        make_target("a", 65.0, relation="at_most", as_written="≤65"),
        make_target("a", None, **TASK),
        make_target("a", None, **HOLD),
        make_target("a", None, **IMPROVE),
    ]
)


def pose(rows: tuple[Target, ...], sizes: tuple[int, ...], costs: tuple[int, ...]) -> Plan:
    projects: dict[str, float | dict[str, Any]] = {f"P{at}": float(cost) for at, cost in enumerate(costs)}
    effects = tuple(make_effect(f"P{at}", "a", float(size)) for at, size in enumerate(sizes) if size)
    return make_plan(projects, effects, rows, {"a": 40.0})


def price(plan: Plan) -> tuple[int, float]:
    """How many targets are missed or broken, then what the cheapest portfolio costs; every answer is verified."""
    try:
        portfolio = choose(plan).portfolio
    except MissingData:  # alternatives with a gap that projects can cross
        assume(False)
    return len(portfolio.missed) + len(portfolio.broken), portfolio.discounted_cost


SIZES = st.tuples(*[st.sampled_from((-3, 0, 2, 5, 10, 12))] * 3)
COSTS = st.tuples(*[st.integers(1, 40)] * 3)


@settings(max_examples=40)
@given(rows=st.lists(ROWS, min_size=1, max_size=3), more=ROWS, sizes=SIZES, costs=COSTS)
def test_one_condition_more_is_never_cheaper(
    rows: list[Target], more: Target, sizes: tuple[int, ...], costs: tuple[int, ...]
) -> None:
    fewer, all_of_them = (price(pose(tuple(each), sizes, costs)) for each in (rows, [*rows, more]))
    assert all_of_them >= (fewer[0], fewer[1] - 1e-6)


@settings(max_examples=40)
@given(first=st.lists(ROWS, min_size=1, max_size=2), other=ROWS, sizes=SIZES, costs=COSTS)
def test_one_alternative_more_is_never_dearer(
    first: list[Target], other: Target, sizes: tuple[int, ...], costs: tuple[int, ...]
) -> None:
    ways = [row.model_copy(update={"any_of": "way", "all_of": "first"}) for row in first]
    more = [*ways, other.model_copy(update={"any_of": "way"})]
    one, several = (price(pose(tuple(each), sizes, costs)) for each in (ways, more))
    assert several <= (one[0], one[1] + 1e-6)


@settings(max_examples=40)
@given(data=st.data(), rows=st.lists(ROWS, min_size=2, max_size=4), sizes=SIZES, costs=COSTS)
def test_the_order_of_the_rows_does_not_matter(
    data: st.DataObject, rows: list[Target], sizes: tuple[int, ...], costs: tuple[int, ...]
) -> None:
    words = st.sampled_from([None, "way"])
    said = [
        row.model_copy(update={"any_of": any_of, "all_of": data.draw(st.sampled_from([None, "x"])) if any_of else None})
        for row in rows
        for any_of in [data.draw(words)]
    ]
    other = data.draw(st.permutations(said))
    first, second = (price(pose(tuple(each), sizes, costs)) for each in (said, other))
    assert first == pytest.approx(second)
