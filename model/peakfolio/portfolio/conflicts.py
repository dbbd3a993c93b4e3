"""When what the user imposes cannot hold together: the smallest set of it in conflict, in words.

Targets never make a problem infeasible, because each may be missed at a price; only side constraints can: locks, relations,
ceilings, groups, balances. A deletion filter finds a set of them that is in conflict and of which none can be spared.
"""

from peakfolio.errors import PeakfolioError
from peakfolio.plan.words import FUNDING, LEDGERS
from peakfolio.portfolio.conceding import Concession, concede
from peakfolio.portfolio.constraints import build_in_shares, list_side_constraints, start_once
from peakfolio.portfolio.formulation import Constraint, Formulation, SideConstraint, Variable, list_variables
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings, solve
from peakfolio.words import Name, Words, format_number, listing, round_on, say

SMALL = 1e-9  # what rounding leaves where nothing has to give


class Conflict(PeakfolioError):
    """What the user imposes cannot hold together; carries the smallest set in conflict and what each would have to give."""

    def __init__(
        self, constraints: tuple[SideConstraint, ...], concessions: tuple[Concession, ...], *, is_all: bool = True
    ) -> None:
        self.constraints = constraints
        self.concessions = concessions
        lines = [
            say("These demands conflict; without any one of them the rest can hold:"),
            *(say("  - {demand}", demand=explain_constraint(each)) for each in constraints),
            say("Any one of these would resolve it:"),
            *(say("  - {demand}", demand=each.said) for each in concessions),
            *(() if is_all else (say("Other demands conflict besides; they are named once this is resolved."),)),
        ]
        super().__init__(listing(lines, Name("\n", "\n")))


def refuse_conflict(problem: PortfolioProblem, settings: SolverSettings | None = None) -> None:
    """Raises Conflict with the smallest conflicting set of side constraints."""
    core = find_conflict(problem, settings)
    others = tuple(each for each in list_side_constraints(problem) if each not in core)
    is_all = _is_feasible(problem, others, settings)
    raise Conflict(core, tuple(_relax(problem, each, core, settings) for each in core), is_all=is_all)


def find_conflict(problem: PortfolioProblem, settings: SolverSettings | None = None) -> tuple[SideConstraint, ...]:
    """A conflicting set of side constraints of which every one is needed for the conflict (deletion filter)."""
    kept = list(list_side_constraints(problem))
    for each in tuple(kept):
        without = [other for other in kept if other is not each]
        if not _is_feasible(problem, tuple(without), settings):
            kept = without
    return tuple(kept)


def explain_constraint(constraint: SideConstraint) -> Words:
    """A side constraint in words."""
    imposed = constraint.imposes
    first, second, *_ = (*imposed.subjects, "")
    amount = format_number(constraint.right, 2)
    if imposed.family == "lock":
        return (
            say("{name} must be built", name=first)
            if constraint.right > 0
            else say("{name} must not be built", name=first)
        )
    if imposed.family == "ceiling":
        return _explain_ceiling(say("all money") if first == "all" else FUNDING[first], imposed.years or (), amount)
    if imposed.family == "emission_cut":
        return _explain_cut(LEDGERS[first], imposed.years or (), amount)
    words = {
        "requires": say("{first} serves only once {second} is in service", first=first, second=second),
        "excludes": say("{first} excludes {second}", first=first, second=second),
        "together": say("{first} and {second} only together", first=first, second=second),
        "at_least": say("at least {amount} of group '{name}'", amount=amount, name=first),
        "at_most": say("at most {amount} of group '{name}'", amount=amount, name=first),
        "balance_min": say("least share of the money for '{name}'", name=first),
        "balance_max": say("greatest share of the money for '{name}'", name=first),
    }
    return words[imposed.family]


def _explain_ceiling(source: Words, years: tuple[int, ...], amount: str) -> Words:
    """A ceiling with the years its row counts, which with carry-over are several."""
    if not years:
        return say("{source} in total at most {amount} x 10,000 yuan", source=source, amount=amount)
    first, last = str(years[0]), str(years[-1])
    if first == last:
        return say("{source} in {year} at most {amount} x 10,000 yuan", source=source, year=first, amount=amount)
    return say(
        "{source} in {first} to {last} together at most {amount} x 10,000 yuan",
        source=source,
        first=first,
        last=last,
        amount=amount,
    )


def _explain_cut(ledger: Words, years: tuple[int, ...], amount: str) -> Words:
    if not years:
        return say("at least {amount} x 10,000 tCO2e off {ledger} in total", amount=amount, ledger=ledger)
    year = str(years[0])
    return say("at least {amount} x 10,000 tCO2e off {ledger} in {year}", amount=amount, ledger=ledger, year=year)


def _relax(
    problem: PortfolioProblem, each: SideConstraint, core: tuple[SideConstraint, ...], settings: SolverSettings | None
) -> Concession:
    """What one constraint of the core would have to give so that the core can hold, and how."""
    can_give = each.imposes.family in ("ceiling", "emission_cut")
    amount = _measure_relaxation(problem, each, core, settings) if can_give else None
    least = None if amount is None or amount <= SMALL else amount
    demand, given = explain_constraint(each), concede(problem, each, least)
    return Concession(demand, each.imposes.subjects, _say_relaxation(each, demand, least), *(given or ()))


def _say_relaxation(each: SideConstraint, said: Words, amount: float | None) -> Words:
    if amount is None:
        return say("drop: {demand}", demand=said)
    shown = format_number(round_on(amount, is_least=True), 6)
    if each.imposes.family == "emission_cut":
        return say("lower '{demand}' by {amount} x 10,000 tCO2e", demand=said, amount=shown)
    return say("raise '{demand}' by {amount} x 10,000 yuan", demand=said, amount=shown)


def _measure_relaxation(
    problem: PortfolioProblem, each: SideConstraint, core: tuple[SideConstraint, ...], settings: SolverSettings | None
) -> float | None:
    """The least by which a row has to give so that the core can hold; None where the solver did not find that out.

    No row has to give more than all it counts together, so that is the bound of what is sought.
    """
    variables = tuple(list_variables(problem))
    reach = {variable.name: variable.upper for variable in variables}
    everything = sum(abs(value) * reach[name] for name, value in each.coefficients.items()) + abs(each.right)
    raised = Variable("raise", 0.0, everything, is_integer=False)
    loose = Constraint(
        each.name, {**each.coefficients, "raise": 1.0 if each.sense == ">=" else -1.0}, each.sense, each.right
    )
    others = tuple(other for other in core if other is not each)
    rows = (*start_once(problem), *build_in_shares(problem), *others, loose)
    solution = solve(Formulation("relax", (*variables, raised), rows, {"raise": 1.0}), settings)
    return solution.certificate.objective if solution.certificate.outcome == "optimal" else None


def _is_feasible(problem: PortfolioProblem, side: tuple[Constraint, ...], settings: SolverSettings | None) -> bool:
    rows = (*start_once(problem), *build_in_shares(problem), *side)
    formulation = Formulation("conflict", tuple(list_variables(problem)), rows, {})
    return solve(formulation, settings).certificate.outcome != "infeasible"
