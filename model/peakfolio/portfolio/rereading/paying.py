"""What a portfolio spends by source and year, and whether every ceiling and every balance holds, added up row by row."""

import math
from collections.abc import Iterator, Mapping

from peakfolio.plan.settings import Balance, Ceiling
from peakfolio.plan.tables import Budget
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.rereading.book import TOLERANCE, Book, Built, Check, make_check
from peakfolio.words import say

Spending = Mapping[tuple[str, int], float]


def add_spending(book: Book, built: Mapping[str, Built]) -> Spending:
    """万元 by source and year: the cost over the years of building by its profile, then operation up to the horizon."""
    spending: dict[tuple[str, int], float] = {}
    for action_id, each in built.items():
        project = book.plan.project_by_id.get(action_id)
        if project is None:
            continue
        years, profile = book.list_years(action_id, each.start), book.list_profile(action_id)
        price = book.find_price(action_id)
        upkeep = project.operation_wan_yuan_per_year or 0.0
        for source, part in split_funding(book, action_id).items():
            for year, share in zip(years, profile, strict=True):
                spending[source, year] = spending.get((source, year), 0.0) + price * each.share * part * share
            for year in range(years[-1] + 1, book.horizon + 1) if upkeep else ():
                spending[source, year] = spending.get((source, year), 0.0) + upkeep * each.share * part
    return spending


def discount(book: Book, spending: Spending) -> float:
    """The spending in money of the base year, 万元."""
    rate = book.scenario.discount_rate
    return math.fsum(amount / (1.0 + rate) ** (year - book.base_year) for (_, year), amount in spending.items())


def split_funding(book: Book, project_id: str) -> Mapping[str, float]:
    """Share of each source: what is printed over the price; what is left goes in equal parts to sources without an amount."""
    rows, price = book.funding.get(project_id, ()), book.find_price(project_id)
    if not rows:
        return {"unstated": 1.0}
    if price <= 0:
        return {str(rows[0].funding_source): 1.0}
    split = {str(row.funding_source): (row.amount_wan_yuan or 0.0) / price for row in rows}
    rest = price - math.fsum(row.amount_wan_yuan or 0.0 for row in rows)
    takers = [str(row.funding_source) for row in rows if row.amount_wan_yuan is None]
    if not takers and abs(rest) > TOLERANCE * price:
        takers = ["unstated"]
    for source in takers:
        split[source] = split.get(source, 0.0) + rest / price / len(takers)
    return split


def list_ceilings(book: Book) -> list[tuple[str | None, int | None, float]]:
    """Source, year and amount of every ceiling of the plan and of the scenario; None is all money, or all years."""
    total = book.scenario.budget_wan_yuan
    printed: tuple[Budget | Ceiling, ...] = (*book.plan.budgets, *book.scenario.budgets)
    return [
        *((row.funding_source, row.year, row.ceiling_wan_yuan) for row in printed),
        *(((None, None, total),) if total is not None else ()),
    ]


def check_ceilings(book: Book, spending: Spending) -> Iterator[Check]:
    """Every ceiling of the plan and of the scenario against what is spent after the base year."""
    rows = list_ceilings(book)
    carried = _carry_over(book, rows, spending) if book.scenario.carry_over else {}
    for source, year, ceiling in rows:
        allowed, spent = ceiling, _add_up(book, spending, source, (year,) if year is not None else None)
        if (source, year) in carried:
            allowed, spent = carried[source, year]
        whose = FUNDING[source] if source else say("all money")
        name = (
            say("ceiling of {source} in {year}", source=whose, year=year)
            if year is not None
            else say("ceiling of {source} in total", source=whose)
        )
        yield make_check(name, allowed, spent, "<=")


def _add_up(book: Book, spending: Spending, source: str | None, years: tuple[int, ...] | None) -> float:
    return math.fsum(
        amount
        for (payer, year), amount in spending.items()
        if year > book.base_year and source in (None, payer) and (years is None or year in years)
    )


def _carry_over(
    book: Book, rows: list[tuple[str | None, int | None, float]], spending: Spending
) -> Mapping[tuple[str | None, int | None], tuple[float, float]]:
    """By source and year: what all ceilings of the source up to the year allow together, and what those years spend.

    Several ceilings of one source and year are one, the smallest. Years without a ceiling are free and do not count.
    """
    smallest: dict[tuple[str | None, int], float] = {}
    for source, year, ceiling in rows:
        if year is not None and year > book.base_year:
            smallest[source, year] = min(ceiling, smallest.get((source, year), math.inf))
    found: dict[tuple[str | None, int | None], tuple[float, float]] = {}
    for source, year in smallest:
        years = tuple(other for payer, other in smallest if payer == source and other <= year)
        allowed = math.fsum(smallest[source, other] for other in years)
        found[source, year] = (allowed, _add_up(book, spending, source, years))
    return found


def check_balances(book: Book, built: Mapping[str, Built]) -> Iterator[Check]:
    """Every least and greatest share of the money for a category or township."""
    costs = {key: book.find_price(key) * each.share for key, each in built.items() if key in book.plan.project_by_id}
    total = math.fsum(costs.values())
    for rule in book.scenario.balances:
        part = math.fsum(cost for key, cost in costs.items() if _fits(book, rule, key))
        label = rule.category_zh or rule.township_zh
        yield make_check(say("least share of {label}", label=label), rule.min_share * total, part, ">=")
        yield make_check(say("greatest share of {label}", label=label), rule.max_share * total, part, "<=")


def _fits(book: Book, rule: Balance, project_id: str) -> bool:
    row = book.plan.project_by_id[project_id]
    return rule.category_zh in (None, row.category_zh) and rule.township_zh in (None, row.township_zh)
