"""The sheet on money: what the ticked projects cost in each year and from each source."""

from collections.abc import Mapping, Sequence

from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.ticking import Tick
from peakfolio.report import names
from peakfolio.report.chapters.book.grids import Book, make_grid, write_number
from peakfolio.report.content import (
    MONEY,
    Cell,
    Chart,
    Grid,
    Series,
    Sheet,
    make_table,
    name_column,
    number_column,
    text_column,
    year_column,
)
from peakfolio.report.palette import CYCLE
from peakfolio.report.portfolio import NO
from peakfolio.words import Words, say, say_in


def list_paid(book: Book) -> tuple[Tick, ...]:
    """Whatever can be ticked and costs money."""
    return tuple(each for each in book.ticking.ticks if sum_whole(book, each) > 0)


def sum_whole(book: Book, tick: Tick) -> float:
    """What a project costs if it is built whole as printed, with its operation to the horizon, 万元."""
    horizon = book.run.answer.problem.horizon if book.run.answer is not None else 0
    return sum(tick.action.spread_cost(tick.start, horizon).values())


def list_sources(book: Book) -> tuple[str, ...]:
    """The sources that pay for any project."""
    paying = {source for each in list_paid(book) for source, share in each.action.funding.items() if share}
    return tuple(source for source in FUNDING if source in paying)


def list_years(book: Book) -> tuple[int, ...]:
    """The years in which any project would cost money, in whatever year it may start."""
    return tuple(sorted({year for each in list_paid(book) for year in _list_years(book, each)}))


def _list_years(book: Book, tick: Tick) -> frozenset[int]:
    """The years in which a project may cost money."""
    answer, action = book.run.answer, tick.action
    if answer is None:
        return frozenset()
    return frozenset(year for start in action.starts for year in action.spread_cost(start, answer.problem.horizon))


def list_sunk_years(book: Book) -> tuple[int, ...]:
    """The years up to the base year: what is spent in them is spent already."""
    answer = book.run.answer
    return () if answer is None else tuple(year for year in list_years(book) if year <= answer.problem.base_year)


def spread_money(book: Book) -> Sheet | None:
    """Money by year and source, live; None where no project has years and a cost."""
    sources, years = list_sources(book), list_years(book)
    if not sources or not years:
        return None
    chart = Chart(
        _say_most(book),
        say("Year"),
        MONEY,
        tuple(
            Series(FUNDING[each], "yearly_year", f"yearly_{each}", "column", CYCLE[place % len(CYCLE)])
            for place, each in enumerate(sources)
        ),
        least=0.0,
    )
    note = say(
        "Everything here follows from the first sheet: cost, choice and start year. A project's cost is spread over its years of building "
        "and its sources as the model does it."
    )
    return Sheet(
        "money",
        say_in("sheet", "Money by year"),
        (note,),
        (chart, _sum_years(book, sources, years), _list_projects(book, sources, years)),
    )


def _say_most(book: Book) -> Words:
    spending = book.run.answer.verification.spending if book.run.answer is not None else {}
    by_year: dict[int, float] = {}
    for (_, year), amount in spending.items():
        by_year[year] = by_year.get(year, 0.0) + amount
    if not by_year:
        return say("Money of the chosen projects by year and source")
    most = max(by_year, key=lambda year: by_year[year])
    return say(
        "Money of the chosen projects by year and source; the model's choice needs most in {year} ({money})",
        year=most,
        money=names.show_money(by_year[most]),
    )


def _sum_years(book: Book, sources: Sequence[str], years: Sequence[int]) -> Grid:
    spending = book.run.answer.verification.spending if book.run.answer is not None else {}
    columns = (
        year_column("year", say("Year")),
        *(number_column(each, FUNDING[each], digits=0) for each in sources),
        number_column("total", say("Total"), digits=0),
    )
    rows = []
    for year in years:
        amounts = {each: spending.get((each, year), 0.0) for each in sources}
        rows.append({"year": year, **amounts, "total": sum(amounts.values())})
    formulas: Mapping[str, list[str]] = {
        **{each: [f"SUMPRODUCT(money_y{year},money_from_{each}/money_printed)" for year in years] for each in sources},
        "total": [f"SUM(money_y{year})" for year in years],
    }
    return make_grid(
        make_table("yearly", say("By year and funding source, {unit}", unit=MONEY), columns, rows), formulas
    )


def _list_projects(book: Book, sources: Sequence[str], years: Sequence[int]) -> Grid:
    """Each project: what its tick costs, its years, and the part of every source."""
    columns = (
        text_column("action_id", NO, 0.7),
        name_column("name", say("Project"), 2.2),
        number_column("cost", say("Cost counted"), digits=0),
        year_column("start", say("Start year")),
        *(number_column(f"y{year}", str(year), digits=0) for year in years),
        number_column("printed", say("As printed")),
        *(number_column(f"from_{each}", say("of it {source}", source=FUNDING[each])) for each in sources),
    )
    paid = list_paid(book)
    return make_grid(
        make_table(
            "money",
            say("By project and year, {unit}", unit=MONEY),
            columns,
            [_describe(book, each, sources, years) for each in paid],
        ),
        {
            "cost": "SUMIF(project_action_id,{action_id},project_counted_cost)",
            "start": "SUMIF(project_action_id,{action_id},project_start)",
            **{f"y{year}": [_spread(book, each, year) for each in paid] for year in years},
        },
    )


def _describe(book: Book, tick: Tick, sources: Sequence[str], years: Sequence[int]) -> dict[str, Cell]:
    answer, action = book.run.answer, tick.action
    horizon = answer.problem.horizon if answer is not None else 0
    spread, possible = action.spread_cost(tick.start, horizon), _list_years(book, tick)
    part = tick.part if tick.is_chosen else 0.0
    return {
        "action_id": action.action_id,
        "name": names.name_action(book.run.plan, action.action_id),
        "cost": part * sum(spread.values()),
        "start": tick.start,
        **{f"y{year}": part * spread.get(year, 0.0) if year in possible else "" for year in years},
        "printed": sum_whole(book, tick),
        **{f"from_{each}": _find_amount(book, tick, each) for each in sources},
    }


def _find_amount(book: Book, tick: Tick, source: str) -> Cell:
    """What a source pays of the whole project; nothing is left blank."""
    return sum_whole(book, tick) * tick.action.funding.get(source, 0.0) or ""


def _spread(book: Book, tick: Tick, year: int) -> str:
    """What a ticked project costs in a year: its part of the cost as it stands now, and its operation, wherever it starts."""
    answer, action = book.run.answer, tick.action
    if answer is None or year not in _list_years(book, tick):
        return ""
    counted, cost = (f"SUMIF(project_action_id,{{action_id}},project_{each})" for each in ("counted", "cost"))
    last = f"{{start}}+{action.duration_years - 1}"
    share = f"IF(AND({year}>={{start}},{year}<={last}),{_write_share(action.spending_shares, year)},0)"
    operation = ""
    if action.operation_wan_yuan > 0:
        paid = f"AND({year}>{last},{year}<={answer.problem.horizon})"
        operation = f"+IF({paid},{write_number(action.operation_wan_yuan)},0)"
    return f"{counted}*({cost}*{share}{operation})"


def _write_share(shares: Sequence[float], year: int) -> str:
    """The part of the cost that falls into a year of building."""
    if len(set(shares)) == 1:
        return write_number(shares[0])
    return f"CHOOSE({year}-{{start}}+1,{','.join(map(write_number, shares))})"
