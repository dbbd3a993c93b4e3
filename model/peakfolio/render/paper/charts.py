"""The figures of a run: the one door to matplotlib.

Each figure is drawn from a data frame that the run folder also holds as CSV. Labels are set in a committed subset of Noto
Sans SC, so Chinese shows on a machine without any fonts; colours are those of Okabe and Ito (2008), safe for colour-blind
readers, and every colour is also named in the legend or the label.
"""

import io
from collections.abc import Mapping
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager

from peakfolio.keeping import write_file
from peakfolio.plan.words import FUNDING
from peakfolio.report.frames import stack_spending
from peakfolio.report.names import name_category, shorten
from peakfolio.report.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, YELLOW
from peakfolio.report.wrapping import fit_lines
from peakfolio.words import Language, Words, format_number, say

FONT = Path(__file__).parent.parent / "fonts" / "NotoSansSC-Regular-GBK.otf"
GAP_PARTS = {"figure": (GREEN, ""), "circular": ("#9AD6C3", "///"), "optional": (ORANGE, "..."), "left": (GREY, "")}
GAP_PART_NAMES: Mapping[str, Words] = {
    "figure": say("closed by the portfolio, on figures"),
    "circular": say("closed by the portfolio, circular evidence"),
    "optional": say("closed by optional projects"),
    "left": say("still open"),
}
USES = {
    "needed": (GREEN, ""),
    "nearer": (ORANGE, "///"),
    "locked_in": (PURPLE, "xxx"),
    "spare": (SKY, "..."),
    "idle": (GREY, ""),
}
USE_NAMES: Mapping[str, Words] = {
    "needed": say("needed"),
    "nearer": say("optional: narrows a gap"),
    "locked_in": say("locked in"),
    "spare": say("serves an open target, not needed"),
    "idle": say("serves no open target"),
}
CYCLE = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, GREY)
HATCH_CYCLE = ("", "///", "...", "xxx", "---")
GAPS_TITLE = say("How much of each open gap can be closed")
SPENDING_TITLE = say("Spending of the portfolio by year (10,000 yuan)")
MONEY_TITLE = say("Where the money of the pool goes (10,000 yuan)")


def draw_gaps(data: pd.DataFrame, language: Language) -> Figure:
    """Stacked bars, one for each open target: how much of its gap is closed, hatched where no figure supports it."""
    figure, axes = start_figure(GAPS_TITLE.read(language), height=1.5 + 0.34 * max(len(data), 1))
    positions = range(len(data))
    start = pd.Series(0.0, index=data.index)
    for part, (colour, hatch) in GAP_PARTS.items():
        look = fill(colour, hatch)
        axes.barh(list(positions), data[part], left=start, label=GAP_PART_NAMES[part].read(language), **look)
        start = start + data[part]
    axes.set_yticks(list(positions), [fit_lines(name, 46) for name in name_bars(data, language)], fontsize=7.5)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel(say("share of the gap (%)").read(language))
    axes.legend(loc="upper center", bbox_to_anchor=(0.3, -0.9 / max(len(data), 3) - 0.04), ncols=2, frameon=False)
    return figure


def name_bars(data: pd.DataFrame, language: Language) -> list[str]:
    """Key and name of every target."""
    named = zip(data["indicator_id"], data[f"name_{language}"], strict=True)
    return [f"{key} {name}" for key, name in named]


def draw_spending(data: pd.DataFrame, language: Language) -> Figure:
    """Stacked bars: spending by year and funding source."""
    figure, axes = start_figure(SPENDING_TITLE.read(language), height=3.4)
    if not data.empty:
        table = stack_spending(data)
        start = pd.Series(0.0, index=table.index)
        for source, colour, hatch in zip(table.columns, cycle(CYCLE), cycle(HATCH_CYCLE), strict=False):
            look = fill(colour, hatch)
            axes.bar(table.index, table[source], bottom=start, label=FUNDING[source].read(language), **look)
            start = start + table[source]
        axes.set_xticks(list(table.index))
        axes.legend(frameon=False)
    return figure


def draw_money(data: pd.DataFrame, language: Language) -> Figure:
    """Stacked bars: what the money of each category is for."""
    figure, axes = start_figure(MONEY_TITLE.read(language), height=1.6 + 0.42 * max(len(data), 1))
    names = [shorten(name_category(str(name)).read(language), 34) for name in data["category_zh"]]
    start = pd.Series(0.0, index=data.index)
    for use in data.columns[1:]:
        axes.barh(names, data[use], left=start, label=USE_NAMES[use].read(language), **fill(*USES[use]))
        start = start + data[use]
    axes.invert_yaxis()
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.12 - 0.3 / max(len(data), 1)), ncols=2, frameon=False)
    return figure


def draw_frontier(data: pd.DataFrame, measure: Words, language: Language) -> Figure:
    """A step curve: what every amount of money reaches; each dot is the cheapest portfolio that reaches so much."""
    figure, axes = start_figure(say("What every budget reaches").read(language), height=3.4)
    axes.step(data["cost_wan_yuan"], data["reached"], where="post", color=BLUE, linewidth=1.8)
    axes.plot(data["cost_wan_yuan"], data["reached"], "o", color=BLUE, markersize=5, clip_on=False)
    for row in data.itertuples(index=False):
        axes.annotate(
            format_number(float(str(row.reached)), 2), (float(str(row.cost_wan_yuan)), float(str(row.reached))), (0, 5),
            textcoords="offset points", ha="center", fontsize=8,
        )  # fmt: skip
    axes.set_xlabel(say("money (10,000 yuan)").read(language))
    axes.set_ylabel(measure.read(language))
    axes.set_xlim(left=0)
    axes.set_ylim(0, 1.15 * float(data["reached"].max()) if len(data) else 1.0)
    return figure


def fill(colour: str, hatch: str) -> dict[str, Any]:
    """The fill of a bar: its colour, under the pattern that tells it apart where colours do not."""
    return {"facecolor": colour, "hatch": hatch, "edgecolor": "#444444", "linewidth": 0.0}


def start_figure(title: str, height: float) -> tuple[Figure, mpl.axes.Axes]:
    """An empty figure of the width of a page and so many inches high, with its title, set in the committed font."""
    mpl.rcParams.update({"font.family": [_add_font(), "DejaVu Sans"], "font.size": 9, "axes.unicode_minus": False})
    figure = Figure(figsize=(7.6, height), layout=None)
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=11)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


@cache
def _add_font() -> str:
    """The name of the committed font, made known to matplotlib once: each time anew would empty its memory of fonts."""
    fontManager.addfont(str(FONT))
    return FontProperties(fname=str(FONT)).get_name()


def render_svg(figure: Figure) -> str:
    """The figure as an SVG element: text as outlines, no date, the same bytes for the same data."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "peakfolio"}):
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def save_png(figure: Figure, path: Path) -> None:
    """The figure as a PNG of 150 dots per inch, whole or not at all."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=150, bbox_inches="tight", metadata={"Software": None})
    write_file(path, drawn.getvalue())
