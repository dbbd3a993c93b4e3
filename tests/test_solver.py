from pathlib import Path

import pulp
import pytest

from conftest import load
from peakfolio.errors import SolverFailure
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.choosing import write_model
from peakfolio.portfolio.constraints import list_constraints
from peakfolio.portfolio.formulation import Constraint, Formulation, Variable, list_variables
from peakfolio.portfolio.posing import pose_problem
from peakfolio.portfolio.questions import least_cost
from peakfolio.portfolio.solver import SolverSettings, build_pulp_problem, solve, solve_or_fail
from tiny import make_tiny_plan

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
    if certificate.objective is not None and certificate.bound is not None:
        assert certificate.bound <= certificate.objective


def test_a_gap_that_was_allowed_is_not_a_proof() -> None:
    certificate = solve(make_knapsack(30), SolverSettings(relative_gap=0.9, time_limit_seconds=5.0)).certificate
    assert certificate.is_proved == (certificate.relative_gap is not None and certificate.relative_gap <= 1e-9)


def test_infeasible_says_so_and_returns_no_values() -> None:
    formulation = Formulation("no", (Variable("a", 0, 1, True),), (Constraint("two", {"a": 1}, ">=", 2),), {"a": 1})
    solution = solve(formulation)
    assert (solution.values, solution.certificate.outcome) == ({}, "infeasible")
    with pytest.raises(SolverFailure, match="infeasible"):
        solve_or_fail(formulation)


def test_the_model_reads_like_the_plan(tmp_path: Path) -> None:
    write_model(pose_problem(make_tiny_plan(), Scenario()), str(tmp_path / "tiny.lp"))
    assert (tmp_path / "tiny.lp").read_text() == (LP / "tiny.lp").read_text()


@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated:DeprecationWarning")  # its CBC needs no other package
@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_a_second_solver_finds_the_same_optimum(region: str) -> None:
    plan = load(region)
    problem = pose_problem(plan, plan.find_scenario(None))
    formulation = Formulation(
        "cost and misses", tuple(list_variables(problem)), tuple(list_constraints(problem)),
        {**least_cost(problem), **{f"missed[{target.indicator_id}]": 1e5 for target in problem.targets}},
    )  # fmt: skip
    model, _ = build_pulp_problem(formulation)
    model.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0.0))
    assert model.sol_status == pulp.LpSolutionOptimal
    assert pulp.value(model.objective) == pytest.approx(solve(formulation).certificate.objective, rel=1e-6)
