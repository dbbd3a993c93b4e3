"""The figures of delivery for the screen, from the same data frames as ``delivery_charts``."""

from html import escape
from typing import Any

import pandas as pd
from plotly.graph_objects import Figure

from peakfolio.delivery.model import STAGES
from peakfolio.render.paper.delivery import COURSE_STYLES, STAGE_STYLES, name_promise, name_rows
from peakfolio.render.screen.plots import fill, start_bars, start_plot
from peakfolio.report.delivery.frames import COURSES
from peakfolio.report.delivery.names import COURSE_NAMES, STAGE_NAMES
from peakfolio.report.palette import BLUE, ORANGE, RED
from peakfolio.words import Language, say

SIZES = {"written": 15, "chosen": 11, "secure": 7}  # so that marks in one place are all seen
SYMBOLS = {"s": "square", "o": "circle", "D": "diamond"}


def label_rows(data: pd.DataFrame, language: Language) -> list[str]:
    """Key and name of each row; what a plan's name holds stays text, because Plotly reads markup."""
    return [escape(each, quote=False).replace("\n", "<br>") for each in name_rows(data, language)]


def plot_gantt(data: pd.DataFrame, milestone: int, language: Language) -> Figure:
    """Median stages as bars, the planned years as a line, and when each project works in 90 % of the runs."""
    figure = start_bars(int(1.3 * len(data)))
    names = label_rows(data, language)
    for stage in STAGES:
        begin, length = data[f"{stage}_begin"], data[f"{stage}_end"] - data[f"{stage}_begin"]
        had = length.notna().to_numpy()  # a bar without a place would stretch the axis to the year nought
        figure.add_bar(
            y=[name for name, is_had in zip(names, had, strict=True) if is_had], x=length[had].tolist(),
            base=begin[had].tolist(), orientation="h", width=0.45,
            name=STAGE_NAMES[stage].read(language), marker=fill(*STAGE_STYLES[stage]),
        )  # fmt: skip
    for word, first, last, colour, drop in (
        (say("planned years"), "planned_begin", "planned_end", "black", -0.34),
        (say("in service, 90% of runs"), "service_q05", "service_q95", RED, 0.34),
    ):
        xs: list[Any] = []
        ys: list[Any] = []
        for row, each in enumerate(data.to_dict("records")):
            xs += [each[first], each[last], None]
            ys += [row + drop, row + drop, None]
        figure.add_scatter(
            x=xs, y=ys, mode="lines", line={"color": colour, "width": 2}, name=word.read(language), yaxis="y2"
        )
    figure.add_vline(x=milestone + 1, line={"dash": "dot", "color": "black", "width": 1})
    count = max(len(data), 1)
    figure.update_layout(
        barmode="overlay",
        yaxis={"range": [count - 0.4, -0.6], "autorange": False, "categoryorder": "array", "categoryarray": names},
        yaxis2={"overlaying": "y", "range": [count - 0.4, -0.6], "visible": False},
        xaxis={"dtick": 1, "tickformat": "d"},
    )
    return figure


def plot_finish(data: pd.DataFrame, language: Language) -> Figure:
    """P(in service by the end of the year) as a table in colour, the planned year framed."""
    years = [name for name in data.columns if name.isdigit()]
    figure = start_bars(len(data), say("framed: the planned year").read(language))
    shares = data[years].to_numpy(dtype=float)
    figure.add_heatmap(
        z=shares.tolist(), x=years, y=label_rows(data, language), colorscale="Blues", zmin=0, zmax=1, showscale=False,
        text=[[f"{share:.0%}" for share in row] for row in shares], texttemplate="%{text}",
        hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
    )  # fmt: skip
    for row, year in enumerate(data["planned_year"]):
        if str(year) in years:
            column = years.index(str(year))
            figure.add_shape(
                type="rect", x0=column - 0.5, x1=column + 0.5, y0=row - 0.5, y1=row + 0.5,
                line={"color": ORANGE, "width": 2},
            )  # fmt: skip
    return figure.update_layout(xaxis={"type": "category"})


def plot_met(data: pd.DataFrame, language: Language) -> Figure:
    """P(met in time) of each aim for the three portfolios."""
    figure = start_bars(len(data), say("probability (%)").read(language))
    for name in COURSES:
        colour, marker = COURSE_STYLES[name]
        shown = data[name].where(data["promised"].astype(bool)) if name == "secure" else data[name]
        figure.add_scatter(
            x=[None if share != share else 100 * share for share in shown], y=label_rows(data, language),
            mode="markers", name=COURSE_NAMES[name].read(language),
            marker={"color": colour, "symbol": SYMBOLS[marker], "size": SIZES[name]},
        )  # fmt: skip
    return figure.update_layout(xaxis={"range": [-3, 103]})


def plot_by_year(data: pd.DataFrame, alpha: float, language: Language) -> Figure:
    """P(all aims met by the end of a year) of the three portfolios."""
    figure = start_plot(360, "", say("probability (%)").read(language))
    for name in COURSES:
        colour, marker = COURSE_STYLES[name]
        figure.add_scatter(
            x=data["year"].tolist(), y=(100 * data[name]).tolist(), mode="lines+markers",
            name=name_promise(name, data).read(language), line={"color": colour}, marker={"symbol": SYMBOLS[marker], "size": 8},
        )  # fmt: skip
    figure.add_hline(y=100 * alpha, line={"dash": "dot", "color": "black", "width": 1}, annotation_text=f"{alpha:.0%}")
    figure.update_layout(xaxis={"dtick": 1, "tickformat": "d"}, yaxis={"range": [-3, 103]})
    return figure


def plot_certainty(data: pd.DataFrame, alpha: float, language: Language) -> Figure:
    """Cost against the probability that all aims are met in time, on unseen luck."""
    figure = start_plot(
        380,
        say("probability that all targets are met in time (%)").read(language),
        say("cost (10,000 yuan)").read(language),
    )
    for reached, word, colour, symbol in (
        (True, say("on new draws (95% interval)"), BLUE, "circle"),
        (False, say("no portfolio reaches more"), RED, "x"),
    ):
        part = data[data["is_reached"].astype(bool) == reached]
        if len(part):
            figure.add_scatter(
                x=(100 * part["fresh"]).tolist(), y=part["cost_wan_yuan"].tolist(), mode="markers",
                name=word.read(language), marker={"color": colour, "symbol": symbol, "size": 10},
                error_x={"type": "data", "symmetric": False, "array": (100 * (part["fresh_high"] - part["fresh"])).tolist(),
                         "arrayminus": (100 * (part["fresh"] - part["fresh_low"])).tolist()},
            )  # fmt: skip
    figure.add_vline(x=100 * alpha, line={"dash": "dot", "color": "black", "width": 1}, annotation_text=f"{alpha:.0%}")
    figure.update_layout(xaxis={"range": [0, 103]}, yaxis={"rangemode": "tozero", "tickformat": ",.0f"})
    return figure


def plot_spending_curve(data: pd.DataFrame, language: Language) -> Figure:
    """The S-curve: money spent since the start, by plan and as delivered."""
    figure = start_plot(360, "", say("cost (10,000 yuan)").read(language))
    years = data["year"].tolist()
    figure.add_scatter(
        x=years, y=data["spent_q95"].tolist(), mode="lines", line={"width": 0}, showlegend=False, hoverinfo="skip"
    )
    figure.add_scatter(
        x=years, y=data["spent_q05"].tolist(), mode="lines", line={"width": 0}, fill="tonexty", fillcolor="rgba(86,180,233,0.4)",
        name=say("90% of runs").read(language),
    )  # fmt: skip
    figure.add_scatter(
        x=years, y=data["spent_q50"].tolist(), mode="lines", line={"color": BLUE}, name=say("median").read(language)
    )
    figure.add_scatter(
        x=years,
        y=data["planned"].tolist(),
        mode="lines",
        line={"color": "black", "dash": "dash"},
        name=say("even over the planned years").read(language),
    )
    figure.update_layout(xaxis={"dtick": 1, "tickformat": "d"}, yaxis={"rangemode": "tozero", "tickformat": ",.0f"})
    return figure
