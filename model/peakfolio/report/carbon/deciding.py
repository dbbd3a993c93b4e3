"""The charts of what decides emissions: figures and their ranges, costs of abatement, and a regression's ridge trace.

Whatever is not drawn (a project that emits, a result that does not exist) is named in the note, so that a chart never leaves anything
out without a word.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.carbon.regression import Regression
from peakfolio.carbon.sensitivity import SobolIndex
from peakfolio.report.carbon.chart_words import ENDS, list_left_out, list_undrawn, show_amount
from peakfolio.report.carbon.frames import find_limits, make_index_data, name_subject
from peakfolio.report.carbon.messages import tell_costs, tell_indices, tell_ridge, tell_tornado
from peakfolio.report.carbon.names import name_parameter
from peakfolio.report.looks import DOTTED, END_LOOKS, LEDGER_LOOKS, ORDER_LOOKS, THIN, find_lines
from peakfolio.report.marks import Axis, Bars, Chart, Flags, Line, Look, Mark, Panel, Rule, plain, rows, spans, take
from peakfolio.report.names import in_columns
from peakfolio.report.palette import BLACK, GREY
from peakfolio.words import NOTHING, Name, Words, say

FIRST_ROWS = 12


def chart_tornado(data: pd.DataFrame, result: Words, year: int) -> Chart:
    """The twelve figures that move the result of a year most, each at its low and its high end; ``result`` names the axis with its unit."""
    shown, names = data.head(FIRST_ROWS), _list_names(data.head(FIRST_ROWS))
    central = float(shown["central"].iloc[0]) if len(shown) else 0.0
    marks: list[Mark] = []
    missing: list[Words] = []
    for end, offset in (("low", -0.18), ("high", 0.18)):
        results, places = take(shown, f"{end}_result"), np.arange(len(shown)) + offset
        hints = tuple(
            say("{name}: {value}", name=name, value=f"{value:,.2f}") for name, value in zip(names, results, strict=True)
        )
        marks.append(Bars(ENDS[end], END_LOOKS[end], places, results - central, central, 0.36, hints=hints))
        lost = (name for name, value in zip(names, results, strict=True) if np.isnan(value))
        missing += [say("{name} ({parts})", name=name, parts=ENDS[end]) for name in lost]
    marks.append(Rule("x", central, plain(str(int(central)) if central.is_integer() else show_amount(central))))
    panel = Panel(Axis(result), rows(names), tuple(marks))
    note = list_left_out(len(data) - len(shown), missing)
    return Chart(tell_tornado(data, year), (panel,), note=note, shows=say("Which figures decide the result"))


def _list_names(data: pd.DataFrame) -> list[Words]:
    return [Name(str(zh), str(en)) for zh, en in zip(data["name_zh"], data["name_en"], strict=True)]


def chart_indices(data: pd.DataFrame, result: Words) -> Chart:
    """Sobol indices of the twelve figures with the largest total, with their 95 % confidence intervals."""
    shown = data.head(FIRST_ROWS)
    marks: list[Mark] = []
    for name, word, offset in (
        ("first", say("alone (first order)"), -0.2),
        ("total", say("with interactions (total)"), 0.2),
    ):
        shares, spread, places = take(shown, name), take(shown, f"{name}_spread"), np.arange(len(shown)) + offset
        marks.append(Bars(word, ORDER_LOOKS[name], places, shares, breadths=0.4))
        marks.append(Line(NOTHING, THIN, spans(shares - spread, shares + spread), spans(places, places)))
    axis = Axis(say("share of the variance of the result (with 95 % confidence)"))
    panel = Panel(axis, rows(_list_names(shown)), (*marks, Rule("x", 0.0)))
    said = say("{name}: {value}", name=say("Which figures decide the variance of the result"), value=result)
    return Chart(tell_indices(data), (panel,), note=list_left_out(len(data) - len(shown), []), shows=said)


def chart_sobol(outlook: CarbonOutlook, found: Sequence[SobolIndex]) -> Chart:
    """Sobol indices of the main pathway's emissions in the split year."""
    named = [(each, name_parameter(outlook.plan, each.parameter)) for each in found]
    said = [{"name": each.parameter.name, **in_columns("name", name), **vars(each)} for each, name in named]
    result = say("{subject}, {year}", subject=name_subject(outlook.main), year=outlook.split_year)
    return chart_indices(make_index_data(pd.DataFrame(said)), result)


def chart_costs(data: pd.DataFrame, subject: Words) -> Chart:
    """One bar for each project, as wide as it abates in a year and as high as a tonne costs, with the cost at its range."""
    bars = data[data["shown"] == "bar"]
    prices, widths = take(bars, "yuan_per_tonne"), take(bars, "abated_wan_tco2e")
    middle, total, (floor, ceiling) = np.cumsum(widths) - widths / 2, float(widths.sum()) or 1.0, find_limits(bars)
    is_energy = take(bars, "energy_co2_wan_t") >= take(bars, "other_ghg_wan_tco2e")
    keys, is_open = bars["action_id"].to_numpy(), bars["dearest"].isna().to_numpy()
    marks: list[Mark] = []
    for word, look, mask in (
        (say("mostly energy CO2 (A)"), LEDGER_LOOKS["A"], is_energy),
        (say("mostly other gases (B)"), LEDGER_LOOKS["B"], ~is_energy),
    ):
        if not mask.any():
            continue
        said = zip(keys[mask], widths[mask], prices[mask], strict=True)
        hints = tuple(plain(f"{key}\n{show_amount(width)} · {price:,.0f}") for key, width, price in said)
        heights = np.maximum(prices - floor, 0.0)[mask]
        marks.append(Bars(word, look, middle[mask], heights, floor, widths[mask], hints=hints))
    low, high = np.maximum(take(bars, "cheapest"), floor), bars["dearest"].fillna(ceiling).to_numpy(dtype=float)
    no_end, topmost = say("no upper end: the low case abates nothing"), np.full(int(is_open.sum()), ceiling)
    marks += [
        Line(say("cost at the high to the low abatement"), THIN, spans(middle, middle), spans(low, high)),
        Line(no_end, Look(BLACK, dash="", symbol="triangle-up", size=4.0), middle[is_open], topmost),
        Flags(tuple(keys), middle),
    ]
    costs = Axis(say("cost (yuan per t CO2e)"), floor, ceiling)
    if floor:
        costs = Axis(say("cost (yuan per t CO2e), log scale"), floor, ceiling, "log")
    panel = Panel(Axis(say("yearly abatement, ledgers A and B (10,000 t CO2e)"), 0, total), costs, tuple(marks))
    shown = say("{name}: {value}", name=say("Cost of abatement (investment only)"), value=subject)
    return Chart(tell_costs(data), (panel,), note=list_undrawn(data), shows=shown)


def chart_ridge(found: Regression) -> Chart:
    """Standardised coefficients of a ridge regression against its parameter k, with the chosen k marked."""
    names = [each.name for each in found.sample.drivers]
    drivers = zip(find_lines(names, {}), found.trace.standardised.T, strict=True)
    lines = [Line(plain(name), look, found.trace.ks, path) for (name, look), path in drivers]
    chosen = say("chosen k = {k:.3g} ({rule})", k=found.ridge.k, rule=found.ridge.k_rule)
    marks: tuple[Mark, ...] = (
        *lines,
        Rule("y", 0.0, look=Look(GREY, width=0.8)),
        Rule("x", found.ridge.k, chosen, DOTTED),
    )
    panel = Panel(Axis(plain("k"), kind="log"), Axis(say("standardised coefficient")), marks)
    return Chart(tell_ridge(found), (panel,), shows=say("Ridge trace: {sample}", sample=found.sample.name))
