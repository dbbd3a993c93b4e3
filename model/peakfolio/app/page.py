"""One open page: head, scenario panel, tabs, and the clock that looks for news."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nicegui import ui

from peakfolio.app.answer_view import AnswerView
from peakfolio.app.carbon_view import CarbonView
from peakfolio.app.chain_view import ChainView
from peakfolio.app.compare_view import CompareView
from peakfolio.app.dead_ends import GRID_TABS, Leads, find_lack
from peakfolio.app.delivery_view import DeliveryView
from peakfolio.app.download_view import DownloadView
from peakfolio.app.found import MOST_NAME
from peakfolio.app.helping import describe
from peakfolio.app.lookback_view import LookbackView
from peakfolio.app.overview import show_overview
from peakfolio.app.own.edit_view import EditMode, EditShelf
from peakfolio.app.own.review_view import ReviewView
from peakfolio.app.own.wizard import Wizard
from peakfolio.app.own_plans import UPLOADED, name_entries
from peakfolio.app.page_words import ASKING_TABS, HELPS, STAGE_WORDS, TABS, TITLE
from peakfolio.app.panel import Panel
from peakfolio.app.parts import TraceDialog, end_dialog, lay_dialog, name_part
from peakfolio.app.plans_dialog import PlansDialog
from peakfolio.app.rows import name_key
from peakfolio.app.sessions import Session, open_region
from peakfolio.app.table_views import ProjectView, TargetView
from peakfolio.app.today_view import TodayView
from peakfolio.app.upload_dialog import UploadDialog
from peakfolio.errors import PeakfolioError
from peakfolio.report.names import STEPS
from peakfolio.words import Name, Words, say

LOOK_SECONDS = 0.05  # an answer of a tenth of a second is to feel immediate
NO_NAME = " \t=@+-"  # a spreadsheet would take a name that begins so for a formula
NEVER = -1  # a version of the session that no page has seen


@dataclass(frozen=True)
class Part:
    """A part of a page: what it shows, and how it is drawn afresh once that has changed."""

    find: Callable[[], tuple[object, ...]]
    draw: Callable[[], None]


class Page:
    """Everything on one page of one session; several pages of a session show the same."""

    def __init__(self, session: Session, regions: Mapping[str, Words]) -> None:
        self._session, self._language, self._regions = session, session.language, regions
        self._line = session.line
        self._seen, self._is_picture_due, self._is_stale = NEVER, False, False
        self._stage = "answer"
        self._shown: Mapping[str, tuple[object, ...]]
        self._traces = TraceDialog(
            session.language, ChainView(session).show, lambda key: name_key(session.plan, key, session.language)
        )
        self._wizard = Wizard(session)
        self._upload = UploadDialog(session, self._wizard.open)
        self._plans = PlansDialog(session, self._refresh_plans)
        self._leads = Leads(self._open_tab, self._edit, self._plans.open, self._wizard.open)
        ui.link(say("Skip to the answer").read(session.language), "#answer").classes("pf-skip")
        ui.page_title(self._name_page())
        self._build_head()
        with ui.element("div").classes("pf-body"):
            with name_part(ui.element("aside").classes("pf-panel"), say("Scenario").read(session.language)):
                self._panel = Panel(session, ui.notify)
            with ui.element("div").classes("pf-main").props("id=answer"):
                self._build_tabs()
        self._refresh_overview()
        self._shown = {"overview": (session.opened,)}
        self._parts = self._list_parts()
        self._clock = ui.timer(LOOK_SECONDS, self._look)
        if session.tab == "review":
            ui.timer(LOOK_SECONDS, self._review.open, once=True)

    def _name_page(self) -> str:
        """The title of the browser's tab: which plan it is, of several that may be open."""
        return f"{self._session.plan.settings.region.name.read(self._language)} - peakfolio"

    def _build_head(self) -> None:
        language, session = self._language, self._session
        with ui.element("header").classes("pf-head"):
            ui.html(f"<h1>peakfolio <span>{TITLE.read(language)}</span></h1>", sanitize=False)
            names, current = self._name_plans()
            self._plan = ui.select(
                names, value=current, label=say("Plan").read(language), on_change=lambda event: self._open(event.value)
            )
            describe(self._plan.props("dense borderless"), HELPS["plan"], language)
            mine = ui.button(icon="folder_open", on_click=self._plans.open).props("flat dense color=white")
            describe(name_part(mine, say("My plans").read(language)), HELPS["mine"], language)
            for key, label, action, icon in (
                ("county", say("New county"), self._wizard.open, "add_location_alt"),
                ("upload", say("Upload / template"), self._upload.open, "upload_file"),
                ("undo", say("Undo"), self._undo, "undo"),
                ("save", say("Save scenario"), self._save, "bookmark_add"),
                ("print", say("Print"), lambda: ui.run_javascript("window.print()"), "print"),
            ):
                button = ui.button(label.read(language), icon=icon, on_click=action).props("flat dense color=white")
                describe(button, HELPS[key], language)
            switch = ui.button(Name("English", "中文").read(language), on_click=self._switch_language)
            name_part(switch.props("flat dense color=white"), say("Switch to Chinese").read(language))
            describe(switch, HELPS["language"], language)
            self._state = ui.label().classes("pf-state").props('role="status" aria-live="polite"')
            stop = ui.button(say("Stop").read(language), icon="stop", on_click=session.stop)
            self._stop = describe(stop.props("dense unelevated color=negative"), HELPS["stop"], language)

    def _build_tabs(self) -> None:
        session, language, leads = self._session, self._language, self._leads
        self._grids: dict[str, EditMode] = {}
        with ui.tabs().props("align=left dense no-caps").classes("w-full") as tabs:
            for key, name in TABS.items():
                ui.tab(key, label=name.read(language))
        self._tabs = ui.tab_panels(tabs, value=session.tab, on_change=self._remember_tab).classes("w-full")
        self._tabs.props(":animated=false")
        with self._tabs:
            with ui.tab_panel("overview"):
                self._overview = ui.column().classes("w-full gap-0")
            with ui.tab_panel("answer"):
                self._answer = AnswerView(session, self._traces, leads)
            with ui.tab_panel("projects"), self._add_grid("projects"):
                self._projects = ProjectView(session, self._traces, leads)
            with ui.tab_panel("targets"), self._add_grid("targets"):
                self._targets = TargetView(session, self._traces, leads)
            with ui.tab_panel("review"), self._add_grid("effects"):
                self._review = ReviewView(session, self._traces, leads)
            with ui.tab_panel("delivery"):
                self._delivery = DeliveryView(session, self._traces, leads)
            with ui.tab_panel("carbon"):
                self._carbon = CarbonView(session, self._traces, leads)
            with ui.tab_panel("lookback"), self._add_grids("outcomes", "observed", "breaks"):
                self._lookback = LookbackView(session, self._traces, leads)
            with ui.tab_panel("today"), self._add_grids("progress"):
                self._today = TodayView(session, self._traces, leads)
            with ui.tab_panel("compare"):
                self._compare = CompareView(session, leads)
            with ui.tab_panel("download"):
                self._download = DownloadView(session)

    def _open_tab(self, name: str) -> None:
        self._tabs.value = name

    def _add_grid(self, table: str) -> EditMode:
        """The switch of a tab between what one reads and the grid one writes into."""
        self._grids[table] = EditMode(self._session, table)
        return self._grids[table]

    def _add_grids(self, *tables: str) -> EditShelf:
        """The switches of a tab between what one reads and several grids."""
        shelf = EditShelf(self._session, tables)
        self._grids |= shelf.modes
        return shelf

    def _edit(self, table: str) -> None:
        """The tab of a table, with the grid one writes into."""
        self._tabs.value = GRID_TABS[table]
        self._grids[table].open()

    def _list_parts(self) -> Mapping[str, Part]:
        """The parts that follow what is asked and found, in the order in which they are drawn."""
        session = self._session

        def come(found: object) -> tuple[object, ...]:  # what is not there yet says why
            return found, found is None and session.is_busy

        return {
            "overview": Part(lambda: (session.opened,), self._follow_plan),
            "answer": Part(lambda: (session.found.answer, session.found.refusal, session.found.is_stopped), self._refresh_answer),
            "yardsticks": Part(lambda: (session.found.answer, session.found.refusal, session.is_busy), lambda: self._yardsticks.refresh()),
            "review": Part(lambda: (session.found.answer, session.found.refusal, session.found.delivery), self._review.refresh_answer),
            "frontier": Part(lambda: come(session.found.frontier), self._refresh_frontier),
            "carbon": Part(lambda: come(session.found.outlook), self._carbon.refresh),
            "switches": Part(lambda: come(session.found.switches), self._answer.refresh_rest),
            "delivery": Part(lambda: (*come(session.found.delivery), session.found.answer), self._refresh_delivery),
            "brief": Part(lambda: (session.found.answer, session.found.refusal, session.found.delivery, session.found.outlook,
                                   session.found.information, session.is_busy), self._refresh_brief),
            "compare": Part(lambda: (session.found.answer, session.found.outlook, session.found.delivery,
                                     tuple(session.saved)), self._compare.refresh),
            "lookback": Part(lambda: (session.opened, session.looker.version), self._lookback.refresh),
            "today": Part(lambda: (session.opened, session.scenario, session.looker.version), self._today.refresh),
            "panel": Part(lambda: (session.scenario, session.scenario_name), self._panel.refresh),
            "download": Part(lambda: (session.written, session.unwritten, session.is_writing, session.found.answer,
                                      session.found.outlook, session.found.delivery, session.is_busy, session.scenario), self._download.refresh),
        }  # fmt: skip

    def _look(self) -> None:
        """Takes in news and shows what changed, part by part."""
        session = self._session
        if session.line != self._line or session.language != self._language:
            self._clock.deactivate()
            ui.navigate.reload()
            return
        if not session.is_asked:
            session.ask()
        session.look()
        self._show_state()
        if self._is_picture_due:
            self._refresh_pictures()
        if session.version != self._seen:
            self._show_news()

    def _show_news(self) -> None:
        is_first, self._seen = self._seen == NEVER, self._session.version
        before, self._shown = self._shown, {name: part.find() for name, part in self._parts.items()}
        changed = [name for name, found in self._shown.items() if not _is_same(before.get(name), found)]
        for name in changed:
            self._parts[name].draw()
        if "panel" in changed and not is_first and self._session.tab not in ASKING_TABS:
            self._tabs.value = "answer"

    def _follow_plan(self) -> None:
        """The plan was amended, maybe into a copy of the user's own: what it says, its name, and the grids that are open."""
        self._refresh_overview()
        self._refresh_plans()
        ui.page_title(self._name_page())
        with self._overview:
            for grid in (each for each in self._grids.values() if each.is_open):
                ui.timer(LOOK_SECONDS, grid.refresh, once=True)

    def _refresh_overview(self) -> None:
        """What the plan says, anew once it was amended; a shipped plan has become one's own copy then."""
        self._refresh_plans()
        self._overview.clear()
        with self._overview:
            if not self._session.is_uploaded:
                self._invite()
            self._yardsticks = show_overview(self._session, self._traces)

    def _invite(self) -> None:
        """What a planner with a plan of their own can do; on the first page, while a shipped plan is open."""
        with ui.row().classes("pf-box w-full items-center gap-3 pf-noprint").style("margin: 0 0 8px"):
            said = say(
                "Your own county: drop its plan in Word or PDF and its lists in Excel, and see where every indicator stands."
            )
            ui.label(said.read(self._language)).classes("pf-grow")
            begin = ui.button(say("New county").read(self._language), on_click=self._wizard.open)
            begin.props("unelevated color=primary dense padding='2px 12px'")

    def _refresh_answer(self) -> None:
        """An answer on its way leaves the one before on the page."""
        if self._session.is_busy and self._session.found.answer is None and self._session.found.refusal is None:
            return
        self._answer.refresh_words()
        self._is_picture_due = True

    def _refresh_brief(self) -> None:
        """The page to decide by, which grows with what is found; an answer on its way leaves the one before on the page."""
        if self._session.is_busy and self._session.found.answer is None and self._session.found.refusal is None:
            return
        self._answer.refresh_brief()

    def _refresh_frontier(self) -> None:
        """What money buys, and with it the length of the slider."""
        self._answer.refresh_frontier()
        self._panel.fit_slider()

    def _refresh_delivery(self) -> None:
        """Delivery comes last; the targets then get their probabilities."""
        self._delivery.refresh()
        if self._session.found.delivery is not None:
            self._targets.refresh()

    def _refresh_pictures(self) -> None:
        """Pictures and tables, one look after the words."""
        self._is_picture_due = False
        self._answer.refresh_pictures()
        self._projects.refresh()
        self._targets.refresh()

    def _show_state(self) -> None:
        session, language = self._session, self._language
        self._stop.set_visibility(session.is_busy)
        self._panel.offer_again(session.is_interrupted)
        is_stale = session.found.answer is None and session.found.refusal is None and session.is_busy
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self._tabs.classes(**{"add" if is_stale else "remove": "pf-stale"})
            if is_stale:
                self._answer.mark_former()
        before = session.count_before()
        if session.unkept is not None:
            self._state.text = session.unkept.read(language)
        elif before is not None:
            self._state.text = say("Waiting for a place to compute, {count} before you", count=before).read(language)
        elif session.is_busy:
            self._state.text = say("Computing: {step}", step=self._name_step(session.step)).read(language)
        else:
            self._state.text = self._say_end().read(language)

    def _say_end(self) -> Words:
        """What became of the question: on every tab it is seen where there is no answer."""
        found = self._session.found
        if found.is_stopped:
            return say("Stopped; what was found so far is kept.")
        is_refused = found.refusal is not None and find_lack(self._session.plan) is None
        return say("No answer; the tab Answer says why") if is_refused else say("Ready")

    def _name_step(self, step: str) -> str:
        if step in STEPS:
            return STEPS[step].read(self._language)
        if step in self._session.plan.settings.pathways:
            pathway = self._session.plan.settings.pathways[step]
            return pathway.title_zh if self._language == "zh" else pathway.title_en
        if step in STAGE_WORDS:
            self._stage = step
        elif self._stage == "answer":
            return say("choosing").read(self._language)
        return STAGE_WORDS[self._stage].read(self._language)  # steps inside delivery have no name of their own

    def _name_plans(self) -> tuple[dict[str, str], str]:
        """The entries of the choice of plans, and which one is open."""
        entries, current = name_entries(self._session, self._regions)
        names = {key: name.read(self._language) for key, name in entries.items()}
        if UPLOADED in names:
            names[UPLOADED] = f"{names[UPLOADED]} {say('(uploaded)').read(self._language)}"
        return names, current

    def _refresh_plans(self) -> None:
        names, current = self._name_plans()
        self._plan.set_options(names, value=current)

    async def _open(self, name: str) -> None:
        if name == self._name_plans()[1]:
            return
        if name not in self._regions:
            if not await self._plans.open_plan(name):
                self._refresh_plans()
            return
        try:
            opened = open_region(name)
        except PeakfolioError as error:
            ui.notify(
                f"{say('This plan cannot be read; the one before stays open.').read(self._language)} {error.read(self._language)}",
                type="negative",
                multi_line=True,
                timeout=0,
                close_button=say("Close").read(self._language),
            )
            self._refresh_plans()
            return
        self._session.open_plan(opened)

    def _undo(self) -> None:
        self._session.undo()

    def _save(self) -> None:
        session, language = self._session, self._language
        number = len(session.saved) + 1
        while (name := say("Scenario {number}", number=number).read(language)) in session.saved:
            number += 1
        with lay_dialog(say("Save scenario"), language) as dialog:
            ui.label(HELPS["save"].read(language)).classes("pf-note")
            field = ui.input(label=say("Save as").read(language), value=name).props(f"autofocus maxlength={MOST_NAME}")

            def keep() -> None:
                kept = (field.value or name).strip(NO_NAME)[:MOST_NAME] or name
                session.save(kept)
                dialog.close()
                ui.notify(say("Saved: {name}", name=kept).read(language))

            field.classes("w-full").on("keydown.enter", keep)
            end_dialog(dialog, (say("Save scenario"), keep), language)
        dialog.open()

    def _switch_language(self) -> None:
        self._session.language = "en" if self._language == "zh" else "zh"

    async def _remember_tab(self) -> None:
        self._session.tab = str(self._tabs.value)
        if self._session.tab == "review":
            await self._review.open()
        if self._session.tab == "lookback":
            self._lookback.refresh()


def _is_same(one: tuple[object, ...] | None, other: tuple[object, ...]) -> bool:
    """Whether two tuples hold the very same things; large findings are not compared by value."""
    if one is None or len(one) != len(other):
        return False
    return all(a is b or (isinstance(a, str | Path | bool | tuple) and a == b) for a, b in zip(one, other, strict=True))
