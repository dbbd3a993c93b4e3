"""Charts that a spreadsheet program draws itself, from the cells of the grids."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from peakfolio.render.sheet_page import name_letters
from peakfolio.report.document import Chart, Series, SeriesMark

CHART_ROWS = 19  # of the common height, which a chart takes with a free row under it
SIZE = {"width": 960, "height": 360}  # pixels
KINDS: Mapping[SeriesMark, tuple[str, str | None]] = {
    "area": ("area", "stacked"),
    "hidden": ("area", "stacked"),
    "column": ("column", "stacked"),
    "line": ("line", None),
    "dashes": ("line", None),
    "steps": ("scatter", "straight_with_markers"),
    "points": ("scatter", "straight_with_markers"),
}


class Place(NamedTuple):
    """Where a column of a grid stands: its sheet, first row, column and last row, counted from nought."""

    sheet: str
    first: int
    column: int
    last: int

    @property
    def reference(self) -> str:
        """The range as a formula calls it."""
        quoted = self.sheet.replace("'", "''")
        letters = name_letters(self.column)
        return f"'{quoted}'!${letters}${self.first + 1}:${letters}${self.last + 1}"


Places = Mapping[str, Place]


def draw_native(book: Any, sheet: Any, row: int, chart: Chart, places: Places, font: str) -> None:
    """Draws a chart at a row; series of one kind share a chart, and the charts of several kinds their axes."""
    drawn: dict[tuple[str, str | None], Any] = {}
    for series in chart.series:
        kind = KINDS[series.mark]
        if kind not in drawn:
            wanted = {"type": kind[0]} | ({"subtype": kind[1]} if kind[1] else {})
            drawn[kind] = book.add_chart(wanted)
        drawn[kind].add_series(_describe(series, places))
    first, *others = drawn.values()
    for each in others:
        first.combine(each)
    _dress(first, chart, font)
    sheet.insert_chart(row, 0, first, {"x_offset": 6, "y_offset": 8, "description": chart.title})


def _describe(series: Series, places: Places) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": series.title,
        "categories": f"={places[series.across].reference}",
        "values": f"={places[series.values].reference}",
    }
    return said | _paint(series)


def _paint(series: Series) -> dict[str, Any]:
    colour = series.colour
    looks: Mapping[SeriesMark, dict[str, Any]] = {
        "column": {"fill": {"color": colour}, "gap": 60},
        "area": {"fill": {"color": colour}, "border": {"none": True}},
        "hidden": {"fill": {"none": True}, "border": {"none": True}},
        "line": {"line": {"color": colour, "width": 2.25}},
        "dashes": {"line": {"color": colour, "width": 1.75, "dash_type": "dash"}},
        "steps": {"line": {"color": colour, "width": 2.0}, "marker": {"type": "none"}},
        "points": {
            "line": {"none": True},
            "marker": {"type": "diamond", "size": 11, "fill": {"color": colour}, "border": {"color": "#333333"}},
        },
    }
    return looks[series.mark]


def _dress(drawn: Any, chart: Chart, font: str) -> None:
    """Title, axes, legend and size."""
    drawn.set_title({"name": chart.title, "name_font": {"name": font, "size": 12, "bold": True}, "overlay": False})
    small = {"name": font, "size": 9}
    across: dict[str, Any] = {"name": chart.across, "name_font": {**small, "bold": False}, "num_font": small}
    if any(each.mark in ("area", "hidden") for each in chart.series):
        across |= {"position_axis": "on_tick", "interval_unit": 5}
    if any(each.mark == "steps" for each in chart.series):
        across |= {"num_format": "#,##0", "min": 0}
    drawn.set_x_axis(across)
    up: dict[str, Any] = {
        "name": chart.up,
        "name_font": {**small, "bold": False},
        "num_font": small,
        "num_format": "#,##0",
    }
    ends = {"min": chart.least, "max": chart.most}
    drawn.set_y_axis(
        up
        | {"major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}}
        | {key: each for key, each in ends.items() if each is not None}
    )
    drawn.set_legend({"position": "bottom", "font": small, "delete_series": _list_hidden(chart.series)})
    drawn.set_size(SIZE)


def _list_hidden(series: Sequence[Series]) -> list[int]:
    """The places of the series that carry others and are not to be read, as the chart counts them: kind by kind."""
    kinds = list(dict.fromkeys(KINDS[each.mark] for each in series))
    ordered = sorted(series, key=lambda each: kinds.index(KINDS[each.mark]))
    return [place for place, each in enumerate(ordered) if each.mark == "hidden"]
