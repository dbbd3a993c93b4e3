"""The one door to the solvers: a formulation goes in, values and a certificate come out.

HiGHS is handed the formulation as arrays, which is many times faster than any modelling layer; PuLP carries the same formulation
where it is to be read as a file or solved by another solver it knows. PuLP reports a run that hit its time limit as optimal, so
nothing here trusts a status word: the certificate is built from what the solver says about its solution, its bound and its gap.
"""

import contextlib
import math
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import highspy
import numpy as np
from scipy.sparse import csr_matrix

from peakfolio.errors import SolverFailure
from peakfolio.plan.figures import refuse_beyond
from peakfolio.plan.limits import MOST_SEED, SEED
from peakfolio.portfolio.formulation import Formulation
from peakfolio.portfolio.pulp_models import run_pulp
from peakfolio.words import Way, Words, say

Outcome = Literal["optimal", "stopped", "infeasible", "unbounded"]
OUTCOMES: Mapping[str, Words] = {
    "optimal": say("optimal"),
    "stopped": Way(
        say("stopped by the time limit; raise it with --time-limit"),
        say("stopped by the time limit; try an easier question, with fewer targets or locks"),
    ),
    "infeasible": say("what is asked cannot hold together"),
    "unbounded": say("unbounded"),
}
Opinion = Literal["agrees", "differs", "unfinished", "not_asked"]
PROVED_GAP = 1e-9  # relative: bound and objective differ by rounding only
FEASIBLE = 1e-7  # what HiGHS keeps: with less its presolve has proved wrong optima (HiGHS issues 1725, 2033, 3094)
FINE = 1e-9  # where a solution at that breaks a row once its whole numbers are whole
SAME = (
    1e-6  # relative, ten times what HiGHS keeps: by less two solutions, or a row and its right-hand side, do not differ
)
NOISE = 1e-9  # what rounding leaves of a sum that is nought
# Of a search that only confirms or breaks ties; nodes, not seconds, so that the same run gives the same answer.
FEW_NODES = 200
HIGHS = "highs"
CANCEL_SECONDS = 10.0  # for a search that is told to end; it looks up many times a second
INFEASIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
DOUBTFUL = (
    *INFEASIBLE,
    highspy.HighsModelStatus.kNotset,
    highspy.HighsModelStatus.kPresolveError,
    highspy.HighsModelStatus.kSolveError,
    highspy.HighsModelStatus.kPostsolveError,
)


@dataclass(frozen=True)
class SolverSettings:
    """How a solver is run: which one, seconds, relative gap at which it may stop, threads, seed, nodes of its search.

    All runs that one ``solve`` needs share its seconds. ``solver`` is highs, or the name of any solver PuLP finds on the machine,
    such as COIN_CMD or SCIP_CMD.
    """

    time_limit_seconds: float = 60.0
    relative_gap: float = 0.0
    threads: int = 1
    seed: int = 0
    solver: str = HIGHS
    node_limit: int | None = None

    def __post_init__(self) -> None:
        """Refuses a seed that no solver takes."""
        refuse_beyond(self.seed, SEED)


@dataclass(frozen=True)
class Certificate:
    """What the solver proved, for a minimisation.

    ``is_proved`` is true only where the solver closed the gap itself and a second run of it, without presolve and from another
    seed, did not find otherwise; a run that was stopped is never a proof. ``bound`` is the value no solution can undercut.
    """

    outcome: Outcome
    is_proved: bool
    objective: float | None
    bound: float | None
    relative_gap: float | None
    solver: str
    seconds: float = field(compare=False)
    second_opinion: Opinion = "not_asked"


@dataclass(frozen=True)
class Solution:
    """Values of the variables by name (empty where there are none), duals of the rows of an LP, and the certificate."""

    values: Mapping[str, float]
    certificate: Certificate
    duals: Mapping[str, float] = field(default_factory=dict)


def solve(
    formulation: Formulation,
    settings: SolverSettings | None = None,
    *,
    relax: bool = False,
    start: Mapping[str, float] | None = None,
    confirm: bool = True,
) -> Solution:
    """Minimises a formulation; with ``relax`` whole numbers may be broken, and the rows get their duals.

    ``start`` holds values of the variables to begin from. With ``confirm`` a proof gets a second opinion before it is one. The
    time limit holds for all runs together.
    """
    chosen = settings or SolverSettings()
    if chosen.solver != HIGHS:
        return _solve_with_pulp(formulation, chosen)
    started, feasible = time.perf_counter(), FEASIBLE
    found = _search(formulation, chosen, start, relax=relax)
    if relax:
        return found
    if breaks_rows(formulation, found.values):
        left = replace(chosen, time_limit_seconds=_find_time_left(chosen, started))
        feasible, found = FINE, _search_finely(formulation, left, start, found)
    if not (confirm and found.certificate.is_proved and found.values and formulation.has_whole_numbers):
        return found
    return _ask_again(formulation, chosen, found, started, feasible)


def _search_finely(
    formulation: Formulation, settings: SolverSettings, start: Mapping[str, float] | None, first: Solution
) -> Solution:
    """A search that keeps rows more closely than the first did; where it does no better, the best found without a proof."""
    finer = _search(formulation, settings, start, relax=False, feasible=FINE)
    if finer.certificate.outcome != "stopped" and not breaks_rows(formulation, finer.values):
        return finer
    best = finer if finer.values else first
    return replace(best, certificate=replace(best.certificate, is_proved=False))


def breaks_rows(formulation: Formulation, values: Mapping[str, float]) -> bool:
    """Whether a solution breaks a row once its whole numbers are whole: a ten-millionth of a start times a large effect closes a gap."""
    for row in formulation.constraints if values else ():
        terms = [value * values[name] for name, value in row.coefficients.items()]
        over = math.fsum(terms) - row.right
        off = {"<=": over, ">=": -over, "=": abs(over)}[row.sense]
        if off > SAME * max(1.0, abs(row.right), *map(abs, terms)):
            return True
    return False


def _search(
    formulation: Formulation,
    settings: SolverSettings,
    start: Mapping[str, float] | None,
    *,
    relax: bool,
    feasible: float = FEASIBLE,
) -> Solution:
    """One run of HiGHS.

    Presolve of HiGHS 1.15 calls some feasible programs infeasible and fails in others: such a verdict counts only without it.
    """
    started = time.perf_counter()
    model = _pass_model(formulation, settings, relax=relax, feasible=feasible)
    _begin_from(model, formulation, start)
    _run(model)
    if model.getModelStatus() in DOUBTFUL:
        left = replace(settings, time_limit_seconds=_find_time_left(settings, started))
        model = _pass_model(formulation, left, relax=relax, feasible=feasible)
        model.setOptionValue("presolve", "off")
        _begin_from(model, formulation, start)
        _run(model)
    return _read_solution(model, formulation, time.perf_counter() - started, relax=relax)


def _find_time_left(settings: SolverSettings, started: float) -> float:
    """Seconds that are left of a solve since it started."""
    return max(settings.time_limit_seconds - (time.perf_counter() - started), 0.0)


def _ask_again(
    formulation: Formulation, settings: SolverSettings, first: Solution, started: float, feasible: float
) -> Solution:
    """The first solution with a second opinion on its proof: another run from it, without presolve, else from another seed.

    Both take what the first run left of the time limit, the one without presolve half of it. Where the second run does better,
    its solution stands and nothing is proved.
    """
    opinion: Opinion = "unfinished"
    short, other = replace(settings, node_limit=FEW_NODES), replace(settings, seed=(settings.seed + 1) % MOST_SEED)
    for presolve, part, changed in (("off", 0.5, short), ("choose", 1.0, other)):
        left = part * _find_time_left(settings, started)
        if left == 0.0:
            break
        model = _pass_model(formulation, replace(changed, time_limit_seconds=left), relax=False, feasible=feasible)
        model.setOptionValue("presolve", presolve)
        _begin_from(model, formulation, first.values)
        _run(model)
        second = _read_solution(model, formulation, 0.0, relax=False)
        if breaks_rows(formulation, second.values):
            continue
        opinion = _compare(first.certificate, second.certificate)
        if opinion != "unfinished":
            break
    seconds = time.perf_counter() - started
    better = second if opinion == "differs" and second.values else first
    certificate = replace(better.certificate, is_proved=opinion != "differs", seconds=seconds, second_opinion=opinion)
    return replace(better, certificate=certificate)


def _compare(first: Certificate, second: Certificate) -> Opinion:
    if first.objective is None or second.objective is None:
        return "unfinished" if second.outcome == "stopped" else "differs"
    if second.objective < first.objective - SAME * max(1.0, abs(first.objective)):
        return "differs"
    if second.bound is not None and second.bound > first.objective + SAME * max(1.0, abs(first.objective)):
        return "differs"
    return "agrees" if second.is_proved else "unfinished"


def _begin_from(model: Any, formulation: Formulation, start: Mapping[str, float] | None) -> None:
    """Hands HiGHS values to begin from; it checks them itself and drops what does not fit."""
    if not start:
        return
    kit: Any = highspy
    solution = kit.HighsSolution()
    solution.col_value = [start.get(each.name, each.lower) for each in formulation.variables]
    model.setSolution(solution)


def _read_solution(model: Any, formulation: Formulation, seconds: float, *, relax: bool) -> Solution:
    certificate = _read_certificate(model, seconds)
    if certificate.objective is None:
        return Solution({}, certificate)
    solution = model.getSolution()
    values = {
        each.name: float(round(value)) if each.is_integer and not relax else float(value)
        for value, each in zip(solution.col_value, formulation.variables, strict=True)
    }
    duals = dict(zip((row.name for row in formulation.constraints), map(float, solution.row_dual), strict=True))
    return Solution(values, certificate, duals if relax else {})


def solve_or_fail(
    formulation: Formulation, settings: SolverSettings | None = None, *, confirm: bool = True
) -> Solution:
    """Like ``solve``, for a formulation that always has a solution.

    Raises SolverFailure where none came back.
    """
    return require_values(formulation.name, solve(formulation, settings, confirm=confirm))


def require_values(name: str, solution: Solution) -> Solution:
    """The solution itself; raises SolverFailure where it is empty."""
    if not solution.values:
        outcome = solution.certificate.outcome
        raise SolverFailure(
            say(
                "{name}: the solver ended '{outcome}' without a solution ({explanation}).",
                explanation=OUTCOMES[outcome],
                name=name,
                outcome=outcome,
            )
        )
    return solution


def _run(model: Any) -> None:
    """Runs HiGHS so that Ctrl-C ends the search with the best found; what it says about that belongs on stderr.

    HiGHS 1.15 can fail inside its presolve (a C++ error that comes up as ValueError); its status then stays "not set", which
    the caller reads, so the error itself is not shown.
    """
    shown = threading.excepthook

    def hide_own(failed: threading.ExceptHookArgs) -> None:
        if not issubclass(failed.exc_type, ValueError):
            shown(failed)

    threading.excepthook = hide_own
    try:
        with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(ValueError):
            model.solve()
    except BaseException:
        # The command is to end, but not while the search goes on in its thread, which would take the process down.
        if model.HandleKeyboardInterrupt:
            model.cancelSolve()
            model.wait(CANCEL_SECONDS)
        raise
    finally:
        threading.excepthook = shown


def _pass_model(formulation: Formulation, settings: SolverSettings, *, relax: bool, feasible: float = FEASIBLE) -> Any:
    """Hands the formulation to HiGHS as one sparse matrix."""
    kit: Any = highspy
    variables, rows = formulation.variables, formulation.constraints
    position = {each.name: index for index, each in enumerate(variables)}
    matrix, costs = _fill_matrix(formulation, position), np.zeros(len(variables))
    costs[[position[name] for name in formulation.objective]] = list(formulation.objective.values())
    lp = kit.HighsLp()
    lp.num_col_, lp.num_row_ = len(variables), len(rows)
    lp.col_cost_ = costs
    lp.col_lower_ = np.array([each.lower for each in variables], dtype=float)
    lp.col_upper_ = np.array([each.upper for each in variables], dtype=float)
    lp.row_lower_ = np.array([row.bounds[0] for row in rows], dtype=float)
    lp.row_upper_ = np.array([row.bounds[1] for row in rows], dtype=float)
    lp.a_matrix_.format_ = kit.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if not relax:
        kinds = kit.HighsVarType
        lp.integrality_ = [kinds.kInteger if each.is_integer else kinds.kContinuous for each in variables]
    model = _open_model(settings, feasible)
    model.passModel(lp)
    return model


def _open_model(settings: SolverSettings, feasible: float) -> Any:
    """An empty model of HiGHS that is silent and looks out for Ctrl-C where it can."""
    kit: Any = highspy
    model = kit.Highs()
    model.HandleKeyboardInterrupt = threading.current_thread() is threading.main_thread()
    options = {
        "output_flag": False,
        "mip_rel_gap": settings.relative_gap,
        "mip_abs_gap": 0.0,  # else it stops within 1e-6 of the best and calls that optimal
        "mip_feasibility_tolerance": feasible,
        "primal_feasibility_tolerance": feasible,
        "threads": settings.threads,
        "time_limit": settings.time_limit_seconds,
        "random_seed": settings.seed,
        **({} if settings.node_limit is None else {"mip_max_nodes": settings.node_limit}),
    }
    for name, value in options.items():
        model.setOptionValue(name, value)
    return model


def _fill_matrix(formulation: Formulation, position: Mapping[str, int]) -> csr_matrix:
    """The coefficients, row by row; a nought is no entry."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for index, row in enumerate(formulation.constraints):
        terms = {name: value for name, value in row.coefficients.items() if value}
        rows += [index] * len(terms)
        columns += [position[name] for name in terms]
        values += terms.values()
    return csr_matrix((values, (rows, columns)), shape=(len(formulation.constraints), len(position)))


def _read_certificate(model: Any, seconds: float) -> Certificate:
    info = model.getInfo()
    status = model.getModelStatus()
    solver = f"HiGHS {model.version()}"
    kinds = highspy.HighsModelStatus
    if status in INFEASIBLE:
        return Certificate("infeasible", True, None, None, None, solver, seconds)
    if status == kinds.kUnbounded:
        return Certificate("unbounded", True, None, None, None, solver, seconds)
    has_solution = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    objective = float(info.objective_function_value) if has_solution else None
    is_optimal = status in (kinds.kOptimal, kinds.kModelEmpty) and has_solution
    is_mixed = info.mip_node_count >= 0
    bound = objective if is_optimal and not is_mixed else _finite_or_none(float(info.mip_dual_bound))
    gap = None if objective is None else measure_gap(objective, bound)
    is_proved = is_optimal and gap is not None and gap <= PROVED_GAP
    return Certificate("optimal" if is_optimal else "stopped", is_proved, objective, bound, gap, solver, seconds)


def _solve_with_pulp(formulation: Formulation, settings: SolverSettings) -> Solution:
    """Solves with another solver; PuLP knows neither its bound nor its gap, so nothing is called proved but infeasibility."""
    started = time.perf_counter()
    outcome, values = run_pulp(formulation, settings.solver, settings.time_limit_seconds)
    seconds = time.perf_counter() - started
    reached = sum(values[name] * value for name, value in formulation.objective.items()) if values else None
    proved = outcome == "infeasible"
    return Solution(values, Certificate(outcome, proved, reached, None, None, settings.solver, seconds))


def _finite_or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None


def measure_gap(objective: float, bound: float | None) -> float | None:
    """How far an objective may be from the best there is, relative to it; None where there is no bound."""
    if bound is None:
        return None
    distance = abs(objective - bound)
    return 0.0 if distance <= NOISE else distance / max(abs(objective), NOISE)
