"""The portfolio problem as a labelled mixed-integer linear program.

The program is kept as named variables and named rows, not as a solver's object: it can be read, compared, written to a
``.lp`` file and handed to any solver, and each constraint below is one function with its formula and one plain sentence.

Variables, all named after the plan:

``start[p,t]``     1 if action p starts in year t
``shortfall[i]``   what is missing of target i at the milestone, in the indicator's unit, 0 to the gap
``missed[i]``      1 if target i is missed
``path[i,k]``      1 if target i is served by path k: 0 adds up additions, any other is the action whose level is reached
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.portfolio.problem import Contribution, OpenTarget, PortfolioProblem

Sense = Literal["<=", ">=", "="]
ADDITIONS = "additions"


@dataclass(frozen=True)
class Variable:
    """A variable with its bounds."""

    name: str
    lower: float
    upper: float
    is_integer: bool


@dataclass(frozen=True)
class Constraint:
    """sum of coefficient * variable, compared with a right-hand side."""

    name: str
    coefficients: Mapping[str, float]
    sense: Sense
    right: float


@dataclass(frozen=True)
class Formulation:
    """A linear program to be minimised."""

    name: str
    variables: tuple[Variable, ...]
    constraints: tuple[Constraint, ...]
    objective: Mapping[str, float]


def name_start(action_id: str, year: int) -> str:
    """Name of the variable that starts an action in a year."""
    return f"start[{action_id},{year}]"


def name_shortfall(indicator_id: str) -> str:
    """Name of the variable that holds what is missing of a target."""
    return f"shortfall[{indicator_id}]"


def name_missed(indicator_id: str) -> str:
    """Name of the variable that says a target is missed."""
    return f"missed[{indicator_id}]"


def name_path(indicator_id: str, way: str) -> str:
    """Name of the variable that says which way a target is served."""
    return f"path[{indicator_id},{way}]"


def list_variables(problem: PortfolioProblem) -> Iterator[Variable]:
    """Every variable of the problem in a fixed order."""
    for action in problem.actions:
        for year in action.starts:
            yield Variable(name_start(action.action_id, year), 0.0, 1.0, is_integer=True)
    for target in problem.targets:
        yield Variable(name_shortfall(target.indicator_id), 0.0, target.gap, is_integer=False)
        yield Variable(name_missed(target.indicator_id), 0.0, 1.0, is_integer=True)
        for way in _list_ways(problem, target):
            yield Variable(name_path(target.indicator_id, way), 0.0, 1.0, is_integer=True)


def list_constraints(problem: PortfolioProblem) -> Iterator[Constraint]:
    """Every constraint of the problem in a fixed order."""
    yield from start_once(problem)
    yield from keep_locks(problem)
    yield from honour_relations(problem)
    for target in problem.targets:
        yield from meet_target(problem, target)
        yield count_missed(target)


def start_once(problem: PortfolioProblem) -> Iterator[Constraint]:
    """sum_t start[p,t] <= 1.  In words: no action starts twice."""
    for action in problem.actions:
        terms = {name_start(action.action_id, year): 1.0 for year in action.starts}
        yield Constraint(f"start_once[{action.action_id}]", terms, "<=", 1.0)


def keep_locks(problem: PortfolioProblem) -> Iterator[Constraint]:
    """sum_t start[p,t] = 1 or 0.  In words: what is locked in is built, what is locked out is not."""
    scenario = problem.scenario
    for action in problem.actions:
        is_in = action.action_id in scenario.locked_in or (scenario.lock_committed and action.is_committed)
        is_out = action.action_id in scenario.locked_out
        if is_in or is_out:
            terms = {name_start(action.action_id, year): 1.0 for year in action.starts}
            yield Constraint(f"lock[{action.action_id}]", terms, "=", 0.0 if is_out else 1.0)


def honour_relations(problem: PortfolioProblem) -> Iterator[Constraint]:
    """requires: a <= b;  excludes: a + b <= 1;  together: a = b.  In words: projects keep what the plan says of their pairs."""
    for relation in problem.relations:
        first = _sum_starts(problem, relation.action_id, 1.0)
        label = f"{relation.kind}[{relation.action_id},{relation.other_id}]"
        if relation.kind == "excludes":
            yield Constraint(label, {**first, **_sum_starts(problem, relation.other_id, 1.0)}, "<=", 1.0)
        else:
            sense: Sense = "=" if relation.kind == "together" else "<="
            yield Constraint(label, {**first, **_sum_starts(problem, relation.other_id, -1.0)}, sense, 0.0)


def meet_target(problem: PortfolioProblem, target: OpenTarget) -> Iterator[Constraint]:
    """Sum adds * start + shortfall >= gap.  In words: what arrives by the milestone closes the gap, or the rest is missing.

    Where an action reaches a level instead, exactly one path serves the target: additions, or one such action, whose level
    leaves ``gap - reach`` missing. Additions do not stack on a level that is reached.
    """
    key = target.indicator_id
    adds = _sum_contributions(problem.list_contributions(key, "adds"))
    ways = _list_ways(problem, target)
    if not ways:
        yield Constraint(f"meet[{key}]", {**adds, name_shortfall(key): 1.0}, ">=", target.gap)
        return
    yield Constraint(f"one_path[{key}]", {name_path(key, way): 1.0 for way in ways}, "=", 1.0)
    adds_row = {**adds, name_shortfall(key): 1.0, name_path(key, ADDITIONS): -target.gap}
    yield Constraint(f"meet_by_additions[{key}]", adds_row, ">=", 0.0)
    for way in ways[1:]:
        levels = [each for each in problem.list_contributions(key, "reaches") if each.action_id == way]
        yield from _reach_level(target, way, levels)


def _reach_level(target: OpenTarget, way: str, levels: list[Contribution]) -> Iterator[Constraint]:
    """Gap * path - sum reach * start <= shortfall;  path <= sum start.  In words: a level counts only once it is built."""
    key = target.indicator_id
    capped = {name_start(each.action_id, each.start): min(each.amount, target.gap) for each in levels}
    row = {**capped, name_shortfall(key): 1.0, name_path(key, way): -target.gap}
    yield Constraint(f"meet_by_level[{key},{way}]", row, ">=", 0.0)
    built = {name: 1.0 for name in capped}
    yield Constraint(f"level_is_built[{key},{way}]", {**built, name_path(key, way): -1.0}, ">=", 0.0)


def count_missed(target: OpenTarget) -> Constraint:
    """Shortfall <= gap * missed.  In words: a target with anything missing counts as missed."""
    key = target.indicator_id
    return Constraint(f"missed[{key}]", {name_shortfall(key): 1.0, name_missed(key): -target.gap}, "<=", 0.0)


def _list_ways(problem: PortfolioProblem, target: OpenTarget) -> tuple[str, ...]:
    """The paths that can serve a target; none where only additions can."""
    reaching = dict.fromkeys(each.action_id for each in problem.list_contributions(target.indicator_id, "reaches"))
    return (ADDITIONS, *reaching) if reaching else ()


def _sum_starts(problem: PortfolioProblem, action_id: str, factor: float) -> dict[str, float]:
    return {name_start(action_id, year): factor for year in problem.action_by_id[action_id].starts}


def _sum_contributions(contributions: tuple[Contribution, ...]) -> dict[str, float]:
    total: dict[str, float] = {}
    for each in contributions:
        name = name_start(each.action_id, each.start)
        total[name] = total.get(name, 0.0) + each.amount
    return total
