"""A portfolio read again: what it costs, where every demand ends, and whether it keeps what is imposed on it.

It takes the plan, the scenario, start years and shares, and nothing else: no sum, target, ceiling or relation comes from the
optimiser's own posing of the problem, so that whatever the posing forgets or turns round shows here.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.rereading.asking import list_demands
from peakfolio.portfolio.rereading.book import Built, Check, open_book
from peakfolio.portfolio.rereading.keeping import add_abatement, check_choices, check_cuts, check_relations
from peakfolio.portfolio.rereading.paying import Spending, add_spending, check_balances, check_ceilings, discount
from peakfolio.portfolio.rereading.scoring import add_points, list_fails
from peakfolio.portfolio.rereading.standing import Standing, stand

POINT_QUESTIONS = ("most_points", "cheapest_points")


@dataclass(frozen=True)
class Reading:
    """What a portfolio comes to.

    ``cost_wan_yuan`` is undiscounted and includes operation; ``sunk_wan_yuan`` is what falls into the base year or before;
    ``abatement_wan_tco2`` is what works in the year after the last milestone. ``points`` is None where no points are asked for;
    ``fails`` are the headline indicators that fail the 四川 rule, where that is asked. ``checks`` hold what is imposed.
    """

    spending: Spending
    cost_wan_yuan: float
    discounted_cost: float
    sunk_wan_yuan: float
    standings: tuple[Standing, ...]
    points: float | None
    fails: tuple[str, ...]
    abatement_wan_tco2: float
    checks: tuple[Check, ...]


def read_again(plan: Plan, scenario: Scenario, starts: Mapping[str, int], shares: Mapping[str, float]) -> Reading:
    """Everything a portfolio comes to; ``shares`` holds the built part of what is not built whole."""
    book, built = open_book(plan, scenario), build(starts, shares)
    spending = add_spending(book, built)
    standings = tuple(stand(book, demand, built) for demand in list_demands(book))
    return Reading(
        spending=spending,
        cost_wan_yuan=math.fsum(spending.values()),
        discounted_cost=discount(book, spending),
        sunk_wan_yuan=math.fsum(amount for (_, year), amount in spending.items() if year <= book.base_year),
        standings=standings,
        points=add_points(book, built) if scenario.question in POINT_QUESTIONS else None,
        fails=list_fails(book, standings) if scenario.question == "cheapest_rule" else (),
        abatement_wan_tco2=add_abatement(book, built, scenario.ledgers, book.years_after),
        checks=(
            *check_choices(book, built),
            *check_relations(book, built),
            *check_ceilings(book, spending),
            *check_balances(book, built),
            *check_cuts(book, built),
        ),
    )


def build(starts: Mapping[str, int], shares: Mapping[str, float] | None = None) -> Mapping[str, Built]:
    """Start years and shares as what is built of each action."""
    return {key: Built(start, (shares or {}).get(key, 1.0)) for key, start in starts.items()}
