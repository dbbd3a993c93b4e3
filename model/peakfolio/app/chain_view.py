"""The chain of an effect as a row of boxes; a figure of the plan can be changed there, and the question be put again with it."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from peakfolio.app.parts import name_part
from peakfolio.app.rows import set_parameter
from peakfolio.app.sessions import Session
from peakfolio.errors import PeakfolioError
from peakfolio.plan.chain_tables import Parameter
from peakfolio.plan.chains import Chain, Link, Pair, find_spread
from peakfolio.plan.own_figures import OWN, Figures, set_parameters
from peakfolio.plan.plan import Plan
from peakfolio.report.chains import SIGNS, cite_link, name_link, name_unit, say_ground, show_spread
from peakfolio.report.names import name_indicator, show_unit
from peakfolio.report.tracing import SETTING, trace_link
from peakfolio.words import Words, say

CEILING = "≤"


class ChainView:
    """Draws chains wherever a number is traced back to an effect."""

    def __init__(self, session: Session) -> None:
        self._session, self._language = session, session.language

    def show(self, pair: Pair, close: Callable[[], object]) -> None:
        """The boxes of one effect; nothing where it has no chain. ``close`` is called when the question is put again."""
        plan = self._session.plan
        chain = plan.chain_by_effect.get(pair)
        if chain is None:
            return
        language = self._language
        with ui.element("div").classes("pf-chain"):
            boxes = [self._show_link(plan, link, is_first=number == 0) for number, link in enumerate(chain.links)]
            with ui.element("div").classes("pf-step pf-result"):
                ui.label("=").classes("pf-sign")
                ui.label(name_indicator(plan, pair[1]).read(language)).classes("pf-note")
                result = ui.label(self._say_effect(plan, pair, chain)).classes("pf-strong")
        detail = ui.column().classes("w-full gap-1")
        for box, link in zip(boxes, chain.links, strict=True):
            box.on("click", partial(self._open, detail, pair, link, result, close))

    def _show_link(self, plan: Plan, link: Link, *, is_first: bool) -> ui.element:
        language = self._language
        is_own = isinstance(link.origin, Parameter) and link.origin.source_id == OWN
        operation = link.step.operation
        sign = "" if operation == "plus" and is_first else SIGNS.get(operation, CEILING)
        name, figure = (words.read(language) for words in (name_link(plan, link), self._say_figure(plan, link)))
        with ui.element("button").classes("pf-step pf-own" if is_own else "pf-step").props("type=button") as box:
            ui.label(sign).classes("pf-sign")
            ui.label(name).classes("pf-note")
            ui.label(figure).classes("pf-strong")
            ui.tooltip(f"{say_ground(plan, link).read(language)}  {self._say_place(plan, link)}")
        return name_part(box, say("Step {sign} {name}: {figure}", sign=sign, name=name, figure=figure).read(language))

    def _say_figure(self, plan: Plan, link: Link) -> Words:
        return show_spread(link.spread, name_unit(plan, link))

    def _say_effect(self, plan: Plan, pair: Pair, chain: Chain) -> str:
        return show_spread(chain.spread, show_unit(plan.indicator_by_id[pair[1]].unit)).read(self._language)

    def _say_place(self, plan: Plan, link: Link) -> str:
        is_own = isinstance(link.origin, Parameter) and link.origin.source_id == OWN
        return SETTING.read(self._language) if is_own else cite_link(plan, link)

    def _open(self, detail: ui.column, pair: Pair, link: Link, result: ui.label, close: Callable[[], object]) -> None:
        """What stands behind a step, and for a figure of the plan the fields to change it."""
        language, plan = self._language, self._session.plan
        detail.clear()
        with detail, ui.element("div").classes("pf-box"):
            ui.label(name_link(plan, link).read(language)).classes("pf-strong")
            for trace in trace_link(plan, link):
                said = (trace.value, trace.source, trace.reasoning)
                text = " · ".join(each.read(language) for each in said if each.read(language))
                ui.label(f"{text} {trace.lines}".strip()).style("overflow-wrap: anywhere")
            if isinstance(link.origin, Parameter):
                self._show_fields(pair, link.origin, result, close)
            else:
                ui.label(
                    say("It follows from the evidence or the project's cost; it is not changed here.").read(language)
                )

    def _show_fields(self, pair: Pair, row: Parameter, result: ui.label, close: Callable[[], object]) -> None:
        session, language = self._session, self._language
        now = find_spread(row, row.central)
        with ui.row().classes("items-center gap-2"):
            fields = [
                ui.number(label=f"{label.read(language)} ({show_unit(row.unit).read(language)})", value=value)
                .props("dense")
                .style("width: 130px")
                for label, value in (
                    (say("At least"), now.low),
                    (say("Taken as"), now.central),
                    (say("At most"), now.high),
                )
            ]
            solve = ui.button(say("Solve again with this figure").read(language)).props(
                "dense unelevated color=primary"
            )
            reset = ui.button(say("Back to the plan's figure").read(language)).props("dense flat")
            reset.set_visibility(row.source_id == OWN)
        told = ui.label().classes("pf-note").props('role="status" aria-live="polite"')

        def read() -> Figures | None:
            values = [None if field.value is None else float(field.value) for field in fields]
            low, central, high = (values[1] if each is None else each for each in values)
            return None if low is None or central is None or high is None else (low, central, high)

        def try_out() -> None:
            figures = read()
            found = None if figures is None else self._try_figures(row.parameter_id, figures)
            solve.set_enabled(isinstance(found, Plan))
            if isinstance(found, Plan):
                result.text = self._say_effect(found, pair, found.chain_by_effect[pair])
                told.text = say("With this figure the effect is {effect}.", effect=result.text).read(language)
            else:
                told.text = (found or say("Write a number.")).read(language)

        def ask(figures: Figures | None) -> None:
            close()
            session.change(set_parameter(session.scenario, row.parameter_id, figures))

        for field in fields:
            field.on_value_change(try_out)
        solve.on_click(lambda: ask(read()))
        reset.on_click(lambda: ask(None))

    def _try_figures(self, key: str, figures: Figures) -> Plan | Words:
        """The plan with another figure, or why it cannot be taken."""
        session = self._session
        try:
            return set_parameters(session.opened.plan, {**session.scenario.parameter_values, key: figures})
        except PeakfolioError as error:
            return error.said
