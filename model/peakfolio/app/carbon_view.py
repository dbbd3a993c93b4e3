"""The tab of emissions: shown when the pathways are ready."""

from functools import partial

from nicegui import ui

from peakfolio.app.begin_view import BeginView
from peakfolio.app.dead_ends import Leads
from peakfolio.app.parts import LateTab, Plot, TraceDialog, make_number, show_heading, show_points, show_table
from peakfolio.app.sessions import Session
from peakfolio.carbon.outlook import PEAK_YEAR, CarbonOutlook
from peakfolio.report.carbon.caveats import list_carbon_caveats
from peakfolio.report.carbon.charts import chart_fan, chart_pathways
from peakfolio.report.carbon.frames import make_fan_data, make_pathways_data, name_subject
from peakfolio.report.carbon.names import name_pathway
from peakfolio.report.carbon.sources import make_carbon_source_table
from peakfolio.report.carbon.summary import describe_call, headline_outlook
from peakfolio.report.carbon.tables import make_pathway_table
from peakfolio.report.carbon.tracing import trace_carbon, trace_pathway
from peakfolio.words import say

CHANCE = f"peaked_by_{PEAK_YEAR}"
COLUMNS = ("pathway", "call", CHANCE, "plateau", "still_rising", "no_call")
TRACED = ("call", CHANCE)
NO_ENERGY = say(
    "This plan holds no energy data, so no pathway can be projected. What is missing: GDP, people, the shares of the three industries, and "
    "the energy used in all (or that of industry above size, and electricity) of one year."
)


class CarbonView:
    """Built once; ``refresh`` fills it from the session."""

    def __init__(self, session: Session, traces: TraceDialog, leads: Leads) -> None:
        self._session, self._traces, self._language = session, traces, session.language
        self._tab, self._begin = LateTab(session.language), BeginView(session, leads)
        with self._tab.pictures, ui.element("div").classes("pf-two"):
            self._fan, self._paths = Plot(), Plot()

    def refresh(self) -> None:
        """Shows the outlook, or why there is none yet."""
        outlook = self._session.found.outlook
        if outlook is None:
            self._tab.tell(self._session.excuse if self._session.plan.energy else NO_ENERGY, is_found=False)
            with self._tab.rest:
                self._begin.offer_carbon()
            return
        self._tab.tell(headline_outlook(outlook), is_found=True)
        self._show_pictures(outlook)
        with self._tab.rest:
            self._show_table(outlook)

    def _show_pictures(self, outlook: CarbonOutlook) -> None:
        language, subject, place = self._language, name_subject(outlook.main), outlook.plan.settings.region.name
        self._fan.show_chart(chart_fan(make_fan_data(outlook.main), subject), language)
        self._paths.show_chart(chart_pathways(make_pathways_data(outlook.projections), place), language)

    def _show_table(self, outlook: CarbonOutlook) -> None:
        language = self._language
        table = make_pathway_table(outlook).pick(*COLUMNS).retitle(**{CHANCE: say("Chance of a peak by 2030")})
        shown = show_table(table, language, dict.fromkeys(TRACED, partial(self._trace, outlook)))
        for row, each in zip(shown.rows, outlook.projections, strict=True):
            row["call"] = describe_call(outlook, each).read(language)
        shown.update()
        show_heading(say("What this path rests on"), language)
        traces = trace_carbon(make_carbon_source_table(outlook))
        box = show_points(list_carbon_caveats(outlook), language)
        title, carbon = say("All sources ({count})", count=len(traces)), say("Carbon").read(language)
        label = say("Where this number comes from").read(language)
        with box, ui.row():
            make_number(title.read(language), label, lambda: self._traces.show(carbon, traces))

    def _trace(self, outlook: CarbonOutlook, name: str) -> None:
        projection = next(each for each in outlook.projections if each.pathway_name == name)
        intro = say(
            "The central path takes the central value of each figure; the probability is a share of {runs} draws within "
            "these ranges.",
            runs=outlook.main.ensemble.runs,
        )
        title = name_pathway(outlook.plan, name).read(self._language)
        self._traces.show(title, trace_pathway(outlook.plan, projection), intro.read(self._language))
