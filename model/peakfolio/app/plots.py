"""The figures of an answer and of its pathways as the workbench shows them: figures one can point at and click.

Each is drawn from the frame that also feeds its twin in ``results.charts`` and ``results.carbon_charts``; colours are the same, and
whatever a colour says is also said in words or by a pattern. Texts of the plan are escaped, because Plotly reads markup.
"""

from collections.abc import Sequence
from html import escape
from itertools import cycle
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from peakfolio.carbon.projecting import Projection
from peakfolio.language import Language
from peakfolio.portfolio.answering import Answer
from peakfolio.results.carbon_chart_data import make_fan_data, make_pathways_data, name_subject
from peakfolio.results.carbon_chart_words import describe_highest, put_colon, write_title
from peakfolio.results.carbon_chart_words import say as say_carbon
from peakfolio.results.charts import (
    BLUE,
    CYCLE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    WORDS,
    make_gap_data,
    make_money_data,
)
from peakfolio.results.wording import FUNDING, name_indicator, shorten

FAMILY = "PeakfolioSans, 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
BAND_COLOURS = {"band_90": "rgba(0,114,178,0.18)", "band_50": "rgba(0,114,178,0.34)"}
SYMBOLS = {"peaked": "circle", "rising": "triangle-up"}
USE_STYLES = {
    "needed": (GREEN, ""),
    "nearer": (ORANGE, "/"),
    "locked_in": (PURPLE, "x"),
    "spare": (SKY, "."),
    "idle": (GREY, ""),
}


def plain(text: str, length: int | None = None) -> str:
    """A text of the plan as a label: cut to a length, with what Plotly would read as markup escaped."""
    return escape(text if length is None else shorten(text, length), quote=False)


def title_plot(figure: go.Figure, title: str) -> go.Figure:
    """A figure of the documents as the workbench shows it: with its title, in the workbench's letters."""
    margin = {**figure.layout.margin.to_plotly_json(), "t": 52}
    return figure.update_layout(
        title={"text": title, "x": 0, "font": {"size": 15}}, margin=margin, font={"family": FAMILY}
    )


def fill(colour: str, shape: str) -> dict[str, Any]:
    """The fill of a bar: its colour, under a pattern that tells it apart where colours do not."""
    return {
        "color": colour,
        "pattern": {"shape": shape, "fillmode": "overlay", "fgcolor": "#222", "fgopacity": 0.45, "size": 7},
        "line": {"width": 0.5, "color": "#444"},
    }


def start_plot(title: str, height: int, **layout: Any) -> go.Figure:
    """An empty figure with its title and the looks all figures share."""
    axis = {
        "gridcolor": "#e5e5e5",
        "zerolinecolor": "#999",
        "automargin": True,
        "exponentformat": "none",
        "separatethousands": True,
    }
    looks = {
        "title": {"text": title, "x": 0, "xanchor": "left", "font": {"size": 14}},
        "font": {"family": FAMILY, "size": 12, "color": "#222"},
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 40, "b": 64},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "legend": {
            "orientation": "h",
            "yref": "container",
            "yanchor": "bottom",
            "y": 0,
            "x": 0,
            "traceorder": "normal",
        },
        "hoverlabel": {"font": {"family": FAMILY}},
        "template": "none",
        "xaxis": axis,
        "yaxis": axis,
    }
    return go.Figure(layout={**looks, **layout})


def plot_gaps(answer: Answer, language: Language) -> go.Figure:
    """Stacked bars, one for each open target: how much of its gap is closed, hatched where no figure supports it."""
    data = make_gap_data(answer)
    figure = start_plot(_word("gaps", language), 130 + 22 * max(len(data), 4), barmode="stack")
    names = [plain(f"{key} {name_indicator(answer.plan, key).read(language)}", 34) for key in data["indicator_id"]]
    for part, colour, pattern in (
        ("figure", GREEN, ""),
        ("circular", "#9AD6C3", "/"),
        ("optional", ORANGE, "."),
        ("left", GREY, ""),
    ):
        figure.add_bar(
            y=names,
            x=list(data[part]),
            name=_word(part, language),
            orientation="h",
            customdata=list(data["indicator_id"]),
            marker=fill(colour, pattern),
            hovertemplate="%{y}: %{x:.0f}%<extra>%{fullData.name}</extra>",
        )
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(range=[0, 100], title=_word("share", language))
    return figure


def plot_spending(spending: pd.DataFrame, language: Language) -> go.Figure:
    """Stacked bars: spending by year and funding source."""
    figure = start_plot(_word("spending", language), 300, barmode="stack")
    patterns = cycle(("", "/", ".", "x", "-"))
    if spending.empty:
        return figure
    table = spending.pivot_table(
        index="year", columns="funding_source", values="spending_wan_yuan", aggfunc="sum", fill_value=0.0, sort=False
    ).sort_index()
    for source, colour, pattern in zip(table.columns, cycle(CYCLE), patterns, strict=False):
        figure.add_bar(
            x=list(table.index),
            y=list(table[source].round(2)),
            name=FUNDING[str(source)].read(language),
            customdata=[str(source)] * len(table),
            marker=fill(colour, pattern),
        )
    figure.update_xaxes(dtick=1, separatethousands=False)
    return figure


def plot_money(answer: Answer, language: Language) -> go.Figure:
    """Stacked bars: what the money of each category is for."""
    data = make_money_data(answer)
    figure = start_plot(_word("money", language), 140 + 34 * max(len(data), 2), barmode="stack")
    names = [plain(str(name), 20) for name in data["category_zh"]]
    for use in data.columns[1:]:
        colour, pattern = USE_STYLES[use]
        figure.add_bar(
            y=names, x=list(data[use]), name=_word(use, language), orientation="h", marker=fill(colour, pattern)
        )
    figure.update_yaxes(autorange="reversed")
    return figure


def plot_fan(projection: Projection, language: Language) -> go.Figure:
    """Net energy CO2 of a pathway: the bands of 90 and 50 % of the runs, the median, the central path, and its call."""
    data = make_fan_data(projection)
    years = list(data["year"])
    figure = start_plot(write_title("fan", name_subject(projection), language), 380)
    quantiles = [name for name in data.columns if name.startswith("q")]
    for low, high, band in ((quantiles[0], quantiles[-1], "band_90"), (quantiles[1], quantiles[-2], "band_50")):
        figure.add_scatter(
            x=[*years, *years[::-1]],
            y=[*data[high], *data[low][::-1]],
            fill="toself",
            fillcolor=BAND_COLOURS[band],
            line={"width": 0},
            name=say_carbon(band, language),
            hoverinfo="skip",
        )
    for column, word, dash, colour in (
        (quantiles[len(quantiles) // 2], "median", "solid", BLUE),
        ("central", "central", "dash", RED),
        ("without_projects", "without", "dot", "#555555"),
    ):
        figure.add_scatter(
            x=years,
            y=list(data[column]),
            mode="lines",
            name=say_carbon(word, language),
            line={"color": colour, "dash": dash},
        )
    _mark_highest(figure, data, RED, _tell_highest(data, language))
    figure.update_xaxes(separatethousands=False)
    figure.update_yaxes(title=say_carbon("net_axis", language), rangemode="tozero")
    return figure


def plot_pathways(projections: Sequence[Projection], language: Language) -> go.Figure:
    """The central path of every pathway, each with its call."""
    data = make_pathways_data(projections)
    figure = start_plot(say_carbon("pathways", language), 380)
    for name, colour, dash in zip(data["pathway"].unique(), cycle(CYCLE[:6]), cycle(DASHES), strict=False):
        path = data[data["pathway"] == name]
        figure.add_scatter(
            x=list(path["year"]),
            y=list(path["central"]),
            mode="lines",
            name=f"{plain(str(path[f'title_{language}'].iloc[0]), 44)}{put_colon(language)}{_tell_highest(path, language)}",
            line={"color": colour, "dash": dash},
        )
        _mark_highest(figure, path, colour, "")
    figure.update_xaxes(separatethousands=False)
    figure.update_yaxes(title=say_carbon("net_axis", language), rangemode="tozero")
    return figure


def _tell_highest(path: pd.DataFrame, language: Language) -> str:
    """Whether the highest year of a path is a peak, in a few words."""
    top, years = path[path["highest"] != ""].iloc[0], path["year"]
    told = describe_highest(str(top["highest"]), int(top["year"]), int(years.iloc[0]), int(years.iloc[-1]))
    return told.read(language)


def _mark_highest(figure: go.Figure, path: pd.DataFrame, colour: str, text: str) -> None:
    """Marks the highest year of a path by the class it has."""
    top = path[path["highest"] != ""].iloc[0]
    figure.add_scatter(
        x=[int(top["year"])],
        y=[float(top["central"])],
        mode="markers+text",
        text=[text],
        textposition="top right",
        marker={"size": 10, "color": colour, "symbol": SYMBOLS.get(str(top["highest"]), "diamond")},
        showlegend=False,
        cliponaxis=False,
    )


def _word(word: str, language: Language) -> str:
    return WORDS[word][0 if language == "zh" else 1]
