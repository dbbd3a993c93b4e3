"""The one door to PuLP: a formulation as a file to read, or solved by another solver it knows."""

from collections.abc import Mapping
from typing import Any, Literal

import pulp

from peakfolio.errors import PeakfolioError
from peakfolio.portfolio.formulation import Formulation
from peakfolio.words import listing, say

COMPARISONS = {"<=": pulp.LpConstraintLE, ">=": pulp.LpConstraintGE, "=": pulp.LpConstraintEQ}


def write_model_file(formulation: Formulation, path: str) -> None:
    """Writes the formulation as an ``.lp`` or ``.mps`` file whose rows and columns carry the plan's names.

    Raises PeakfolioError where the file cannot be written.
    """
    problem, _ = build_pulp_problem(formulation)
    try:
        if path.endswith(".mps"):
            problem.writeMPS(path)
        else:
            problem.writeLP(path)
    except OSError as error:
        raise PeakfolioError(say("{path}: cannot be written ({reason}).", path=path, reason=error.strerror)) from error


def build_pulp_problem(formulation: Formulation) -> tuple[Any, Mapping[str, Any]]:
    """The formulation as a PuLP problem, and its variables by name."""
    problem: Any = pulp.LpProblem(formulation.name.replace(" ", "_"), pulp.LpMinimize)
    variables = {
        each.name: problem.add_variable(
            _plain(each.name), each.lower, each.upper, pulp.LpInteger if each.is_integer else pulp.LpContinuous
        )
        for each in formulation.variables
    }
    objective = ((variables[name], value) for name, value in formulation.objective.items())
    problem.setObjective(pulp.LpAffineExpression(objective))
    for row in formulation.constraints:
        expression = pulp.LpAffineExpression((variables[name], value) for name, value in row.coefficients.items())
        problem.addConstraint(pulp.LpConstraint(expression, COMPARISONS[row.sense], _plain(row.name), row.right))
    return problem, variables


def _plain(name: str) -> str:
    return name.replace("[", "_").replace(",", "_").replace("]", "").replace("#", "_tier").replace("@", "_by")


def run_pulp(
    formulation: Formulation, name: str, seconds: float
) -> tuple[Literal["optimal", "stopped", "infeasible"], dict[str, float]]:
    """What a solver ended with, and the values it found, none where it found no solution.

    Raises PeakfolioError where PuLP does not find the solver.
    """
    problem, variables = build_pulp_problem(formulation)
    known = pulp.listSolvers(onlyAvailable=True)
    if name not in known:
        raise PeakfolioError(
            say("solver '{name}' is not available; PuLP finds: highs, {known}.", name=name, known=listing(known))
        )
    problem.solve(pulp.getSolver(name, msg=False, timeLimit=seconds))
    if problem.sol_status == pulp.LpSolutionInfeasible:
        return "infeasible", {}
    if problem.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return "stopped", {}
    values = {name: _read_value(variable) for name, variable in variables.items()}
    return ("optimal" if problem.sol_status == pulp.LpSolutionOptimal else "stopped"), values


def _read_value(variable: Any) -> float:
    value = float(variable.varValue if variable.varValue is not None else variable.lowBound or 0.0)
    return float(round(value)) if variable.cat == pulp.LpInteger else value
