"""The charts of a portfolio, each built from a data frame that the run folder also holds as CSV."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from peakfolio.plan.words import FUNDING
from peakfolio.report.frames import GAP_PARTS, stack_spending
from peakfolio.report.looks import COURSE_LOOKS, FUNDING_LOOKS, GAP_LOOKS, USE_LOOKS, find_looks
from peakfolio.report.marks import Axis, Chart, Line, Notes, Panel, columns, plain, rows, stack, take
from peakfolio.report.messages import tell_frontier, tell_gaps, tell_money, tell_spending
from peakfolio.report.names import name_category
from peakfolio.words import Name, Words, format_number, listing, say, say_in

GAP_NAMES: Mapping[str, Words] = {
    "figure": say("closed by the portfolio, on figures"),
    "circular": say("closed by the portfolio, on the document's word only"),
    "optional": say("closed by optional projects"),
    "left": say("still open"),
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
CIRCULAR = say("word only")
LEAST_PART = 0.5  # per cent that a whole per cent shows
ROOM = 0.04  # of the axis, left of what costs nothing


def chart_gaps(data: pd.DataFrame) -> Chart:
    """Stacked bars, one for each open target: how much of its gap is closed, hatched where no figure supports it, and its size beside it."""
    shown = [part for part in GAP_PARTS if data[part].any()]
    layers = ((GAP_NAMES[part], GAP_LOOKS[part], take(data, part)) for part in shown)
    sizes = Notes(say("size of the gap"), tuple(_tell_size(row) for _, row in data.iterrows()))
    bars = stack(layers, data["indicator_id"])
    panel = Panel(Axis(say("share of the gap (%)"), 0, 100, unit="%"), rows(name_keys(data)), (*bars, sizes))
    return Chart(tell_gaps(data), (panel,), shows=say("How much of each open gap can be closed"))


def _tell_size(row: pd.Series) -> Words:
    """How large a gap is, what stays of it where only a part is closed, and what its closing rests on."""
    parts: list[Words] = [Name(str(row["size_zh"]), str(row["size_en"]))]
    if LEAST_PART <= row["left"] <= 100.0 - LEAST_PART:
        parts.append(say("{rest} left", rest=format_number(row["rest"], 2)))
    if row["circular"] >= LEAST_PART:
        parts.append(CIRCULAR)
    if row["result"] == "undecided":
        parts.append(say("a task besides"))
    return listing(parts, say_in("between parts of a sentence", ", "))


def name_keys(data: pd.DataFrame) -> list[Words]:
    """Key and name of every row."""
    key = "action_id" if "action_id" in data else "indicator_id"
    named = zip(data[key], data["name_zh"], data["name_en"], strict=True)
    return [Name(f"{key} {zh}", f"{key} {en}") for key, zh, en in named]


def chart_spending(data: pd.DataFrame) -> Chart:
    """Stacked bars: spending by year and funding source; a bar carries its source."""
    table = stack_spending(data) if len(data) else pd.DataFrame()
    layers = [(FUNDING[source], look, take(table, source)) for source, look in find_looks(table.columns, FUNDING_LOOKS)]
    years = columns(plain(str(year)) for year in table.index)
    bars = [replace(each, keys=(source,) * len(table)) for source, each in zip(table, stack(layers), strict=True)]
    panel = Panel(years, Axis(AMOUNT, 0), tuple(bars))
    return Chart(tell_spending(data), (panel,), shows=say("Spending of the portfolio by year (10,000 yuan)"))


def chart_money(data: pd.DataFrame) -> Chart:
    """Stacked bars: what the money of each category is for."""
    layers = ((USE_NAMES[use], USE_LOOKS[use], take(data, use)) for use in data.columns[1:])
    bars = stack(layers, data["category_zh"])
    sums = Notes(say("sum"), tuple(plain(format_number(each, 0)) for each in data[data.columns[1:]].sum(axis=1)))
    panel = Panel(Axis(AMOUNT, 0), rows(name_category(str(name)) for name in data["category_zh"]), (*bars, sums))
    return Chart(tell_money(data, USE_NAMES), (panel,), shows=say("Where the money of the pool goes (10,000 yuan)"))


def chart_frontier(data: pd.DataFrame, measure: Words, unit: Words) -> Chart:
    """A step curve: what every amount of money reaches; each dot is the cheapest portfolio that reaches so much."""
    costs, reached = take(data, "cost_wan_yuan"), take(data, "reached")
    texts = tuple(format_number(each, 0 if each >= 10 or each == round(each) else 1) for each in reached)
    look = replace(COURSE_LOOKS["chosen"], hatch="")
    steps = Line(say("least money for this level"), look, costs, reached, "hv", tuple(costs.tolist()), texts, "left")
    highest = 1.15 * float(reached.max()) if len(data) else 1.0
    money = Axis(AMOUNT, 0)
    if len(data) and costs.max() > 0:
        money = Axis(AMOUNT, -ROOM * float(costs.max()), 1.05 * float(costs.max()))
    panel = Panel(money, Axis(measure, 0, highest), (steps,))
    shown = say("What every budget reaches (each dot: the cheapest portfolio of its level)")
    return Chart(tell_frontier(data, unit), (panel,), shows=shown)
