"""The figures of emissions, each drawn from one data frame of ``carbon_chart_data``.

Style, font and colours are those of ``charts``. Whatever cannot be drawn (a project that emits, a result that does not exist) is
named under the axis, so that a figure never leaves anything out without a word.
"""

from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from peakfolio.carbon.peaks import CLASSES
from peakfolio.render.paper.carbon_parts import (
    SMALL,
    add_note,
    fill_band,
    find_below,
    label_ends,
    label_tops,
    lift_title,
    mark_top,
    put_legend,
    set_years,
    start_at_zero,
)
from peakfolio.render.paper.charts import CYCLE, start_figure
from peakfolio.report.carbon.chart_words import (
    ENDS,
    FAN_TITLE,
    FUEL_STYLES,
    NO_PEAK,
    PATHWAYS_TITLE,
    SECTOR_STYLES,
    TARGET_YEAR,
    describe_highest,
    describe_split,
    list_left_out,
    list_undrawn,
    list_unpeaked,
    name_cost,
    name_part,
    show_amount,
    write_title,
)
from peakfolio.report.carbon.frames import find_limits, list_wedges
from peakfolio.report.names import shorten
from peakfolio.report.palette import BLUE, GREEN, GREY, ORANGE, RED, SKY
from peakfolio.report.wrapping import wrap_text
from peakfolio.words import Language, Words, format_number, say

DASHES = ("-", "--", "-.", ":")
FIRST_ROWS = 12


def draw_fan(data: pd.DataFrame, subject: Words, language: Language) -> Figure:
    """Net energy CO2 of one pathway: bands, median, central path with its peak and base year, and the path without projects."""
    figure, axes = start_figure(write_title(FAN_TITLE, subject, language), height=3.8)
    years = data["year"].to_numpy()
    for low, high, shade, word in (("q05", "q95", 0.35, say("90 % of runs")), ("q25", "q75", 0.8, say("50 % of runs"))):
        axes.fill_between(years, data[low], data[high], color=SKY, alpha=shade, linewidth=0, label=word.read(language))
    axes.plot(years, data["q50"], color=BLUE, linewidth=1.6, label=say("median").read(language))
    if (data["central"] - data["without_projects"]).abs().max() > 0:
        axes.plot(
            years,
            data["without_projects"],
            color=RED,
            linestyle=":",
            label=say("central path without projects").read(language),
        )
    axes.plot(
        years, data["central"], color="black", linestyle="--", linewidth=1.2, label=say("central path").read(language)
    )
    set_years(axes, years)
    start_at_zero(axes, 1.1 * data[["q95", "central", "without_projects"]].max().max(), data["q05"].min())
    axes.set_ylabel(say("net energy CO2 (10,000 t CO2)").read(language))
    _mark_central(axes, data, language)
    put_legend(axes, (0.0, find_below(axes, 0.35)), 3)
    return figure


def _mark_central(axes: Axes, data: pd.DataFrame, language: Language) -> None:
    """Names the highest year above the bands and the base year below them; in one label where they are the same."""
    first, last = int(data["year"].iloc[0]), int(data["year"].iloc[-1])
    top, base, height = data[data["highest"].isin(CLASSES)].iloc[0], data.iloc[0], axes.get_ylim()[1]
    told = describe_highest(str(top["highest"]), int(top["year"]), first, last).read(language)
    labels = [(top, told, float(data["q95"].max()) + 0.06 * height, "bottom")]
    if int(top["year"]) != first:
        low = max(float(data["q05"].head(4).min()) - 0.06 * height, 0.14 * height)
        labels.append((base, f"{say('base year').read(language)} {first}", low, "top"))
    for row, text, level, side in labels:
        year, value = int(row["year"]), float(row["central"])
        shift, align = (1, "left") if year - first < 4 else (-1, "right") if last - year < 4 else (0, "center")
        axes.plot([year], [value], marker="o", color="black", markersize=5, clip_on=False)
        tie = {"arrowstyle": "-", "color": "black", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3}
        axes.annotate(
            f"{text}\n{show_amount(value)}", (year, value), (year + shift, level), ha=align, va=side, fontsize=SMALL,
            arrowprops=tie | {"relpos": ({"left": 0.0, "right": 1.0}.get(align, 0.5), float(side == "top"))},
        )  # fmt: skip


def draw_pathways(data: pd.DataFrame, region: Words, language: Language) -> Figure:
    """Central paths of all pathways, each named at its end with what its highest year means."""
    figure, axes = start_figure(write_title(PATHWAYS_TITLE, region, language), height=3.6)
    figure.subplots_adjust(right=0.66)
    years = np.unique(data["year"].to_numpy())
    first, last = int(years[0]), int(years[-1])
    ends = []
    styles = zip(data["pathway"].unique(), cycle(CYCLE[:6]), cycle(DASHES), strict=False)
    for size, (name, colour, dash) in enumerate(styles):
        path = data[data["pathway"] == name]
        top = path[path["highest"].isin(CLASSES)].iloc[0]
        kind, year, value = str(top["highest"]), int(top["year"]), float(top["central"])
        axes.plot(path["year"], path["central"], color=colour, linestyle=dash, linewidth=1.8)
        marker = {"peaked": "o", "rising": "^"}.get(kind, "D")
        axes.plot([year], [value], marker=marker, color=colour, markersize=max(10 - 2 * size, 3), clip_on=False)
        told = describe_highest(kind, year, first, last).read(language)
        text = say("{name}: {value}", name=path[f"title_{language}"].iloc[0], value=f"{told} ({show_amount(value)})")
        ends.append((float(path["central"].iloc[-1]), wrap_text(text.read(language), 36), colour))
    set_years(axes, years)
    start_at_zero(axes, data["central"].max(), data["central"].min())
    axes.set_ylabel(say("net energy CO2 (10,000 t CO2)").read(language))
    label_ends(axes, ends)
    return figure


def draw_wedges(data: pd.DataFrame, subject: Words, language: Language) -> Figure:
    """Savings stacked from the upper path downwards; wedges that raise emissions lie hatched between there and the lower path."""
    figure, axes = start_figure(write_title(say("Where the savings come from"), subject, language), height=4.0)
    figure.subplots_adjust(right=0.64)
    paths = data[data["kind"] == "path"].pivot_table(index="year", columns="name", values="amount_wan_tco2")
    years, wedges = paths.index.to_numpy(), list_wedges(data, language)
    lines = [
        axes.plot(
            years, paths["upper"], color="black", linewidth=1.6, label=say("baseline, central path").read(language)
        )[0],
        axes.plot(
            years,
            paths["lower"],
            color="black",
            linestyle="--",
            label=say("this pathway, net, central path").read(language),
        )[0],
    ]
    colours = zip(wedges, cycle(CYCLE), strict=False)
    looks = [{"facecolor": colour, "edgecolor": "white", "linewidth": 0.0} for _, colour in colours]
    reached, savings = paths["upper"].to_numpy(), []
    for kind, title, hatch in (("lever", say("drivers"), ""), ("project", say("projects"), "....")):
        savings += [Patch(alpha=0, label=title.read(language))] if any(each[0] == kind for each in wedges) else []
        for (own, name, amounts), look in zip(wedges, looks, strict=True):
            cut = np.maximum(amounts, 0.0)
            if own == kind and cut.any():
                band = (reached - cut, reached)
                text = say("{name}: {value}", name=name, value=show_amount(cut.sum())).read(language)
                savings.append(fill_band(axes, years, band, text, look | {"hatch": hatch}))
                reached = reached - cut
    lowest, raising = float(reached.min()), []
    for (_, name, amounts), look in reversed(list(zip(wedges, looks, strict=True))):
        rise = np.maximum(-amounts, 0.0)
        if rise.any():
            hatched = look | {"facecolor": "white", "edgecolor": look["facecolor"], "hatch": "xxxx"}
            text = say("{name}: {value}", name=name, value=f"+{show_amount(rise.sum())}").read(language)
            raising.append(fill_band(axes, years, (reached, reached + rise), text, hatched))
            reached = reached + rise
    set_years(axes, years)
    start_at_zero(axes, float(paths.max().max()), min(lowest, float(paths.min().min())))
    axes.set_ylabel(say("net energy CO2 (10,000 t CO2)").read(language))
    header = [Patch(alpha=0, label=say("raise emissions (take back savings above)").read(language))] if raising else []
    span = f"{years[0]}-{years[-1]}"
    head = say("sum of {span}, 10,000 t CO2", span=span).read(language)
    put_legend(axes, (1.02, 1.0), 1, [*lines, *savings, *header, *raising[::-1]], head)
    return figure


def draw_mix(data: pd.DataFrame, subject: Words, language: Language) -> Figure:
    """Two panels of stacked areas along the central path: energy by fuel, and energy CO2 before projects by sector."""
    figure, upper = start_figure(
        write_title(say("Energy by fuel, CO2 by sector (central path)"), subject, language), height=5.6
    )
    upper.set_position((0.1, 0.54, 0.66, 0.37))
    lower = figure.add_axes((0.1, 0.07, 0.66, 0.37))
    lower.spines[["top", "right"]].set_visible(False)
    panels = (
        (upper, "energy_wan_tce", say("energy (10,000 tce)"), FUEL_STYLES),
        (lower, "co2_wan_t", say("CO2 before projects (10,000 t CO2)"), SECTOR_STYLES),
    )
    for axes, measure, title, styles in panels:
        table = data[data["measure"] == measure].pivot_table(index="year", columns="name", values="amount")
        years, reached = table.index.to_numpy(), np.zeros(len(table))
        handles = []
        known = [name for name in styles if name in table.columns and table[name].any()]
        for name in (*known, *(name for name in table.columns if name not in styles)):
            colour, hatch = styles.get(name, (GREY, "++"))
            look = {"facecolor": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.3}
            top = reached + table[name].to_numpy()
            handles.append(fill_band(axes, years, (reached, top), name_part(name, language), look))
            reached = top
        set_years(axes, years)
        start_at_zero(axes, reached.max(), 0.0)
        axes.set_ylabel(title.read(language))
        put_legend(axes, (1.02, 1.0), 1, handles[::-1])
    return figure


def draw_waterfall(data: pd.DataFrame, start: Words, end: Words, subject: Words, language: Language) -> Figure:
    """From the start to the end, one signed bar for each effect; ``start`` and ``end`` name the two totals (years, or two pathways)."""
    figure, axes = start_figure(write_title(say("What moved net energy CO2"), subject, language), height=3.8)
    effects = [name_part(name, language) for name in data["name"][1:-1]]
    named = [start.read(language), *effects, end.read(language)]
    colours = np.where(data["kind"] == "total", GREY, np.where(data["amount"] > 0, RED, GREEN)).tolist()
    axes.bar(range(len(data)), data["top"] - data["bottom"], bottom=data["bottom"], color=colours, width=0.7)
    for place, row in enumerate(data.itertuples(index=False)):
        amount, bottom, top = float(str(row.amount)), float(str(row.bottom)), float(str(row.top))
        sign = "+" if row.kind == "effect" and amount > 0 else ""
        axes.annotate(
            sign + show_amount(amount), (place, max(bottom, top)), (0, 2), textcoords="offset points", ha="center",
            va="bottom", fontsize=SMALL,
        )  # fmt: skip
        if place < len(data) - 1:
            axes.plot([place + 0.35, place + 0.65], [top, top], color="black", linewidth=0.7)
    start_at_zero(axes, data[["bottom", "top"]].max().max(), data[["bottom", "top"]].min().min())
    axes.set_xticks(range(len(data)), [wrap_text(name, 10) for name in named], fontsize=SMALL)
    axes.set_ylabel(say("net energy CO2 (10,000 t CO2)").read(language))
    handles = [
        Patch(color=colour, label=word.read(language))
        for word, colour in ((say("raises emissions"), RED), (say("lowers emissions"), GREEN), (say("totals"), GREY))
    ]
    put_legend(axes, (0.0, find_below(axes, 0.6)), 3, handles)
    add_note(axes, describe_split(str(data["method"].iloc[0]), str(data["span"].iloc[0])), language, 0.85)
    return figure


def draw_tornado(data: pd.DataFrame, result: Words, language: Language) -> Figure:
    """The twelve figures that move a result most, each at its low and its high end; ``result`` names the axis with its unit."""
    shown = data.head(FIRST_ROWS)
    figure, axes = start_figure(say("Which figures decide the result").read(language), height=1.5 + 0.36 * len(shown))
    figure.subplots_adjust(left=0.36)
    central = float(shown["central"].iloc[0]) if len(shown) else 0.0
    for end, colour, offset in (("low", BLUE, -0.18), ("high", ORANGE, 0.18)):
        places = np.arange(len(shown)) + offset
        widths = shown[f"{end}_result"] - central
        axes.barh(places, widths, left=central, height=0.36, color=colour, label=ENDS[end].read(language))
    axes.axvline(central, color="black", linewidth=0.8)
    mark_top(axes, central, str(int(central)) if central.is_integer() else show_amount(central))
    axes.set_xlabel(wrap_text(result.read(language), 64))
    missing = [
        f"{row[f'name_{language}']} ({ENDS[end].read(language)})"
        for _, row in shown.iterrows()
        for end in ("low", "high")
        if pd.isna(row[f"{end}_result"])
    ]
    _finish_bars(axes, shown, list_left_out(len(data) - len(shown), missing), language)
    return figure


def draw_indices(data: pd.DataFrame, result: Words, language: Language) -> Figure:
    """Sobol indices of the twelve figures with the largest total, with their 95 % confidence intervals."""
    shown = data.head(FIRST_ROWS)
    figure, axes = start_figure(
        write_title(say("Which figures decide the variance of the result"), result, language),
        height=1.5 + 0.36 * len(shown),
    )
    figure.subplots_adjust(left=0.36)
    for name, word, colour, offset in (
        ("first", say("alone (first order)"), SKY, -0.2),
        ("total", say("with interactions (total)"), BLUE, 0.2),
    ):
        places = np.arange(len(shown)) + offset
        axes.barh(places, shown[name], height=0.4, color=colour, label=word.read(language))
        spread = shown[f"{name}_spread"]
        axes.errorbar(shown[name], places, xerr=spread, fmt="none", ecolor="black", elinewidth=0.8, capsize=2)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_xlabel(say("share of the variance of the result (with 95 % confidence)").read(language))
    _finish_bars(axes, shown, list_left_out(len(data) - len(shown), []), language)
    return figure


def _finish_bars(axes: Axes, shown: pd.DataFrame, note: Words, language: Language) -> None:
    """Names beside horizontal bars, their legend, and in words what is not drawn."""
    names = [wrap_text(shorten(str(name), 84), 44) for name in shown[f"name_{language}"]]
    axes.set_yticks(range(len(names)), names, fontsize=7.5)
    axes.invert_yaxis()
    lower = 0.5 + 0.16 * axes.get_xlabel().count("\n")
    put_legend(axes, (0.0, find_below(axes, lower)), 2)
    add_note(axes, note, language, lower + 0.25)


def draw_macc(data: pd.DataFrame, subject: Words, language: Language) -> Figure:
    """One bar for each project, as wide as it abates in a year and as high as a tonne costs, with the cost at its range."""
    figure, axes = start_figure(write_title(say("Cost of abatement (investment only)"), subject, language), height=4.0)
    lift_title(axes, 48)
    bars = data[data["shown"] == "bar"]
    prices, widths = bars["yuan_per_tonne"].to_numpy(), bars["abated_wan_tco2e"].to_numpy()
    left, total = np.cumsum(widths) - widths, float(widths.sum()) or 1.0
    floor, ceiling = find_limits(bars)
    is_energy = bars["energy_co2_wan_t"] >= bars["other_ghg_wan_tco2e"]
    colours = np.where(is_energy, BLUE, ORANGE)
    heights = np.maximum(prices - floor, 0.0)
    axes.bar(left, heights, widths, floor, align="edge", color=colours, edgecolor="white", linewidth=0.2)
    middle, is_open = left + widths / 2, bars["dearest"].isna().to_numpy()
    low, high = np.maximum(bars["cheapest"], floor), bars["dearest"].fillna(ceiling)
    axes.vlines(middle, low, high, color="black", linewidth=0.8)
    axes.plot(middle[is_open], np.full(is_open.sum(), ceiling), "^", color="black", markersize=4, clip_on=False)
    axes.set_yscale("log" if floor else "linear")
    axes.set_xlim(0, total)
    axes.set_ylim(floor, ceiling)
    axes.set_xlabel(say("yearly abatement, ledgers A and B (10,000 t CO2e)").read(language))
    axes.set_ylabel(name_cost(is_log=bool(floor)).read(language))
    label_tops(axes, bars["action_id"].tolist(), middle / total)
    handles: list[Patch | Line2D] = [
        Patch(color=BLUE, label=say("mostly energy CO2 (A)").read(language)),
        Patch(color=ORANGE, label=say("mostly other gases (B)").read(language)),
        Line2D([], [], color="black", linewidth=0.8, label=say("cost at the high to the low abatement").read(language)),
        Line2D(
            [],
            [],
            color="black",
            marker="^",
            markersize=4,
            linewidth=0,
            label=say("no upper end: the low case abates nothing").read(language),
        ),
    ]
    put_legend(axes, (0.0, find_below(axes, 0.5)), 2, handles)
    add_note(axes, list_undrawn(data), language, 0.95)
    return figure


def draw_chance(data: pd.DataFrame, region: Words, language: Language) -> Figure:
    """P(peak <= year) of every pathway as a step curve, with its value in 2030 and the shares of the runs that have no peak."""
    figure, axes = start_figure(
        write_title(say("Chance that emissions have peaked, by year"), region, language), height=3.6
    )
    figure.subplots_adjust(right=0.66)
    years, ends = np.unique(data["year"].to_numpy()), []
    for name, colour, dash in zip(data["pathway"].unique(), cycle(CYCLE[:6]), cycle(DASHES), strict=False):
        path = data[data["pathway"] == name]
        chances, title = 100 * path["peaked_by"], wrap_text(str(path[f"title_{language}"].iloc[0]), 36)
        axes.step(path["year"], chances, where="post", color=colour, linestyle=dash, linewidth=1.8, clip_on=False)
        by_target = chances[path["year"] == TARGET_YEAR]
        said = [list_unpeaked({name: float(path[name].iloc[0]) for name in NO_PEAK}).read(language)]
        if len(by_target):
            share = format_number(float(by_target.iloc[0]), 1)
            line = say("peaked by {target_year}: {share} %", target_year=TARGET_YEAR, share=share)
            said.insert(0, line.read(language))
        shown = "\n".join(wrap_text(each, 36) for each in said if each)
        ends.append((float(chances.iloc[-1]), f"{title}\n{shown}", colour))
    set_years(axes, years)
    axes.set_ylim(0, 100)
    axes.set_ylabel(say("chance to have peaked (%)").read(language))
    if years[0] <= TARGET_YEAR <= years[-1]:
        axes.axvline(TARGET_YEAR, color="black", linestyle=":", linewidth=0.9)
        mark_top(axes, TARGET_YEAR, str(TARGET_YEAR))
    label_ends(axes, ends)
    add_note(
        axes,
        say(
            "Only runs that peak count. Highest at the end: the highest year is among the last ones simulated; plateau: "
            "within 5 % of the maximum ever after; no call: it falls and comes back within that."
        ),
        language,
        0.35,
    )
    return figure
