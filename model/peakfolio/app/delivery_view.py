"""The tab of delivery: how sure the targets are in time, when each project works, and what certainty costs."""

from nicegui import ui

from peakfolio.app.parts import Plot, TraceDialog, show_table
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

NO_DELIVERY = say(
    "Delivery is not simulated: the switch is off, or this plan does not say what kind of work its projects are "
    "(delivery.csv)."
)


class DeliveryView:
    """Built once; ``refresh`` fills it from the session."""

    def __init__(self, session: Session, traces: TraceDialog) -> None:
        self._session, self._traces, self._language = session, traces, session.language
        self._top = ui.column().classes("w-full gap-0")
        with ui.column().classes("w-full gap-2") as self._pictures:
            self._plots = {"delivery_met": Plot()}
            with ui.element("div").classes("pf-two"):
                self._plots |= {f"delivery_{name}": Plot() for name in ("by_year", "spending")}
            self._plots |= {f"delivery_{name}": Plot() for name in ("gantt", "finish")}
        self._rest = ui.column().classes("w-full gap-0")

    def refresh(self) -> None:
        """Shows the outlook, or why there is none."""
        found, language = self._session.found, self._language
        outlook = found.delivery
        self._top.clear()
        self._rest.clear()
        self._pictures.set_visibility(outlook is not None)
        with self._top:
            if outlook is None:
                is_wanted = self._session.delays and self._session.plan.delivery
                ui.label((self._session.excuse if is_wanted else NO_DELIVERY).read(language)).classes("pf-box")
                return
            with ui.element("div").classes("pf-box pf-headline"):
                ui.label(headline_delivery(outlook).read(language))
        self._show_pictures(outlook)
        with self._rest:
            self._show_tables(outlook)

    def _show_pictures(self, outlook: DeliveryOutlook) -> None:
        figures = list_delivery_figures(outlook)
        for name, plot in self._plots.items():
            plot.set_visible(name in figures)
            if name in figures:
                plot.show_chart(build_chart(read_figure(figures[name], self._language)), self._language)

    def _show_tables(self, outlook: DeliveryOutlook) -> None:
        """Dates and prices of the chosen portfolio; a number leads to what it rests on."""
        language, plan = self._language, outlook.plan
        ui.html(f"<h2>{say('Projects of the chosen portfolio').read(language)}</h2>", sanitize=False)
        dates = make_project_delivery_table(outlook, "chosen").pick(*PROJECT_DATES)
        numbers = ("in_service_q50", "on_time", "waits_queue", "waits_money", "breaks", "cures")
        traces = dict.fromkeys(numbers, lambda key: self._traces.show(key, trace_delivery(plan, key)))
        show_table(dates, language, traces, unbroken=("in_service_q50", "span"))
        ui.html(f"<h2>{say('Certainty and what it costs').read(language)}</h2>", sanitize=False)
        asked = list_asked(outlook)
        prices = list_prices(outlook).keep("asked", asked).pick(*PRICES)
        show_table(prices, language, dict.fromkeys(("cost_wan_yuan", "fresh"), lambda key: self._trace(outlook, key)))
        ui.html(f"<h2>{say('What these probabilities rest on').read(language)}</h2>", sanitize=False)
        with ui.element("div").classes("pf-box"):
            for sentence in list_delivery_caveats(outlook, {}):
                ui.label("• " + sentence.read(language))

    def _trace(self, outlook: DeliveryOutlook, asked: str) -> None:
        """The projects and dates that cost and probability of a robust choice rest on."""
        intro = say(
            "The cost is the sum of these projects; the probability was tested on draws the choice had not seen ({samples} "
            "samples were used to choose). Cost and dates rest on:",
            samples=outlook.settings.samples,
        ).read(self._language)
        rows = trace_choice(outlook.plan, list_asked(outlook)[asked].portfolio)
        self._traces.show(ASKED[asked].read(self._language), rows, intro)
