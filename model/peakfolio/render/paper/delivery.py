"""The figures of delivery, each drawn from one data frame of ``delivery_chart_data``."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from peakfolio.delivery.model import STAGES
from peakfolio.render.paper.charts import fill, start_figure
from peakfolio.report.delivery.frames import COURSES
from peakfolio.report.delivery.names import COURSE_NAMES, STAGE_NAMES, TITLES
from peakfolio.report.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, YELLOW
from peakfolio.report.wrapping import fit_lines
from peakfolio.words import Language, Words, say

STAGE_STYLES = dict(
    zip(STAGES, ((YELLOW, ""), (SKY, "///"), (PURPLE, "..."), (BLUE, ""), (GREEN, "\\\\\\")), strict=True)
)  # colour and pattern
COURSE_STYLES = {"written": (GREY, "s"), "chosen": (ORANGE, "o"), "secure": (BLUE, "D")}
ROW = 0.3  # inches of height for a line of a figure
DARK = 0.55  # from this probability on white digits read better than black ones


def draw_gantt(data: pd.DataFrame, milestone: int, language: Language) -> Figure:
    """Median stages of each project as bars, the planned years as a thin line above, and when it works in 90 % of the runs as a whisker."""
    figure, axes = start_figure(TITLES["gantt"].read(language), height=1.5 + ROW * 1.3 * max(len(data), 2))
    for row, each in enumerate(data.to_dict("records")):
        axes.plot([each["planned_begin"], each["planned_end"]], [row - 0.36] * 2, color="black", linewidth=1.4)
        for stage in STAGES:
            begin, end = each[f"{stage}_begin"], each[f"{stage}_end"]
            if begin == begin and end == end:
                axes.barh(row, end - begin, left=begin, height=0.5, **fill(*STAGE_STYLES[stage]))
        if each["service_q05"] == each["service_q05"] and each["service_q95"] == each["service_q95"]:
            axes.plot([each["service_q05"], each["service_q95"]], [row + 0.36] * 2, color=RED, linewidth=1.4)
            axes.plot([each["service_q50"]], [row + 0.36], color=RED, marker="|", markersize=6)
    _name_rows(axes, data, language)
    axes.axvline(milestone + 1, color="black", linestyle=":", linewidth=1)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    handles: list[Patch | Line2D] = [
        Patch(**fill(*STAGE_STYLES[stage]), label=STAGE_NAMES[stage].read(language)) for stage in STAGES
    ]
    handles += [
        Line2D([], [], color="black", linewidth=1.4, label=say("planned years").read(language)),
        Line2D([], [], color=RED, linewidth=1.4, label=say("in service, 90% of runs").read(language)),
        Line2D([], [], color="black", linestyle=":", label=say("end of {year}", year=milestone).read(language)),
    ]
    _put_legend_below(axes, 1.3 * len(data), handles=handles, ncols=4)
    return figure


def draw_finish(data: pd.DataFrame, language: Language) -> Figure:
    """A table in colour: P(in service by the end of the year) of each project; the planned year is framed."""
    years = [name for name in data.columns if name.isdigit()]
    figure, axes = start_figure(TITLES["finish"].read(language), height=1.1 + ROW * max(len(data), 2))
    shares = data[years].to_numpy(dtype=float)
    axes.imshow(shares, aspect="auto", cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(shares.shape):
        share = shares[row, column]
        colour = "white" if share >= DARK else "black"
        axes.text(column, row, f"{share:.0%}", ha="center", va="center", fontsize=7, color=colour)
    for row, year in enumerate(data["planned_year"]):
        if str(year) in years:
            corner = (years.index(str(year)) - 0.5, row - 0.5)
            axes.add_patch(Rectangle(corner, 1, 1, facecolor="none", edgecolor=ORANGE, linewidth=2))
    axes.set_xticks(range(len(years)), years)
    _name_rows(axes, data, language)
    axes.set_xlabel(say("framed: the planned year").read(language))
    return figure


def draw_met(data: pd.DataFrame, language: Language) -> Figure:
    """P(met in time) of each aim, a mark for each of the three portfolios."""
    figure, axes = start_figure(TITLES["met"].read(language), height=1.4 + ROW * max(len(data), 2))
    labels = name_rows(data, language)
    for name in COURSES:
        colour, marker = COURSE_STYLES[name]
        shown = data[name].where(data["promised"].astype(bool)) if name == "secure" else data[name]
        offset = {"written": -0.16, "chosen": 0.0, "secure": 0.16}[name]
        positions = np.arange(len(data)) + offset
        axes.scatter(
            100 * shown, positions, color=colour, marker=marker, s=28, label=COURSE_NAMES[name].read(language), zorder=3
        )
    axes.set_yticks(range(len(data)), labels)
    axes.invert_yaxis()
    axes.set_xlim(-3, 103)
    axes.grid(axis="both", color="#EEEEEE")
    axes.set_axisbelow(True)
    axes.set_xlabel(say("probability (%)").read(language))
    _put_legend_below(axes, len(data), ncols=3)
    return figure


def draw_by_year(data: pd.DataFrame, alpha: float, language: Language) -> Figure:
    """P(all aims met by the end of the year) of the three portfolios, with the certainty wanted."""
    figure, axes = start_figure(TITLES["by_year"].read(language), height=3.0)
    for name in COURSES:
        colour, marker = COURSE_STYLES[name]
        axes.plot(
            data["year"], 100 * data[name], color=colour, marker=marker, label=name_promise(name, data).read(language)
        )
    axes.axhline(100 * alpha, color="black", linestyle=":", linewidth=1, label=f"{alpha:.0%}")
    axes.set_xticks(list(data["year"]))
    axes.set_ylim(-3, 103)
    axes.set_ylabel(say("probability (%)").read(language))
    axes.legend(frameon=False)
    return figure


def draw_certainty(data: pd.DataFrame, alpha: float, language: Language) -> Figure:
    """Cost against the probability that all aims are met in time: what was reached on unseen luck, with its 95 % interval."""
    figure, axes = start_figure(TITLES["certainty"].read(language), height=3.2)
    error = [100 * (data["fresh"] - data["fresh_low"]), 100 * (data["fresh_high"] - data["fresh"])]
    axes.errorbar(100 * data["fresh"], data["cost_wan_yuan"], xerr=error, color=BLUE, marker="o", linestyle="none",
                  capsize=3, label=say("on new draws (95% interval)").read(language))  # fmt: skip
    best = data.sort_values("fresh")
    axes.step(100 * best["fresh"], best["cost_wan_yuan"], where="pre", color=BLUE, linewidth=1, alpha=0.5)
    failed = data[~data["is_reached"].astype(bool)]
    if len(failed):
        axes.scatter(100 * failed["fresh"], failed["cost_wan_yuan"], marker="x", color=RED, s=60, zorder=4,
                     label=say("no portfolio reaches more").read(language))  # fmt: skip
    axes.axvline(100 * alpha, color="black", linestyle=":", linewidth=1, label=f"{alpha:.0%}")
    axes.set_xlim(0, 103)
    axes.set_ylim(0, 1.15 * max(data["cost_wan_yuan"].max(), 1.0))
    axes.set_xlabel(say("probability that all targets are met in time (%)").read(language))
    axes.set_ylabel(say("cost (10,000 yuan)").read(language))
    axes.legend(frameon=False, loc="upper left")
    return figure


def draw_spending_curve(data: pd.DataFrame, language: Language) -> Figure:
    """The S-curve: money spent since the start, by plan and as delivered."""
    figure, axes = start_figure(TITLES["spending"].read(language), height=3.0)
    axes.fill_between(data["year"], data["spent_q05"], data["spent_q95"], color=SKY, alpha=0.4, linewidth=0,
                      label=say("90% of runs").read(language))  # fmt: skip
    axes.plot(data["year"], data["spent_q50"], color=BLUE, label=say("median").read(language))
    axes.plot(
        data["year"],
        data["planned"],
        color="black",
        linestyle="--",
        label=say("even over the planned years").read(language),
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, loc="lower right")
    return figure


def name_rows(data: pd.DataFrame, language: Language, columns: int = 44) -> list[str]:
    """Key and name of each row of a figure in one language, in two lines at most."""
    key = "action_id" if "action_id" in data else "indicator_id"
    return [fit_lines(f"{each[key]} {each[f'name_{language}']}", columns) for each in data.to_dict("records")]


def _name_rows(axes: Axes, data: pd.DataFrame, language: Language) -> None:
    axes.set_yticks(range(len(data)), name_rows(data, language), fontsize=7.5)
    axes.set_ylim(len(data) - 0.4, -0.6)


def _put_legend_below(axes: Axes, rows: float, **wanted: object) -> None:
    drop = -0.45 / (ROW * max(rows, 2) + 0.4)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, drop), frameon=False, fontsize=8, **wanted)


def name_promise(course: str, data: pd.DataFrame) -> Words:
    """A portfolio's name with how many targets its probability is about."""
    aims = int(data[f"{course}_aims"].iloc[0])
    return say("{portfolio} ({count} targets)", portfolio=COURSE_NAMES[course], count=aims)
