"""The portfolio problem as a labelled mixed-integer linear program.

The program is kept as named variables and named rows, not as a solver's object: it can be read, compared, written to a
``.lp`` file and handed to any solver. The constraints themselves stand in ``constraints.py``, the wishes in ``objectives.py``.

Variables, all named after the plan:

``start[p,t]``     1 if action p starts in year t
``share[p,t]``     share of a divisible project that starts in t; ``units[p,t]`` the number of its units
``shortfall[i]``   what is missing of target i at its milestone, as a share of its scale (its gap where it is open)
``excess[i]``      what overshoots target i, as a share of its scale; only where it can
``missed[i]``      1 if target i is missed
``path[i,k]``      1 if target i is served by path k: additions, or the action whose level is reached
``tier[i,k]``      1 if indicator i earns the points of tier k instead of those it has
``fails[i]``       1 if headline indicator i fails the 四川 rule
``lack[...]``      what is missing of points, of reference indicators, or of abatement
``whole[p]``       1 if a divisible project is built whole; only where its level would then be too much
``guard[i]``, ``risk[i,p]``  the price of robustness (Bertsimas and Sim 2004), as shares of the scale

Rows of a target are divided by its scale and every variable is bounded by the sums it can come to: a solver that tolerates an
error of 1e-7 in a row then tolerates 1e-7 of a gap, and no bound is large for its own sake.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from peakfolio.plan.vocabulary import RelationKind
from peakfolio.portfolio.problem import Contribution, OpenTarget, PortfolioProblem, find_falls

Sense = Literal["<=", ">=", "="]
Family = RelationKind | Literal["lock", "ceiling", "at_least", "at_most", "balance_min", "balance_max", "emission_cut"]
ADDITIONS = "additions"
MANY_TIMES = 10.0  # of what a target needs, as much as one addition counts; see ``count_addition``
LACKS = {"cheapest_points": "points", "cheapest_rule": "reference", "cheapest_abatement": "abatement"}


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

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most the sum may be."""
        return (-math.inf if self.sense == "<=" else self.right, math.inf if self.sense == ">=" else self.right)


@dataclass(frozen=True)
class Imposition:
    """What a user or the plan imposes: the family of its row, what it is about, and the years it counts.

    ``subjects`` are actions, or a source of money, ledger, group, category or township. ``years`` are one, or the first and the
    last; empty are all, None where it is not about years. ``number`` tells two of the same kind apart.
    """

    family: Family
    subjects: tuple[str, ...]
    years: tuple[int, ...] | None = None
    number: int | None = None

    @property
    def name(self) -> str:
        """The name of its row, such as ceiling[special,2023_2025,0]."""
        years = () if self.years is None else ("_".join(map(str, self.years)) or "total",)
        number = () if self.number is None else (str(self.number),)
        return f"{self.family}[{','.join((*self.subjects, *years, *number))}]"


@dataclass(frozen=True)
class SideConstraint(Constraint):
    """A row that could be lifted, with what it imposes."""

    imposes: Imposition


@dataclass(frozen=True)
class Formulation:
    """A linear program to be minimised."""

    name: str
    variables: tuple[Variable, ...]
    constraints: tuple[Constraint, ...]
    objective: Mapping[str, float]

    @property
    def has_whole_numbers(self) -> bool:
        """Whether any variable takes whole numbers only."""
        return any(each.is_integer for each in self.variables)


def name_start(action_id: str, year: int) -> str:
    """Name of the variable that starts an action in a year."""
    return f"start[{action_id},{year}]"


def name_shortfall(key: str) -> str:
    """Name of the variable that holds what is missing of a target."""
    return f"shortfall[{key}]"


def name_excess(key: str) -> str:
    """Name of the variable that holds what overshoots a target."""
    return f"excess[{key}]"


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


def carry(problem: PortfolioProblem, amounts: Mapping[str, Mapping[int, float]]) -> dict[str, float]:
    """What every start brings, by action and year, on the variables that carry how much of an action is started."""
    terms: dict[str, float] = {}
    for action_id, by_start in amounts.items():
        for start, amount in by_start.items():
            name, factor = scale(problem, action_id, start)
            terms[name] = amount * factor
    return terms


def list_ways(problem: PortfolioProblem, target: OpenTarget) -> tuple[str, ...]:
    """The paths that can serve a target; none where only additions can."""
    reaching = dict.fromkeys(
        each.action_id for each in problem.list_contributions(target.key, "reaches") if read_level(problem, each) > 0
    )
    return (ADDITIONS, *reaching) if reaching else ()


def read_level(problem: PortfolioProblem, each: Contribution) -> float:
    """The improvement a level that is reached stands for; at its low value where the worst case takes a whole effect."""
    return each.cautious if problem.scenario.robust_budget >= 1 else each.amount


def count_losses(problem: PortfolioProblem, target: OpenTarget) -> float:
    """How many effects may fall to low; on a trend without harm part of an effect is still an improvement."""
    budget = problem.scenario.robust_budget
    return math.floor(budget) if counts_starts(problem, target) else budget


def counts_starts(problem: PortfolioProblem, target: OpenTarget) -> bool:
    """Whether a started project counts whole, whatever its share: on a trend, unless harm or an upper end makes it a matter of sums."""
    return target.is_trend and target.room is None and bound_fall(problem, target) == 0.0


def list_variables(problem: PortfolioProblem) -> Iterator[Variable]:
    """Every variable of the problem in a fixed order."""
    for action in problem.actions:
        for year in action.starts:
            yield Variable(name_start(action.action_id, year), 0.0, 1.0, is_integer=True)
            if action.units is not None:
                name, _ = scale(problem, action.action_id, year)
                yield Variable(name, 0.0, float(action.units or 1), is_integer=action.units > 0)
    for target in problem.all_targets:
        yield from _list_target_variables(problem, target)
    for action_id in list_overreaching(problem):
        yield Variable(f"whole[{action_id}]", 0.0, 1.0, is_integer=True)
    yield from _list_question_variables(problem)


def list_overreaching(problem: PortfolioProblem) -> tuple[str, ...]:
    """Divisible actions whose level, reached once they are built whole, is beyond the room of a target."""
    rooms = {target.key: target.room for target in problem.all_targets if target.room is not None}
    found = (
        each.action_id
        for key, room in rooms.items()
        for each in problem.list_contributions(key, "reaches")
        if each.amount > room and problem.action_by_id[each.action_id].units is not None
    )
    return tuple(dict.fromkeys(found))


def _list_target_variables(problem: PortfolioProblem, target: OpenTarget) -> Iterator[Variable]:
    least = target.unreachable / measure_scale(problem, target)
    yield Variable(name_shortfall(target.key), least, max(bound_shortfall(problem, target), least), is_integer=False)
    yield Variable(name_missed(target.key), 0.0, 1.0, is_integer=True)
    most = bound_excess(problem, target)
    if most > 0:
        yield Variable(name_excess(target.key), 0.0, most, is_integer=False)
    for way in list_ways(problem, target):
        yield Variable(name_path(target.key, way), 0.0, 1.0, is_integer=True)
    losses = bound_losses(problem, target)
    if losses:
        yield Variable(f"guard[{target.key}]", 0.0, max(losses.values()), is_integer=False)
        for action_id, loss in losses.items():
            yield Variable(f"risk[{target.key},{action_id}]", 0.0, loss, is_integer=False)


def measure_scale(problem: PortfolioProblem, target: OpenTarget) -> float:
    """What the rows of a target are divided by: its gap, or the largest thing that can happen to a target met today."""
    if target.gap > 0:
        return target.gap
    return max((abs(each.amount) for each in problem.contributions_by_key[target.key]), default=0.0) or 1.0


def bound_fall(problem: PortfolioProblem, target: OpenTarget) -> float:
    """The most that harm can take off a target, as a share of its scale."""
    contributions = problem.contributions_by_key[target.key]
    falls = find_falls(contributions, is_robust=problem.scenario.robust_budget > 0)
    return -math.fsum(falls.values()) / measure_scale(problem, target)


def count_addition(problem: PortfolioProblem, target: OpenTarget, each: Contribution) -> tuple[float, float]:
    """An addition and its cautious value as the rows count them: what closes the gap many times over, at as many times.

    More would change no answer, but the ten-millionth of a start that a solver takes for none would then close a gap. Where too much
    is missed as well, or a part of an effect may fall to low, all of it counts.
    """
    if target.room is not None or problem.scenario.robust_budget % 1 or not math.isfinite(target.gap):
        return each.amount, each.cautious
    enough = max(target.gap + bound_fall(problem, target) * measure_scale(problem, target), 0.0)
    most = MANY_TIMES * enough / problem.action_by_id[each.action_id].least_share
    return min(each.amount, most), min(each.cautious, most)


def bound_shortfall(problem: PortfolioProblem, target: OpenTarget) -> float:
    """The most that can be missing of a target, as a share of its scale."""
    gap = target.gap / measure_scale(problem, target)
    return max(gap + bound_fall(problem, target), 0.0) if math.isfinite(gap) else 0.0


def bound_excess(problem: PortfolioProblem, target: OpenTarget) -> float:
    """The most that can overshoot a target, as a share of its scale; 0 where more is never too much."""
    if target.room is None:
        return 0.0
    rises: dict[str, float] = {}
    levels = [0.0]
    for each in problem.contributions_by_key[target.key]:
        if each.mode == "adds":
            rises[each.action_id] = max(rises.get(each.action_id, 0.0), each.amount)
        else:
            levels.append(each.amount)
    most = max(math.fsum(rises.values()), *levels) - target.room
    return max(most, 0.0) / measure_scale(problem, target)


def bound_losses(problem: PortfolioProblem, target: OpenTarget) -> Mapping[str, float]:
    """What each action's additions can lose against the reading in use, as shares of the scale; none unless the worst case counts."""
    losses: dict[str, float] = {}
    if problem.scenario.robust_budget > 0 and math.isfinite(target.gap):
        for each in problem.list_contributions(target.key, "adds"):
            amount, cautious = count_addition(problem, target, each)
            loss = (amount - cautious) / measure_scale(problem, target)
            if loss > 0:
                losses[each.action_id] = max(losses.get(each.action_id, 0.0), loss)
    return losses


def _list_question_variables(problem: PortfolioProblem) -> Iterator[Variable]:
    for scored in problem.scored:
        for points, _ in scored.tiers:
            yield Variable(name_tier(scored.indicator_id, points), 0.0, 1.0, is_integer=True)
    for ruled in problem.ruled:
        yield Variable(name_fails(ruled.indicator_id), 0.0, 1.0, is_integer=True)
    wanted = bound_lack(problem)
    if wanted is not None:
        yield Variable(name_lack(problem), 0.0, wanted, is_integer=False)


def name_lack(problem: PortfolioProblem) -> str:
    """Name of the variable that holds what is missing of what the question asks for."""
    return f"lack[{LACKS[problem.scenario.question]}]"


def bound_lack(problem: PortfolioProblem) -> float | None:
    """The most that can be missing of what the question asks for; None where it asks for no amount."""
    question = problem.scenario.question
    if question == "cheapest_points":
        return max(problem.points_needed or 0.0, 0.0)
    if question == "cheapest_rule":
        return float(len(problem.ruled) + 1)
    if question == "cheapest_abatement":
        rises = -math.fsum(min(*amounts.values(), 0.0) for amounts in problem.abatement.values())
        return max(problem.scenario.abatement_wan_tco2 or 0.0, 0.0) + rises
    return None
