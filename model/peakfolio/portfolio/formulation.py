"""The portfolio problem as a labelled mixed-integer linear program.

The program is kept as named variables and named rows, not as a solver's object: it can be read, compared, written to a
``.lp`` file and handed to any solver. The constraints themselves stand in ``constraints.py``, the wishes in ``questions.py``.

Variables, all named after the plan:

``start[p,t]``     1 if action p starts in year t
``share[p,t]``     share of a divisible project that starts in t; ``units[p,t]`` the number of its units
``shortfall[i]``   what is missing of target i at its milestone, in the indicator's unit, 0 to the gap
``missed[i]``      1 if target i is missed
``path[i,k]``      1 if target i is served by path k: additions, or the action whose level is reached
``tier[i,k]``      1 if indicator i earns the points of tier k instead of those it has
``fails[i]``       1 if headline indicator i fails the 四川 rule
``lack[...]``      what is missing of points, of reference indicators, or of abatement
``guard[i]``, ``risk[i,p]``  the price of robustness (Bertsimas and Sim 2004)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.portfolio.problem import OpenTarget, PortfolioProblem

Sense = Literal["<=", ">=", "="]
ADDITIONS = "additions"
LARGE = 1e6


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


def name_shortfall(key: str) -> str:
    """Name of the variable that holds what is missing of a target."""
    return f"shortfall[{key}]"


def name_missed(key: str) -> str:
    """Name of the variable that says a target is missed."""
    return f"missed[{key}]"


def name_path(key: str, way: str) -> str:
    """Name of the variable that says which way a target is served."""
    return f"path[{key},{way}]"


def name_tier(indicator_id: str, points: float) -> str:
    """Name of the variable that says an indicator earns the points of a better tier."""
    return f"tier[{indicator_id},{points:g}]"


def name_fails(indicator_id: str) -> str:
    """Name of the variable that says a headline indicator fails the rule."""
    return f"fails[{indicator_id}]"


def scale(problem: PortfolioProblem, action_id: str, year: int) -> tuple[str, float]:
    """The variable that carries how much of an action is started in a year, and its factor.

    The start itself for a whole project, the share for a divisible one, units over their number for one built in units.
    """
    units = problem.action_by_id[action_id].units
    if units is None:
        return name_start(action_id, year), 1.0
    if units == 0:
        return f"share[{action_id},{year}]", 1.0
    return f"units[{action_id},{year}]", 1.0 / units


def list_ways(problem: PortfolioProblem, target: OpenTarget) -> tuple[str, ...]:
    """The paths that can serve a target; none where only additions can."""
    reaching = dict.fromkeys(each.action_id for each in problem.list_contributions(target.key, "reaches"))
    return (ADDITIONS, *reaching) if reaching else ()


def list_variables(problem: PortfolioProblem) -> Iterator[Variable]:
    """Every variable of the problem in a fixed order."""
    for action in problem.actions:
        for year in action.starts:
            yield Variable(name_start(action.action_id, year), 0.0, 1.0, is_integer=True)
            if action.units is not None:
                name, _ = scale(problem, action.action_id, year)
                yield Variable(name, 0.0, float(action.units or 1), is_integer=action.units > 0)
    for target in problem.all_targets:
        yield Variable(name_shortfall(target.key), 0.0, target.gap, is_integer=False)
        yield Variable(name_missed(target.key), 0.0, 1.0, is_integer=True)
        for way in list_ways(problem, target):
            yield Variable(name_path(target.key, way), 0.0, 1.0, is_integer=True)
        if problem.scenario.robust_budget > 0:
            yield Variable(f"guard[{target.key}]", 0.0, LARGE, is_integer=False)
            for action_id in list_risky(problem, target):
                yield Variable(f"risk[{target.key},{action_id}]", 0.0, LARGE, is_integer=False)
    yield from _list_question_variables(problem)


def list_risky(problem: PortfolioProblem, target: OpenTarget) -> tuple[str, ...]:
    """Actions whose additions to a target can fall short of the reading in use."""
    risky = (each for each in problem.list_contributions(target.key, "adds") if each.amount > each.cautious)
    return tuple(dict.fromkeys(each.action_id for each in risky))


def _list_question_variables(problem: PortfolioProblem) -> Iterator[Variable]:
    for scored in problem.scored:
        for points, _ in scored.tiers:
            yield Variable(name_tier(scored.indicator_id, points), 0.0, 1.0, is_integer=True)
    for ruled in problem.ruled:
        yield Variable(name_fails(ruled.indicator_id), 0.0, 1.0, is_integer=True)
    lacks = {
        "cheapest_points": "lack[points]",
        "cheapest_rule": "lack[reference]",
        "cheapest_abatement": "lack[abatement]",
    }
    if problem.scenario.question in lacks:
        yield Variable(lacks[problem.scenario.question], 0.0, LARGE, is_integer=False)
