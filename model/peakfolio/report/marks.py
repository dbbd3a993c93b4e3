"""What a chart shows, without a language and without a form: marks upon axes, which paper and screen each paint.

Bars lie along the axis that names its places; an axis of rows names the first at the top. Places of rows and columns are 0, 1, 2 ...
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakfolio.words import NOTHING, Name, Words

Floats = NDArray[np.floating]
Dash = Literal["solid", "dash", "dashdot", "dot", ""]
Symbol = Literal["circle", "square", "diamond", "triangle-up", "x", "diamond-open", "line-ns-open", ""]
BLANK = Name(" ", " ")
NEWLINE = Name("\n", "\n")
EDGE = 0.6  # between the middle of the first row or column and the end of its axis


@dataclass(frozen=True)
class Look:
    """A colour, and the hatch, dash or symbol that tells a mark apart where colours do not; ``dash`` "" draws no line."""

    colour: str
    hatch: str = ""
    ink: str = "#444444"
    dash: Dash = "solid"
    symbol: Symbol = ""
    width: float = 1.6
    size: float = 6.0
    opacity: float = 1.0


@dataclass(frozen=True)
class Axis:
    """An axis with its ends, where they are not left to the data; ``names`` are those of its places, ``unit`` follows a value."""

    title: Words = NOTHING
    low: float | None = None
    high: float | None = None
    kind: Literal["number", "year", "log"] = "number"
    names: tuple[Words, ...] | None = None
    unit: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars from ``starts`` on; a click on one asks for its key, a pointer over one is told its hint, ``texts`` stand at their ends."""

    label: Words
    look: Look
    places: Floats
    lengths: Floats
    starts: Floats | float = 0.0
    breadths: Floats | float = 0.8
    keys: tuple[object, ...] = ()
    hints: tuple[Words, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """Points, joined where the look has a dash, straight or in steps (h and v: level and upright); an unknown point breaks it.

    ``texts`` stand above their points, left of them, or below.
    """

    label: Words
    look: Look
    xs: Floats
    ys: Floats
    step: Literal["", "hv", "vh"] = ""
    keys: tuple[object, ...] = ()
    texts: tuple[str, ...] = ()
    side: Literal["above", "left", "below"] = "above"


@dataclass(frozen=True)
class Band:
    """The area between two lines: a range, or one of the parts that are laid upon each other.

    Bands of one ``group`` stand under its name in the legend.
    """

    label: Words
    look: Look
    xs: Floats
    lows: Floats
    highs: Floats
    group: Words = NOTHING
    is_part: bool = False


@dataclass(frozen=True)
class Rule:
    """A straight line across the chart at a place of an axis, named at its end."""

    axis: Literal["x", "y"]
    place: float
    label: Words = NOTHING
    look: Look = Look("black", width=0.9)


@dataclass(frozen=True)
class Callout:
    """A marked point and what is said of it, at another place so that it covers nothing."""

    text: Words
    point: tuple[float, float]
    at: tuple[float, float]


@dataclass(frozen=True)
class Cells:
    """Shares in rows and columns, shaded and written; some (row, column) are framed."""

    shares: Floats
    framed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Flags:
    """Upright texts above the chart, each tied to its place."""

    texts: tuple[str, ...]
    places: Floats


@dataclass(frozen=True)
class Notes:
    """What is said of each row, right of the axes, under a heading."""

    heading: Words
    texts: tuple[Words, ...]


Mark = Bars | Line | Band | Rule | Callout | Cells | Flags | Notes


@dataclass(frozen=True)
class Panel:
    """Two axes and the marks between them, in the order of the legend."""

    x: Axis
    y: Axis
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """Panels under one title; the legend stands below, beside, or at the ends of the lines it names, under ``key``.

    The title is the one thing that the data say, ``shows`` names what is drawn, of whom and in which unit.
    """

    title: Words
    panels: tuple[Panel, ...]
    legend: Literal["below", "beside", "ends"] = "below"
    key: Words = NOTHING
    note: Words = NOTHING
    shows: Words = NOTHING


def plain(text: str) -> Name:
    """A text that is the same in every language."""
    return Name(text, text)


def take(data: pd.DataFrame, key: str) -> Floats:
    """A column of numbers, unknown ones as NaN."""
    return data[key].to_numpy(dtype=float)


def rows(names: Iterable[Words]) -> Axis:
    """A vertical axis of names, the first at the top."""
    listed = tuple(names)
    return Axis(NOTHING, max(len(listed), 1) - 1 + EDGE, -EDGE, names=listed)


def columns(names: Iterable[Words], title: Words = NOTHING) -> Axis:
    """A horizontal axis of names."""
    listed = tuple(names)
    return Axis(title, -EDGE, max(len(listed), 1) - 1 + EDGE, names=listed)


def timeline(*values: Floats, room: float = 0.0) -> Axis:
    """A horizontal axis of years, from the first to the last, with so much room at its ends."""
    known = np.concatenate([each[np.isfinite(each)] for each in values])
    return Axis(low=float(known.min()) - room, high=float(known.max()) + room, kind="year")


def from_zero(title: Words, highest: float, lowest: float = 0.0) -> Axis:
    """A vertical axis that starts at zero, or below it where something is negative, with room above."""
    return Axis(title, min(0.0, 1.05 * lowest), 1.15 * max(highest, 0.0) or 1.0)


def stack(layers: Iterable[tuple[Words, Look, Floats]], keys: Iterable[object] = ()) -> tuple[Bars, ...]:
    """Bars upon bars, a layer of lengths each."""
    bars: list[Bars] = []
    own = tuple(keys)
    for label, look, lengths in layers:
        starts = bars[-1].starts + bars[-1].lengths if bars else 0.0 * lengths
        bars.append(Bars(label, look, np.arange(len(lengths), dtype=float), lengths, starts, keys=own))
    return tuple(bars)


def spans(starts: Floats, ends: Floats) -> Floats:
    """The coordinates of stretches of a line, with a break after each."""
    return np.column_stack((starts, ends, np.full(len(starts), np.nan))).ravel()


def spread_out(wanted: Sequence[float], gap: float, low: float = 0.0, high: float = 1.0) -> list[float]:
    """Places near the wanted ones and in their order, at least ``gap`` apart, within low and high if they fit.

    Labels that would overlap form a group, which stands around the mean of where its members want to be; of equals the first
    stands highest.
    """
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], -place))
    groups: list[list[float]] = []
    for rank, place in enumerate(order):
        groups.append([wanted[place] - rank * gap])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    ceiling = max(high - gap * (len(wanted) - 1), low)
    level = [min(max(float(np.mean(group)), low), ceiling) for group in groups for _ in group]
    places = [0.0] * len(wanted)
    for rank, place in enumerate(order):
        places[place] = level[rank] + rank * gap
    return places
