import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pulp
import pytest

from conftest import load
from peakfolio.errors import PeakfolioError, SolverFailure
from peakfolio.plan.settings import Balance, Ceiling, Group, Scenario
from peakfolio.plan.tables import Relation
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.constraints import list_constraints
from peakfolio.portfolio.formulation import Constraint, Formulation, Variable, list_variables
from peakfolio.portfolio.frontier import trace_shortfall
from peakfolio.portfolio.objectives import least_cost
from peakfolio.portfolio.optimise import choose_portfolio, write_model
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.pulp_models import build_pulp_problem
from peakfolio.portfolio.solver import SolverSettings, solve, solve_or_fail
from test_questions import make_scored_plan, with_abatement
from tiny import CITE, make_effect, make_target, make_tiny_plan

LP = Path(__file__).parent / "lp"


def make_knapsack(count: int) -> Formulation:
    """A market-split problem, which branch and bound cannot finish in a moment."""
    variables = tuple(Variable(f"x[{i}]", 0.0, 1.0, is_integer=True) for i in range(count))
    slack = tuple(Variable(f"s[{k},{side}]", 0.0, 1e6, is_integer=False) for k in range(5) for side in ("up", "down"))
    rows = []
    for k in range(5):
        weights = {f"x[{i}]": float((i * 7919 + k * 104729 + i * i * 31 * (k + 1)) % 100) for i in range(count)}
        terms = {**weights, f"s[{k},up]": 1.0, f"s[{k},down]": -1.0}
        rows.append(Constraint(f"split[{k}]", terms, "=", float(int(sum(weights.values()) / 2))))
    return Formulation("market split", variables + slack, tuple(rows), {each.name: 1.0 for each in slack})


def test_an_optimum_comes_with_bound_and_gap() -> None:
    formulation = Formulation(
        "two", (Variable("a", 0, 1, True), Variable("b", 0, 1, True)), (Constraint("one", {"a": 1, "b": 1}, ">=", 1),), {"a": 2, "b": 3}
    )  # fmt: skip
    solution = solve(formulation)
    assert solution.values == {"a": 1.0, "b": 0.0}
    assert solution.certificate.is_proved
    assert (solution.certificate.objective, solution.certificate.bound, solution.certificate.relative_gap) == (
        2.0,
        2.0,
        0.0,
    )


def test_time_limit_is_not_a_proof() -> None:
    certificate = solve(make_knapsack(50), SolverSettings(time_limit_seconds=0.5)).certificate
    assert certificate.outcome == "stopped"
    assert not certificate.is_proved
    assert certificate.objective is not None
    assert certificate.bound is not None
    assert certificate.bound < certificate.objective


def test_a_gap_that_was_allowed_is_not_a_proof() -> None:
    certificate = solve(make_knapsack(30), SolverSettings(relative_gap=0.9, time_limit_seconds=5.0)).certificate
    assert certificate.relative_gap is not None
    assert 1e-9 < certificate.relative_gap <= 0.9
    assert (certificate.outcome, certificate.is_proved) == ("optimal", False)


def test_infeasible_says_so_and_returns_no_values() -> None:
    formulation = Formulation("no", (Variable("a", 0, 1, True),), (Constraint("two", {"a": 1}, ">=", 2),), {"a": 1})
    solution = solve(formulation)
    assert (solution.values, solution.certificate.outcome) == ({}, "infeasible")
    with pytest.raises(SolverFailure, match="infeasible"):
        solve_or_fail(formulation)


FAMILIES: dict[str, dict[str, object]] = {
    "tiny": {},
    "locks": {"locked_in": ("P1",), "locked_out": ("P3",)},
    "ceilings": {
        "budgets": (Ceiling(year=2024, ceiling_wan_yuan=80.0), Ceiling(year=2025, ceiling_wan_yuan=60.0)),
        "carry_over": True,
    },
    "groups": {"groups": (Group(name="g", members=("P1", "P3"), at_least=1, at_most=1),)},
    "balances": {"balances": (Balance(category_zh="工程", min_share=0.5, max_share=1.0),)},
    "robust": {"robust_budget": 1.0},
    "conditions": {},
    "levels": {},
    "relations": {},
    "divisible": {},
    "points": {"question": "cheapest_points", "points": 5.0},
    "rule": {"question": "cheapest_rule", "standard": "plan"},
    "abatement": {"question": "cheapest_abatement", "abatement_wan_tco2": 8.0},
}


def make_family(name: str) -> PortfolioProblem:
    """The tiny plan with one family of constraints."""
    plan = make_scored_plan() if name == "points" else make_tiny_plan()
    if name == "abatement":
        plan = with_abatement(plan)
    if name == "conditions":
        rows = (make_target("sewage", 75.0, relation="at_most"), make_target("forest", None, relation="assigned"))
        plan = replace(plan, targets=(*plan.targets, *rows))
    if name == "levels":
        plan = replace(
            plan, effects=(*plan.effects, make_effect("P4", "sewage", 75.0, mode="reaches", arrives="pro_rata"))
        )
    if name == "relations":
        pairs = (("requires", "P3", "P1"), ("excludes", "P1", "P4"), ("together", "P2", "P3"))
        rows = tuple(Relation(kind=k, action_id=a, other_id=b, reasoning="x", **CITE) for k, a, b in pairs)
        plan = replace(plan, relations=rows)
    if name == "divisible":
        first, second, *rest = plan.projects
        units = second.model_copy(update={"divisible": "integer", "unit_count": 3})
        plan = replace(plan, projects=(first.model_copy(update={"divisible": "continuous"}), units, *rest))
    if name == "robust":
        plan = replace(
            plan, effects=tuple(row.model_copy(update={"low": (row.central or 0.0) / 2}) for row in plan.effects)
        )
    return build_problem(plan, Scenario(latest_delay_years=1, **FAMILIES[name]))


@pytest.mark.parametrize("name", FAMILIES)
def test_the_model_reads_like_the_plan(name: str, tmp_path: Path) -> None:
    write_model(make_family(name), str(tmp_path / "model.lp"))
    assert (tmp_path / "model.lp").read_text() == (LP / f"{name}.lp").read_text()


def test_other_solvers_and_other_files_go_through_the_same_door(tmp_path: Path) -> None:
    write_model(make_family("tiny"), str(tmp_path / "model.mps"))
    assert "meet_sewage" in (tmp_path / "model.mps").read_text()
    with pytest.raises(PeakfolioError, match="PuLP finds"):
        choose_portfolio(make_family("tiny"), SolverSettings(solver="ORACLE"))


@pytest.mark.slow
def test_presolve_alone_never_makes_a_problem_infeasible() -> None:
    """Presolve of HiGHS 1.15.1 calls a step of this frontier infeasible although the step before it has a solution."""
    plan = load("dongchuan")
    points = trace_shortfall(plan, build_problem(plan, plan.find_scenario(None)))
    assert points[0].cost_wan_yuan == 0.0
    assert len(points) > 100


def end_search(code: str, number: int) -> tuple[int, str, str]:
    """Exit code and what is printed when a signal comes two seconds into a search in a process of its own."""
    begin = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell may have it ignored
        "from test_solver import make_knapsack; from peakfolio.portfolio.solver import SolverSettings, solve\n"
        "from peakfolio.cli.ending import Ended, end_on\n"
        "print('ready', flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", begin + code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=Path(__file__).parent,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    time.sleep(2.0)
    process.send_signal(number)
    try:
        said, told = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    return process.returncode, said, told


def test_stopping_keeps_the_best_found_and_says_it_is_no_proof() -> None:
    code = (
        "c = solve(make_knapsack(50), SolverSettings(time_limit_seconds=60.0)).certificate\n"
        "print(c.outcome, c.is_proved, c.objective is not None)"
    )
    _, said, _ = end_search(code, signal.SIGINT)
    assert said.strip().splitlines()[-1] == "stopped False True"


def test_a_command_that_is_ended_does_not_leave_the_search_running_behind_it() -> None:
    """HiGHS searches in a thread of its own; where that still runs when the process ends, the process is taken down with SIGABRT."""
    code = (
        "try:\n"
        "    with end_on(signal.SIGTERM): solve(make_knapsack(50), SolverSettings(time_limit_seconds=60.0))\n"
        "except Ended: raise SystemExit(143)"
    )
    code_of_exit, _, told = end_search(code, signal.SIGTERM)
    assert (code_of_exit, told) == (143, "")


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated:DeprecationWarning")  # its CBC needs no other package
@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_a_second_solver_finds_the_same_optimum(region: str) -> None:
    plan = load(region)
    problem = build_problem(plan, plan.find_scenario(None))
    formulation = Formulation(
        "cost and misses", tuple(list_variables(problem)), tuple(list_constraints(problem)),
        {**least_cost(problem), **{f"missed[{target.indicator_id}]": 1e5 for target in problem.targets}},
    )  # fmt: skip
    model, _ = build_pulp_problem(formulation)
    model.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0.0))
    assert model.sol_status == pulp.LpSolutionOptimal
    assert pulp.value(model.objective) == pytest.approx(solve(formulation).certificate.objective, rel=1e-6)
