"""The tab of saved scenarios, side by side with the current one."""

from dataclasses import replace

from nicegui import ui

from peakfolio.app.dead_ends import Leads, show_lack
from peakfolio.app.figures import chart_comparison
from peakfolio.app.found import Results
from peakfolio.app.parts import Plot, show_heading, show_table, show_whole
from peakfolio.app.sessions import Session
from peakfolio.app.telling import tell_answer
from peakfolio.carbon.pathways import Projection
from peakfolio.plan.kept_work import KeptAnswer
from peakfolio.portfolio.answering import Answer
from peakfolio.report.carbon.charts import chart_pathways
from peakfolio.report.carbon.frames import make_pathways_data
from peakfolio.report.carbon.summary import describe_call, find_chance
from peakfolio.report.comparison import make_difference_table
from peakfolio.words import say, show_share


class CompareView:
    """Filled anew by ``refresh``."""

    def __init__(self, session: Session, leads: Leads) -> None:
        self._session, self._leads, self._language = session, leads, session.language
        self._content = ui.column().classes("w-full gap-0")

    def refresh(self) -> None:
        """Shows the saved scenarios and the current one."""
        language, session = self._language, self._session
        found: dict[str, Results] = {name: kept.found for name, kept in session.saved.items()}
        found[say("current").read(language)] = session.found
        answers = {name: each.answer for name, each in found.items() if each.answer is not None}
        self._content.clear()
        with self._content:
            if show_lack(session, self._leads):
                return
            if not session.saved:
                said = say(
                    "No scenario is saved yet. Save scenario, at the top, keeps what is asked and answered now; change something at the "
                    "left, and both stand here side by side."
                )
                ui.label(said.read(language)).classes("pf-box")
                return
            with ui.element("div").classes("pf-two"):
                Plot().show_chart(chart_comparison(answers), language)
                mains = [_rename(each.outlook.main, name) for name, each in found.items() if each.outlook is not None]
                if mains:
                    place = session.plan.settings.region.name
                    Plot().show_chart(chart_pathways(make_pathways_data(mains), place), language)
            with ui.element("div").classes("pf-cards"):
                for name, each in found.items():
                    self._show_card(name, each)
            show_heading(say("Projects and targets in which they differ"), language)
            table = make_difference_table(answers) if len(answers) > 1 else None
            if table is not None and table.rows:
                show_table(table, language)
            else:
                ui.label(say("None: the same projects and the same targets.").read(language)).classes("pf-box")

    def _show_card(self, name: str, found: Results) -> None:
        language, session = self._language, self._session
        with ui.element("div").classes("pf-card"):
            ui.label(name).classes("pf-strong")
            if found.answer is not None:
                self._show_answer(found.answer)
                for each in tell_answer(session, found):
                    ui.label(each.read(language)).classes("pf-note")
            elif found.told is not None:
                self._show_told(found.told)
            if found.differs is not None:
                ui.label(found.differs.read(language)).classes("pf-note pf-doubt")
            if found.outlook is not None:
                main = found.outlook.main
                call = describe_call(found.outlook, main).read(language)
                ui.label(f"{say('Chance of a peak by 2030').read(language)}: {show_share(find_chance(main))}")
                ui.label(call).classes("pf-note")
            if name in session.saved:
                with ui.row().classes("gap-1 pf-noprint"):
                    use = ui.button(say("Use").read(language), on_click=lambda: session.restore(name))
                    use.props("dense outline size=sm")
                    ui.button(say("Remove").read(language), on_click=lambda: session.forget(name)).props(
                        "dense flat size=sm"
                    )

    def _show_answer(self, answer: Answer) -> None:
        """What an answer costs and meets; nothing before any effect is known."""
        if answer.is_undecided:
            return
        outcomes = answer.verification.outcomes
        met = sum(each.is_met for each in outcomes)
        ui.label(show_whole(answer.verification.cost_wan_yuan).read(self._language)).classes("pf-big")
        ui.label(f"{say('Targets met').read(self._language)} {met}/{len(outcomes)}")

    def _show_told(self, told: KeptAnswer) -> None:
        """The figures of an answer that was kept and not yet computed again."""
        language = self._language
        ui.label(show_whole(told.cost_wan_yuan).read(language)).classes("pf-big pf-late")
        ui.label(f"{say('Targets met').read(language)} {told.met}/{told.targets}").classes("pf-late")
        said = say("Kept from version {version}; computed again when you use it.", version=told.version)
        ui.label(f"{told.headline.read(language)} {said.read(language)}").classes("pf-note")


def _rename(projection: Projection, name: str) -> Projection:
    """The main pathway under the name of the scenario that leads to it."""
    pathway = projection.pathway.model_copy(update={"title_zh": name, "title_en": name})
    return replace(projection, pathway_name=name, pathway=pathway)
