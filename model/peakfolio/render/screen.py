"""Charts on the screen: the door to Plotly.

A chart has no title here: page and workbench set it beside; what is shown stands above its axes. Texts of a plan are escaped, because
Plotly reads markup.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import repeat
from typing import Any

import numpy as np
from plotly.graph_objects import Figure
from plotly.offline import get_plotlyjs
from plotly.subplots import make_subplots

from peakfolio.report.marks import (
    NEWLINE,
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
from peakfolio.report.wrapping import count_letters, fit_lines, fold_text
from peakfolio.words import NOTHING, Language, Words, format_number, listing, say, show_share

FONTS = '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", sans-serif'
HATCHES = {"///": "/", "\\\\\\": "\\", "...": ".", "....": ".", "xxx": "x", "xxxx": "x", "++": "+", "---": "-", "": ""}
ROW, PANEL, SMALL_PANEL = 31, 300, 260  # pixels of a row, of a panel, and of one of two
LINE = 20  # pixels of a line of a legend or note
ABOVE, BELOW = 24, 60  # pixels around the panels
LETTER = 7  # pixels of a Latin letter
LABEL, SHOWN, NOTE, NAMES, COLUMN, NOTES = 90, 72, 110, 44, 12, 22  # Latin letters in a line of each
ENDS = 66  # of a legend with a line for each entry, which in a figure of half a page is cut off otherwise
CLEAR = 10  # pixels between the numbers of an axis and its title: in a figure of half a page they overprint otherwise
SHORT = 12  # so many years have a tick each
CONFIG = {  # of the browser's library: no button may send a figure anywhere
    "responsive": True,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "modeBarButtonsToRemove": ["sendChartToCloud", "select2d", "lasso2d"],
}
AXIS = {
    "showline": True,
    "linecolor": "#444",
    "gridcolor": "#e6e6e6",
    "zeroline": False,
    "automargin": True,
    "exponentformat": "none",
    "separatethousands": True,
}
SIDES = {"above": "top center", "left": "middle left", "below": "bottom center"}
LEFT = {"xanchor": "left", "traceorder": "normal"}
BELOW_ALL = {**LEFT, "orientation": "h", "yref": "container", "yanchor": "bottom", "x": 0, "y": 0}
BESIDE = {**LEFT, "orientation": "v", "yref": "paper", "yanchor": "top", "x": 1.01, "groupclick": "toggleitem"}
LEGENDS = {"below": BELOW_ALL, "ends": {**BELOW_ALL, "orientation": "v"}, "beside": BESIDE}


def start_plot(height: int, panels: int = 1) -> Figure:
    """An empty figure, the legend at its lower edge."""
    figure = make_subplots(rows=panels, cols=1, vertical_spacing=0.1)
    figure.update_layout(
        template="none", height=height, plot_bgcolor="white", paper_bgcolor="white", hovermode="closest", barmode="overlay",
        margin={"l": 60, "r": 40, "t": ABOVE, "b": BELOW}, font={"family": FONTS, "size": 13, "color": "#1a1a1a"},
        legend=BELOW_ALL,
    )  # fmt: skip
    return figure.update_xaxes(**AXIS).update_yaxes(**AXIS)


def plot_chart(chart: Chart, language: Language) -> Figure:
    """The chart as a figure of the browser's library."""
    heights = [_measure(each, len(chart.panels)) for each in chart.panels]
    figure = start_plot(ABOVE + BELOW + sum(heights), len(chart.panels))
    for number, panel in enumerate(chart.panels, 1):
        canvas = _Canvas(figure, panel, language, number, ENDS if chart.legend == "ends" else LABEL)
        for mark in sorted(panel.marks, key=lambda each: not isinstance(each, Band)):  # what is painted later covers
            PAINTERS[type(mark)](canvas, mark)
        canvas.set_axis("x", panel.x)
        canvas.set_axis("y", panel.y)
    if chart.panels[0].x.kind == "year" and chart.panels[0].y.names is None and chart.legend != "beside":
        figure.update_layout(hovermode="x unified")
    _place_legends(figure, chart, write_label(chart.key.read(language), NAMES))
    _write_shown(figure, write_label(chart.shows.read(language), SHOWN))
    _add_note(figure, write_label(chart.note.read(language), NOTE))
    return figure


def _write_shown(figure: Figure, shown: str) -> None:
    """What is shown, at the upper left corner above everything else."""
    if shown:
        figure.update_layout(title=place_title([shown]))
        make_room(figure, 1 + shown.count("<br>"))


def place_title(lines: Sequence[str], size: int = 12) -> dict[str, Any]:
    """Lines of markup as a title at the upper left corner; the library puts the first of several a line too high."""
    count = sum(1 + line.count("<br>") for line in lines)
    return {
        "text": "<br>".join(lines), "font": {"size": size}, "pad": {"t": 4 if count == 1 else LINE},
        "x": 0, "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top",
    }  # fmt: skip


def make_room(figure: Figure, lines: int) -> None:
    """So many lines more above the axes."""
    figure.update_layout(
        margin={"t": figure.layout.margin.t + LINE * lines}, height=figure.layout.height + LINE * lines
    )


def _measure(panel: Panel, count: int) -> int:
    if panel.y.names is not None:
        return ROW * max(len(panel.y.names), 3) + BELOW
    return PANEL if count == 1 else SMALL_PANEL


def _place_legends(figure: Figure, chart: Chart, key: str) -> None:
    """A legend below the chart, or one beside each panel, the first under the key."""
    place = LEGENDS[chart.legend]
    figure.update_layout(legend={**place, "title": {"text": key, "font": {"size": 12}}})
    if chart.legend == "beside":
        tops = [axis.domain[1] for axis in figure.select_yaxes()]
        figure.update_layout({_name_legend(number): {**place, "y": top} for number, top in enumerate(tops, 1)})
    elif chart.legend == "ends":
        lines = sum(1 + (each.name or "").count("<br>") for each in figure.data if each.showlegend)
        figure.update_layout(height=figure.layout.height + LINE * lines)


def _name_legend(number: int) -> str:
    return "legend" if number == 1 else f"legend{number}"


def _add_note(figure: Figure, note: str) -> None:
    """What is not drawn: a part of the title of the axis, which axis and legend make room for."""
    if note:
        title = figure.layout.xaxis.title.text
        figure.update_xaxes(title={"text": f'{title}<br><span style="font-size:11px">{note}</span>'})
        figure.update_layout(height=figure.layout.height + LINE * (1 + note.count("<br>")))


def write_label(text: str, columns: int) -> str:
    """A text of the plan as a label: escaped, broken into lines of so many Latin letters."""
    return _escape(fold_text(text, columns))


def _escape(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def fill(look: Look) -> dict[str, Any]:
    """The fill of a bar: its colour, under the pattern that tells it apart where colours do not."""
    return {
        "color": look.colour,
        "pattern": {
            "shape": HATCHES[look.hatch], "fillmode": "overlay", "fgcolor": look.ink, "fgopacity": 0.5, "size": 7,
        },
        "line": {"width": 0.5, "color": look.ink},
    }  # fmt: skip


def _fade(look: Look) -> str:
    """Its colour, as much of it as the look says."""
    red, green, blue = (int(look.colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{look.opacity})"


def _list(values: Iterable[float]) -> list[float | None]:
    """Numbers as JSON has them, which knows no NaN."""
    return [None if np.isnan(each) else float(each) for each in values]


def _tell_extent(is_part: bool, low: float, high: float) -> str:
    """What a pointer over a band is told: how large a part is, or from where to where a range goes."""
    return format_number(high - low, 2) if is_part else f"{format_number(low, 2)} ~ {format_number(high, 2)}"


def _scale(axis: Axis) -> dict[str, Any]:
    """Kind and ends of an axis; few years have a tick each."""
    ends = [axis.low, axis.high]
    if axis.kind == "log":
        return {"type": "log", "range": [None if each is None else float(np.log10(each)) for each in ends]}
    if axis.kind == "number":  # of a range with one end the library keeps neither
        return {"range": ends} if axis.high is not None else {"rangemode": "normal" if axis.low is None else "tozero"}
    is_short = (axis.high or 0.0) - (axis.low or 0.0) <= SHORT
    return {"range": ends, "separatethousands": False, "tickformat": "d", "dtick": 1 if is_short else None}


@dataclass(frozen=True)
class _Canvas:
    """One panel of a figure, which marks are painted on."""

    figure: Figure
    panel: Panel
    language: Language
    number: int
    letters: int  # in a line of its legend

    @property
    def has_rows(self) -> bool:
        return self.panel.y.names is not None

    def read(self, words: Words, columns: int = LABEL) -> str:
        return write_label(words.read(self.language), columns)

    def set_axis(self, name: str, axis: Axis) -> None:
        clear = {"standoff": CLEAR} if name == "y" else {}
        said = {"title": {"text": self.read(axis.title, 70), **clear}, **_scale(axis)}
        if name == "y" and (axis.low or 0.0) < 0:
            said |= {"zeroline": True, "zerolinecolor": "black"}
        if axis.names is not None:
            columns, lines = (COLUMN, 3) if name == "x" else (NAMES, 2)
            names = [_escape(fit_lines(each.read(self.language), columns, lines)) for each in axis.names]
            said |= {"tickvals": [*range(len(names))], "ticktext": names, "tickfont": {"size": 11}, "tickangle": 0}
        update = self.figure.update_xaxes if name == "x" else self.figure.update_yaxes
        update(**said, row=self.number, col=1)

    def add(self, kind: str, label: Words, **said: Any) -> None:
        """A trace with its name in the legend, where it has one."""
        name, add = self.read(label, self.letters), getattr(self.figure, f"add_{kind}")
        said = {"showlegend": bool(name), "name": name, "legend": _name_legend(self.number), **said}
        add(**said, row=self.number, col=1)

    def list_hints(self, mark: Bars) -> list[str]:
        """What a pointer over each bar is told: its name and length, unless the mark says more."""
        names, values = (self.panel.y.names, self.panel.x) if self.has_rows else (self.panel.x.names, self.panel.y)
        said = mark.hints or [
            say("{name}: {value}", name=(names or ())[round(place)], value=f"{format_number(length, 2)}{values.unit}")
            for place, length in zip(mark.places, mark.lengths, strict=True)
        ]
        return [self.read(each) for each in said]

    def draw_bars(self, mark: Bars) -> None:
        along, across = ("y", "x") if self.has_rows else ("x", "y")
        starts, breadths = (np.broadcast_to(each, mark.places.shape).tolist() for each in (mark.starts, mark.breadths))
        self.add(
            "bar", mark.label, orientation="h" if self.has_rows else "v", marker=fill(mark.look), width=breadths, base=starts,
            **{along: mark.places.tolist(), across: _list(mark.lengths)}, customdata=list(mark.keys) or None,
            hovertext=self.list_hints(mark), hovertemplate="%{hovertext}<extra>%{fullData.name}</extra>",
            text=[*map(_escape, mark.texts)] or None, textposition="outside" if mark.texts else "none", cliponaxis=not mark.texts,
        )  # fmt: skip

    def draw_line(self, mark: Line) -> None:
        look, is_open = mark.look, "open" in mark.look.symbol
        parts = {"lines": look.dash, "markers": look.symbol, "text": mark.texts}
        self.add(
            "scatter", mark.label, x=_list(mark.xs), y=_list(mark.ys), mode="+".join(part for part, shown in parts.items() if shown),
            line={"color": look.colour, "dash": look.dash or "solid", "width": 1.3 * look.width, "shape": mark.step or "linear"},
            marker={"color": look.colour, "symbol": look.symbol or "circle", "size": 1.4 * look.size, "line": {"width": 2.0 * is_open}},
            text=[*map(_escape, mark.texts)] or None, textposition=SIDES[mark.side], opacity=look.opacity, cliponaxis=False,
            customdata=list(mark.keys) or None, hovertemplate="%{x:,.6~g}: %{y:,.6~g}<extra></extra>" if mark.keys else None,
            hoverinfo=None if mark.keys or mark.label is not NOTHING else "skip", yhoverformat=",.4~g",
        )  # fmt: skip

    def draw_band(self, mark: Band) -> None:
        look, label, heading = mark.look, mark.label, self.head(mark.group)
        if mark.group is not NOTHING and not heading:
            label = listing((mark.group, mark.label), NEWLINE)
        colour = _fade(look)
        edge: dict[str, Any] = {"x": _list(mark.xs), "mode": "lines", "line": {"width": 0, "color": colour}}
        pattern = {"shape": HATCHES[look.hatch], "fgcolor": look.ink, "bgcolor": colour, "solidity": 0.3}
        self.add("scatter", label, **edge, y=_list(mark.lows), showlegend=False, hoverinfo="skip")
        self.add(
            "scatter", label, **edge, **heading, y=_list(mark.highs), fill="tonexty", fillcolor=colour,
            fillpattern=pattern if look.hatch else None, hovertext=[*map(_tell_extent, repeat(mark.is_part), mark.lows, mark.highs)],
            hovertemplate="%{hovertext}<extra>%{fullData.name}</extra>",
        )  # fmt: skip

    def head(self, group: Words) -> dict[str, Any]:
        """The heading of a group of bands in the legend, which shows it over two or more."""
        count = sum(isinstance(each, Band) and each.group == group for each in self.panel.marks)
        name = self.read(group)
        return {"legendgroup": name, "legendgrouptitle": {"text": name}} if name and count > 1 else {}

    def draw_rule(self, mark: Rule) -> None:
        line = {"color": mark.look.colour, "dash": mark.look.dash, "width": mark.look.width}
        text, place = self.read(mark.label), "top" if mark.axis == "x" else "top right"
        add = self.figure.add_vline if mark.axis == "x" else self.figure.add_hline
        add(mark.place, line=line, row=self.number, col=1, annotation_text=text, annotation_position=place)

    def draw_callout(self, mark: Callout) -> None:
        (x, y), (to_x, to_y) = mark.point, mark.at
        side = "left" if to_x > x else "right" if to_x < x else "center"
        self.figure.add_scatter(
            x=[x], y=[y], mode="markers", marker={"color": "black", "size": 8}, showlegend=False, hoverinfo="skip", cliponaxis=False
        )  # fmt: skip
        self.figure.add_annotation(
            text=self.read(mark.text), x=x, y=y, ax=to_x, ay=to_y, axref="x", ayref="y", arrowhead=0, arrowwidth=0.8, xanchor=side,
            yanchor="bottom" if to_y > y else "top", font={"size": 12}, align="left",
        )  # fmt: skip

    def draw_cells(self, mark: Cells) -> None:
        hints = [self.read(each) for each in self.panel.y.names or ()]
        self.figure.add_heatmap(
            z=mark.shares.tolist(), colorscale="Blues", zmin=0, zmax=1, showscale=False,
            text=[[_escape(show_share(share)) for share in row] for row in mark.shares], texttemplate="%{text}",
            hovertext=[[hint] * mark.shares.shape[1] for hint in hints], hovertemplate="%{hovertext}: %{text}<extra></extra>",
        )  # fmt: skip
        for row, column in mark.framed:
            ends = {"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
            self.figure.add_shape(type="rect", **ends, line={"color": BLACK, "width": 2})

    def draw_flags(self, mark: Flags) -> None:
        """Upright texts, moved apart where they would overlap, and the legend at the lower edge out of their way."""
        shares = list(mark.places / (self.panel.x.high or 1.0))
        paper = {"xref": "paper", "yref": "paper"}
        for text, start, place in zip(mark.texts, shares, spread_out(shares, 0.022), strict=True):
            self.figure.add_annotation(
                **paper,
                text=_escape(text),
                textangle=-90,
                font={"size": 10},
                x=place,
                y=1.03,
                yanchor="bottom",
                showarrow=False,
            )
            tie = {"width": 0.6, "color": "black"}
            self.figure.add_shape(**paper, type="line", x0=start, y0=1.0, x1=place, y1=1.03, line=tie)
        self.figure.update_layout(margin={"t": 2 * ABOVE}, height=self.figure.layout.height + ABOVE)

    def write_notes(self, mark: Notes) -> None:
        """What is said of each row, right of the axes under its heading, which make room for it."""
        texts = [_escape(fit_lines(each.read(self.language), NOTES, 2)) for each in mark.texts]
        own = {
            "xref": "x domain",
            "x": 1.0,
            "xshift": CLEAR,  # pixels: a part of the width would push them over the edge of a wide figure
            "xanchor": "left",
            "align": "left",
            "showarrow": False,
            "font": {"size": 11},
        }
        for row, text in enumerate(texts):
            self.figure.add_annotation(**own, text=text, y=row, yref="y", yanchor="middle")
        head = self.read(mark.heading, NOTES)
        self.figure.add_annotation(**own, text=head, y=1.0, yref="y domain", yanchor="bottom")
        longest = max((count_letters(line) for text in (head, *texts) for line in text.split("<br>")), default=0)
        self.figure.update_layout(margin={"r": CLEAR + LETTER * longest})


PAINTERS: Mapping[type[Mark], Callable[..., None]] = {
    Bars: _Canvas.draw_bars,
    Line: _Canvas.draw_line,
    Band: _Canvas.draw_band,
    Rule: _Canvas.draw_rule,
    Callout: _Canvas.draw_callout,
    Cells: _Canvas.draw_cells,
    Flags: _Canvas.draw_flags,
    Notes: _Canvas.write_notes,
}


def write_plot(figure: Figure) -> str:
    """Data and layout of a figure as JSON that may stand inside a script element."""
    said: str = figure.to_json(engine="json")
    return said.replace("<", "\\u003c")


def read_script() -> str:
    """The library that draws the figures in a browser, to be inlined once."""
    return str(get_plotlyjs())
