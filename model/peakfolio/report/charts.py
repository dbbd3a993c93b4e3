"""The charts of a portfolio, each built from a data frame that the run folder also holds as CSV."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle

import pandas as pd

from peakfolio.plan.words import FUNDING
from peakfolio.report.frames import GAP_PARTS, stack_spending
from peakfolio.report.marks import Axis, Chart, Line, Look, Panel, columns, plain, rows, stack, take
from peakfolio.report.names import name_category
from peakfolio.report.palette import BLUE, CYCLE, GREEN, GREY, HATCHES, ORANGE, PURPLE, SKY, YELLOW
from peakfolio.words import Name, Words, format_number, say

GAP_LOOKS = dict(zip(GAP_PARTS, (Look(GREEN), Look("#9AD6C3", "///"), Look(ORANGE), Look(GREY)), strict=True))
GAP_NAMES: Mapping[str, Words] = {
    "figure": say("closed by the portfolio, on figures"),
    "circular": say("closed by the portfolio, circular evidence"),
    "optional": say("closed by optional projects"),
    "left": say("still open"),
}
USES = {
    "needed": Look(GREEN),
    "nearer": Look(ORANGE, "///"),
    "locked_in": Look(PURPLE, "xxx"),
    "spare": Look(SKY, "..."),
    "unsized": Look(YELLOW, "---"),
    "idle": Look(GREY),
}
USE_NAMES: Mapping[str, Words] = {
    "needed": say("needed"),
    "nearer": say("optional: narrows a gap"),
    "locked_in": say("locked in"),
    "spare": say("serves an open target, not needed"),
    "unsized": say("named for an open target, effect not settled"),
    "idle": say("serves no open target"),
}
AMOUNT = say("money (10,000 yuan)")


def chart_gaps(data: pd.DataFrame) -> Chart:
    """Stacked bars, one for each open target: how much of its gap is closed, hatched where no figure supports it."""
    layers = ((GAP_NAMES[part], GAP_LOOKS[part], take(data, part)) for part in GAP_PARTS)
    panel = Panel(
        Axis(say("share of the gap (%)"), 0, 100, unit="%"), rows(name_keys(data)), stack(layers, data["indicator_id"])
    )
    return Chart(say("How much of each open gap can be closed"), (panel,))


def name_keys(data: pd.DataFrame) -> list[Words]:
    """Key and name of every row."""
    key = "action_id" if "action_id" in data else "indicator_id"
    named = zip(data[key], data["name_zh"], data["name_en"], strict=True)
    return [Name(f"{key} {zh}", f"{key} {en}") for key, zh, en in named]


def chart_spending(data: pd.DataFrame) -> Chart:
    """Stacked bars: spending by year and funding source; a bar carries its source."""
    table = stack_spending(data) if len(data) else pd.DataFrame()
    looks = zip(table.columns, cycle(CYCLE), cycle(HATCHES), strict=False)
    layers = [(FUNDING[source], Look(colour, hatch), take(table, source)) for source, colour, hatch in looks]
    years = columns(plain(str(year)) for year in table.index)
    bars = [replace(each, keys=(source,) * len(table)) for source, each in zip(table, stack(layers), strict=True)]
    return Chart(say("Spending of the portfolio by year (10,000 yuan)"), (Panel(years, Axis(AMOUNT, 0), tuple(bars)),))


def chart_money(data: pd.DataFrame) -> Chart:
    """Stacked bars: what the money of each category is for."""
    layers = ((USE_NAMES[use], USES[use], take(data, use)) for use in data.columns[1:])
    bars = stack(layers, data["category_zh"])
    panel = Panel(Axis(AMOUNT, 0), rows(name_category(str(name)) for name in data["category_zh"]), bars)
    return Chart(say("Where the money of the pool goes (10,000 yuan)"), (panel,))


def chart_frontier(data: pd.DataFrame, measure: Words) -> Chart:
    """A step curve: what every amount of money reaches; each dot is the cheapest portfolio that reaches so much."""
    costs, reached = take(data, "cost_wan_yuan"), take(data, "reached")
    texts = tuple(format_number(each, 2) for each in reached)
    look = Look(BLUE, symbol="circle")
    steps = Line(say("least money for this level"), look, costs, reached, "hv", tuple(costs.tolist()), texts)
    highest = 1.15 * float(reached.max()) if len(data) else 1.0
    return Chart(say("What every budget reaches"), (Panel(Axis(AMOUNT, 0), Axis(measure, 0, highest), (steps,)),))
