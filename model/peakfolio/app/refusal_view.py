"""Why there is no answer: what is missing, or which demands conflict, each way out a button; and that what stands below is a former answer."""

from functools import partial

from nicegui import ui

from peakfolio.app.dead_ends import Leads, find_lack, show_lack
from peakfolio.app.sessions import Session
from peakfolio.portfolio.conceding import Concession
from peakfolio.report.names import name_action
from peakfolio.words import Words, listing, say


class RefusalView:
    """Built once above the answer; ``refresh`` fills it from the session."""

    def __init__(self, session: Session, leads: Leads) -> None:
        self._session, self._leads, self._language = session, leads, session.language
        self._box = ui.element("div").classes("w-full").props('role="alert"')

    def refresh(self) -> None:
        """Says why there is no answer, where there is none; nothing where there is one."""
        found, language = self._session.found, self._language
        self._box.clear()
        self._box.set_visibility(found.answer is None and (found.refusal is not None or found.is_stopped))
        if found.answer is not None:
            return
        with self._box:
            if find_lack(self._session.plan) is not None:
                show_lack(self._session, self._leads)
            elif found.refusal is not None:
                self._refuse()
            elif found.is_stopped:
                ui.label(say("Stopped; what was found so far is kept.").read(language)).classes("pf-box pf-warn")
            if self._session.shown.answer is not None:
                self._show_former()

    def _refuse(self) -> None:
        found, language = self._session.found, self._language
        with ui.element("div").classes("pf-box pf-bad"):
            ui.label(say("No answer").read(language)).classes("pf-strong")
            if found.concessions:
                self._show_concessions(found.concessions)
            elif found.refusal is not None:
                ui.label(found.refusal.read(language)).style("white-space: pre-line")

    def _show_concessions(self, concessions: tuple[Concession, ...]) -> None:
        language = self._language
        said = say("These demands conflict; without any one of them the rest can hold:")
        ui.label(said.read(language))
        for each in concessions:
            ui.label(f"• {self._name_demand(each).read(language)}")
        if any(each.scenario is not None for each in concessions):
            ui.label(say("One click gives way and solves again (Undo takes it back):").read(language))
        with ui.row().classes("gap-2 items-center pf-leads"):
            for each in concessions:
                if each.scenario is not None:
                    give = ui.button(each.offer.read(language), on_click=partial(self._session.change, each.scenario))
                    give.props("dense unelevated no-caps color=primary").style("padding: 2px 10px")
        for each in concessions:
            if each.scenario is None:
                own = say("The plan's own tables demand this, not your scenario: {demand}", demand=each.demand)
                ui.label(own.read(language)).classes("pf-note")

    def _name_demand(self, concession: Concession) -> Words:
        """The demand, and what the projects it is about are called."""
        plan = self._session.plan
        known = [each for each in concession.about if each in plan.project_by_id or each in plan.measure_by_id]
        if not known:
            return concession.demand
        names = listing(name_action(plan, each) for each in known)
        return say("{demand} ({names})", demand=concession.demand, names=names)

    def _show_former(self) -> None:
        """That the answer below, in grey, is the one before; and the way back to it."""
        language = self._language
        with ui.row().classes("pf-box pf-warn items-center gap-3"):
            said = say("Below in grey: the former answer. It does not hold for what is asked now.")
            ui.label(said.read(language)).classes("pf-grow")
            back = ui.button(say("Back to the former answer").read(language), icon="undo", on_click=self._session.undo)
            back.props("dense outline no-caps")
