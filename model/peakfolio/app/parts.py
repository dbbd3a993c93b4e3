"""The parts pages are made of: figures with a spoken name, numbers one can trace, tables whose cells answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from typing import Any, TypeVar

import plotly.graph_objects as go
from nicegui import events, ui

from peakfolio.app.rows import list_rows
from peakfolio.errors import PeakfolioError
from peakfolio.plan.chains import Pair
from peakfolio.render.screen import CONFIG, make_room, place_title, plot_chart
from peakfolio.report import content
from peakfolio.report.document import UNKNOWN
from peakfolio.report.marks import Chart
from peakfolio.report.names import show_money
from peakfolio.report.numbering import read_table
from peakfolio.report.tracing import Trace
from peakfolio.report.wrapping import fold_text
from peakfolio.words import NOTHING, Language, Words, say

FAMILY = "PeakfolioSans, 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
# numbers are sorted by their value however they are written: 12,316.4, 40%, <1%
SORT = "(one, other) => { const read = (text) => { const found = parseFloat(String(text).replace(/[^0-9.eE-]/g, '')); "
SORT += "return isNaN(found) ? -Infinity : found; }; return read(one) - read(other); }"
Named = TypeVar("Named", bound=ui.element)

WIDE = {
    "reason": 260,
    "sentence": 360,
    "name": 130,
    "category_zh": 66,
    "printed": 96,
    "role": 66,
    "status": 64,
    "evidence": 60,
}  # pixels that a column of sentences or names is not squeezed below
COMPLAINT = 20_000  # milliseconds
TITLE, WIDE_TITLE = 60, 100  # Latin letters in a line of a figure's title, of half a page and of a whole one


def make_number_cell(event: str = "trace") -> str:
    """The slot of a table's cell that is a number one can click; the table emits the event with the row's id."""
    return f"""
<q-td :props="props"><button v-if="!['', '{UNKNOWN}'].includes(props.value)" type="button" class="pf-number"
:aria-label="props.row.trace_label + ': ' + props.value"
@click="() => $parent.$emit('{event}', props.row.id)">{{{{ props.value }}}}</button>
<span v-else>{{{{ props.value }}}}</span></q-td>
"""


class Plot:
    """A figure that can be replaced, with a name for those who cannot see it."""

    def __init__(self, on_click: Callable[[Any], None] | None = None, letters: int = TITLE) -> None:
        self._letters = letters
        with ui.element("figure").classes("pf-plot") as self._frame:
            self._plot = ui.plotly(go.Figure(layout={"height": 120})).classes("w-full")
        self._frame.props('role="img"')
        if on_click is not None:
            emit = "(event) => emit(event.points.map((point) => point.customdata))"
            self._plot.on("plotly_click", lambda event: _hand_on(event, on_click), js_handler=emit)

    def show_chart(self, chart: Chart, language: Language) -> None:
        """Replaces the figure by a chart."""
        said = [each for each in (chart.title, chart.shows) if each is not NOTHING]
        figure = plot_chart(chart if len(said) > 1 else replace(chart, shows=NOTHING), language)
        self.show(figure, said[0].read(language) if said else "")

    def show(self, figure: go.Figure, title: str) -> None:
        """Replaces the figure, in the workbench's letters; its title is its spoken name too."""
        lines = [escape(line, quote=False) for line in fold_text(title, self._letters).split("\n")]
        shown = figure.layout.title.text
        more = [f'<span style="font-size:12px">{shown}</span>'] if shown else []
        make_room(figure, len(lines))
        figure.update_layout(
            title=place_title([*lines, *more], 15),
            font={"family": FAMILY, "size": 12},
            hoverlabel={"font": {"family": FAMILY}},
        )
        self._plot.update_figure({**figure.to_plotly_json(), "config": {**CONFIG, "displayModeBar": False}})
        name_part(self._frame, title)

    def set_visible(self, is_visible: bool) -> None:
        """Shows or hides the figure."""
        self._frame.set_visibility(is_visible)


def name_part(element: Named, text: str) -> Named:
    """Gives an element the name a screen reader says; whatever the text holds, it stays text."""
    element.props["aria-label"] = text
    return element


def _hand_on(event: events.GenericEventArguments, on_click: Callable[[Any], None]) -> None:
    points = event.args if isinstance(event.args, list) else []
    if points and points[0] is not None:
        on_click(points[0])


def show_table(
    table: content.Table,
    language: Language,
    traces: Mapping[str, Callable[[str], None]] | None = None,
    *,
    key: str = "",
    unbroken: Sequence[str] = (),
) -> ui.table:
    """A table of the report in the workbench: ``show_table(make_x_table(...).pick("action_id", "name", "cost"), language)``.

    ``traces`` name the columns whose numbers can be clicked, and what is then called with the id of the row: the raw cell of the column
    ``key``, or of the first column. Numbers stand to the right and, like the columns named in ``unbroken``, keep to one line. Slots
    see the same rows, see ``list_rows``. To refresh: ``shown.rows = list_rows(table, language, key); shown.update()``.
    """
    columns = [
        {
            "name": each.key,
            "label": each.heading,
            "field": each.key,
            "align": "right" if each.is_number else "left",
            "sortable": True,
            ":sort": SORT if each.is_number else "undefined",
            "style": _style(each.key, is_nobreak=each.key in unbroken or each.is_number),
        }
        for each in read_table(table, language).columns
    ]
    shown = ui.table(columns=columns, rows=list_rows(table, language, key), row_key="id", pagination=0)
    empty, pages = say("No rows").read(language), say("Rows per page").read(language)
    shown.classes("w-full").props("dense flat bordered wrap-cells hide-pagination")
    shown.props(f'no-data-label="{empty}" no-results-label="{empty}" rows-per-page-label="{pages}"')
    for name, call in (traces or {}).items():
        shown.add_slot(f"body-cell-{name}", make_number_cell(f"trace_{name}"))
        shown.on(f"trace_{name}", lambda event, call=call: call(str(event.args)))
    return shown


def _style(key: str, *, is_nobreak: bool) -> str:
    """How the cells of a column break; the reasons of a decision are read as sentences and need room."""
    if is_nobreak:
        return "white-space: nowrap"
    return f"min-width: {WIDE[key]}px" if key in WIDE else ""


def show_heading(said: Words, language: Language) -> None:
    """The heading of a part of a tab."""
    ui.html(f"<h2>{said.read(language)}</h2>", sanitize=False)


def show_points(points: Iterable[Words], language: Language) -> ui.element:
    """A box with sentences below one another, each after a dot."""
    with ui.element("div").classes("pf-box") as box:
        for each in points:
            ui.label(f"• {each.read(language)}")
    return box


class LateTab:
    """A tab whose findings come after the answer: what they say, ``pictures`` and ``rest``; until they are there, why they are not."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._top = ui.column().classes("w-full gap-0")
        self.pictures = ui.element("div").classes("w-full")
        self.rest = ui.column().classes("w-full gap-0")

    def tell(self, said: Words, *, is_found: bool, name: Words = NOTHING) -> None:
        """Says what was found, under the name of what it is, or why nothing is; what stood there before goes."""
        self._top.clear()
        self.rest.clear()
        self.pictures.set_visibility(is_found)
        with self._top:
            if name is not NOTHING:
                show_heading(name, self._language)
            ui.label(said.read(self._language)).classes("pf-box pf-headline" if is_found else "pf-box")


def make_number(text: str, label: str, on_click: Callable[[], None], classes: str = "") -> ui.element:
    """A number one can click to see where it comes from."""
    with ui.element("button").classes(f"pf-number {classes}").props("type=button") as number:
        ui.label(text)
    name_part(number, f"{label}: {text}").on("click", on_click)
    return number


def show_whole(wan_yuan: float) -> Words:
    """A cost as the page to decide by shows it: whole, in 10,000 yuan."""
    return show_money(round(wan_yuan))


def make_closer(dialog: ui.dialog, language: Language) -> None:
    """The button in the corner that closes a dialog."""
    name_part(ui.button(icon="close", on_click=dialog.close).props("flat dense"), say("Close").read(language))


def head_dialog(dialog: ui.dialog, title: str, language: Language) -> None:
    """The title of a dialog and the cross that closes it, in a row at the top of the slot that is open."""
    with ui.row().classes("w-full items-center justify-between no-wrap"):
        ui.label(title).classes("pf-large pf-strong")
        make_closer(dialog, language)


@contextmanager
def lay_dialog(title: Words, language: Language, width: int = 520) -> Iterator[ui.dialog]:
    """A dialog of so many pixels under its title; what is drawn inside the block stands below that. Esc and the cross close it."""
    with ui.dialog() as dialog, ui.card().classes("w-full").style(f"max-width: {width}px") as card:
        name_part(card.props("role=dialog"), title.read(language))
        head_dialog(dialog, title.read(language), language)
        yield dialog


def end_dialog(dialog: ui.dialog, act: tuple[Words, Callable[[], object]], language: Language, look: str = "") -> None:
    """The row of buttons that ends a dialog: what it is for, and to leave everything as it is."""
    said, call = act
    with ui.row().classes("gap-2 items-center"):
        ui.button(said.read(language), on_click=call).props(f"unelevated {look or 'color=primary'}")
        ui.button(say("Cancel").read(language), on_click=dialog.close).props("flat")


def complain(error: PeakfolioError, language: Language) -> None:
    """Says why something was refused, long enough to read it, in the slot that is open."""
    close = {"label": say("Close").read(language), "color": "white"}
    ui.notify(error.read(language), type="negative", multi_line=True, actions=[close], timeout=COMPLAINT)


class TraceDialog:
    """The dialog that says where a number comes from.

    ``show_chain`` draws the chain of an effect, told how to close the dialog; ``name`` says what stands behind a key.
    """

    def __init__(
        self,
        language: Language,
        show_chain: Callable[[Pair, Callable[[], object]], None],
        name: Callable[[str], str] = str,
    ) -> None:
        self._language, self._show_chain, self._name = language, show_chain, name
        with ui.dialog() as self._dialog, ui.card().classes("w-full").style("max-width: 860px") as self._card:
            name_part(self._card.props("role=dialog"), say("Where this number comes from").read(language))

    def show(self, title: str, traces: Sequence[Trace], intro: str = "") -> None:
        """Opens with these rows."""
        language = self._language
        self._card.clear()
        with self._card:
            named = f"{say('Where this number comes from').read(language)} — {self._name(title)}"
            head_dialog(self._dialog, named, language)
            if intro:
                ui.label(intro)
            if not traces:
                ui.label(say("No row of the package stands behind it.").read(language))
            with ui.column().classes("w-full gap-2").style("max-height: 66vh; overflow-y: auto; flex-wrap: nowrap"):
                for trace in traces:
                    self._show_row(trace)
        self._dialog.open()

    def _show_row(self, trace: Trace) -> None:
        language = self._language
        source = trace.source.read(language)
        place = f"{source} · {say('Lines').read(language)} {trace.lines}" if trace.lines else source
        said = (
            (say("Value"), trace.value.read(language)),
            (say("Basis"), trace.basis.read(language)),
            (say("Source"), place),
            (say("As written"), trace.as_written),
            (say("Formula"), trace.formula if isinstance(trace.formula, str) else trace.formula.read(language)),
            (say("Reasoning"), trace.reasoning.read(language)),
            (say("Note"), trace.note.read(language)),
        )
        with ui.element("div").classes("pf-box"):
            ui.label(trace.subject.read(language)).classes("pf-strong")
            for name, text in said:
                if text:
                    with ui.row().classes("gap-2 no-wrap w-full"):
                        ui.label(name.read(language)).classes("text-grey-8").style("min-width: 84px")
                        ui.label(text).style("overflow-wrap: anywhere")
            if trace.effect is not None:
                self._show_chain(trace.effect, self._dialog.close)
