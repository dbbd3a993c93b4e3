"""What a time limit leaves open is said to be open: the runs of one solve share it, and nothing is concluded from a stopped one."""

import dataclasses
from typing import Any

import pytest

from peakfolio.plan.settings import Scenario
from peakfolio.portfolio import causes, solver
from peakfolio.portfolio import optimise as choosing
from peakfolio.portfolio.answering import answer_question
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.causes import Unsettled, can_meet, find_causes, find_obstacles
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.formulation import Constraint, Formulation, Variable
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.relaxing import rank_relaxations
from peakfolio.portfolio.solver import Certificate, Solution, SolverSettings, solve
from peakfolio.report.reasons import explain_reach
from peakfolio.report.summary import headline
from tiny import make_tiny_plan

STOPPED = Certificate("stopped", False, None, None, None, "HiGHS", 0.0)


class Clock:
    """A clock that only runs while HiGHS does: each run takes so many seconds. It keeps the time limits HiGHS was handed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        self.now, self.seconds = 0.0, seconds
        self.limits: list[float] = []
        self._run, self._pass = solver._run, solver._pass_model
        monkeypatch.setattr(solver.time, "perf_counter", lambda: self.now)
        monkeypatch.setattr(solver, "_run", self.run)
        monkeypatch.setattr(solver, "_pass_model", self.pass_model)

    def run(self, model: Any) -> None:
        self.now += self.seconds
        self._run(model)

    def pass_model(self, formulation: Formulation, settings: SolverSettings, **options: Any) -> Any:
        self.limits.append(settings.time_limit_seconds)
        return self._pass(formulation, dataclasses.replace(settings, time_limit_seconds=60.0), **options)


def make_bag(weight: float = 4.0) -> Formulation:
    return Formulation(
        "bag",
        tuple(Variable(f"x{number}", 0.0, 1.0, is_integer=True) for number in range(3)),
        (Constraint("weight", {"x0": 2.0, "x1": 2.0, "x2": 3.0}, "<=" if weight > 0 else ">=", abs(weight)),),
        {"x0": -3.0, "x1": -2.0, "x2": -4.0},
    )


def test_a_second_opinion_takes_no_more_than_what_the_first_run_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, 4.0)
    found = solve(make_bag(), SolverSettings(time_limit_seconds=10.0))
    assert clock.limits == [10.0, 3.0]
    assert (found.certificate.second_opinion, found.certificate.is_proved) == ("agrees", True)


def test_a_second_opinion_for_which_no_time_is_left_is_said_to_be_unfinished(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, 12.0)
    found = solve(make_bag(), SolverSettings(time_limit_seconds=10.0))
    assert clock.limits == [10.0]
    assert (found.certificate.second_opinion, found.certificate.objective) == ("unfinished", -5.0)


def test_the_run_without_presolve_shares_the_time_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, 4.0)
    assert solve(make_bag(-9.0), SolverSettings(time_limit_seconds=10.0)).certificate.outcome == "infeasible"
    assert clock.limits == [10.0, 6.0]


def test_the_order_among_equals_takes_what_the_cost_left(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {}
    honest = choosing.solve

    def watch(formulation: Formulation, settings: SolverSettings, **options: Any) -> Solution:
        limits[formulation.name.partition(": ")[2]] = settings.time_limit_seconds
        found = honest(formulation, settings, **options)
        return dataclasses.replace(found, certificate=dataclasses.replace(found.certificate, seconds=45.0))

    monkeypatch.setattr(choosing, "solve", watch)
    choose_portfolio(build_problem(make_tiny_plan(), Scenario()), SolverSettings(time_limit_seconds=60.0))
    assert (limits["least cost"], limits["stated order"]) == (60.0, 15.0)


def stop(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """From now on every solve whose name begins so is stopped without a solution."""
    honest = solver.solve

    def solve_or_stop(formulation: Formulation, *rest: Any, **options: Any) -> Solution:
        named = formulation.name.partition(": ")[2] or formulation.name
        is_stopped = any(formulation.name.startswith(each) or named.startswith(each) for each in names)
        return Solution({}, STOPPED) if is_stopped else honest(formulation, *rest, **options)

    monkeypatch.setattr(causes, "solve", solve_or_stop)
    monkeypatch.setattr(choosing, "solve", solve_or_stop)


def choose_short() -> Choice:
    """Sewage needs 30 and forest P2: within 150 only forest can be met, for want of money."""
    return choose_portfolio(build_problem(make_tiny_plan(), Scenario(budget_wan_yuan=150.0)))


def test_a_stopped_solve_does_not_say_that_targets_cannot_be_met(monkeypatch: pytest.MonkeyPatch) -> None:
    choice = choose_short()
    assert not can_meet(choice.problem, ("sewage",))
    stop(monkeypatch, "met")
    with pytest.raises(Unsettled):
        can_meet(choice.problem, ("sewage",))


def test_a_cause_that_was_not_settled_in_time_is_said_to_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = choose_short().problem
    target = next(each for each in problem.targets if each.key == "sewage")
    assert find_causes(problem, target) == ("not_enough_money",)
    stop(monkeypatch, "met")
    assert find_causes(problem, target) == ("not_searched",)
    assert find_obstacles(problem, target, ("forest",)) == ("not_searched",)


def test_a_stopped_solve_gives_no_later_year(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = make_tiny_plan()
    choice = choose_portfolio(build_problem(plan, Scenario(locked_out=("P2",))))
    assert [(each.key, each.amount) for each in rank_relaxations(plan, choice) if each.kind == "deadline"] == [
        ("forest", 1.0)
    ]
    stop(monkeypatch, "met")
    assert not [each for each in rank_relaxations(plan, choice) if each.kind == "deadline"]


def test_a_reach_that_was_stopped_is_the_best_found_and_not_the_best_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    plan, scenario = make_tiny_plan(), Scenario(budget_wan_yuan=150.0)
    stop(monkeypatch, "reach")
    answer = answer_question(plan, "base", scenario)
    (reach,) = answer.choice.reaches
    assert (reach.key, reach.cause) == ("sewage", "not_searched")
    assert "the best found so far" in explain_reach(answer, reach).read("en")
    assert "0 are out of reach of every portfolio" in headline(answer).read("en")
    assert "Whether 1 can be met was not settled in time." in headline(answer).read("en")
    assert "1 个能否达到，未能在时限内定出" in headline(answer).read("zh")
