"""The sheets with a chart of their own: what every budget buys, and the way of emissions."""

from collections.abc import Mapping, Sequence

from peakfolio.portfolio.answering import Answer
from peakfolio.report import names
from peakfolio.report.carbon.summary import headline_outlook
from peakfolio.report.chapters.book.grids import Book, make_grid
from peakfolio.report.content import (
    CARBON,
    ITEMS,
    MONEY,
    Cell,
    Chart,
    Figure,
    Grid,
    Series,
    Sheet,
    make_table,
    number_column,
    year_column,
)
from peakfolio.report.palette import BLUE, GREEN, GREY, ORANGE
from peakfolio.words import Words, format_number, say, say_in

BAND = "#C9DDF0"  # the blue of the median, lightened


def trace_budget(book: Book) -> Sheet | None:
    """What every amount of money reaches, and where the ticks stand; None where no frontier was traced."""
    table, answer = book.find_table("frontier"), book.run.answer
    if table is None or answer is None:
        return None
    measure = names.find_measure(answer)
    drawn = [Series(say("cheapest portfolio of each level"), "step_cost", "step_reached", "steps", BLUE)]
    own = _list_own(book, answer) if measure == "targets" and book.ticking.targets else ()
    if own:
        drawn.append(Series(say("your choice on the first sheet"), "own_cost", "own_reached", "points", ORANGE))
    chart = Chart(_say_frontier(book, measure), MONEY, names.name_measure(answer), tuple(drawn), least=0.0)
    note = say(
        "Every row is an exact breakpoint: with less money this much cannot be reached. Money between two breakpoints reaches what the "
        "lower one reaches. The orange point is your choice on the first sheet."
    )
    return Sheet("frontier", say_in("sheet", "Budget frontier"), (note,), (chart, *own, Grid(table), _list_steps(book)))


def _say_frontier(book: Book, measure: str) -> Words:
    points = book.run.frontier
    if points.is_cut:
        return say("What every amount of money reaches, as far as it was traced")
    return say(
        "The most is {reached} {unit}, for {money}; more money reaches no more",
        reached=format_number(points[-1].reached, 2),
        unit=names.REACHED[measure][1],
        money=names.show_limit(points[-1].cost_wan_yuan, is_least=True),
    )


def _list_own(book: Book, answer: Answer) -> tuple[Grid]:
    """Where the choice of the first sheet stands; a target whose number is reached counts, as on the curve."""
    columns = (number_column("cost", say("Cost"), MONEY), number_column("reached", say("Reached"), ITEMS, 0))
    reached = sum(each.is_reached for each in answer.verification.outcomes)
    table = make_table(
        "own",
        say("Your choice on the first sheet"),
        columns,
        [{"cost": answer.verification.cost_wan_yuan, "reached": reached}],
    )
    count = 'COUNTIF(target_result,"@met")+COUNTIF(target_result,"@undecided")'
    return (make_grid(table, {"cost": "sum_cost", "reached": count}),)


def _list_steps(book: Book) -> Grid:
    """The corners of the curve, which the chart draws."""
    rows: list[Mapping[str, Cell]] = []
    for place, point in enumerate(book.run.frontier):
        if place:
            rows.append({"cost": point.cost_wan_yuan, "reached": book.run.frontier[place - 1].reached})
        rows.append({"cost": point.cost_wan_yuan, "reached": point.reached})
    columns = (number_column("cost", say("Cost"), MONEY), number_column("reached", say("Reached"), ITEMS))
    return make_grid(make_table("step", say("Corners of the curve in the chart"), columns, rows))


def draw_carbon(book: Book) -> Sheet | None:
    """The main pathway with its band, and what is called of every pathway; None without an inventory."""
    outlook, figure = book.run.outlook, book.find_figure("carbon_fan")
    if outlook is None or figure is None:
        return None
    grid = _list_path(figure)
    lines = (
        (say("5 % of the draws"), "q05", "hidden", GREY),
        (say("between 5 and 95 % of the draws"), "band", "area", BAND),
        (say("middle of the cases"), "q50", "line", BLUE),
        (say("middle values"), "central", "line", GREEN),
        (say("without projects"), "without_projects", "dashes", ORANGE),
    )
    series = tuple(Series(title, "path_year", f"path_{key}", mark, colour) for title, key, mark, colour in lines)  # type: ignore[arg-type]
    chart = Chart(_say_peak(figure), say("Year"), CARBON, series, least=0.0)
    tables = (Grid(each) for each in map(book.find_table, ("carbon_calls", "carbon_classes", "carbon_levels")) if each)
    return Sheet("carbon", say_in("sheet", "Carbon path"), (headline_outlook(outlook),), (chart, *tables, grid))


def _say_peak(figure: Figure) -> Words:
    """When the median is highest; the call is in the sentence above."""
    highs: Sequence[float] = figure.frame["q50"]
    place = max(range(len(highs)), key=lambda each: highs[each])
    return say(
        "Energy CO2 of the main pathway: the middle of the cases is highest in {year} ({level})",
        year=int(figure.frame["year"][place]),
        level=say("{amount} (10,000 t CO2)", amount=format_number(highs[place], 1)),
    )


def _list_path(figure: Figure) -> Grid:
    titles: Mapping[str, Words] = {
        "q05": say("5 %"), "q50": say("Median"), "q95": say("95 %"), "central": say("Central path"),
        "without_projects": say("Without projects"),
    }  # fmt: skip
    columns = (
        year_column("year", say("Year")),
        *(number_column(key, title, CARBON) for key, title in titles.items()),
        number_column("band", say("Breadth of the band"), CARBON),
    )
    frame = figure.frame
    rows = [
        {
            "year": int(year),
            **{key: float(frame[key][place]) for key in titles},
            "band": float(frame["q95"][place]) - float(frame["q05"][place]),
        }
        for place, year in enumerate(frame["year"])
    ]
    return make_grid(make_table("path", say("The main pathway by year"), columns, rows), {"band": "{q95}-{q05}"})
