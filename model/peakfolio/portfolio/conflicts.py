"""When what the user imposes cannot hold together: the smallest set of it in conflict, in words.

Targets never make a problem infeasible, because each may be missed at a price; only side constraints can: locks, relations,
ceilings, groups, balances. A deletion filter finds a set of them that is in conflict and of which none can be spared.
"""

from peakfolio.errors import PeakfolioError
from peakfolio.plan.words import FUNDING, LEDGERS
from peakfolio.portfolio.constraints import build_in_shares, list_side_constraints, start_once
from peakfolio.portfolio.formulation import Constraint, Formulation, Variable, list_variables
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings, solve
from peakfolio.words import NOTHING, Name, Words, format_number, round_on, say, say_in

SMALL = 1e-9


class Conflict(PeakfolioError):
    """What the user imposes cannot hold together; carries the smallest set in conflict and what each would have to give."""

    def __init__(self, constraints: tuple[Constraint, ...], relaxations: tuple[Words, ...]) -> None:
        self.constraints = constraints
        self.relaxations = relaxations
        said = [explain_constraint(each) for each in constraints]
        super().__init__(
            _list_lines("下列要求互相冲突，去掉其中任何一条，其余即可同时满足：", [each.zh for each in said])
            + _list_lines("\n可以作出的让步（任选其一）：", [each.zh for each in relaxations]),
            _list_lines(
                "These demands conflict; without any one of them the rest can hold:", [each.en for each in said]
            )
            + _list_lines("\nAny one of these would resolve it:", [each.en for each in relaxations]),
        )


def _list_lines(head: str, lines: list[str]) -> str:
    return "\n".join([head, *(f"  - {line}" for line in lines)])


def refuse_conflict(problem: PortfolioProblem, settings: SolverSettings | None = None) -> None:
    """Raises Conflict with the smallest conflicting set of side constraints."""
    core = find_conflict(problem, settings)
    raise Conflict(core, tuple(_relax(problem, each, core, settings) for each in core))


def find_conflict(problem: PortfolioProblem, settings: SolverSettings | None = None) -> tuple[Constraint, ...]:
    """A conflicting set of side constraints of which every one is needed for the conflict (deletion filter)."""
    kept = list(list_side_constraints(problem))
    for each in tuple(kept):
        without = [other for other in kept if other is not each]
        if not _is_feasible(problem, tuple(without), settings):
            kept = without
    return tuple(kept)


def explain_constraint(constraint: Constraint) -> Words:
    """A side constraint in words."""
    family, _, rest = constraint.name.partition("[")
    inside = rest.rstrip("]").split(",")
    amount = format_number(constraint.right, 2)
    if family == "lock":
        is_in = constraint.right > 0
        return say("{inside} must {part}", inside=inside[0], part=(say("be built") if is_in else say("not be built")))
    if family == "ceiling":
        whose = say("all money") if inside[0] == "all" else FUNDING[inside[0]]
        when = _say_years(inside[1])
        return say("{whose} {when} at most {amount} x 10,000 yuan", whose=whose, when=when, amount=amount)
    words = {
        "requires": say("{0} serves only once {1} is in service"),
        "excludes": say("{0} excludes {1}"),
        "together": say("{0} and {1} only together"),
        "at_least": say("at least {2} of group '{0}'"),
        "at_most": say("at most {2} of group '{0}'"),
        "balance_min": say("least share of the money for '{0}'"),
        "emission_cut": say("at least {2} x 10,000 tCO2e off {0} {1}"),
        "balance_max": say("greatest share of the money for '{0}'"),
    }
    zh, en = words[family]
    first = Name(inside[0], inside[0])
    second = Name(inside[1], inside[1]) if len(inside) > 1 else NOTHING
    if family == "emission_cut":
        first = LEDGERS[inside[0]]
        second = say("in {second}", second=second) if second.en != "total" else say_in("conflicts", "in total")
    return Name(zh.format(first.zh, second.zh, amount), en.format(first.en, second.en, amount))


def _say_years(years: str) -> Words:
    """The years a ceiling's row counts, which with carry-over are several."""
    first, _, last = years.partition("_")
    if last:
        return say("in {first} to {last} together", first=first, last=last)
    return say("in total") if years == "total" else say("in {years}", years=years)


def _relax(
    problem: PortfolioProblem, each: Constraint, core: tuple[Constraint, ...], settings: SolverSettings | None
) -> Words:
    """What one constraint of the core would have to give so that the core can hold."""
    said = explain_constraint(each)
    if not each.name.startswith(("ceiling", "emission_cut")):
        return say("drop: {said}", said=said)
    amount = _measure_relaxation(problem, each, core, settings)
    if amount is None or amount <= SMALL:
        return say("drop: {said}", said=said)
    shown = format_number(round_on(amount, is_least=True), 6)
    if each.name.startswith("emission_cut"):
        return say("lower '{said}' by {shown} x 10,000 tCO2e", said=said, shown=shown)
    return say("raise '{said}' by {shown} x 10,000 yuan", said=said, shown=shown)


def _measure_relaxation(
    problem: PortfolioProblem, each: Constraint, core: tuple[Constraint, ...], settings: SolverSettings | None
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
