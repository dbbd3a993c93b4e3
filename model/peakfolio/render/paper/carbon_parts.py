"""What the figures of emissions share: names at the ends of lines, legends and notes outside the axes, and the axes themselves."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from peakfolio.report.carbon.chart_words import spread_out
from peakfolio.report.wrapping import wrap_text
from peakfolio.words import Language, Words

SMALL = 8
FIGURE_WIDTH = 7.6  # inches, as start_figure draws them
LETTERS_PER_INCH = 18  # of a note


def label_ends(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Texts to the right of where lines end, moved apart where they would overlap, each in the colour of its line and tied to it."""
    low, high = axes.get_ylim()
    lines = max((text.count("\n") + 1 for _, text, _ in ends), default=1)
    gap = min(0.055 * lines, 0.87 / max(len(ends) - 1, 1))
    starts = [(value - low) / (high - low) for value, _, _ in ends]
    for (_, text, colour), start, place in zip(ends, starts, spread_out(starts, gap, 0.03, 0.9), strict=True):
        tie = {"arrowstyle": "-", "color": "#999999", "linewidth": 0.6, "linestyle": ":", "relpos": (0, 0.5)}
        axes.annotate(
            text, (1.0, start), (1.06, place), xycoords="axes fraction", textcoords="axes fraction", va="center",
            fontsize=SMALL, color=colour, arrowprops=tie, annotation_clip=False,
        )  # fmt: skip


def label_tops(axes: Axes, texts: Sequence[str], starts: np.ndarray) -> None:
    """Upright texts above the axes, moved apart where they would overlap, each tied to where it belongs."""
    tie = {"arrowstyle": "-", "color": "black", "linewidth": 0.5, "shrinkA": 1, "shrinkB": 0, "relpos": (0.5, 0)}
    for text, start, place in zip(texts, starts, spread_out(list(starts), 0.022), strict=True):
        axes.annotate(
            text, (start, 1.0), (place, 1.06), xycoords="axes fraction", textcoords="axes fraction", rotation=90,
            ha="center", va="bottom", fontsize=7, arrowprops=tie, annotation_clip=False,
        )  # fmt: skip


def fill_band(
    axes: Axes, years: np.ndarray, band: tuple[np.ndarray, np.ndarray], label: str, look: dict[str, Any]
) -> Patch:
    """Fills a band and gives back its key for the legend."""
    axes.fill_between(years, *band, **look)
    return Patch(label=label, **look)


def put_legend(
    axes: Axes,
    corner: tuple[float, float],
    columns: int,
    handles: Sequence[Patch | Line2D] | None = None,
    title: str | None = None,
) -> None:
    """A legend outside the axes, whose upper left corner stands there."""
    known = {} if handles is None else {"handles": list(handles)}
    axes.legend(
        **known, title=title, loc="upper left", bbox_to_anchor=corner, ncols=columns, frameon=False, fontsize=SMALL,
        title_fontsize=SMALL, alignment="left", borderaxespad=0.0,
    )  # fmt: skip


def mark_top(axes: Axes, place: float, text: str) -> None:
    """A word above the axes, and the title above the word."""
    lift_title(axes, 18)
    axes.annotate(
        text, (place, 1.0), (0, 2), xycoords=("data", "axes fraction"), textcoords="offset points", ha="center",
        va="bottom", fontsize=SMALL,
    )  # fmt: skip


def lift_title(axes: Axes, points: float) -> None:
    """Puts the title so many points above the axes."""
    axes.set_title(axes.get_title(loc="left"), loc="left", fontsize=11, pad=points)


def add_note(axes: Axes, text: Words, language: Language, inches: float) -> None:
    """Words so far under the axes."""
    width = FIGURE_WIDTH * (1.0 - axes.get_position().x0)
    said = wrap_text(text.read(language), int(LETTERS_PER_INCH * width))
    axes.text(0.0, find_below(axes, inches), said, transform=axes.transAxes, va="top", fontsize=7.5)


def find_below(axes: Axes, inches: float) -> float:
    """A distance under the axes as a share of their height."""
    figure = axes.get_figure(root=True)
    return -inches / (axes.get_position().height * figure.get_figheight()) if figure else -0.1


def set_years(axes: Axes, years: np.ndarray) -> None:
    """An axis of whole years, from the first to the last."""
    axes.set_xlim(years[0], years[-1])
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))


def start_at_zero(axes: Axes, highest: float, lowest: float) -> None:
    """A vertical axis that starts at zero, or below it with the zero line drawn where something is negative."""
    axes.set_ylim(min(0.0, 1.05 * lowest), 1.15 * max(highest, 0.0) or 1.0)
    if lowest < 0:
        axes.axhline(0, color="black", linewidth=0.8)
