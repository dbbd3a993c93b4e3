"""The one door to the solvers: a formulation goes in, values and a certificate come out.

PuLP carries the model, HiGHS solves it. PuLP reports a run that hit its time limit as optimal, so nothing here trusts its
status: the certificate is built from what HiGHS itself says about its solution, its bound and its gap.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import highspy
import pulp

from peakfolio.errors import SolverFailure
from peakfolio.portfolio.formulation import Formulation

Outcome = Literal["optimal", "stopped", "infeasible", "unbounded"]
PROVED_GAP = 1e-9
COMPARISONS = {"<=": pulp.LpConstraintLE, ">=": pulp.LpConstraintGE, "=": pulp.LpConstraintEQ}


@dataclass(frozen=True)
class SolverSettings:
    """How a solver is run: seconds, relative gap at which it may stop, threads, seed."""

    time_limit_seconds: float = 60.0
    relative_gap: float = 0.0
    threads: int = 1
    seed: int = 0


@dataclass(frozen=True)
class Certificate:
    """What the solver proved, for a minimisation.

    ``is_proved`` is true only where the solver closed the gap itself; a run that was stopped is never a proof. ``bound`` is
    the value no solution can undercut.
    """

    outcome: Outcome
    is_proved: bool
    objective: float | None
    bound: float | None
    relative_gap: float | None
    solver: str
    seconds: float = field(compare=False)


@dataclass(frozen=True)
class Solution:
    """Values of the variables by name (empty where there are none) and the certificate."""

    values: Mapping[str, float]
    certificate: Certificate


def solve(formulation: Formulation, settings: SolverSettings | None = None) -> Solution:
    """Minimises a formulation with HiGHS through PuLP."""
    chosen = settings or SolverSettings()
    problem, variables = build_pulp_problem(formulation)
    solver = pulp.HiGHS(
        msg=False,
        gapRel=chosen.relative_gap,
        gapAbs=0.0,
        threads=chosen.threads,
        timeLimit=chosen.time_limit_seconds,
        random_seed=chosen.seed,
    )
    started = time.perf_counter()
    problem.solve(solver)
    seconds = time.perf_counter() - started
    certificate = _read_certificate(problem.solverModel, seconds)
    if certificate.objective is None:
        return Solution({}, certificate)
    return Solution({name: _read_value(variable) for name, variable in variables.items()}, certificate)


def solve_or_fail(formulation: Formulation, settings: SolverSettings | None = None) -> Solution:
    """Like ``solve``, for a formulation that always has a solution.

    Raises SolverFailure where none came back.
    """
    solution = solve(formulation, settings)
    if not solution.values:
        outcome = solution.certificate.outcome
        raise SolverFailure(
            f"{formulation.name}: the solver ended '{outcome}' without a solution; raise the time limit."
        )
    return solution


def write_lp(formulation: Formulation, path: str) -> None:
    """Writes the formulation as an ``.lp`` file whose rows and columns carry the plan's names."""
    problem, _ = build_pulp_problem(formulation)
    problem.writeLP(path)


def build_pulp_problem(formulation: Formulation) -> tuple[Any, Mapping[str, Any]]:
    """The formulation as a PuLP problem, and its variables by name."""
    problem: Any = pulp.LpProblem(formulation.name.replace(" ", "_"), pulp.LpMinimize)
    variables = {
        each.name: problem.add_variable(
            _plain(each.name), each.lower, each.upper, pulp.LpInteger if each.is_integer else pulp.LpContinuous
        )
        for each in formulation.variables
    }
    problem.setObjective(
        pulp.LpAffineExpression((variables[name], value) for name, value in formulation.objective.items())
    )
    for row in formulation.constraints:
        expression = pulp.LpAffineExpression((variables[name], value) for name, value in row.coefficients.items())
        problem.addConstraint(pulp.LpConstraint(expression, COMPARISONS[row.sense], _plain(row.name), row.right))
    return problem, variables


def _plain(name: str) -> str:
    return name.replace("[", "_").replace(",", "_").replace("]", "")


def _read_value(variable: Any) -> float:
    value = float(variable.varValue)
    return float(round(value)) if variable.cat == pulp.LpInteger else value


def _read_certificate(model: Any, seconds: float) -> Certificate:
    info = model.getInfo()
    status = model.getModelStatus()
    solver = f"HiGHS {model.version()}"
    kinds = highspy.HighsModelStatus
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        return Certificate("infeasible", True, None, None, None, solver, seconds)
    if status == kinds.kUnbounded:
        return Certificate("unbounded", True, None, None, None, solver, seconds)
    has_solution = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    objective = float(info.objective_function_value) if has_solution else None
    is_optimal = status in (kinds.kOptimal, kinds.kModelEmpty) and has_solution
    is_mixed = info.mip_node_count >= 0
    bound = objective if is_optimal and not is_mixed else _finite_or_none(float(info.mip_dual_bound))
    gap = None if objective is None else _measure_gap(objective, bound)
    is_proved = is_optimal and gap is not None and gap <= PROVED_GAP
    return Certificate("optimal" if is_optimal else "stopped", is_proved, objective, bound, gap, solver, seconds)


def _finite_or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _measure_gap(objective: float, bound: float | None) -> float | None:
    if bound is None:
        return None
    return 0.0 if objective == bound else abs(objective - bound) / max(abs(objective), 1e-9)
