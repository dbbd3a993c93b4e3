"""The portfolio problem as an integer program for HiGHS inside scipy, on the tables of ``independent.py``.

One binary for each action and start year, a share beside it where the action can be divided, one binary for each target that
is met; how large each "big M" has to be follows from the sums of its own row. The worst case of the effects is written out,
one row for each set that may fall at once.
"""

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from independent import Case
from independent_nouns import NEAR, Cell, Demand, Line, Scored, Span
from independent_search import (
    Best,
    abate_yearly,
    counts_in,
    cut_by,
    list_ceilings,
    list_headlines,
    list_scored,
    needed_references,
    price,
    spend,
)

Terms = dict[int, float]
EASE = 0.01  # the solver has a tolerance of its own


class Program:
    """Variables and rows of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.whole: list[int] = []
        self.rows: list[tuple[Terms, float, float]] = []
        self.start: dict[Cell, int] = {}
        self.share: dict[Cell, tuple[int, float]] = {}
        self.complete: dict[Cell, int] = {}
        self.met: dict[str, int] = {}
        for act in case.acts:
            for start in act.starts:
                self._add_option(act, start)
        for demand in case.demands:
            self.met[demand.key] = self._add_binary()
            self._bind(demand.line, demand.spans, demand.slack, self.met[demand.key])
        self._limit()

    def _add(self, low: float, high: float, *, whole: bool = False) -> int:
        self.lower.append(low)
        self.upper.append(high)
        self.whole.append(int(whole))
        return len(self.lower) - 1

    def _add_binary(self) -> int:
        return self._add(0.0, 1.0, whole=True)

    def _row(self, terms: Mapping[int, float], low: float = -math.inf, high: float = math.inf) -> None:
        self.rows.append((dict(terms), low, high))

    def _add_option(self, act, start: int) -> None:
        cell = (act.key, start)
        begun = self.start[cell] = self._add_binary()
        if act.divisible == "whole" or act.key in self.case.locked_in:
            self.share[cell], self.complete[cell] = (begun, 1.0), begun
            return
        full = float(act.units) if act.divisible == "integer" else 1.0
        least = 1.0 if act.divisible == "integer" else self.case.least_part
        built = self._add(0.0, full, whole=act.divisible == "integer")
        self.share[cell] = built, 1.0 / full
        self._row({built: 1.0, begun: -least}, low=0.0)
        self._row({built: 1.0, begun: -full}, high=0.0)
        complete = self.complete[cell] = self._add_binary()
        self._row({built: 1.0, complete: -full}, low=0.0)

    def scale(self, amounts: Mapping[Cell, float]) -> Terms:
        """A sum over what is built of each option."""
        terms: Terms = {}
        for cell, amount in amounts.items():
            place, factor = self.share[cell]
            if amount:
                terms[place] = terms.get(place, 0.0) + amount * factor
        return terms

    def _reach(self, terms: Mapping[int, float]) -> tuple[float, float]:
        """Least and greatest value of a sum, over one option of each variable."""
        ends = [sorted((value * self.lower[place], value * self.upper[place])) for place, value in terms.items()]
        return sum(each[0] for each in ends), sum(each[1] for each in ends)

    def _fall(self, line: Line) -> list[Terms]:
        """The sum of additions with every set of effects that may fall at once fallen."""
        budget = self.case.scenario.robust_budget
        central = self.scale({cell: both[0] for cell, both in line.adds.items()})
        if budget <= 0:
            return [central]
        actions = sorted({key for key, _ in line.adds})
        losses = {
            key: self.scale({cell: both[0] - both[1] for cell, both in line.adds.items() if cell[0] == key})
            for key in actions
        }
        budget = min(budget, float(len(actions)))
        count = math.floor(budget)
        found = []
        for fallen in itertools.combinations(actions, count):
            rest = [key for key in actions if key not in fallen] if budget > count else [""]
            for last in rest or [""]:
                sums = dict(central)
                for key, factor in (*((each, 1.0) for each in fallen), (last, budget - count)):
                    for place, value in losses.get(key, {}).items():
                        sums[place] = sums.get(place, 0.0) - value * factor
                found.append({place: value for place, value in sums.items() if abs(value) > 1e-12})
        return found

    def list_levels(self, line: Line) -> dict[Cell, float]:
        cautious = self.case.scenario.robust_budget >= 1
        return {cell: both[cautious] for cell, both in line.levels.items() if both[cautious] >= 0}

    def _bind(self, line: Line, spans: Sequence[Span], slack: float, met: int) -> None:
        """met = 1 only if the improvement lies within one of the spans."""
        ways: Terms = {met: -1.0}
        for span in spans:
            way = self._add_binary()
            ways[way] = 1.0
            self._bind_low(line, span.ends(slack, EASE)[0], way)
            self._bind_high(line, span.ends(slack, EASE)[1], way)
        self._row(ways, low=0.0)

    def _bind_low(self, line: Line, low: float, way: int) -> None:
        """way = 1: what is added up reaches the low end, or a level does."""
        if low == -math.inf:
            return
        by_sum = self._add_binary()
        reaching = {self.complete[cell]: 1.0 for cell, level in self.list_levels(line).items() if level >= low}
        self._row({**reaching, by_sum: 1.0, way: -1.0}, low=0.0)
        for terms in self._fall(line):
            unit = min((abs(value) for value in terms.values()), default=1.0)
            wanted = max(low, unit * self._find_least(line)) if 0 < low < 1e-6 else low
            least = min(self._reach(terms)[0], 0.0)
            if least < wanted:
                scaled = {place: value / unit for place, value in terms.items()}
                self._row({**scaled, by_sum: (least - wanted) / unit}, low=least / unit)

    def _find_least(self, line: Line) -> float:
        """The least that counts as any improvement, as a share of the smallest thing that can happen."""
        is_divided = any(self.case.act[key].divisible == "continuous" for key, _ in line.adds)
        has_harm = any(min(both) < 0 for both in line.adds.values())
        return 1e-4 if is_divided and has_harm else 0.05

    def _bind_high(self, line: Line, high: float, way: int) -> None:
        """way = 1: nothing leads beyond the high end."""
        if high == math.inf:
            return
        terms = self.scale({cell: both[0] for cell, both in line.adds.items()})
        most = self._reach(terms)[1]
        if most > high:
            self._row({**terms, way: most - high}, high=most)
        for cell, both in line.levels.items():
            if both[0] > high and both[0] >= 0:
                self._row({self.complete[cell]: 1.0, way: 1.0}, high=1.0)

    # What is allowed

    def begin(self, key: str, starts: Sequence[int] | None = None) -> Terms:
        act = self.case.act.get(key)
        return {self.start[key, year]: 1.0 for year in (act.starts if act else ()) if starts is None or year in starts}

    def _limit(self) -> None:
        case, scenario = self.case, self.case.scenario
        for act in case.acts:
            must, may = act.key in case.locked_in, act.key not in scenario.locked_out
            self._row(self.begin(act.key), float(must), float(may))
        self._relate()
        for group in scenario.groups:
            members: Terms = {}
            for key in group.members:
                members |= self.begin(key)
            self._row(members, group.at_least, group.at_most if group.at_most is not None else math.inf)
        for source, years, ceiling in list_ceilings(case):
            money = {cell: spend(case, case.act[cell[0]], cell[1], source, years) for cell in self.start}
            self._row(self.scale(money), high=ceiling + EASE * NEAR * max(1.0, ceiling))
        for balance in scenario.balances:
            for limit, sign in ((balance.min_share, 1.0), (balance.max_share, -1.0)):
                money = {
                    (key, start): sign * (counts_in(balance, case.act[key]) - limit) * case.act[key].cost
                    for key, start in self.start
                }
                self._row(self.scale(money), low=-EASE * NEAR)
        for cut in scenario.emission_cuts:
            self._row(
                self.scale({cell: cut_by(case, cut, *cell) for cell in self.start}), low=cut.wan_tco2 - EASE * NEAR
            )

    def _relate(self) -> None:
        for row in self.case.plan.relations:
            one, other = self.begin(row.action_id), self.begin(row.other_id)
            if row.kind == "excludes":
                self._row({**one, **other}, high=1.0)
                continue
            self._row({**one, **dict.fromkeys(other, -1.0)}, high=0.0)
            if row.kind == "together":
                self._row({**other, **dict.fromkeys(one, -1.0)}, high=0.0)
            elif row.action_id in self.case.act and row.other_id in self.case.act:
                self._order(row)

    def _order(self, row) -> None:
        first, second = self.case.act[row.action_id], self.case.act[row.other_id]
        for start in first.starts:
            fitting = [
                year
                for year in second.starts
                if self.case.may_follow(row, np.array([float(start)]), np.array([float(year)]))[0]
            ]
            self._row(
                {self.start[first.key, start]: 1.0, **{self.start[second.key, year]: -1.0 for year in fitting}},
                high=0.0,
            )

    # What is wished

    def list_wishes(self) -> list[tuple[Terms, float]]:
        """What is to be made small, in order, each with a constant."""
        case, scenario = self.case, self.case.scenario
        missed = ({place: -1.0 for place in self.met.values()}, float(len(self.met)))
        wishes = {
            "cheapest": lambda: [missed],
            "binding_first": lambda: [self._count_binding(), missed],
            "smallest_shortfall": lambda: [self._sum_shortfall()],
            "most_points": lambda: [self._sum_points()],
            "cheapest_points": lambda: [self._lack(self._sum_points(), self._wanted_points())],
            "cheapest_rule": self._count_rule,
            "most_abatement": lambda: [self._sum_abatement()],
            "cheapest_abatement": lambda: [self._lack(self._sum_abatement(), scenario.abatement_wan_tco2 or 0.0)],
        }
        cost = self.scale({cell: price(case, case.act[cell[0]], cell[1]) for cell in self.start})
        return [*wishes[scenario.question](), (cost, 0.0)]

    def _wanted_points(self) -> float:
        points = self.case.scenario.points
        return (points if points is not None else self.case.plan.settings.assessment.pass_points) or 0.0

    def _lack(self, having: tuple[Terms, float], wanted: float) -> tuple[Terms, float]:
        """What is missing of an amount; ``having`` is its negative."""
        terms, constant = having
        lack = self._add(0.0, math.inf)
        self._row({**{place: -value for place, value in terms.items()}, lack: 1.0}, low=wanted + constant)
        return {lack: 1.0}, 0.0

    def _count_binding(self) -> tuple[Terms, float]:
        keys = [demand.key for demand in self.case.demands if demand.nature == "binding"]
        return {self.met[key]: -1.0 for key in keys}, float(len(keys))

    def _sum_abatement(self) -> tuple[Terms, float]:
        return self.scale({cell: -abate_yearly(self.case, *cell) for cell in self.start}), 0.0

    def _sum_shortfall(self) -> tuple[Terms, float]:
        weights = self.case.scenario.weights.model_dump()
        terms, constant = {}, 0.0
        for demand in self.case.demands:
            weight = weights[demand.nature]
            if demand.is_trend or not demand.asked:
                terms[self.met[demand.key]] = -weight
                constant += weight
            else:
                terms[self._lack_of(demand)] = weight / demand.unit
        return terms, constant

    def _lack_of(self, demand: Demand) -> int:
        """u >= low - improvement, by what is added up or by one level, plus what overshoots the high end."""
        (span,) = demand.asked
        line, low = demand.line, span.low
        short, over, lack = (self._add(0.0, math.inf) for _ in range(3))
        self._row({lack: 1.0, short: -1.0, over: -1.0}, low=0.0)
        if low > -math.inf:
            self._fall_short(line, low, short)
            self.lower[short] = max(low - line.most, 0.0)
        if span.high < line.most:
            terms = self.scale({cell: both[0] for cell, both in line.adds.items()})
            self._row({**terms, over: -1.0}, high=span.high)
            for cell, both in line.levels.items():
                if both[0] >= 0:
                    self._row({self.complete[cell]: both[0], over: -1.0}, high=span.high)
        return lack

    def _fall_short(self, line: Line, low: float, short: int) -> None:
        levels = self.list_levels(line)
        ways = {cell: self._add_binary() for cell in levels}
        by_sum = self._add_binary()
        self._row({by_sum: 1.0, **dict.fromkeys(ways.values(), 1.0)}, low=1.0, high=1.0)
        for cell, way in ways.items():
            self._row({self.complete[cell]: 1.0, way: -1.0}, low=0.0)
            self._row({short: 1.0, way: -max(low - levels[cell], 0.0)}, low=0.0)
        for terms in self._fall(line):
            least = min(self._reach(terms)[0], low, 0.0)
            self._row({**terms, short: 1.0, by_sum: least - low}, low=least)

    def _sum_points(self) -> tuple[Terms, float]:
        terms: Terms = {}
        for scored in list_scored(self.case):
            terms |= self._score(scored)
        return terms, 0.0

    def _score(self, scored: Scored) -> Terms:
        """Minus the points of the best tier in which, or above which, every part stands."""
        earned = [self._add_binary() for _ in scored.points]
        self._row(dict.fromkeys(earned, 1.0), high=1.0)
        for part in scored.parts:
            stands: Terms = {}
            for tier, span in enumerate(part.tiers):
                if span is True:
                    stands[self._add(1.0, 1.0)] = 1.0
                elif isinstance(span, Span) and part.line is not None:
                    within = self._add_binary()
                    self._bind(part.line, (span,), 1e-7, within)
                    stands[within] = 1.0
                self._row({**stands, earned[tier]: -1.0}, low=0.0)
        return {place: -points for place, points in zip(earned, scored.points, strict=True)}

    def _count_rule(self) -> list[tuple[Terms, float]]:
        passes, natures = {}, {}
        for each in list_headlines(self.case):
            passes[each.indicator_id] = self._add(0.0, float(not each.is_blocked), whole=True)
            natures[each.indicator_id] = each.nature
            for key in each.needs:
                self._row({self.met[key]: 1.0, passes[each.indicator_id]: -1.0}, low=0.0)
        binding = {place: -1.0 for key, place in passes.items() if natures[key] == "binding"}
        reference = {place: -1.0 for key, place in passes.items() if natures[key] == "reference"}
        wanted = needed_references(self.case, len(reference))
        return [(binding, float(len(binding))), self._lack((reference, 0.0), float(wanted))]

    def keep(self, terms: Terms, reached: float) -> None:
        """A later wish never spoils an earlier one; a count is a whole number, whatever the solver says."""
        is_count = all(self.whole[place] and float(value).is_integer() for place, value in terms.items())
        least = float(round(reached)) if is_count else reached
        self._row(terms, high=least + NEAR * max(1.0, abs(least)) / 2)

    def solve(self, objective: Terms):
        """HiGHS inside scipy, with presolve and without, whichever finds more; None where nothing is feasible."""
        costs = np.zeros(len(self.lower))
        for place, value in objective.items():
            costs[place] = value
        count = sum(len(terms) for terms, _, _ in self.rows)
        data, columns, lines = np.empty(count), np.empty(count, dtype=int), np.empty(count, dtype=int)
        at = 0
        for number, (terms, _, _) in enumerate(self.rows):
            for place, value in terms.items():
                data[at], columns[at], lines[at] = value, place, number
                at += 1
        matrix = csr_matrix((data, (lines, columns)), shape=(len(self.rows), len(self.lower)))
        limits = LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])
        answers = [
            milp(
                costs,
                constraints=[limits],
                integrality=np.array(self.whole),
                bounds=Bounds(self.lower, self.upper),
                options={"mip_rel_gap": 0.0, "time_limit": 60.0, "presolve": presolve},
            )
            for presolve in (True, False)
        ]
        solved = [found for found in answers if found.status == 0]
        if not solved and any(found.status != 2 for found in answers):
            raise RuntimeError(answers[0].message)
        return min(solved, key=lambda found: found.fun, default=None)


def solve_case(case: Case) -> Best | None:
    """The best portfolio by integer programming; None where nothing is allowed."""
    program = Program(case)
    wishes = program.list_wishes()
    best: list[float] = []
    found = None
    for terms, constant in wishes:
        found = program.solve(terms)
        if found is None:
            if best:
                raise RuntimeError("a wish that was kept left nothing")
            return None
        best.append(float(found.fun) + constant)
        program.keep(terms, float(found.fun))
    starts = {cell[0]: cell[1] for cell, place in program.start.items() if found.x[place] > 0.5}
    shares = {}
    for key, start in starts.items():
        place, factor = program.share[key, start]
        shares[key] = float(found.x[place]) * factor
    return Best(tuple(best), starts, shares)
