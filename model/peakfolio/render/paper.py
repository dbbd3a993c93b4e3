"""Charts on paper: the one door to matplotlib.

Labels are set in a committed subset of Noto Sans SC, so Chinese shows on a machine without any fonts. Lengths are inches, so that a
label keeps its distance whatever the height of its chart. A figure is as broad as the text of a printed page, so that letters are printed
in the size that stands here.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from peakfolio.keeping import write_file
from peakfolio.report.marks import (
    EDGE,
    Axis,
    Band,
    Bars,
    Callout,
    Cells,
    Chart,
    Flags,
    Line,
    Look,
    Mark,
    Notes,
    Panel,
    Rule,
    spread_out,
)
from peakfolio.report.palette import BLACK
from peakfolio.report.wrapping import count_letters, fit_lines, fold_text, wrap_text
from peakfolio.words import NOTHING, Language, Words, format_number, show_share

FONT = Path(__file__).parent / "fonts" / "NotoSansSC-Regular-GBK.otf"
WIDTH, TOP, BETWEEN = 6.3, 0.6, 0.6  # of a figure (16 cm), above its first panel, and between two
PANEL, SMALL_PANEL, ROW = 2.5, 2.0, 0.28  # heights
LEFT, LEFT_OF_ROWS, EDGES = 0.68, 2.2, 0.1
RIGHT = {"below": 6.0, "beside": 4.05, "ends": 4.0}
LETTER = 0.06  # breadth of a small Latin letter
TITLE, SHOWN, NOTE, SIDE, NAMES, NOTES = 78, 92, 100, 34, 36, 26  # Latin letters in a line of each
LATIN = 1.12  # so many more of them stand in a line
LARGE, MEDIUM, SMALL = 10.5, 9.0, 8.0  # points
LINE = 0.15  # height of a line of small letters
TICKS, TICK = 6, 0.62  # most of them on an axis of numbers, and the breadth of one
DARK = 0.55  # from this share on white digits read better than black ones
DASHES = {"solid": "-", "dash": "--", "dashdot": "-.", "dot": ":", "": "none"}
SYMBOLS = {
    "circle": "o", "square": "s", "diamond": "D", "triangle-up": "^", "x": "x", "diamond-open": "D", "line-ns-open": "|", "": "none",
}  # fmt: skip
Handles = list[tuple[str, Artist]]  # the group of an entry of the legend, and what it shows


def draw_chart(chart: Chart, language: Language) -> Figure:
    """The chart as a figure of the width of a page."""
    mpl.rcParams.update({"font.family": [_add_font(), "DejaVu Sans"], "font.size": SMALL, "axes.unicode_minus": False})
    heights = [_measure(panel, len(chart.panels)) for panel in chart.panels]
    total = TOP + sum(heights) + BETWEEN * len(heights)
    figure, reached = Figure(figsize=(WIDTH, total), dpi=180), total - TOP
    for panel, height in zip(chart.panels, heights, strict=True):
        left = LEFT if panel.y.names is None else LEFT_OF_ROWS
        right = RIGHT[chart.legend] - sum(_measure_notes(each, language) for each in panel.marks)
        size = (left / WIDTH, (reached - height) / total, (right - left) / WIDTH, height / total)
        sheet = _Sheet(figure.add_axes(size), panel, language, height, right - left)
        sheet.paint(chart)
        reached -= height + BETWEEN
    return figure


def save_png(figure: Figure, path: Path) -> None:
    """The figure as a PNG, as high as what is drawn and as broad as a page, whole or not at all."""
    drawn = io.BytesIO()
    edges = figure.get_tightbbox(FigureCanvasAgg(figure).get_renderer())  # type: ignore[no-untyped-call]  # "tight" would draw all of it twice
    width = max(WIDTH, edges.width + 2 * EDGES)
    left = min(edges.x0 - EDGES, 0.0)
    whole = Bbox.from_extents(left, edges.y0 - EDGES, left + width, edges.y1 + EDGES)
    figure.savefig(drawn, format="png", bbox_inches=whole, metadata={"Software": None})
    write_file(path, drawn.getvalue())


@cache
def _add_font() -> str:
    """The name of the committed font, made known to matplotlib once: each time anew would empty its memory of fonts."""
    fontManager.addfont(str(FONT))
    return FontProperties(fname=str(FONT)).get_name()


def _measure(panel: Panel, count: int) -> float:
    if panel.y.names is None:
        return PANEL if count == 1 else SMALL_PANEL
    return ROW * (max(len(panel.y.names), 2) - 1 + 2 * EDGE)


def _measure_notes(mark: Mark, language: Language) -> float:
    """The room that notes take right of the axes."""
    if not isinstance(mark, Notes):
        return 0.0
    lines = "\n".join(fit_lines(each.read(language), NOTES, 2) for each in (mark.heading, *mark.texts)).split("\n")
    return LETTER * max(map(count_letters, lines))


def _fill(look: Look) -> dict[str, Any]:
    return {
        "facecolor": look.colour, "hatch": look.hatch, "edgecolor": look.ink, "linewidth": 0.0, "alpha": look.opacity,
    }  # fmt: skip


@dataclass(frozen=True)
class _Sheet:
    """One panel and the axes it is painted on, so many inches high and broad."""

    axes: Axes
    panel: Panel
    language: Language
    height: float
    width: float

    def paint(self, chart: Chart) -> None:
        for side in ("top", "right"):
            self.axes.spines[side].set_visible(False)
        handles: Handles = []
        for mark in self.panel.marks:
            handles += PAINTERS[type(mark)](self, mark)
        self.set_axis("x", self.panel.x)
        self.set_axis("y", self.panel.y)
        if self.panel.y.names is not None:
            self.axes.grid(color="#EEEEEE")
            self.axes.set_axisbelow(True)
        if self.panel is chart.panels[0]:
            self.write_title(chart)
        below, note = self.list_below(chart, handles), self.wrap(chart.note, NOTE)
        self.axes.text(self.edge, below, note, transform=self.axes.transAxes, va="top", fontsize=SMALL)

    def wrap(self, words: Words, columns: int) -> str:
        """A text in lines that fill the width; Latin letters are a little narrower than half a Chinese one."""
        text = words.read(self.language)
        return wrap_text(text, columns if self.language == "zh" else int(LATIN * columns))

    @property
    def edge(self) -> float:
        """Where titles, legends and notes begin: left of the names of rows, else at the axes."""
        return (EDGES - (LEFT if self.panel.y.names is None else LEFT_OF_ROWS)) / self.width

    def set_axis(self, name: str, axis: Axis) -> None:
        own = self.axes.xaxis if name == "x" else self.axes.yaxis
        if axis.kind == "log":
            self.axes.set(**{f"{name}scale": "log"})
        title = wrap_text(axis.title.read(self.language), int(19 * (self.width if name == "x" else self.height)))
        self.axes.set(**{f"{name}lim": (axis.low, axis.high), f"{name}label": title})
        if name == "y" and (axis.low or 0.0) < 0:
            self.axes.axhline(0, color="black", linewidth=0.8)
        if axis.kind == "year":
            own.set_major_locator(MaxNLocator(10, integer=True, steps=[1, 2, 5, 10]))
        if axis.kind == "number" and axis.names is None:
            own.set_major_locator(MaxNLocator(min(TICKS, int(self.width / TICK)), steps=[1, 2, 2.5, 5, 10]))
            own.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, 4)))
        if axis.names is not None:
            columns = NAMES if name == "y" else int(17 * self.width / max(len(axis.names), 1))
            names = [
                fit_lines(each.read(self.language), max(columns, 6), 3 if name == "x" else 2) for each in axis.names
            ]
            own.set_ticks(range(len(names)), names, fontsize=SMALL)

    def write_title(self, chart: Chart) -> None:
        """Title and what is shown from the left edge of the figure, above whatever stands above the axes."""
        has_line = any(
            isinstance(each, Notes) or (isinstance(each, Rule) and each.axis == "x" and each.label is not NOTHING)
            for each in self.panel.marks
        )
        up = 50.0 if any(isinstance(each, Flags) for each in self.panel.marks) else 18.0 if has_line else 8.0
        for words, columns, size in ((chart.shows, SHOWN, MEDIUM), (chart.title, TITLE, LARGE)):
            text = self.wrap(words, columns)
            at: dict[str, Any] = {
                "xy": (self.edge, 1.0),
                "xycoords": "axes fraction",
                "xytext": (0, up),
                "textcoords": "offset points",
            }
            self.axes.annotate(text, **at, ha="left", va="bottom", fontsize=size, annotation_clip=False)
            up += (1.3 * size * (1 + text.count("\n")) + 3.0) if text else 0.0

    def list_below(self, chart: Chart, handles: Handles) -> float:
        """Writes the legend, and gives back how far under the axes there is room, as a share of their height."""
        lines = self.axes.get_xlabel().count("\n") + bool(self.axes.get_xlabel())
        lines += max((each.get_text().count("\n") for each in self.axes.get_xticklabels()), default=0)
        drop = 0.3 + LINE * lines
        if chart.legend == "ends":
            self.label_ends([handle for _, handle in handles])
        elif chart.legend == "beside":
            for _, handle in handles:
                handle.set_label(fold_text(str(handle.get_label()), SIDE))
            folded = [(fold_text(group, SIDE), handle) for group, handle in handles]
            self.put_legend((1.02, 1.0), 1, folded, chart.key.read(self.language))
        elif handles:
            longest = max(count_letters(str(handle.get_label())) for _, handle in handles)
            columns = max(1, min(4, int((WIDTH - 0.2) / (0.6 + 0.062 * longest)), len(handles)))
            self.put_legend((self.edge, -drop / self.height), columns, handles)
            drop += 0.06 + 0.17 * -(-len(handles) // columns)
        return -drop / self.height

    def put_legend(self, corner: tuple[float, float], columns: int, handles: Handles, key: str = "") -> None:
        """A legend outside the axes, whose upper left corner stands there."""
        shown: list[Artist] = []
        for group, entries in groupby(handles, lambda each: each[0]):
            shown += [Patch(alpha=0, label=group)] if group else []
            shown += [handle for _, handle in entries]
        self.axes.legend(
            handles=shown, title=key or None, loc="upper left", bbox_to_anchor=corner, ncols=columns, frameon=False, fontsize=SMALL,
            title_fontsize=SMALL, alignment="left", borderaxespad=0.0,
        )  # fmt: skip

    def label_ends(self, lines: list[Any]) -> None:
        """Names to the right of where lines end, moved apart where they would overlap, each in the colour of its line and tied to it."""
        texts = [fold_text(str(each.get_label()), SIDE) for each in lines]
        low, high = self.axes.get_ylim()
        most = max((text.count("\n") + 1 for text in texts), default=1)
        gap = min(LINE / self.height * most, 0.87 / max(len(texts) - 1, 1))
        starts = [(float(each.get_ydata()[-1]) - low) / (high - low) for each in lines]
        for line, text, start, place in zip(lines, texts, starts, spread_out(starts, gap, 0.03, 0.9), strict=True):
            tie = {"arrowstyle": "-", "color": "#999999", "linewidth": 0.6, "linestyle": ":", "relpos": (0, 0.5)}
            self.axes.annotate(
                text, (1.0, start), (1.06, place), xycoords="axes fraction", textcoords="axes fraction", va="center",
                fontsize=SMALL, color=line.get_color(), arrowprops=tie, annotation_clip=False,
            )  # fmt: skip

    def write_texts(self, texts: tuple[str, ...], xs: Any, ys: Any, side: str = "above") -> None:
        places = {
            "above": ((0, 4), "center", "bottom"),
            "left": ((-6, 1), "right", "center"),
            "below": ((0, -7), "center", "top"),
        }
        offset, across, along = places[side]
        for text, x, y in zip(texts, xs, ys, strict=False):  # a mark without texts has none
            self.axes.annotate(text, (x, y), offset, textcoords="offset points", ha=across, va=along, fontsize=SMALL)

    def draw_bars(self, mark: Bars) -> Handles:
        is_row, label = self.panel.y.names is not None, mark.label.read(self.language)
        draw = self.axes.barh if is_row else self.axes.bar
        draw(mark.places, mark.lengths, mark.breadths, mark.starts, **_fill(mark.look))
        self.write_texts(mark.texts, mark.places, np.maximum(mark.starts, mark.starts + mark.lengths))
        return [("", Patch(**_fill(mark.look), label=label))] if label else []

    def draw_line(self, mark: Line) -> Handles:
        look, label = mark.look, mark.label.read(self.language)
        drawn = self.axes.plot(
            mark.xs, mark.ys, color=look.colour, linestyle=DASHES[look.dash], linewidth=look.width, marker=SYMBOLS[look.symbol],
            markersize=look.size, alpha=look.opacity, clip_on=False, label=label,
            drawstyle={"": "default", "hv": "steps-post", "vh": "steps-pre"}[mark.step],
        )  # fmt: skip
        self.write_texts(mark.texts, mark.xs, mark.ys, mark.side)
        return [("", drawn[0])] if label else []

    def draw_band(self, mark: Band) -> Handles:
        between = {"edgecolor": "white", "linewidth": 0.4} if mark.is_part and not mark.look.hatch else {}
        self.axes.fill_between(mark.xs, mark.lows, mark.highs, **_fill(mark.look) | between)
        label = mark.label.read(self.language)
        return [(mark.group.read(self.language), Patch(**_fill(mark.look), label=label))] if label else []

    def draw_rule(self, mark: Rule) -> Handles:
        look: dict[str, Any] = {
            "color": mark.look.colour, "linestyle": DASHES[mark.look.dash], "linewidth": mark.look.width,
        }  # fmt: skip
        said: dict[str, Any] = {
            "text": mark.label.read(self.language),
            "textcoords": "offset points",
            "fontsize": SMALL,
        }
        if mark.axis == "x":
            self.axes.axvline(mark.place, **look)
            said |= {"xy": (mark.place, 1.0), "xytext": (0, 2), "xycoords": ("data", "axes fraction"), "ha": "center"}
        else:
            self.axes.axhline(mark.place, **look)
            said |= {"xy": (1.0, mark.place), "xytext": (3, 0), "xycoords": ("axes fraction", "data"), "va": "center"}
        self.axes.annotate(**said)
        return []

    def draw_callout(self, mark: Callout) -> Handles:
        (x, y), (to_x, to_y) = mark.point, mark.at
        self.axes.plot([x], [y], marker="o", color="black", markersize=5, clip_on=False)
        align, edge = ("left", 0.0) if to_x > x else ("right", 1.0) if to_x < x else ("center", 0.5)
        tie = {"arrowstyle": "-", "color": "black", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3}
        self.axes.annotate(
            mark.text.read(self.language), mark.point, mark.at, ha=align, va="bottom" if to_y > y else "top", fontsize=SMALL,
            arrowprops=tie | {"relpos": (edge, float(to_y < y))},
        )  # fmt: skip
        return []

    def draw_cells(self, mark: Cells) -> Handles:
        self.axes.imshow(mark.shares, aspect="auto", cmap="Blues", vmin=0, vmax=1, zorder=1)  # above the grid
        for row, column in np.ndindex(mark.shares.shape):
            share = float(mark.shares[row, column])
            colour = "white" if share >= DARK else "black"
            self.axes.text(column, row, show_share(share), ha="center", va="center", fontsize=SMALL, color=colour)
        for row, column in mark.framed:
            frame = Rectangle(
                (column - 0.5, row - 0.5), 1, 1, facecolor="none", edgecolor=BLACK, linewidth=1.6, zorder=3
            )
            self.axes.add_patch(frame)
        return []

    def draw_flags(self, mark: Flags) -> Handles:
        """Upright texts, moved apart where they would overlap."""
        tie = {"arrowstyle": "-", "color": "black", "linewidth": 0.5, "shrinkA": 1, "shrinkB": 0, "relpos": (0.5, 0)}
        shares = list(mark.places / (self.panel.x.high or 1.0))
        for text, start, place in zip(mark.texts, shares, spread_out(shares, 0.03), strict=True):
            self.axes.annotate(
                text, (start, 1.0), (place, 1.06), xycoords="axes fraction", textcoords="axes fraction", rotation=90,
                ha="center", va="bottom", fontsize=SMALL, arrowprops=tie, annotation_clip=False,
            )  # fmt: skip
        return []

    def write_notes(self, mark: Notes) -> Handles:
        """What is said of each row, under its heading."""
        right: dict[str, Any] = {
            "textcoords": "offset points",
            "xytext": (5, 0),
            "fontsize": SMALL,
            "annotation_clip": False,
        }
        for row, words in enumerate(mark.texts):
            text = fit_lines(words.read(self.language), NOTES, 2)
            self.axes.annotate(text, (1.0, row), xycoords=("axes fraction", "data"), va="center", **right)
        head = wrap_text(mark.heading.read(self.language), NOTES)
        self.axes.annotate(head, (1.0, 1.0), xycoords="axes fraction", va="bottom", **right)
        return []


PAINTERS: Mapping[type[Mark], Callable[..., Handles]] = {
    Bars: _Sheet.draw_bars,
    Line: _Sheet.draw_line,
    Band: _Sheet.draw_band,
    Rule: _Sheet.draw_rule,
    Callout: _Sheet.draw_callout,
    Cells: _Sheet.draw_cells,
    Flags: _Sheet.draw_flags,
    Notes: _Sheet.write_notes,
}
