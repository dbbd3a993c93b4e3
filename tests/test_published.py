"""Published instances with known optima, put as small plans and answered as any plan is.

Every project costs its weight and is built in 2023, the year after the base year, so all its money counts; no start is
delayed. Every answer is proved and re-added: by ``answer_plan``, or, where its six readings of the effects would only repeat a
long solve, by ``verify_portfolio``.
"""

import itertools
from collections.abc import Collection, Sequence
from typing import get_args

import pytest

from peakfolio import answer_plan
from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.tables import Funding
from peakfolio.plan.vocabulary import FundingSource
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.verify import Verification, verify_portfolio
from tiny import CITE, SETTINGS, make_effect, make_indicator, make_observation, make_project, make_target

Blocks = Sequence[frozenset[int]]
SOURCES = (Source(source_id="made", kind="publication", title="a published instance", reasoning="see the test"),)
WORDS = get_args(FundingSource)

# C. C. Petersen, Management Science 13 (1967) 736-750, as OR-Library's mknap1 holds it (J. E. Beasley, 1990): profits, then
# one row for each constraint. Problems 3 and 4 are the first 15 and 20 items of problem 5, problem 6 the first 39 of 7.
SIX = """
100 600 1200 2400 500 2000
8 12 13 64 22 41
8 12 13 75 22 41
3 6 4 18 6 4
5 10 8 32 6 12
5 13 8 42 6 20
5 13 8 48 6 20
0 0 0 0 8 0
3 0 4 0 8 0
3 2 4 0 8 4
3 2 4 8 8 4
"""
TEN = """
600.1 310.5 1800 3850 18.6 198.7 882 4200 402.5 327
20 5 100 200 2 4 60 150 80 40
20 7 130 280 2 8 110 210 100 40
60 3 50 100 4 2 20 40 6 12
60 8 70 200 4 6 40 70 16 20
60 13 70 250 4 10 60 90 20 24
60 13 70 280 4 10 70 105 22 28
5 2 20 100 2 5 10 60 0 0
45 14 80 180 6 10 40 100 20 0
55 14 80 200 6 10 50 140 30 40
65 14 80 220 6 10 50 180 30 50
"""
TWENTY_EIGHT = """
100 220 90 400 300 400 205 120 160 580 400 140 100 1300 650 320 480 80 60 2550 3100 1100 950 450 300 220 200 520
8 24 13 80 70 80 45 15 28 90 130 32 20 120 40 30 20 6 3 180 220 50 30 50 12 5 8 18
8 44 13 100 100 90 75 25 28 120 130 32 40 160 40 60 55 10 6 240 290 80 90 70 27 17 8 28
3 6 4 20 20 30 8 3 12 14 40 6 3 20 5 0 5 3 0 20 30 40 10 0 5 0 0 10
5 9 6 40 30 40 16 5 18 24 60 16 11 30 25 10 13 5 1 80 60 50 20 30 10 5 3 20
5 11 7 50 40 40 19 7 18 29 70 21 17 30 25 15 25 5 1 100 70 55 20 50 15 15 6 20
5 11 7 55 40 40 21 9 18 29 70 21 17 35 25 20 25 5 2 110 70 55 20 50 20 15 6 20
0 0 1 10 4 10 0 6 0 6 32 3 0 70 10 0 0 0 0 0 30 10 0 10 10 5 0 10
3 4 5 20 14 20 6 12 10 18 42 9 12 100 20 5 6 4 1 20 50 30 5 20 20 10 10 20
3 6 9 30 29 20 12 12 10 30 42 18 18 110 20 15 18 7 2 40 60 50 25 25 25 15 10 28
3 8 9 35 29 20 16 15 10 30 42 20 18 120 20 20 22 7 3 50 60 55 25 30 25 15 10 28
"""
FIFTY = """
560 1125 300 620 2100 431 68 328 47 122 322 196 41 25 425 4260 416 115 82 22 631 132 420 86 42 \
103 215 81 91 26 49 420 316 72 71 49 108 116 90 738 1811 430 3060 215 58 296 620 418 47 81
40 91 10 30 160 20 3 12 3 18 9 25 1 1 10 280 10 8 1 1 49 8 21 6 1 \
5 10 8 2 1 0 10 42 6 4 8 0 10 1 40 86 11 120 8 3 32 28 13 2 4
16 92 41 16 150 23 4 18 6 0 12 8 2 1 0 200 20 6 2 1 70 9 22 4 1 \
5 10 6 4 0 4 12 8 4 3 0 10 0 6 28 93 9 30 22 0 36 45 13 2 2
38 39 32 71 80 26 5 40 8 12 30 15 0 1 23 100 0 20 3 0 40 6 8 0 6 \
4 22 4 6 1 5 14 8 2 8 0 20 0 0 6 12 6 80 13 6 22 14 0 1 2
8 71 30 60 200 18 6 30 4 8 31 6 3 0 18 60 21 4 0 2 32 15 31 2 2 \
7 8 2 8 0 2 8 6 7 1 0 0 20 8 14 20 2 40 6 1 14 20 12 0 1
38 52 30 42 170 9 7 20 0 3 21 4 1 2 14 310 8 4 6 1 18 15 38 10 4 \
8 6 0 0 3 0 10 6 1 3 0 3 5 4 0 30 12 16 18 3 16 22 30 4 0
"""
SHORT = "550 700 130 240 280 310 110 205 260 275"
LONG = "930 1210 272 462 532 572 240 400 470 490"
KNAPSACKS = (
    (SIX, 6, "80 96 20 36 44 48 10 18 22 24", 3800.0),
    (TEN, 10, "450 540 200 360 440 480 200 360 440 480", 8706.1),
    (TWENTY_EIGHT, 15, SHORT, 4015.0),
    (TWENTY_EIGHT, 20, SHORT, 6120.0),
    (TWENTY_EIGHT, 28, LONG, 12400.0),
    (FIFTY, 39, "600 500 500 500 600", 10618.0),
    (FIFTY, 50, "800 650 550 550 650", 16537.0),
)


def make_cover(sets: Sequence[Collection[int]]) -> Plan:
    """Sets are projects of cost 1, elements are targets with a gap of 1 that any set holding them closes."""
    elements = [f"T{element}" for element in sorted(set().union(*sets))]
    names = [f"P{number}" for number in range(len(sets))]
    return Plan(
        settings=SETTINGS,
        sources=SOURCES,
        indicators=tuple(make_indicator(key) for key in elements),
        targets=tuple(make_target(key, 1.0) for key in elements),
        observations=tuple(make_observation(key, 0.0) for key in elements),
        projects=tuple(make_project(name, 1.0, 2023, 2023) for name in names),
        effects=tuple(
            make_effect(name, f"T{element}", 1.0)
            for name, held in zip(names, sets, strict=True)
            for element in sorted(held)
        ),
    )


def find_blocks_through(blocks: Blocks) -> list[set[int]]:
    """Points as sets: for each the numbers of the blocks it lies on."""
    points = sorted(set().union(*blocks))
    return [{number for number, block in enumerate(blocks) if point in block} for point in points]


def make_knapsack(profits: Sequence[float], weights: Sequence[Sequence[float]]) -> Plan:
    """Items are projects, a profit is an abatement, each constraint a funding source; the one target is met from the start."""
    items = [f"P{number + 1}" for number in range(len(profits))]
    loads = dict(zip(items, zip(*weights, strict=True), strict=True))
    return Plan(
        settings=SETTINGS,
        sources=SOURCES,
        indicators=(make_indicator("sewage"),),
        targets=(make_target("sewage", 70.0),),
        observations=(make_observation("sewage", 80.0),),
        projects=tuple(make_project(item, sum(loads[item]), 2023, 2023) for item in items),
        funding=tuple(
            Funding(project_id=item, funding_source=word, amount_wan_yuan=load, as_written=str(load), **CITE)
            for item in items
            for word, load in zip(WORDS, loads[item], strict=False)
        ),
        abatements=tuple(
            Abatement(
                action_id=item,
                ledger="energy_co2",
                component="direct",
                form="co2",
                reasoning="profit",
                **CITE,
                low=gain * 1e4,
                central=gain * 1e4,
                high=gain * 1e4,
            )
            for item, gain in zip(items, profits, strict=True)
        ),
    )


def answer(plan: Plan, **changes: object) -> tuple[Choice, Verification]:
    found = answer_plan(plan, scenario=Scenario(latest_delay_years=0, **changes))
    assert found.choice.portfolio.is_proved
    assert found.choice.best_effort.is_proved
    return found.choice, found.verification


def answer_once(plan: Plan, **changes: object) -> tuple[Choice, Verification]:
    choice = choose_portfolio(build_problem(plan, Scenario(latest_delay_years=0, **changes)))
    assert choice.portfolio.is_proved
    return choice, verify_portfolio(plan, choice.problem, choice.portfolio)


def count_hit(sets: Sequence[Collection[int]], choice: Choice) -> int:
    return len(set().union(*(sets[int(name[1:])] for name in choice.portfolio.starts)))


def list_affine_triples(dimension: int) -> Blocks:
    """Lines of AG(d,3): three different points that add up to nothing modulo 3."""
    points = list(itertools.product(range(3), repeat=dimension))
    return [
        frozenset(points.index(each) for each in triple)
        for triple in itertools.combinations(points, 3)
        if all(sum(column) % 3 == 0 for column in zip(*triple, strict=True))
    ]


def list_bose_triples(size: int) -> Blocks:
    """R. C. Bose's system (1939) on three copies of the integers modulo an odd size: a pair, and its mean one copy on."""
    upright = [frozenset((x, x + size, x + 2 * size)) for x in range(size)]
    half = (size + 1) // 2
    slanted = [
        frozenset((x + size * copy, y + size * copy, (x + y) * half % size + size * ((copy + 1) % 3)))
        for copy in range(3)
        for x, y in itertools.combinations(range(size), 2)
    ]
    return upright + slanted


def list_binary_triples() -> Blocks:
    """Lines of PG(3,2): three different non-zero words of four bits that add up to nothing."""
    triples = itertools.combinations(range(1, 16), 3)
    return [frozenset(triple) for triple in triples if triple[0] ^ triple[1] ^ triple[2] == 0]


def list_plane_lines(order: int) -> Blocks:
    """Lines of PG(2,p) by their dual coordinates; of a point's multiples the one that begins with 1 stands for all."""
    words = itertools.product(range(order), repeat=3)
    points = [word for word in words if next((digit for digit in word if digit), 0) == 1]
    return [
        frozenset(
            number
            for number, point in enumerate(points)
            if sum(a * b for a, b in zip(line, point, strict=True)) % order == 0
        )
        for line in points
    ]


STEINER = {
    "A9": (list_affine_triples(2), 9, 12, 5),
    "A15": (list_bose_triples(5), 15, 35, 9),
    "A27": (list_affine_triples(3), 27, 117, 18),
    "PG(3,2)": (list_binary_triples(), 15, 35, 7),
}


@pytest.mark.parametrize("name", STEINER)
def test_steiner_triples_are_covered_by_the_known_number_of_points(name: str) -> None:
    """A9, A15, A27: D. R. Fulkerson, G. L. Nemhauser and L. E. Trotter, Mathematical Programming Study 2 (1974) 72-81.

    Their A15 is Bose's system, not the lines of PG(3,2), which a plane of 7 points covers: R. C. Bose and R. C. Burton,
    Journal of Combinatorial Theory 1 (1966) 96-104.
    """
    triples, points, count, optimum = STEINER[name]
    pairs = {frozenset(pair) for triple in triples for pair in itertools.combinations(triple, 2)}
    assert len(triples) == count
    assert len(pairs) == 3 * count == points * (points - 1) // 2  # every pair of points in one triple
    sets = find_blocks_through(triples)
    choice, verified = answer_once(make_cover(sets))
    assert choice.portfolio.missed == ()
    assert count_hit(sets, choice) == count
    assert verified.cost_wan_yuan == len(choice.portfolio.starts) == optimum


@pytest.mark.parametrize(("table", "items", "rooms", "optimum"), KNAPSACKS, ids=range(1, 8))
def test_a_knapsack_of_several_dimensions_is_packed_to_the_known_optimum(
    table: str, items: int, rooms: str, optimum: float
) -> None:
    """C. C. Petersen, Management Science 13 (1967) 736-750; OR-Library, file mknap1: J. E. Beasley (1990)."""
    profits, *weights = [[float(word) for word in line.split()[:items]] for line in table.strip().splitlines()]
    room = [float(word) for word in rooms.split()]
    assert {len(row) for row in (profits, *weights)} == {items}
    assert len(weights) == len(room) < len(WORDS)
    budgets = tuple(
        Ceiling(funding_source=word, ceiling_wan_yuan=most) for word, most in zip(WORDS, room, strict=False)
    )
    choice, verified = answer_once(make_knapsack(profits, weights), question="most_abatement", budgets=budgets)
    packed = [int(name[1:]) - 1 for name in choice.portfolio.starts]
    assert all(sum(row[item] for item in packed) <= most for row, most in zip(weights, room, strict=True))
    assert sum(profits[item] for item in packed) == pytest.approx(optimum)
    assert verified.abatement_wan_tco2 == pytest.approx(optimum)


@pytest.mark.parametrize(("order", "budget"), [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3), (3, 4)])
def test_points_of_a_projective_plane_hit_as_many_lines_as_theory_allows(order: int, budget: int) -> None:
    """K <= p + 1 points of PG(2,p) hit at most 1 + k p lines, and k points of one line do (Bose and Burton 1966 for k = p + 1).

    A point lies on p + 1 lines; each further point shares one of its own with a point before it, so it adds p at most.
    """
    lines = list_plane_lines(order)
    assert len(lines) == order * order + order + 1
    assert {len(line) for line in lines} == {order + 1}
    sets = find_blocks_through(lines)
    choice, verified = answer(make_cover(sets), budget_wan_yuan=float(budget))
    hit = 1 + budget * order
    assert count_hit(sets, choice) == hit
    assert len(choice.portfolio.missed) == len(lines) - hit
    assert verified.cost_wan_yuan == budget
    assert {reach.cause for reach in choice.reaches} <= {"not_enough_money"}


@pytest.mark.parametrize("budget", [2, 3])
def test_a_coverage_that_misleads_the_greedy_is_solved_whole(budget: int) -> None:
    """The tight case of G. L. Nemhauser, L. A. Wolsey and M. L. Fisher, Mathematical Programming 14 (1978) 265-294.

    K disjoint columns of k^(k-1) elements are the optimum, k^k. Decoys, each a k-th of what is left of every column, tie with
    the best column and stand first, so the greedy ends at k^k (1 - (1 - 1/k)^k).
    """
    size = budget ** (budget - 1)
    columns = [list(range(size * number, size * (number + 1))) for number in range(budget)]
    left, decoys = [list(column) for column in columns], []
    for _ in range(budget - 1):
        share = len(left[0]) // budget
        decoys.append([element for column in left for element in column[:share]])
        left = [column[share:] for column in left]
    sets = [*decoys, *columns]
    covered: set[int] = set()
    for _ in range(budget):
        covered |= set(max(sets, key=lambda held: len(set(held) - covered)))
    assert len(covered) == budget**budget - (budget - 1) ** budget
    choice, verified = answer(make_cover(sets), budget_wan_yuan=float(budget))
    assert set(choice.portfolio.starts) == {f"P{len(decoys) + number}" for number in range(budget)}
    assert count_hit(sets, choice) == budget**budget
    assert choice.portfolio.missed == ()
    assert verified.cost_wan_yuan == budget
