"""The tab of delivery: how sure the targets are in time, when each project works, and what certainty costs."""

from nicegui import ui

from peakfolio.app.begin_view import BeginView
from peakfolio.app.dead_ends import Leads, find_lack, show_lack
from peakfolio.app.parts import WIDE_TITLE, LateTab, Plot, TraceDialog, show_heading, show_points, show_table
from peakfolio.app.sessions import Session
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.render.pictures import build_chart
from peakfolio.report.chapters.delivery import list_delivery_figures
from peakfolio.report.delivery.names import ASKED
from peakfolio.report.delivery.summary import headline_delivery, list_delivery_caveats
from peakfolio.report.delivery.tables import PRICES, PROJECT_DATES, list_asked, list_prices, make_project_delivery_table
from peakfolio.report.delivery.tracing import trace_choice, trace_delivery
from peakfolio.report.numbering import read_figure
from peakfolio.words import say

DATES_ALONE = say("How sure by dates alone (the decision page, under Answer, counts the doubt about effects as well)")
NOT_WEIGHED = say("No effect of a project can be counted yet, so there is no portfolio to deliver.")
NOT_CHOSEN = say("Delivery is simulated for a portfolio, and none can be chosen yet.")
SWITCHED_OFF = say("Delivery is not simulated: the switch Simulate delays, at the left, is off.")
NO_DELIVERY = say(
    "Delivery is not simulated. What is missing: what kind of work each project is, how long its approval and building take, and in which "
    "months work stands still."
)


class DeliveryView:
    """Built once; ``refresh`` fills it from the session."""

    def __init__(self, session: Session, traces: TraceDialog, leads: Leads) -> None:
        self._leads = leads
        self._session, self._traces, self._language = session, traces, session.language
        self._tab, self._begin = LateTab(session.language), BeginView(session, leads)
        with self._tab.pictures, ui.column().classes("w-full gap-2"):
            self._plots = {"delivery_met": Plot(letters=WIDE_TITLE)}
            with ui.element("div").classes("pf-two"):
                self._plots |= {f"delivery_{name}": Plot() for name in ("by_year", "spending")}
            self._plots |= {f"delivery_{name}": Plot(letters=WIDE_TITLE) for name in ("gantt", "finish")}

    def refresh(self) -> None:
        """Shows the outlook, or why there is none."""
        session, outlook = self._session, self._session.found.delivery
        if outlook is None and session.found.answer is not None and session.found.answer.is_undecided:
            self._tab.tell(NOT_WEIGHED, is_found=False)
            self._offer()
            return
        if outlook is None:
            self._tell_why()
            return
        self._tab.tell(headline_delivery(outlook), is_found=True, name=DATES_ALONE)
        self._show_pictures(outlook)
        with self._tab.rest:
            self._show_tables(outlook)

    def _tell_why(self) -> None:
        """Why there is no outlook, and the way on."""
        session, language = self._session, self._language
        if find_lack(session.plan) is not None:
            self._tab.tell(NOT_CHOSEN, is_found=False)
            with self._tab.rest:
                show_lack(session, self._leads)
        elif not session.plan.delivery:
            self._tab.tell(NO_DELIVERY, is_found=False)
            self._offer()
        elif session.delays:
            self._tab.tell(session.excuse, is_found=False)
        else:
            self._tab.tell(SWITCHED_OFF, is_found=False)
            with self._tab.rest:
                on = ui.button(say("Simulate delays").read(language), on_click=lambda: session.set_delays(True))
                on.props("dense unelevated no-caps color=primary").style("padding: 2px 10px")

    def _offer(self) -> None:
        with self._tab.rest:
            self._begin.offer_delivery()

    def _show_pictures(self, outlook: DeliveryOutlook) -> None:
        figures = list_delivery_figures(outlook)
        for name, plot in self._plots.items():
            plot.set_visible(name in figures)
            if name in figures:
                plot.show_chart(build_chart(read_figure(figures[name], self._language)), self._language)

    def _show_tables(self, outlook: DeliveryOutlook) -> None:
        """Dates and prices of the chosen portfolio; a number leads to what it rests on."""
        language, plan = self._language, outlook.plan
        show_heading(say("Projects of the chosen portfolio"), language)
        dates = make_project_delivery_table(outlook, "chosen").pick(*PROJECT_DATES)
        numbers = ("in_service_q50", "on_time", "waits_queue", "waits_money", "breaks", "cures")
        traces = dict.fromkeys(numbers, lambda key: self._traces.show(key, trace_delivery(plan, key)))
        show_table(dates, language, traces, unbroken=("in_service_q50", "span"))
        show_heading(say("Certainty and what it costs"), language)
        asked = list_asked(outlook)
        prices = list_prices(outlook).keep("asked", asked).pick(*PRICES)
        show_table(prices, language, dict.fromkeys(("cost_wan_yuan", "fresh"), lambda key: self._trace(outlook, key)))
        show_heading(say("What these probabilities rest on"), language)
        show_points(list_delivery_caveats(outlook, {}), language)

    def _trace(self, outlook: DeliveryOutlook, asked: str) -> None:
        """The projects and dates that cost and probability of a robust choice rest on."""
        intro = say(
            "The cost is the sum of these projects; the probability was tested on draws the choice had not seen ({samples} "
            "samples were used to choose). Cost and dates rest on:",
            samples=outlook.settings.samples,
        ).read(self._language)
        rows = trace_choice(outlook.plan, list_asked(outlook)[asked].portfolio)
        self._traces.show(ASKED[asked].read(self._language), rows, intro)
