"""The same figures for the screen: the one door to Plotly.

Each function takes the data frame its matplotlib twin takes (``charts``, ``carbon_charts``) and the same words, and gives back a
figure without a title: page or workbench set the caption beside it. Colours are those of ``charts``; every colour is also told by
a name, a dash or a pattern.
"""

from collections.abc import Mapping
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from plotly.graph_objects import Figure
from plotly.offline import get_plotlyjs
from plotly.subplots import make_subplots

from peakfolio.carbon.peaks import CLASSES
from peakfolio.language import Language, Sentence
from peakfolio.results import charts
from peakfolio.results.carbon_chart_data import find_limits, list_wedges
from peakfolio.results.carbon_chart_words import (
    FUEL_STYLES,
    SECTOR_STYLES,
    TARGET_YEAR,
    describe_highest,
    list_undrawn,
    name_part,
    say,
    show_amount,
    wrap_text,
)
from peakfolio.results.charts import BLUE, CYCLE, GREEN, GREY, ORANGE, RED
from peakfolio.results.wording import FUNDING, name_category

DASHES = ("solid", "dash", "dashdot", "dot")
FONTS = '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", sans-serif'
HATCHES = {"///": "/", "\\\\\\": "\\", "...": ".", "xxx": "x", "++": "+", "": ""}
FIRST_ROWS = 12
BARS = {"autorange": "reversed", "tickfont": {"size": 11}}
CONFIG = {  # of the browser's library: no button may send a figure anywhere
    "responsive": True,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "modeBarButtonsToRemove": ["sendChartToCloud", "select2d", "lasso2d"],
}
ROW, EDGE = 38, 130  # pixels of a bar, and of what stands above and below the bars


def start_plot(x_title: str, y_title: str, height: int = 420) -> Figure:
    """An empty figure with named axes, the legend under it."""
    figure = Figure()
    axis = {"showline": True, "linecolor": "#444", "gridcolor": "#e6e6e6", "zeroline": False, "automargin": True}
    figure.update_layout(
        template="none",
        height=height,
        plot_bgcolor="white",
        paper_bgcolor="white",
        margin={"l": 60, "r": 20, "t": 24, "b": 60},
        font={"family": FONTS, "size": 13, "color": "#1a1a1a"},
        legend={"orientation": "h", "yanchor": "top", "y": -0.16, "x": 0, "xanchor": "left"},
        hovermode="closest",
        xaxis={**axis, "title": {"text": x_title}},
        yaxis={**axis, "title": {"text": y_title}},
    )
    return figure


def plot_gaps(data: pd.DataFrame, language: Language) -> Figure:
    """How much of each open gap is closed, hatched where no figure supports it."""
    figure = start_plot(charts.say("share", language), "", EDGE + ROW * max(len(data), 1))
    names = [_break(name, 40) for name in charts.name_bars(data, language)]
    for part, (colour, hatch) in charts.GAP_PARTS.items():
        look = {"color": colour, "pattern": {"shape": "/" if hatch else "", "fgcolor": GREEN, "bgcolor": colour}}
        figure.add_bar(y=names, x=data[part].tolist(), orientation="h", name=charts.say(part, language), marker=look)
    figure.update_layout(barmode="stack", xaxis={"range": [0, 100]}, yaxis=BARS)
    _place_legend(figure, len(data))
    return figure


def plot_spending(data: pd.DataFrame, language: Language) -> Figure:
    """Spending by year and funding source."""
    figure = start_plot("", charts.say("budget", language), 380)
    if not data.empty:
        table = charts.stack_spending(data)
        for source, colour in zip(table.columns, CYCLE, strict=False):
            years = [str(year) for year in table.index]
            figure.add_bar(
                x=years, y=table[source].tolist(), name=FUNDING[source].read(language), marker={"color": colour}
            )
    figure.update_layout(barmode="stack", xaxis={"type": "category"})
    return figure


def plot_money(data: pd.DataFrame, language: Language) -> Figure:
    """What the money of each category is for."""
    figure = start_plot(charts.say("money", language), "", EDGE + 38 * max(len(data), 1))
    names = [_break(name_category(str(name)).read(language), 34) for name in data["category_zh"]]
    for use in data.columns[1:]:
        figure.add_bar(
            y=names, x=data[use].tolist(), orientation="h", name=charts.say(use, language), marker={"color": charts.USES[use]}
        )  # fmt: skip
    figure.update_layout(barmode="stack", yaxis=BARS)
    _place_legend(figure, len(data))
    return figure


def plot_frontier(data: pd.DataFrame, measure: Sentence, language: Language) -> Figure:
    """What every amount of money reaches."""
    figure = start_plot(charts.say("budget", language), measure.read(language), 380)
    figure.add_scatter(
        x=data["cost_wan_yuan"].tolist(), y=data["reached"].tolist(), mode="lines+markers",
        line={"shape": "hv", "color": BLUE, "width": 2}, marker={"size": 8, "color": BLUE}, showlegend=False,
    )  # fmt: skip
    figure.update_layout(xaxis={"rangemode": "tozero", "tickformat": ",.0f"}, yaxis={"rangemode": "tozero"})
    return figure


def plot_pathways(data: pd.DataFrame, region: Sentence, language: Language) -> Figure:
    """Central paths of all pathways, each with the meaning of its highest year."""
    figure = start_plot("", say("net_axis", language))
    years = data["year"]
    styles = zip(data["pathway"].unique(), cycle(CYCLE[:6]), cycle(DASHES), strict=False)
    for name, colour, dash in styles:
        path = data[data["pathway"] == name]
        top = path[path["highest"].isin(CLASSES)].iloc[0]
        told = describe_highest(str(top["highest"]), int(top["year"]), int(years.min()), int(years.max())).read(
            language
        )
        title = f"{path[f'title_{language}'].iloc[0]} ({told})"
        line = {"color": colour, "dash": dash, "width": 2.4}
        figure.add_scatter(x=path["year"].tolist(), y=path["central"].tolist(), mode="lines", name=title, line=line)
        figure.add_scatter(
            x=[int(top["year"])], y=[float(top["central"])], mode="markers", marker={"color": colour, "size": 10},
            showlegend=False, name=told,
        )  # fmt: skip
    figure.update_layout(yaxis={"rangemode": "tozero"}, meta={"subject": region.read(language)})
    figure.update_layout(legend={"orientation": "v", "y": -0.14})
    return figure


def plot_fan(data: pd.DataFrame, subject: Sentence, language: Language) -> Figure:
    """Net energy CO2 of one pathway: bands, median, central path, and the path without projects."""
    figure = start_plot("", say("net_axis", language))
    years = data["year"].tolist()
    for low, high, shade, word in (("q05", "q95", 0.3, "band_90"), ("q25", "q75", 0.6, "band_50")):
        edge = {"x": years, "mode": "lines", "line": {"width": 0}, "legendgroup": word}
        figure.add_scatter(**edge, y=data[low].tolist(), showlegend=False, name=low)
        colour = f"rgba(86,180,233,{shade})"
        figure.add_scatter(**edge, y=data[high].tolist(), fill="tonexty", fillcolor=colour, name=say(word, language))
    lines = [("q50", "median", BLUE, "solid"), ("central", "central", "black", "dash")]
    if (data["central"] - data["without_projects"]).abs().max() > 0:
        lines.append(("without_projects", "without", RED, "dot"))
    for key, word, colour, dash in lines:
        line = {"color": colour, "dash": dash, "width": 2}
        figure.add_scatter(x=years, y=data[key].tolist(), mode="lines", name=say(word, language), line=line)
    figure.update_layout(yaxis={"rangemode": "tozero"}, hovermode="x unified", meta={"subject": subject.read(language)})
    return figure


def plot_chance(data: pd.DataFrame, region: Sentence, language: Language) -> Figure:
    """P(peak <= year) of every pathway as a step curve."""
    figure = start_plot("", say("chance_axis", language), 400)
    for name, colour, dash in zip(data["pathway"].unique(), cycle(CYCLE[:6]), cycle(DASHES), strict=False):
        path = data[data["pathway"] == name]
        line = {"color": colour, "dash": dash, "width": 2.4, "shape": "hv"}
        chances = (100 * path["peaked_by"]).tolist()
        title = str(path[f"title_{language}"].iloc[0])
        figure.add_scatter(x=path["year"].tolist(), y=chances, mode="lines", name=title, line=line)
    figure.add_vline(x=TARGET_YEAR, line={"color": "black", "dash": "dot", "width": 1})
    figure.update_layout(yaxis={"range": [0, 101]}, hovermode="x unified", meta={"subject": region.read(language)})
    figure.update_layout(legend={"orientation": "v", "y": -0.14})
    return figure


def plot_waterfall(
    data: pd.DataFrame, ends: tuple[Sentence, Sentence], subject: Sentence, language: Language
) -> Figure:
    """From the start to the end, one signed bar for each effect."""
    figure = start_plot("", say("net_axis", language), 400)
    effects = [name_part(str(name), language) for name in data["name"][1:-1]]
    names = [_break(name, 12) for name in (ends[0].read(language), *effects, ends[1].read(language))]
    signs = [
        "+" if kind == "effect" and amount > 0 else ""
        for kind, amount in zip(data["kind"], data["amount"], strict=True)
    ]
    figure.add_waterfall(
        x=names,
        y=data["amount"].tolist(),
        measure=["absolute" if kind == "total" else "relative" for kind in data["kind"]],
        text=[f"{sign}{show_amount(float(amount))}" for sign, amount in zip(signs, data["amount"], strict=True)],
        textposition="outside",
        increasing={"marker": {"color": RED}},
        decreasing={"marker": {"color": GREEN}},
        totals={"marker": {"color": GREY}},
        showlegend=False,
    )
    figure.update_layout(meta={"subject": subject.read(language)})
    return figure


def plot_wedges(data: pd.DataFrame, subject: Sentence, language: Language) -> Figure:
    """Savings as a stack under the upper path, each driver and project one area; what raises emissions stands below zero."""
    figure = start_plot("", say("net_axis", language), 460)
    paths = data[data["kind"] == "path"].pivot_table(index="year", columns="name", values="amount_wan_tco2")
    years, wedges = paths.index.tolist(), list_wedges(data, language)
    reached = paths["upper"].to_numpy(dtype=float)
    for (_, label, amounts), colour in zip(wedges, cycle(CYCLE), strict=False):
        lower = reached - np.maximum(amounts, 0.0)
        _fill_between(figure, years, (lower, reached), label, {"color": colour}) if (amounts > 0).any() else None
        reached = lower
    for (_, label, amounts), colour in reversed(list(zip(wedges, cycle(CYCLE), strict=False))):
        upper = reached + np.maximum(-amounts, 0.0)
        if (amounts < 0).any():
            name = f"{label} ({say('raises', language)})"
            _fill_between(figure, years, (reached, upper), name, {"color": colour, "pattern": "x"})
        reached = upper
    for key, dash in (("upper", "solid"), ("lower", "dash")):
        line = {"color": "black", "dash": dash, "width": 2}
        figure.add_scatter(x=years, y=paths[key].tolist(), mode="lines", name=say(key, language), line=line)
    figure.update_layout(yaxis={"rangemode": "tozero"}, meta={"subject": subject.read(language)})
    return figure


def plot_mix(data: pd.DataFrame, subject: Sentence, language: Language) -> Figure:
    """Two panels of stacked areas along the central path: energy by fuel, and energy CO2 before projects by sector."""
    panels = (("energy_wan_tce", "energy_axis", FUEL_STYLES), ("co2_wan_t", "co2_axis", SECTOR_STYLES))
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08)
    figure.update_layout(start_plot("", "", 640).layout)
    for row, (measure, axis, styles) in enumerate(panels, 1):
        table = data[data["measure"] == measure].pivot_table(index="year", columns="name", values="amount")
        known = [name for name in styles if name in table.columns and table[name].any()]
        for name in (*known, *(name for name in table.columns if name not in styles)):
            colour, hatch = styles.get(name, (GREY, "++"))
            look = {"shape": HATCHES.get(hatch, ""), "fgcolor": "white", "bgcolor": colour, "solidity": 0.2}
            figure.add_scatter(
                x=table.index.tolist(), y=table[name].tolist(), stackgroup=measure, name=name_part(str(name), language),
                mode="lines", line={"width": 0.4, "color": "white"}, fillcolor=colour, fillpattern=look,
                legend="legend" if row == 1 else "legend2", row=row, col=1,
            )  # fmt: skip
        figure.update_yaxes(title_text=say(axis, language), rangemode="tozero", row=row, col=1)
    beside = {"orientation": "v", "x": 1.01, "xanchor": "left", "yanchor": "top"}
    figure.update_layout(
        legend={**beside, "y": 1.0}, legend2={**beside, "y": 0.46}, meta={"subject": subject.read(language)}
    )
    return figure


def plot_tornado(data: pd.DataFrame, result: Sentence, language: Language) -> Figure:
    """The figures that move a result most, each at its low and its high end."""
    shown = data.head(FIRST_ROWS)
    figure = start_plot(_break(result.read(language), 70), "", EDGE + 40 * max(len(shown), 1))
    central = float(shown["central"].iloc[0]) if len(shown) else 0.0
    names = [_break(str(name), 44) for name in shown[f"name_{language}"]]
    for end, colour in (("low", BLUE), ("high", ORANGE)):
        widths = [None if pd.isna(value) else value - central for value in shown[f"{end}_result"]]
        figure.add_bar(
            y=names, x=widths, base=central, orientation="h", name=say(end, language), marker={"color": colour},
            customdata=shown[f"{end}_result"].tolist(), hovertemplate="%{y}<br>%{customdata:.2f}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=central, line={"color": "black", "width": 1})
    figure.update_layout(yaxis=BARS, barmode="group", bargap=0.3)
    _place_legend(figure, len(shown), 2)
    return figure


def plot_macc(data: pd.DataFrame, subject: Sentence, language: Language) -> Figure:
    """One bar for each project, as wide as it abates in a year and as high as a tonne costs."""
    bars = data[data["shown"] == "bar"]
    floor, ceiling = find_limits(bars)
    figure = start_plot(
        say("macc_width", language), say("macc_height", language) + (say("log", language) if floor else "")
    )
    widths, prices = (bars[key].to_numpy(dtype=float) for key in ("abated_wan_tco2e", "yuan_per_tonne"))
    middle = np.cumsum(widths) - widths / 2
    above, below = bars["dearest"].fillna(ceiling).to_numpy() - prices, prices - np.maximum(bars["cheapest"], floor)
    is_energy = (bars["energy_co2_wan_t"] >= bars["other_ghg_wan_tco2e"]).to_numpy()
    for word, mask, colour in (("energy_co2", is_energy, BLUE), ("other_ghg", ~is_energy, ORANGE)):
        own = bars[mask]
        amounts = [show_amount(float(each)) for each in own["abated_wan_tco2e"]]
        spread = {
            "symmetric": False,
            "array": above[mask].tolist(),
            "arrayminus": below[mask].tolist(),
            "thickness": 1,
            "color": "black",
        }
        figure.add_bar(
            x=middle[mask].tolist(), y=own["yuan_per_tonne"].tolist(), width=widths[mask].tolist(), error_y=spread,
            name=say(word, language), marker={"color": colour, "line": {"width": 0.5, "color": "white"}},
            customdata=[list(each) for each in zip(own["action_id"], amounts, strict=True)],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]} · %{y:,.0f}<extra></extra>",
        )  # fmt: skip
    span = {"type": "log", "range": [np.log10(floor), np.log10(ceiling)]} if floor else {"range": [0.0, ceiling]}
    figure.update_layout(yaxis=span, showlegend=True, legend={"y": -0.22}, meta={"subject": subject.read(language)})
    note = _break(list_undrawn(data).read(language), 110)
    figure.add_annotation(
        text=note, xref="paper", yref="paper", x=0, y=-0.36, xanchor="left", yanchor="top", showarrow=False, align="left", font={"size": 11}
    )  # fmt: skip
    figure.update_layout(margin={"b": 110 + 16 * (1 + note.count("<br>"))}, height=460 + 16 * note.count("<br>"))
    return figure


def _fill_between(
    figure: Figure, years: list[int], band: tuple[np.ndarray, np.ndarray], name: str, look: Mapping[str, str]
) -> None:
    """An area between two lines, its name in the legend once."""
    edge: dict[str, Any] = {"x": years, "mode": "lines", "line": {"width": 0}, "legendgroup": name, "hoverinfo": "skip"}
    figure.add_scatter(**edge, y=band[0].tolist(), showlegend=False, name=name)
    pattern = {"shape": look.get("pattern", ""), "fgcolor": "white", "bgcolor": look["color"], "solidity": 0.3}
    figure.add_scatter(
        **edge, y=band[1].tolist(), fill="tonexty", fillcolor=look["color"], fillpattern=pattern, name=name
    )


def _place_legend(figure: Figure, rows: int, lines: int = 1) -> None:
    """The legend under horizontal bars and an axis named in so many lines."""
    figure.update_layout(legend={"y": -(52.0 + 18.0 * lines) / (ROW * max(rows, 1))})


def _break(text: str, columns: int) -> str:
    return wrap_text(text, columns).replace("\n", "<br>")


def write_plot(figure: Figure) -> str:
    """Data and layout of a figure as JSON that may stand inside a script element."""
    said: str = figure.to_json(engine="json")
    return said.replace("<", "\\u003c")


def read_script() -> str:
    """The library that draws the figures in a browser, to be inlined once."""
    return str(get_plotlyjs())
