"""The figures of a run: the one door to matplotlib.

Each figure is drawn from a data frame that the run folder also holds as CSV. Labels are set in a committed subset of Noto
Sans SC, so Chinese shows on a machine without any fonts; colours are those of Okabe and Ito (2008), safe for colour-blind
readers, and every colour is also named in the legend or the label.
"""

import io
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager

from peakfolio.language import Language
from peakfolio.portfolio.answering import Answer
from peakfolio.results.wording import FUNDING, name_indicator, shorten

FONT = Path(__file__).parent / "fonts" / "NotoSansSC-Regular-GBK.otf"
GREEN, ORANGE, GREY, BLUE, SKY, PURPLE, YELLOW, RED = (
    "#009E73",
    "#E69F00",
    "#BBBBBB",
    "#0072B2",
    "#56B4E9",
    "#CC79A7",
    "#F0E442",
    "#D55E00",
)
CYCLE = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, GREY)
WORDS = {
    "gaps": ("各未达标目标的缺口能补上多少", "How much of each open gap can be closed"),
    "figure": ("所选组合补上（有数字）", "closed by the portfolio, on figures"),
    "circular": ("所选组合补上（循环论证）", "closed by the portfolio, circular evidence"),
    "optional": ("可选项目再补", "closed by optional projects"),
    "left": ("项目库补不上", "nothing in the pool closes it"),
    "share": ("缺口（%）", "share of the gap (%)"),
    "spending": ("所选组合逐年投资（万元）", "Spending of the portfolio by year (10,000 yuan)"),
    "money": ("项目库的钱花在哪里（万元）", "Where the money of the pool goes (10,000 yuan)"),
    "needed": ("目标所需", "needed"),
    "nearer": ("可选：缩小缺口", "optional: narrows a gap"),
    "locked_in": ("已锁定", "locked in"),
    "spare": ("支撑未达标目标，但不必建", "serves an open target, not needed"),
    "idle": ("不支撑任何未达标目标", "serves no open target"),
}


def make_gap_data(answer: Answer) -> pd.DataFrame:
    """Per open target: the shares of its gap closed by the portfolio (on figures, or circularly), by optional projects, and left.

    In per cent, rounded to a millionth.
    """
    first = {outcome.key: outcome for outcome in answer.verification.outcomes}
    second = {outcome.key: outcome.missing for outcome in answer.best_effort.outcomes}
    rows = []
    for target in answer.problem.targets:
        own = first[target.key]
        left = 100.0 * min(second[target.key], own.missing) / target.gap
        after = 100.0 * own.missing / target.gap
        is_figure = own.evidence == "figure"
        rows.append(
            {
                "indicator_id": target.key,
                "figure": round(100.0 - after if is_figure else 0.0, 6),
                "circular": round(0.0 if is_figure else 100.0 - after, 6),
                "optional": round(after - left, 6),
                "left": round(left, 6),
            }
        )
    return pd.DataFrame(rows, columns=["indicator_id", "figure", "circular", "optional", "left"])


def make_money_data(answer: Answer) -> pd.DataFrame:
    """Per category of projects: money by what it is for, 万元."""
    rows = []
    for reason in answer.reasons:
        project = answer.plan.project_by_id.get(reason.action_id)
        if project is None or project.cost_wan_yuan is None:
            continue
        use = (
            reason.role
            if reason.role in ("needed", "nearer", "locked_in")
            else "spare"
            if reason.could_serve
            else "idle"
        )
        rows.append({"category_zh": project.category_zh, "use": use, "cost_wan_yuan": project.cost_wan_yuan})
    table = pd.DataFrame(rows).pivot_table(
        index="category_zh", columns="use", values="cost_wan_yuan", aggfunc="sum", fill_value=0.0, sort=False
    )
    order = [use for use in ("needed", "nearer", "locked_in", "spare", "idle") if use in table.columns]
    return table[order].reset_index()


def draw_answer(answer: Answer, spending: pd.DataFrame, language: Language) -> dict[str, Figure]:
    """The figures of a portfolio, by name."""
    return {
        "gaps": draw_gaps(answer, language),
        "spending": draw_spending(answer, spending, language),
        "money": draw_money(answer, language),
    }


def draw_gaps(answer: Answer, language: Language) -> Figure:
    """Stacked bars, one for each open target: how much of its gap is closed, hatched where no figure supports it."""
    data = make_gap_data(answer)
    figure, axes = start_figure(_say("gaps", language), height=1.5 + 0.34 * max(len(data), 1))
    positions = range(len(data))
    start = pd.Series(0.0, index=data.index)
    for part, colour, hatch in (
        ("figure", GREEN, ""),
        ("circular", "#9AD6C3", "///"),
        ("optional", ORANGE, ""),
        ("left", GREY, ""),
    ):
        bars = axes.barh(list(positions), data[part], left=start, color=colour, label=_say(part, language), hatch=hatch)
        for bar in bars if hatch else ():
            bar.set_edgecolor(GREEN)
        start = start + data[part]
    names = [shorten(name_indicator(answer.plan, key).read(language), 42) for key in data["indicator_id"]]
    axes.set_yticks(list(positions), [f"{key} {name}" for key, name in zip(data["indicator_id"], names, strict=True)])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel(_say("share", language))
    axes.legend(loc="upper center", bbox_to_anchor=(0.3, -0.9 / max(len(data), 3) - 0.04), ncols=2, frameon=False)
    return figure


def draw_spending(answer: Answer, spending: pd.DataFrame, language: Language) -> Figure:
    """Stacked bars: spending by year and funding source."""
    figure, axes = start_figure(_say("spending", language), height=3.4)
    if not spending.empty:
        table = spending.pivot_table(
            index="year",
            columns="funding_source",
            values="spending_wan_yuan",
            aggfunc="sum",
            fill_value=0.0,
            sort=False,
        ).sort_index()
        start = pd.Series(0.0, index=table.index)
        for source, colour in zip(table.columns, CYCLE, strict=False):
            axes.bar(table.index, table[source], bottom=start, color=colour, label=FUNDING[source].read(language))
            start = start + table[source]
        axes.set_xticks(list(table.index))
        axes.legend(frameon=False)
    return figure


def draw_money(answer: Answer, language: Language) -> Figure:
    """Stacked bars: what the money of each category is for."""
    data = make_money_data(answer)
    figure, axes = start_figure(_say("money", language), height=1.6 + 0.42 * max(len(data), 1))
    names = [shorten(str(name), 34) for name in data["category_zh"]]
    colours = {"needed": GREEN, "nearer": ORANGE, "locked_in": PURPLE, "spare": SKY, "idle": GREY}
    start = pd.Series(0.0, index=data.index)
    for use in data.columns[1:]:
        axes.barh(names, data[use], left=start, color=colours[use], label=_say(use, language))
        start = start + data[use]
    axes.invert_yaxis()
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.12 - 0.3 / max(len(data), 1)), ncols=2, frameon=False)
    return figure


def start_figure(title: str, height: float) -> tuple[Figure, mpl.axes.Axes]:
    """An empty figure of the width of a page and so many inches high, with its title, set in the committed font."""
    fontManager.addfont(str(FONT))
    family = FontProperties(fname=str(FONT)).get_name()
    mpl.rcParams.update({"font.family": [family, "DejaVu Sans"], "font.size": 9, "axes.unicode_minus": False})
    figure = Figure(figsize=(7.6, height), layout=None)
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=11)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def render_svg(figure: Figure) -> str:
    """The figure as an SVG element: text as outlines, no date, the same bytes for the same data."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "peakfolio"}):
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def save_png(figure: Figure, path: Path) -> None:
    """The figure as a PNG of 150 dots per inch."""
    figure.savefig(path, dpi=150, bbox_inches="tight", metadata={"Software": None})


def _say(word: str, language: Language) -> str:
    return WORDS[word][0 if language == "zh" else 1]
