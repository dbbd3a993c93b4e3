"""What knowing a figure is worth, by hand and against one draw at a time."""

import numpy as np
import pytest
from tests.conftest import load
from tests.tiny_chains import make_chained_plan, make_evidence, make_parameter

from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.answering import answer_question
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.drawn import draw_many, find_certainty
from peakfolio.portfolio.information import FigureWorth, Information, value_information
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.sampling import list_drawn, read_draw
from peakfolio.report.information import list_information_notes, make_information_table
from peakfolio.report.summary import list_caveats


def choose(plan: Plan, **changes: object) -> Choice:
    return answer_question(plan, "asked", plan.settings.scenario.model_copy(update=changes)).choice


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
@pytest.mark.parametrize("is_shared", [False, True])
def test_many_draws_are_judged_as_one_draw_is(region: str, is_shared: bool) -> None:
    """The same targets are met in the same draws as the second voice finds, one draw at a time."""
    plan = load(region)
    choice = choose(plan, use_shared_effects=is_shared)
    problem, rng, runs = choice.problem, np.random.default_rng(11), 12
    luck = {key: rng.random(runs) for key in list_drawn(plan, problem.scenario)}
    drawn = draw_many(plan, problem, luck, runs)
    for portfolio in (choice.portfolio, choice.best_effort):
        ours = {target.key: drawn.is_met(target, portfolio) for target in problem.targets}
        for run in range(runs):
            draw = read_draw(plan, problem.scenario, {key: float(each[run]) for key, each in luck.items()})
            theirs = find_outcomes(plan, problem, portfolio.starts, portfolio.shares, draw)
            assert {each.key: each.is_reached for each in theirs} == {
                key: bool(each[run]) for key, each in ours.items()
            }


def test_a_figure_that_decides_is_worth_what_the_wrong_choice_costs() -> None:
    """P1 (100) raises sewage by 1,000 over the villages, 10 to 60 with mode 30, and 30 points are needed: up to 33.3 villages.

    A target is worth 150. Who does not know builds nothing (150 lost), for building blindly costs 100 + 150 * 0.474; who knows builds in
    0.526 of all cases, and loses 100 there and 150 elsewhere: 26.3 less.
    """
    villages = make_parameter("villages", 30, "行政村", low=10, high=60)
    plan = make_chained_plan("P1", evidence=make_evidence(10, 10, 10, 10), parameters=(villages,))
    told = value_information(plan, choose(plan, locked_out=("P2", "P3", "P4")), target_wan_yuan=150.0)
    built = 1 - (60 - 100 / 3) ** 2 / (50 * 30)
    worth = 150 - (built * 100 + (1 - built) * 150)
    assert told.before.starts == {}
    assert told.all_wan_yuan == pytest.approx(worth, rel=0.05)
    assert [(each.figure, each.targets) for each in told.figures] == [("parameter villages", ("sewage",))]
    assert told.figures[0].worth_wan_yuan == pytest.approx(worth, rel=0.1)
    assert told.figures[0].gained == {"P1": pytest.approx(built, abs=1 / 16)}
    assert told.figures[0].dropped == {}


def test_a_figure_that_changes_nothing_is_worth_nothing() -> None:
    villages = make_parameter("villages", 10, "行政村", low=9.9, high=10.1)
    plan = make_chained_plan("P1", evidence=make_evidence(10, 10, 10, 10), parameters=(villages,))
    told = value_information(plan, choose(plan))
    assert [each.worth_wan_yuan for each in told.figures] == [0.0]
    assert told.figures[0].gained == told.figures[0].dropped == {}


def test_a_figure_without_worth_is_not_said_to_change_the_choice() -> None:
    """A part that is just worth its money may not seem to fall with every figure, whatever that bears on."""
    plan = load("dongchuan")
    told = value_information(plan, choose(plan))
    worthless = [each for each in told.figures if each.worth_wan_yuan == 0.0]
    assert len(worthless) > 20
    assert [each.figure for each in worthless if each.gained or each.dropped] == []
    serves = {(effect.action_id, effect.indicator_id) for effect in plan.effects}
    for each in told.figures:
        served = {action for action, indicator in serves if indicator in {key.split("@")[0] for key in each.targets}}
        assert {*each.gained, *each.dropped} <= served, each.figure


def test_no_figure_is_worth_more_than_all_together() -> None:
    plan = make_chained_plan("P1", "P3")
    told = value_information(plan, choose(plan), target_wan_yuan=200.0)
    assert len(told.figures) == 2
    assert all(0 <= each.worth_wan_yuan <= told.all_wan_yuan * 1.1 + 1e-9 for each in told.figures)


def test_certainty_is_the_share_of_draws_in_which_all_is_met() -> None:
    """Sewage needs 10 of 33.3 villages: with 30 to 50 villages the share of draws below 33.3 is (33.3 - 30)^2 / (20 * 10)."""
    plan = make_chained_plan("P1", evidence=make_evidence(10, 10, 10, 10))
    choice = choose(plan, locked_in=("P1",), locked_out=("P2", "P3"))
    assert "sewage" in choice.portfolio.missed  # 25 points as reckoned, 30 are needed
    likely = make_chained_plan(
        "P1",
        evidence=make_evidence(10, 10, 10, 10),
        parameters=(make_parameter("villages", 32, "行政村", low=30, high=50),),
    )
    choice = choose(likely, locked_in=("P1",), locked_out=("P2", "P3"))
    found = find_certainty(likely, choice.problem, choice.portfolio, 20_000, 5)
    limit, low, mode, high = 100 / 3, 30, 32, 50
    expected = 1 - (high - limit) ** 2 / ((high - low) * (high - mode))
    assert found.by_target["sewage"] == pytest.approx(expected, abs=0.012)
    assert found.all_met == pytest.approx(expected, abs=0.012)


def test_an_order_and_what_is_exact_are_no_matter_of_luck() -> None:
    plan = make_chained_plan("P1", evidence=make_evidence(10, 10, 10, 10))
    assert list_drawn(plan, Scenario()) == ("parameter villages",)


def test_a_worth_that_was_asked_for_is_not_called_the_least() -> None:
    villages = make_parameter("villages", 30, "行政村", low=10, high=60)
    plan = make_chained_plan("P1", evidence=make_evidence(10, 10, 10, 10), parameters=(villages,))
    answer = answer_question(plan, "asked", plan.settings.scenario)
    said = {
        worth: list_information_notes(answer, value_information(plan, answer.choice, worth))[0].read("en")
        for worth in (150.0, None)
    }
    assert "as asked" in said[150.0]
    assert "the least" not in said[150.0]
    assert "the least" in said[None]


@pytest.mark.parametrize("scenario", ["base", "any-fall"])
def test_a_step_too_small_to_notice_is_told_whether_or_not_a_least_step_is_asked(scenario: str) -> None:
    """The water that the renewal of old estates saves is 0.0119 of 28.13 m3: 0.042 %, for 6,000 万元."""
    plan = load("panzhihua-dongqu")
    answer = answer_question(plan, scenario, plan.find_scenario(scenario))
    said = " ".join(each.read("en") for each in list_caveats(answer))
    assert "Water use per unit of GDP (0.042%)" in said


def test_a_figure_is_told_as_the_scenario_reads_it() -> None:
    """As the document says, P48 shares the gap of urban sewage, which a chain reckons otherwise: a multiple, in no unit."""
    plan = load("yongchuan")
    answer = answer_question(plan, "asked", plan.find_scenario("as-the-document-says"))
    worth = FigureWorth("effect P48 I26a adds", 10.0, ("I26a",), {}, {})
    told = Information(100.0, False, answer.choice.portfolio, 10.0, (worth,), {}, 2)
    assert [row[1].read("en") for row in make_information_table(answer, told).rows] == ["1 (0.7 to 1.3)"]
