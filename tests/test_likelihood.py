"""How likely targets are met with delays and effects drawn together: the same draws, told again by the slow way."""

import numpy as np
import pytest

from peakfolio.carbon.opening import open_plan
from peakfolio.delivery.attainment import make_study
from peakfolio.delivery.build import build_delivery
from peakfolio.delivery.delivered import DeliveredPortfolio, PlannedPortfolio, deliver_portfolio
from peakfolio.delivery.likelihood import Aims, draw_study, judge_likelihood
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.plan.catalogue import find_region
from peakfolio.portfolio.build import build_problem, draw_contributions
from peakfolio.portfolio.optimise import choose_only
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.sampling import draw_effects, list_drawn, read_draw

RUNS = 30


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_contributions_under_a_draw_are_those_of_the_problem_posed_with_it(region: str) -> None:
    plan = open_plan(find_region(region))
    problem, rng = build_problem(plan, plan.find_scenario("base")), np.random.default_rng(1)
    keys = {target.key for target in problem.targets}
    for _ in range(3):
        draw = draw_effects(plan, problem.scenario, rng)
        posed = build_problem(plan, problem.scenario, draw).contributions
        assert draw_contributions(plan, problem, draw) == tuple(each for each in posed if each.key in keys)


def deliver_cheapest() -> DeliveredPortfolio:
    """The cheapest portfolio of Dongchuan, delivered in its years."""
    plan = open_plan(find_region("dongchuan"))
    problem = build_problem(plan, plan.find_scenario("base"))
    portfolio = choose_only(problem)
    assert portfolio is not None
    study = make_study(plan, problem, build_delivery(plan, problem))
    aims = tuple(target.key for target in problem.targets if target.key not in portfolio.missed)
    planned = PlannedPortfolio("chosen", portfolio.starts, portfolio.shares, aims)
    return deliver_portfolio(study, planned, SimulationSettings(RUNS, 3))


def test_without_any_delay_a_likelihood_is_what_the_second_voice_counts_draw_by_draw() -> None:
    course = deliver_cheapest()
    plan, problem, aims = course.study.plan, course.study.problem, course.aims
    told = judge_likelihood(draw_study(course.study, RUNS, 3), course.planned, Aims(aims, None, course.shares))
    figures = list_drawn(plan, problem.scenario)
    rng = np.random.default_rng(np.random.SeedSequence(3, spawn_key=(200,)))
    counted = []
    for row in rng.random((RUNS, len(figures))):
        draw = read_draw(plan, problem.scenario, dict(zip(figures, map(float, row), strict=True)))
        outcomes = find_outcomes(plan, problem, course.starts, course.shares, draw)
        counted.append({each.key: each.is_reached for each in outcomes})
    for key in aims:
        assert told.by_target[key] == pytest.approx(np.mean([each[key] for each in counted])), key
    assert told.all_met == pytest.approx(np.mean([all(each[key] for key in aims) for each in counted]))
    assert 0.0 < told.all_met < 1.0


def test_a_likelihood_counts_delays_too() -> None:
    course = deliver_cheapest()
    drawn, said = draw_study(course.study, RUNS, 3), Aims(course.aims, None, course.shares)
    late, early = judge_likelihood(drawn, course.services, said), judge_likelihood(drawn, course.planned, said)
    assert late.all_met < early.all_met
    assert all(late.by_target[key] <= early.by_target[key] for key in course.aims)
