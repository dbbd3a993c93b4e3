"""The figures of a portfolio for the screen, from the same data frames as ``charts``; the door to Plotly.

A figure has no title: page and workbench set the caption beside it. Colours are those of ``charts``; whatever a colour says is also
said by a name, a dash or a pattern. Texts of a plan are escaped, because Plotly reads markup.
"""

from html import escape
from itertools import cycle
from typing import Any

import pandas as pd
from plotly.graph_objects import Figure
from plotly.offline import get_plotlyjs

from peakfolio.plan.words import FUNDING
from peakfolio.render.paper.charts import CYCLE, GAP_PART_NAMES, GAP_PARTS, HATCH_CYCLE, USE_NAMES, USES, name_bars
from peakfolio.report.frames import stack_spending
from peakfolio.report.names import name_category
from peakfolio.report.palette import BLUE
from peakfolio.report.wrapping import fit_lines, wrap_text
from peakfolio.words import Language, Words, format_number, say

FONTS = '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", sans-serif'
HATCHES = {"///": "/", "\\\\\\": "\\", "...": ".", "xxx": "x", "++": "+", "---": "-", "": ""}
DASHES = ("solid", "dash", "dashdot", "dot", "longdash")
ROW, EDGE = 31, 120  # pixels of a bar, and of what stands above and below the bars
CONFIG = {  # of the browser's library: no button may send a figure anywhere
    "responsive": True,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "modeBarButtonsToRemove": ["sendChartToCloud", "select2d", "lasso2d"],
}


def start_plot(height: int, x_title: str = "", y_title: str = "") -> Figure:
    """An empty figure with named axes, the legend at its lower edge."""
    axis = {
        "showline": True,
        "linecolor": "#444",
        "gridcolor": "#e6e6e6",
        "zeroline": False,
        "automargin": True,
        "exponentformat": "none",
        "separatethousands": True,
    }
    return Figure(
        layout={
            "template": "none",
            "height": height,
            "plot_bgcolor": "white",
            "paper_bgcolor": "white",
            "margin": {"l": 60, "r": 20, "t": 24, "b": 60},
            "font": {"family": FONTS, "size": 13, "color": "#1a1a1a"},
            "legend": {
                "orientation": "h",
                "yref": "container",
                "yanchor": "bottom",
                "y": 0,
                "x": 0,
                "xanchor": "left",
                "traceorder": "normal",
            },
            "hovermode": "closest",
            "xaxis": {**axis, "title": {"text": x_title}},
            "yaxis": {**axis, "title": {"text": y_title}},
        }
    )


def start_bars(rows: int, x_title: str = "") -> Figure:
    """An empty figure for so many horizontal bars, the first at the top."""
    figure = start_plot(EDGE + ROW * max(rows, 3), x_title)
    return figure.update_yaxes(autorange="reversed", tickfont={"size": 11})


def fill(colour: str, hatch: str = "") -> dict[str, Any]:
    """The fill of a bar: its colour, under the pattern that tells it apart where colours do not."""
    return {
        "color": colour,
        "pattern": {"shape": HATCHES[hatch], "fillmode": "overlay", "fgcolor": "#222", "fgopacity": 0.5, "size": 7},
        "line": {"width": 0.5, "color": "#444"},
    }


def write_label(text: str, columns: int) -> str:
    """A text of the plan as a label: escaped, broken into lines of so many Latin letters."""
    return escape(wrap_text(text, columns), quote=False).replace("\n", "<br>")


def label_bar(text: str) -> str:
    """A text of the plan beside a bar: escaped, in two lines at most."""
    return escape(fit_lines(text, 44), quote=False).replace("\n", "<br>")


def plot_gaps(data: pd.DataFrame, language: Language) -> Figure:
    """How much of each open gap is closed, hatched where no figure supports it; a bar carries its indicator."""
    figure = start_bars(len(data), say("share of the gap (%)").read(language))
    names = [label_bar(name) for name in name_bars(data, language)]
    for part, (colour, hatch) in GAP_PARTS.items():
        figure.add_bar(
            y=names, x=data[part].tolist(), orientation="h", name=GAP_PART_NAMES[part].read(language), marker=fill(colour, hatch),
            customdata=data["indicator_id"].tolist(), hovertemplate="%{y}: %{x:.4~g}%<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    return figure.update_layout(barmode="stack", xaxis={"range": [0, 100]})


def plot_spending(data: pd.DataFrame, language: Language) -> Figure:
    """Spending by year and funding source; a bar carries its source."""
    figure = start_plot(340, "", say("money (10,000 yuan)").read(language))
    if not data.empty:
        table = stack_spending(data)
        for source, colour, hatch in zip(table.columns, cycle(CYCLE), cycle(HATCH_CYCLE), strict=False):
            figure.add_bar(
                x=[str(year) for year in table.index], y=table[source].tolist(), name=FUNDING[source].read(language),
                marker=fill(colour, hatch), customdata=[source] * len(table),
                hovertemplate="%{x}: %{y:,.6~g}<extra>%{fullData.name}</extra>",
            )  # fmt: skip
    return figure.update_layout(barmode="stack", xaxis={"type": "category"}, showlegend=True)


def plot_money(data: pd.DataFrame, language: Language) -> Figure:
    """What the money of each category is for; a bar carries its category."""
    figure = start_bars(len(data), say("money (10,000 yuan)").read(language))
    names = [write_label(name_category(str(name)).read(language), 34) for name in data["category_zh"]]
    for use in data.columns[1:]:
        figure.add_bar(
            y=names, x=data[use].tolist(), orientation="h", name=USE_NAMES[use].read(language), marker=fill(*USES[use]),
            customdata=data["category_zh"].tolist(), hovertemplate="%{y}: %{x:,.6~g}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    return figure.update_layout(barmode="stack")


def plot_frontier(data: pd.DataFrame, measure: Words, language: Language) -> Figure:
    """What every amount of money reaches; a point carries its cost."""
    figure = start_plot(340, say("money (10,000 yuan)").read(language), measure.read(language))
    figure.add_scatter(
        x=data["cost_wan_yuan"].tolist(), y=data["reached"].tolist(), mode="lines+markers+text",
        text=[format_number(each, 2) for each in data["reached"].tolist()], textposition="top center", cliponaxis=False,
        customdata=data["cost_wan_yuan"].tolist(), name=say("least money for this level").read(language),
        line={"shape": "hv", "color": BLUE, "width": 2}, marker={"size": 10, "color": BLUE}, showlegend=False,
        hovertemplate="%{x:,.6~g}: %{y:.6~g}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(rangemode="tozero", tickformat=",.0f")
    return figure.update_yaxes(rangemode="tozero")


def write_plot(figure: Figure) -> str:
    """Data and layout of a figure as JSON that may stand inside a script element."""
    said: str = figure.to_json(engine="json")
    return said.replace("<", "\\u003c")


def read_script() -> str:
    """The library that draws the figures in a browser, to be inlined once."""
    return str(get_plotlyjs())
