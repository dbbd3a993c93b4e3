"""The figures of emissions for the screen, from the same data frames as ``carbon_charts``."""

from collections.abc import Mapping
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from plotly.graph_objects import Figure
from plotly.subplots import make_subplots

from peakfolio.carbon.peaks import CLASSES
from peakfolio.render.paper.charts import CYCLE
from peakfolio.render.screen.plots import DASHES, HATCHES, start_bars, start_plot, write_label
from peakfolio.report.carbon.chart_words import (
    ENDS,
    FUEL_STYLES,
    SECTOR_STYLES,
    TARGET_YEAR,
    describe_highest,
    list_undrawn,
    name_cost,
    name_part,
    show_amount,
    spread_out,
)
from peakfolio.report.carbon.frames import find_limits, list_wedges
from peakfolio.report.palette import BLUE, GREEN, GREY, ORANGE, RED
from peakfolio.words import Language, Words, say

FIRST_ROWS = 12
BANDS = (("q05", "q95", 0.3, "band_90", say("90 % of runs")), ("q25", "q75", 0.6, "band_50", say("50 % of runs")))
SYMBOLS = {"peaked": "circle", "rising": "triangle-up"}


def plot_pathways(data: pd.DataFrame, region: Words, language: Language) -> Figure:
    """Central paths of all pathways, each with the meaning of its highest year."""
    figure = start_plot(420, "", say("net energy CO2 (10,000 t CO2)").read(language))
    for name, colour, dash in zip(data["pathway"].unique(), cycle(CYCLE[:6]), cycle(DASHES), strict=False):
        path = data[data["pathway"] == name]
        title = say("{name}: {value}", name=path[f"title_{language}"].iloc[0], value=_tell_highest(path)).read(language)
        figure.add_scatter(
            x=path["year"].tolist(), y=path["central"].tolist(), mode="lines", name=write_label(title, 90),
            line={"color": colour, "dash": dash, "width": 2.4},
        )  # fmt: skip
        _mark_highest(figure, path, colour, "")
    figure.update_layout(yaxis={"rangemode": "tozero"}, meta={"subject": region.read(language)})
    return _start_years(figure).update_layout(legend={"orientation": "v"})


def plot_fan(data: pd.DataFrame, subject: Words, language: Language) -> Figure:
    """Net energy CO2 of one pathway: bands, median, central path with its highest year, and the path without projects."""
    figure = start_plot(420, "", say("net energy CO2 (10,000 t CO2)").read(language))
    years = data["year"].tolist()
    for low, high, shade, group, word in BANDS:
        edge = {"x": years, "mode": "lines", "line": {"width": 0}, "legendgroup": group}
        figure.add_scatter(**edge, y=data[low].tolist(), showlegend=False, name=low)
        colour = f"rgba(86,180,233,{shade})"
        figure.add_scatter(**edge, y=data[high].tolist(), fill="tonexty", fillcolor=colour, name=word.read(language))
    lines = [("q50", say("median"), BLUE, "solid"), ("central", say("central path"), "black", "dash")]
    if (data["central"] - data["without_projects"]).abs().max() > 0:
        lines.append(("without_projects", say("central path without projects"), RED, "dot"))
    for key, word, colour, dash in lines:
        line = {"color": colour, "dash": dash, "width": 2}
        figure.add_scatter(x=years, y=data[key].tolist(), mode="lines", name=word.read(language), line=line)
    _mark_highest(figure, data, "black", _tell_highest(data).read(language))
    figure.update_layout(yaxis={"rangemode": "tozero"}, hovermode="x unified", meta={"subject": subject.read(language)})
    return _start_years(figure)


def plot_chance(data: pd.DataFrame, region: Words, language: Language) -> Figure:
    """P(peak <= year) of every pathway as a step curve."""
    figure = start_plot(420, "", say("chance to have peaked (%)").read(language))
    for name, colour, dash in zip(data["pathway"].unique(), cycle(CYCLE[:6]), cycle(DASHES), strict=False):
        path = data[data["pathway"] == name]
        line = {"color": colour, "dash": dash, "width": 2.4, "shape": "hv"}
        chances = (100 * path["peaked_by"]).tolist()
        title = write_label(str(path[f"title_{language}"].iloc[0]), 90)
        figure.add_scatter(x=path["year"].tolist(), y=chances, mode="lines", name=title, line=line)
    figure.add_vline(x=TARGET_YEAR, line={"color": "black", "dash": "dot", "width": 1})
    figure.update_layout(yaxis={"range": [0, 101]}, hovermode="x unified", meta={"subject": region.read(language)})
    return _start_years(figure).update_layout(legend={"orientation": "v"})


def plot_waterfall(data: pd.DataFrame, start: Words, end: Words, subject: Words, language: Language) -> Figure:
    """From the start to the end, one signed bar for each effect."""
    figure = start_plot(400, "", say("net energy CO2 (10,000 t CO2)").read(language))
    effects = [name_part(str(name), language) for name in data["name"][1:-1]]
    names = [write_label(name, 12) for name in (start.read(language), *effects, end.read(language))]
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


def plot_wedges(data: pd.DataFrame, subject: Words, language: Language) -> Figure:
    """Savings as a stack under the upper path, each driver and project one area; what raises emissions stands below zero."""
    figure = start_plot(500, "", say("net energy CO2 (10,000 t CO2)").read(language))
    paths = data[data["kind"] == "path"].pivot_table(index="year", columns="name", values="amount_wan_tco2")
    years, wedges = paths.index.tolist(), list_wedges(data, language)
    reached = paths["upper"].to_numpy(dtype=float)
    for (_, label, amounts), colour in zip(wedges, cycle(CYCLE), strict=False):
        lower = reached - np.maximum(amounts, 0.0)
        if (amounts > 0).any():
            _fill_between(figure, years, (lower, reached), write_label(label, 44), {"color": colour})
        reached = lower
    for (_, label, amounts), colour in reversed(list(zip(wedges, cycle(CYCLE), strict=False))):
        upper = reached + np.maximum(-amounts, 0.0)
        if (amounts < 0).any():
            name = write_label(f"{label} ({say('raises emissions').read(language)})", 44)
            _fill_between(figure, years, (reached, upper), name, {"color": colour, "pattern": "x"})
        reached = upper
    for key, word, dash in (
        ("upper", say("baseline, central path"), "solid"),
        ("lower", say("this pathway, net, central path"), "dash"),
    ):
        line = {"color": "black", "dash": dash, "width": 2}
        figure.add_scatter(x=years, y=paths[key].tolist(), mode="lines", name=word.read(language), line=line)
    figure.update_layout(yaxis={"rangemode": "tozero"}, meta={"subject": subject.read(language)})
    return _start_years(figure)


def plot_mix(data: pd.DataFrame, subject: Words, language: Language) -> Figure:
    """Two panels of stacked areas along the central path: energy by fuel, and energy CO2 before projects by sector."""
    panels = (
        ("energy_wan_tce", say("energy (10,000 tce)"), FUEL_STYLES),
        ("co2_wan_t", say("CO2 before projects (10,000 t CO2)"), SECTOR_STYLES),
    )
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08)
    figure.update_layout(start_plot(640).layout)
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
        figure.update_yaxes(title_text=axis.read(language), rangemode="tozero", row=row, col=1)
    beside = {"orientation": "v", "yref": "paper", "x": 1.01, "xanchor": "left", "yanchor": "top"}
    figure.update_layout(
        legend={**beside, "y": 1.0}, legend2={**beside, "y": 0.46}, meta={"subject": subject.read(language)}
    )
    return _start_years(figure)


def plot_tornado(data: pd.DataFrame, result: Words, language: Language) -> Figure:
    """The figures that move a result most, each at its low and its high end."""
    shown = data.head(FIRST_ROWS)
    figure = start_bars(len(shown), write_label(result.read(language), 70))
    central = float(shown["central"].iloc[0]) if len(shown) else 0.0
    names = [write_label(str(name), 44) for name in shown[f"name_{language}"]]
    for end, colour in (("low", BLUE), ("high", ORANGE)):
        widths = [None if pd.isna(value) else value - central for value in shown[f"{end}_result"]]
        figure.add_bar(
            y=names, x=widths, base=central, orientation="h", name=ENDS[end].read(language), marker={"color": colour},
            customdata=shown[f"{end}_result"].tolist(), hovertemplate="%{y}<br>%{customdata:.2f}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=central, line={"color": "black", "width": 1})
    return figure.update_layout(barmode="group", bargap=0.3)


def plot_macc(data: pd.DataFrame, subject: Words, language: Language) -> Figure:
    """One bar for each project, as wide as it abates in a year and as high as a tonne costs."""
    bars = data[data["shown"] == "bar"]
    floor, ceiling = find_limits(bars)
    width, height = say("yearly abatement, ledgers A and B (10,000 t CO2e)"), name_cost(is_log=bool(floor))
    figure = start_plot(440, width.read(language), height.read(language))
    widths, prices = (bars[key].to_numpy(dtype=float) for key in ("abated_wan_tco2e", "yuan_per_tonne"))
    middle = np.cumsum(widths) - widths / 2
    above, below = bars["dearest"].fillna(ceiling).to_numpy() - prices, prices - np.maximum(bars["cheapest"], floor)
    is_energy = (bars["energy_co2_wan_t"] >= bars["other_ghg_wan_tco2e"]).to_numpy()
    for word, mask, colour in (
        (say("mostly energy CO2 (A)"), is_energy, BLUE),
        (say("mostly other gases (B)"), ~is_energy, ORANGE),
    ):
        own = bars[mask]
        amounts = [show_amount(float(each)) for each in own["abated_wan_tco2e"]]
        spread = {"symmetric": False, "array": above[mask].tolist(), "arrayminus": below[mask].tolist()}
        figure.add_bar(
            x=middle[mask].tolist(), y=own["yuan_per_tonne"].tolist(), width=widths[mask].tolist(),
            error_y={**spread, "thickness": 1, "color": "black"},
            name=word.read(language), marker={"color": colour, "line": {"width": 0.5, "color": "white"}},
            customdata=[list(each) for each in zip(own["action_id"], amounts, strict=True)],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]} · %{y:,.0f}<extra></extra>",
        )  # fmt: skip
    no_end, span = say("no upper end: the low case abates nothing"), say("cost at the high to the low abatement")
    _mark_open(figure, middle[bars["dearest"].isna()], ceiling, no_end.read(language))
    line = {"width": 1, "color": "black"}
    figure.add_scatter(x=[None], y=[None], mode="lines", line=line, name=span.read(language))
    _label_tops(figure, bars["action_id"].tolist(), middle, float(widths.sum()) or 1.0)
    scale = {"type": "log", "range": [np.log10(floor), np.log10(ceiling)]} if floor else {"range": [0.0, ceiling]}
    figure.update_layout(yaxis=scale, showlegend=True, meta={"subject": subject.read(language)})
    figure.update_xaxes(range=[0.0, float(widths.sum()) or 1.0])
    figure.update_layout(legend={"yref": "paper", "y": 1.16})
    return _add_note(figure, data, language)


def _add_note(figure: Figure, data: pd.DataFrame, language: Language) -> Figure:
    """What is not drawn, under the axis."""
    note = write_label(list_undrawn(data).read(language), 110)
    figure.add_annotation(
        text=note, xref="paper", yref="paper", x=0, y=0, yshift=-66, xanchor="left", yanchor="top", showarrow=False, align="left",
        font={"size": 11},
    )  # fmt: skip
    room = 16 * (1 + note.count("<br>"))
    return figure.update_layout(margin={"b": 76 + room, "t": 110}, height=520 + room)


def _mark_open(figure: Figure, places: np.ndarray, ceiling: float, name: str) -> None:
    """Triangles at the upper edge for costs without an upper end."""
    if len(places):
        figure.add_scatter(
            x=places.tolist(), y=[ceiling] * len(places), mode="markers", name=name, cliponaxis=False, hoverinfo="skip",
            marker={"symbol": "triangle-up", "size": 8, "color": "black"},
        )  # fmt: skip


def _label_tops(figure: Figure, texts: list[str], middle: np.ndarray, total: float) -> None:
    """Upright names above the axes, moved apart where they would overlap, each tied to its bar."""
    for text, start, place in zip(texts, middle / total, spread_out(list(middle / total), 0.022), strict=True):
        figure.add_annotation(
            text=text, textangle=-90, font={"size": 10}, xref="paper", yref="paper", x=place, y=1.03, yanchor="bottom", showarrow=False
        )  # fmt: skip
        figure.add_shape(
            type="line", xref="paper", yref="paper", x0=start, y0=1.0, x1=place, y1=1.03, line={"width": 0.6, "color": "black"}
        )  # fmt: skip


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


def _start_years(figure: Figure) -> Figure:
    """Years on the horizontal axis, which take no sign between thousands."""
    return figure.update_xaxes(separatethousands=False, tickformat="d")


def _tell_highest(path: pd.DataFrame) -> Words:
    """What the highest year of a path means, in a few words."""
    top, years = path[path["highest"].isin(CLASSES)].iloc[0], path["year"]
    return describe_highest(str(top["highest"]), int(top["year"]), int(years.iloc[0]), int(years.iloc[-1]))


def _mark_highest(figure: Figure, path: pd.DataFrame, colour: str, text: str) -> None:
    """Marks the highest year of a path by the class it has."""
    top = path[path["highest"].isin(CLASSES)].iloc[0]
    figure.add_scatter(
        x=[int(top["year"])], y=[float(top["central"])], mode="markers+text", text=[text], textposition="top right",
        marker={"size": 10, "color": colour, "symbol": SYMBOLS.get(str(top["highest"]), "diamond")}, showlegend=False,
        hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
