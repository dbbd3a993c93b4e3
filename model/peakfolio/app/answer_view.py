"""The tab of the answer: pictures first, then what is missed, then what other readings change."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nicegui import ui

from peakfolio.app.brief_view import BriefView
from peakfolio.app.budget_steps import find_budget
from peakfolio.app.dead_ends import Leads
from peakfolio.app.figures import chart_answer, chart_years
from peakfolio.app.parts import (
    WIDE_TITLE,
    Plot,
    TraceDialog,
    make_number,
    show_heading,
    show_points,
    show_table,
    show_whole,
)
from peakfolio.app.refusal_view import RefusalView
from peakfolio.app.sessions import Session
from peakfolio.app.yardsticks import Yardsticks
from peakfolio.assess.counting import count_effects
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.report.arguments import explain_frontier
from peakfolio.report.chapters.brief_fates import UNCLEAR, find_fates
from peakfolio.report.charts import chart_gaps, chart_money, chart_spending
from peakfolio.report.frames import make_gap_data, make_money_data
from peakfolio.report.names import name_category
from peakfolio.report.numbering import read
from peakfolio.report.portfolio import READINGS, make_spending_table, make_switch_table, say_other_reading
from peakfolio.report.reasons import explain_reach
from peakfolio.report.tracing import Trace, trace_category, trace_cost, trace_indicator, trace_met, trace_project
from peakfolio.report.undecided import list_undecided_tables
from peakfolio.words import NOTHING, SEMICOLON, Words, format_number, listing, say

MOST_BUTTONS = 12


class AnswerView:
    """Built once; ``refresh`` fills it from the session."""

    def __init__(self, session: Session, traces: TraceDialog, leads: Leads) -> None:
        self._session, self._traces, self._language = session, traces, session.language
        self._refusal = RefusalView(session, leads)
        self._waiting = ui.label(say("Being computed; shown when ready.").read(session.language)).classes("pf-box")
        self._top = ui.column().classes("w-full gap-0")
        self._brief = BriefView(session)
        self._yardsticks = Yardsticks(session)
        self._beside = ui.label().classes("pf-box")
        with ui.element("div").classes("pf-pictures") as self._pictures:
            self._gaps = Plot(self._trace_target, WIDE_TITLE)
            self._years = Plot(self._trace_project)
            with ui.element("div").classes("pf-pair"):
                with ui.column().classes("w-full gap-2"):
                    self._frontier = Plot(self._use_budget)
                    self._buttons = ui.row().classes("gap-1 pf-noprint")
                    self._money = Plot(self._trace_category)
                with ui.column().classes("w-full gap-2"):
                    self._spending = Plot(self._trace_source)
                    self._sums = ui.row().classes("gap-3 pf-box")
        self._rest = ui.column().classes("w-full gap-0")
        self._show_parts()

    def refresh_words(self) -> None:
        """The answer in numbers and sentences, which a planner waits for; the pictures follow."""
        found = self._session.shown
        self._refusal.refresh()
        self._yardsticks.refresh()
        self._show_parts()
        answer = found.answer
        if answer is None:
            return
        self._pictures.set_visibility(not answer.is_undecided)
        self._show_top(answer)
        self._show_beside(answer)

    def _show_parts(self) -> None:
        """Before anything is found nothing but that it is being computed: an empty figure looks like an answer."""
        found, own = self._session.shown, self._session.found
        for part in (self._pictures, self._top, self._beside, self._rest):
            part.set_visibility(found.answer is not None)
            part.classes(**{"remove" if found is own else "add": "pf-former"})
        self._brief.box.classes(**{"remove" if found is own else "add": "pf-former"})
        is_waited_for = found.answer is None and own.refusal is None and not own.is_stopped
        self._waiting.set_visibility(is_waited_for)
        self._yardsticks.set_visible(not is_waited_for)

    def refresh_brief(self) -> None:
        """The page to decide by, with what was found so far."""
        self._brief.refresh(self._session.shown)

    def mark_former(self) -> None:
        """That the page to decide by is of the question before, while another is answered."""
        self._brief.mark_former()

    def refresh_pictures(self) -> None:
        """The pictures of the answer."""
        answer, language = self._session.shown.answer, self._language
        if answer is None:
            return
        if answer.is_undecided:
            self.refresh_rest()
            return
        self._gaps.show_chart(chart_gaps(make_gap_data(answer)), language)
        self._years.show_chart(chart_years(answer), language)
        self._spending.show_chart(chart_spending(make_spending_table(answer).to_frame()), language)
        self._money.show_chart(chart_money(make_money_data(answer)), language)
        self._show_sums(answer)
        self.refresh_frontier()
        self.refresh_rest()

    def refresh_frontier(self) -> None:
        """The frontier, once it is there."""
        found, language = self._session.shown, self._language
        if found.answer is None or found.answer.is_undecided:
            return
        self._frontier.show_chart(chart_answer(found.frontier or (), found.answer), language)
        self._buttons.clear()
        with self._buttons:
            if found.frontier is None:
                ui.label(self._session.excuse.read(language))
                return
            if found.frontier.is_cut:
                ui.label(explain_frontier(found.frontier).read(language))
            ui.label(say("Use a budget of the frontier").read(language)).classes("text-grey-8")
            for point in found.frontier[:MOST_BUTTONS]:
                money, reached = format_number(find_budget(point.cost_wan_yuan), 2), format_number(point.reached)
                text = say("{money}: {reached}", money=money, reached=reached).read(language)
                use = ui.button(text, on_click=partial(self._use_budget, point.cost_wan_yuan))
                use.props("dense outline size=sm")

    def refresh_rest(self) -> None:
        """Missed targets, and the switches once they are there."""
        found, language = self._session.shown, self._language
        answer = found.answer
        if answer is None:
            return
        self._rest.clear()
        with self._rest:
            for table in list_undecided_tables(answer) if answer.is_undecided else ():
                show_heading(table.title, language)
                show_table(table, language)
            self._show_missed(answer)
            if answer.is_undecided:
                return
            show_heading(say("If the effects are read otherwise"), language)
            if found.switches is None:
                ui.label(self._session.excuse.read(language))
                return
            known = replace(answer, switches=tuple(found.switches))
            show_table(make_switch_table(known).pick(*READINGS), language)
        self._show_beside(known)

    def _show_missed(self, answer: Answer) -> None:
        """The targets that are not met; those of which nobody knows stand apart, as on the page to decide by."""
        unclear = {each.target.key for each in find_fates(answer, ()) if each.rank[0] == UNCLEAR}
        out = [explain_reach(answer, each) for each in answer.choice.reaches if each.key not in unclear]
        unknown = [explain_reach(answer, each) for each in answer.choice.reaches if each.key in unclear]
        show_heading(say("Targets that stay missed"), self._language)
        if out:
            show_points(out, self._language)
        else:
            ui.label(say("None.").read(self._language)).classes("pf-box")
        if unknown:
            show_heading(say("Targets that are unknown: what serves them has no figure"), self._language)
            show_points(unknown, self._language)

    def _show_beside(self, answer: Answer) -> None:
        """The other reading of projects without a figure, beside the headline, once it is there."""
        self._beside.text = say_other_reading(answer).read(self._language)
        self._beside.set_visibility(bool(self._beside.text))

    def _show_difference(self) -> None:
        """That the answer is not what was kept with the plan."""
        if self._session.found.differs is not None:
            ui.label(self._session.found.differs.read(self._language)).classes("pf-box pf-warn")

    def _show_top(self, answer: Answer) -> None:
        language = self._language
        self._top.clear()
        with self._top:
            with ui.element("div").classes("pf-cards"):
                self._show_cards(answer)
            self._show_difference()
            changes = self._session.list_what_ifs()
            if changes:
                with ui.element("div").classes("pf-box pf-warn"):
                    ui.label(say("Since the last scenario").read(language)).classes("pf-strong")
                    for sentence in changes:
                        ui.label(sentence.read(language))

    def _show_cards(self, answer: Answer) -> None:
        if answer.is_undecided:
            self._show_counts(answer)
            return
        language, outcomes, portfolio = self._language, answer.verification.outcomes, answer.choice.portfolio
        met, circular = sum(each.is_met for each in outcomes), sum(each.is_circular for each in outcomes)
        built = [key for key in portfolio.starts if key in answer.plan.project_by_id]
        pool = sum(row.cost_wan_yuan is not None for row in answer.plan.projects)
        checks = len(answer.verification.checks) + len(answer.best_effort.checks)
        proof = say("proved optimal") if portfolio.is_proved else say("not proved optimal")
        if not portfolio.starts:
            proof = say("nothing was chosen; the reason stands below")
        costs = partial(self._open, trace_cost(answer), say("The sum of the rows below."))
        effects = partial(self._open, trace_met(answer), say("The targets met rest on these effects."))
        self._card(say("Cost"), show_whole(answer.verification.cost_wan_yuan), proof, costs)
        undecided = sum(each.is_undecided for each in outcomes)
        counts = [
            say("of {count} open", count=len(outcomes)),
            say("{count} on the document's word only", count=circular),
        ]
        counts += [say("{count} cannot be judged", count=undecided)] if undecided else []
        self._card(say("Targets met"), f"{met}/{len(outcomes)}", listing(counts, SEMICOLON), effects)
        measures = say("and {count} policy measures", count=len(portfolio.starts) - len(built))
        said = say("of {count}", count=pool), measures
        self._card(say("Projects chosen"), str(len(built)), listing(said, SEMICOLON), costs)
        if answer.verification.points is not None:
            self._card(say("Points"), format_number(answer.verification.points), NOTHING, effects)
        with ui.element("div").classes("pf-card"):
            ui.label(say("Proof and checks").read(language)).classes("pf-label")
            ui.label(proof.read(language)).classes("pf-strong")
            ui.label(say("{count} independent checks, all right", count=checks).read(language)).classes("pf-note")

    def _show_counts(self, answer: Answer) -> None:
        """Before any effect is known: open targets, the pool, and how many effects wait."""
        count, language = count_effects(answer.plan), self._language
        priced = [row.cost_wan_yuan for row in answer.plan.projects if row.cost_wan_yuan is not None]
        cards = (
            (say("Targets still open"), str(len(answer.problem.targets)), say("projects were not weighed yet")),
            (
                say("Cost of the pool"),
                show_whole(sum(priced)).read(language),
                say("{count} projects", count=len(priced)),
            ),
            (say("Effects proposed"), str(count.proposed), say("to be decided on")),
            (say("Effects unknown"), str(count.unknown), say("{count} decided", count=count.decided)),
        )
        for name, number, note in cards:
            with ui.element("div").classes("pf-card"):
                ui.label(name.read(language)).classes("pf-label")
                ui.label(number).classes("pf-big")
                ui.label(note.read(language)).classes("pf-note")

    def _card(self, name: Words, number: Words | str, note: Words, open_trace: Callable[[str], None]) -> None:
        label, shown = name.read(self._language), read(number, self._language)
        with ui.element("div").classes("pf-card"):
            ui.label(label).classes("pf-label")
            make_number(shown, label, partial(open_trace, label), "pf-big")
            ui.label(note.read(self._language)).classes("pf-note")

    def _show_sums(self, answer: Answer) -> None:
        language = self._language
        totals: dict[str, float] = {}
        for (source, _), amount in answer.verification.spending.items():
            totals[source] = totals.get(source, 0.0) + amount
        self._sums.clear()
        with self._sums:
            ui.label(say("Sums by funding source").read(language)).classes("text-grey-8")
            for source, total in totals.items():
                name = FUNDING[source].read(language)
                ui.label(name)
                make_number(format_number(total, 2), name, partial(self._trace_source, source))

    def _open(self, traces: tuple[Trace, ...], intro: Words, title: str) -> None:
        self._traces.show(title, traces, intro.read(self._language))

    def _use_budget(self, cost: object) -> None:
        if isinstance(cost, int | float):
            self._session.change(
                self._session.scenario.model_copy(update={"budget_wan_yuan": find_budget(float(cost))})
            )

    def _trace_target(self, key: object) -> None:
        answer = self._session.shown.answer
        if answer is not None:
            self._traces.show(str(key), trace_indicator(answer.plan, str(key), answer))

    def _trace_project(self, key: object) -> None:
        self._traces.show(str(key), trace_project(self._session.plan, str(key)))

    def _trace_category(self, name: object) -> None:
        self._traces.show(name_category(str(name)).read(self._language), trace_category(self._session.plan, str(name)))

    def _trace_source(self, source: object) -> None:
        answer = self._session.shown.answer
        if answer is not None:
            name = FUNDING[str(source)].read(self._language)
            self._traces.show(
                name, trace_cost(answer, str(source)), say("The sum of the rows below.").read(self._language)
            )
