"""The tab of emissions: shown when the pathways are ready."""

from nicegui import ui

from peakfolio.app.parts import Plot, TraceDialog, make_number, make_table
from peakfolio.app.plots import plot_fan, plot_pathways
from peakfolio.app.sessions import Session
from peakfolio.app.texts import say
from peakfolio.carbon.outlook import PEAK_YEAR, Outlook
from peakfolio.carbon.projecting import Projection
from peakfolio.results.carbon_tables import make_carbon_source_table
from peakfolio.results.carbon_text import describe_call, headline_outlook, list_carbon_caveats
from peakfolio.results.tracing import Trace, trace_carbon


class CarbonView:
    """Built once; ``refresh`` fills it from the session."""

    def __init__(self, session: Session, traces: TraceDialog) -> None:
        self._session, self._traces, self._language = session, traces, session.language
        self._top = ui.column().classes("w-full gap-0")
        with ui.element("div").classes("pf-two") as self._pictures:
            self._fan, self._paths = Plot(), Plot()
        self._rest = ui.column().classes("w-full gap-0")

    def refresh(self) -> None:
        """Shows the outlook, or why there is none yet."""
        outlook, language = self._session.found.outlook, self._language
        self._top.clear()
        self._rest.clear()
        self._pictures.set_visibility(outlook is not None)
        with self._top:
            if not self._session.plan.energy:
                ui.label(say("no_inventory", language)).classes("pf-box")
                return
            if outlook is None:
                ui.label(say("waiting", language)).classes("pf-box")
                return
            with ui.element("div").classes("pf-box pf-headline"):
                ui.label(headline_outlook(outlook).read(language))
        self._fan.show(plot_fan(outlook.main, language))
        self._paths.show(plot_pathways(outlook.projections, language))
        with self._rest:
            self._show_table(outlook)

    def _show_table(self, outlook: Outlook) -> None:
        language = self._language
        rows = [
            {
                "id": each.pathway_name,
                "pathway": each.pathway.title_zh if language == "zh" else each.pathway.title_en,
                "call": describe_call(outlook, each).read(language),
                "chance": f"{find_chance(each):.0f}%",
            }
            for each in outlook.projections
        ]
        make_table(
            [(key, say(key, language)) for key in ("pathway", "call", "chance")], rows, language, numbers=("chance",)
        )
        ui.html(f"<h2>{say('carbon_rests', language)}</h2>", sanitize=False)
        traces: tuple[Trace, ...] = trace_carbon(make_carbon_source_table(outlook))
        with ui.element("div").classes("pf-box"):
            for sentence in list_carbon_caveats(outlook):
                ui.label("• " + sentence.read(language))
            with ui.row():
                title = say("trace", language)
                make_number(str(len(traces)), title, lambda: self._traces.show(say("carbon", language), traces))
                ui.label(title)


def find_chance(projection: Projection) -> float:
    """P(peak <= 2030) of a pathway, per cent."""
    place = min(max(PEAK_YEAR - projection.model.base_year, 0), len(projection.model.years) - 1)
    return 100.0 * float(projection.ensemble.peaked_by[place])
