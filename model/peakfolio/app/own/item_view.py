"""One proposal: its head in a line, and where one stands its formula, its range against the gap, and the four answers."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from peakfolio.app.own.range_bars import find_gap, show_range_bar
from peakfolio.app.own.reviewing import Item, act_accept, act_change, act_refuse, act_unknown, name_pair
from peakfolio.app.parts import TraceDialog, name_part
from peakfolio.app.sessions import Session
from peakfolio.plan.chains import Link, Spread
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect
from peakfolio.report.chains import SIGNS, cite_link, name_link, name_unit, say_ground, show_spread
from peakfolio.report.names import name_action, name_indicator, show_unit
from peakfolio.report.tracing import trace_link
from peakfolio.words import Words, say

Do = Callable[..., Awaitable[None]]
CEILING = "≤"


class ItemView:
    """Draws one proposal of a plan."""

    def __init__(self, session: Session, plan: Plan, item: Item, traces: TraceDialog) -> None:
        self._session, self._plan, self._item, self._traces = session, plan, item, traces
        self._language = session.language

    def show_head(self, standing: Words, go: Callable[[], None], *, is_here: bool) -> None:
        """Project, indicator, effect and how it stands, as a button that leads there."""
        language, (action, key) = self._language, self._item.pair
        unit = show_unit(self._plan.indicator_by_id[key].unit)
        said = say(
            "{project} → {indicator}",
            project=name_action(self._plan, action),
            indicator=name_indicator(self._plan, key),
        )
        with ui.element("button").classes("pf-item pf-here" if is_here else "pf-item").props("type=button") as head:
            ui.label(f"{action} {said.read(language)}").classes("pf-grow")
            ui.label(show_spread(self._find_spread(), unit).read(language)).classes("pf-nobreak")
            ui.label(standing.read(language)).classes(f"pf-chip pf-chip-{self._item.standing}")
        head.props["aria-expanded"] = "true" if is_here else "false"
        head.on("click", go)

    def _find_spread(self) -> Spread:
        """The figures that count: those a person put in their place, else those proposed."""
        item, proposed = self._item, self._item.proposed.chain.spread
        if item.standing != "changed":
            return proposed
        own = (row for row in self._plan.effects if (row.action_id, row.indicator_id) == item.pair)
        row = next((each for each in own if each.basis == "user"), None)
        if row is None or row.low is None or row.central is None or row.high is None:
            return proposed
        return Spread(row.low, row.central, row.high)

    def show_rest(self, do: Do, take_back: Do) -> None:
        """Everything one needs to decide."""
        item, plan = self._item, self._plan
        with ui.element("div").classes("pf-box pf-decide"):
            with ui.element("div").classes("pf-chain"):
                for number, link in enumerate(item.proposed.chain.links):
                    self._show_link(link, is_first=number == 0)
            gap = find_gap(self._session.opened.assessment, item.pair[1])
            show_range_bar(plan, item.pair[1], self._find_spread(), gap, self._language)
            self._show_doubts()
            if item.standing == "open":
                self._show_answers(do)
            else:
                self._show_decision(take_back)

    def _show_link(self, link: Link, *, is_first: bool) -> None:
        language, plan = self._language, self._plan
        operation = link.step.operation
        sign = "" if operation == "plus" and is_first else SIGNS.get(operation, CEILING)
        name, figure = (
            each.read(language) for each in (name_link(plan, link), show_spread(link.spread, name_unit(plan, link)))
        )
        with ui.element("button").classes("pf-step").props("type=button") as box:
            ui.label(sign).classes("pf-sign")
            ui.label(name).classes("pf-note")
            ui.label(figure).classes("pf-strong")
            ui.tooltip(f"{say_ground(plan, link).read(language)}  {cite_link(plan, link)}")
        name_part(box, say("Step {sign} {name}: {figure}", sign=sign, name=name, figure=figure).read(language))
        box.on("click", lambda: self._traces.show(name, tuple(trace_link(plan, link))))

    def _show_doubts(self) -> None:
        language, doubts = self._language, self._item.proposed.doubts
        if not doubts:
            ui.label(say("Sure: class, quantity and unit all fit.").read(language)).classes("pf-status-met")
        for doubt in doubts:
            ui.label(say("Look at it: {doubt}.", doubt=doubt).read(language)).classes("pf-doubt")

    def _show_answers(self, do: Do) -> None:
        """The four answers, and a reason for whichever is given; the second opens the fields for other figures."""
        language, pair = self._language, self._item.pair
        answers = ui.row().classes("gap-2 items-center")
        reason = ui.input(label=say("Reason (needed only for figures of your own)").read(language))
        reason.props("dense").classes("w-full")
        change = self._show_change(do, reason)

        def open_change() -> None:
            change.set_visibility(True)
            ui.run_javascript("document.querySelector('.pf-change input')?.focus()")

        with answers:
            for said, call in (
                (say("Accept"), lambda: do(act_accept(pair))),
                (say("Other figures"), open_change),
                (say("Do not take"), lambda: do(act_refuse(pair, str(reason.value or "")))),
                (say("Do not know"), lambda: do(act_unknown(pair, str(reason.value or "")))),
            ):
                number = len(answers.default_slot.children) + 1
                button = ui.button(f"{number} {said.read(language)}", on_click=call).props("dense padding='2px 10px'")
                button.props("unelevated color=primary" if number == 1 else "outline")
                button.classes(f"pf-answer-{number}")

    def _show_change(self, do: Do, reason: ui.input) -> ui.row:
        """Figures of one's own: from cautious to hopeful, with the proposal's as they begin."""
        language, plan, pair = self._language, self._plan, self._item.pair
        effect: Effect = self._item.proposed.effect
        unit = show_unit(plan.indicator_by_id[pair[1]].unit).read(language)
        with ui.row().classes("gap-2 items-center pf-change") as row:
            fields = [
                ui.number(label=f"{said.read(language)} ({unit})", value=_round(value))
                .props("dense")
                .style("width: 128px")
                for said, value in (
                    (say("Cautious"), effect.low),
                    (say("Reckoned"), effect.central),
                    (say("Hopeful"), effect.high),
                )
            ]

            async def take() -> None:
                low, central, high = (None if each.value is None else float(each.value) for each in fields)
                if low is None or central is None or high is None:
                    ui.notify(say("Write a number.").read(language), type="warning")
                    return
                await do(act_change(pair, (low, central, high), str(reason.value or "")))

            ui.button(say("Take these figures").read(language), on_click=take).props("dense unelevated color=primary")
        row.set_visibility(False)
        return row

    def _show_decision(self, take_back: Do) -> None:
        decision, language = self._item.decision, self._language
        with ui.row().classes("gap-3 items-center"):
            if decision is not None and decision.reason:
                ui.label(say("Reason: {reason}", reason=decision.reason).read(language))
            ui.button(
                say("Undo this decision").read(language),
                icon="undo",
                on_click=lambda: take_back(name_pair(self._item.pair)),
            ).props("dense outline")


def _round(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
