"""The tab that plans again: from where the county stands on a day, what becomes of each project, and what must start now."""

import re
from collections.abc import Callable
from datetime import date

from nicegui import run, ui

from peakfolio.app.dead_ends import Leads, find_lack, show_lack
from peakfolio.app.downloads import PLANNED_AGAIN, name_file
from peakfolio.app.errands import Errand
from peakfolio.app.helping import describe, explain
from peakfolio.app.parts import TraceDialog, show_heading, show_points, show_table
from peakfolio.app.sessions import Session
from peakfolio.plan.days import DAY
from peakfolio.plan.standing import Silent
from peakfolio.replan.replanning import Asked, Replan
from peakfolio.report.content import Table
from peakfolio.report.replan_tables import RESULTS, list_replan_tables, shorten_tables
from peakfolio.report.replanning import (
    say_answer,
    say_carried,
    say_changes,
    say_lacks,
    say_money,
    say_reading,
    say_starts,
)
from peakfolio.report.standpoint import say_standpoint
from peakfolio.report.tracing import trace_project
from peakfolio.words import NOTHING, Words, say, tell_at_desk

YEAR = re.compile(r"20[0-9]{2}")
SILENT: dict[Silent, Words] = {"planned": say("as not begun"), "done": say("as built as printed")}
STANDS = "replan_targets"
STAND_COLUMNS = ("indicator_id", "name", "milestone", "carried_from", "asked", "stands", "of", "result")
LEFT_OUT = say("Targets that are met today are left out; the files hold them.")
HELPS = {
    "day": say("The day from which the plan is looked at: 2026-11-03, 2026-11 or 2026. What was published by then counts; nothing later does."),
    "milestones": say("The years whose targets are to be met together; another year can be typed. Empty: those of the plan still to come."),
    "silent": say("What is assumed of projects that should have begun and of which nothing is entered. The result also names the other reading."),
    "again": say(
        "Asks the question at the left anew from that day: what is built costs nothing more, what came takes the place of what was foreseen."
    ),
    "enter": say("Opens the table of progress: the state of each project, its years, the money spent and still to come."),
    "stop": say("Ends planning again at once; what is asked at the left goes on."),
    "files": say("Every table of this tab as CSV, and all of it as JSON, in a zip."),
}  # fmt: skip


class TodayView:
    """Built once; ``refresh`` fills it from the session. It is computed when the button is pressed."""

    def __init__(self, session: Session, traces: TraceDialog, leads: Leads) -> None:
        self._session, self._traces, self._leads, self._language = session, traces, leads, session.language
        self._client = ui.context.client
        self._form = ui.row().classes("pf-box w-full items-center gap-3 pf-noprint pf-asking")
        self._body = ui.column().classes("w-full gap-0")
        self._shown_for = session.folder
        self._build_form()

    def _build_form(self) -> None:
        """The fields of what is asked, as they were last asked of this plan."""
        language, errand = self._language, self._session.looker.asked
        had = errand.asked if errand is not None and errand.folder == self._session.folder else None
        self._form.clear()
        with self._form:
            self._day = ui.input(
                say("As of").read(language),
                value=date.today().strftime("%Y-%m") if had is None else had.day,
                validation={say("Write such as 2026-11.").read(language): lambda said: bool(DAY.fullmatch(said or ""))},
            )
            self._milestones = ui.select(
                self._list_years(had),
                value=[] if had is None else list(map(str, had.milestones)),
                label=say("Years to be met").read(language),
                multiple=True,
                new_value_mode="add-unique",
            ).props("use-chips")
            self._silent = ui.select(
                {key: words.read(language) for key, words in SILENT.items()},
                value="planned" if had is None else had.silent,
                label=say("Projects without a report").read(language),
            )
            named = {
                "day": (self._day, say("As of"), 150),
                "milestones": (self._milestones, say("Years to be met"), 250),
                "silent": (self._silent, say("Projects without a report"), 210),
            }
            for key, (field, name, width) in named.items():
                with ui.element("div").style(f"width: {width}px"):
                    explain(field.props("dense hide-bottom-space"), HELPS[key], name, language)
            self._button("again", say("Plan again"), "update", self._ask).props(remove="outline").props(
                "unelevated color=primary"
            )
            self._button("enter", say("Enter progress of projects"), "edit", lambda: self._leads.edit("progress"))

    def _list_years(self, had: Asked | None) -> list[str]:
        """The years of which the plan asks something and that are not past, and those typed before."""
        plan, now = self._session.plan, date.today().year
        years = {row.year for row in plan.targets if row.is_used and row.year is not None and row.year >= now}
        years |= {each for each in (2030, 2035) if now <= each}
        return [str(each) for each in sorted({*years, *(() if had is None else had.milestones)})]

    def _ask(self) -> None:
        language = self._language
        day, typed = str(self._day.value or "").strip(), [str(each).strip() for each in self._milestones.value or ()]
        if not DAY.fullmatch(day):
            ui.notify(say("The day is not understood: write such as 2026-11.").read(language), type="warning")
            return
        bad = [each for each in typed if not YEAR.fullmatch(each)]
        if bad:
            ui.notify(say("{year} is no year; write such as 2030.", year=bad[0]).read(language), type="warning")
            return
        asked = Asked(day, tuple(sorted({int(each) for each in typed})), silent=self._silent.value)
        session = self._session
        session.looker.ask(Errand(session.folder, day, asked, session.scenario))

    def refresh(self) -> None:
        """Shows what planning again found, or what it would do."""
        session, looker, language = self._session, self._session.looker, self._language
        errand = looker.asked
        if self._shown_for != session.folder:
            self._shown_for = session.folder
            self._build_form()
        self._body.clear()
        with self._body:
            if errand is None or errand.folder != session.folder:
                self._say_what_it_does(
                    is_amended=errand is not None
                    and session.is_uploaded
                    and errand.folder.parent == session.folder.parent
                )
                return
            found = looker.find(errand)
            if errand.scenario != session.scenario:
                said = say("What is asked at the left has changed since; Plan again takes it in.")
                ui.label(said.read(language)).classes("pf-box pf-warn").props('role="note"')
            if isinstance(found, Replan):
                self._show(found)
            elif isinstance(found, Words):
                ui.label(found.read(language)).classes("pf-box pf-bad").props('role="alert"')
            else:
                self._wait(errand)

    def _say_what_it_does(self, *, is_amended: bool) -> None:
        said = say(
            "Plan again asks the question at the left from a later day: outcomes take the place of what was foreseen, money that is spent "
            "chooses nothing, and each project of the former answer is kept, moved or dropped, with the reason."
        )
        if is_amended:
            ui.label(say("The plan has changed since; press Plan again.").read(self._language)).classes(
                "pf-box pf-warn"
            )
        ui.label(said.read(self._language)).classes("pf-box").props('role="status"')

    def _wait(self, errand: Errand) -> None:
        looker, language = self._session.looker, self._language
        with ui.row().classes("pf-box w-full items-center gap-3").props('role="status"'):
            if not looker.is_due(errand):
                ui.label(say("Stopped; press Plan again.").read(language))
                return
            ui.spinner(size="22px")
            ui.label(say("Planning again ...").read(language)).classes("pf-grow")
            self._button("stop", say("Stop"), "stop", lambda: looker.stop(errand))

    def _show(self, found: Replan) -> None:
        language, session = self._language, self._session
        ui.label(tell_at_desk(say_answer(found)).read(language)).classes("pf-box pf-headline").props('role="status"')
        show_points(map(tell_at_desk, self._list_rest(found)), language)
        show_lack(session, self._leads)
        for table in _list_shown(found):
            self._show_table(found, table)
        with ui.row().classes("gap-2 items-center pf-leads pf-noprint"):
            self._button("files", PLANNED_AGAIN.text, "download", self._hand_out)

    def _list_rest(self, found: Replan) -> list[Words]:
        """The sentences behind the answer; what a plan without costs lacks is said below, with the ways to fill it in."""
        lacks = () if find_lack(self._session.plan) is not None else _list_lacks(found)
        parts = (say_starts, say_changes, say_reading, say_money, say_carried)
        return [say_standpoint(found.now.standing.plan), *(each for part in parts for each in part(found)), *lacks]

    def _show_table(self, found: Replan, table: Table) -> None:
        if not table.rows:
            return
        show_heading(table.title, self._language)
        numbers = [each.key for each in table.columns if each.key in ("to_come_wan_yuan", "cost_wan_yuan")]

        def trace(key: str) -> None:
            self._traces.show(key, trace_project(found.written, key))

        show_table(table, self._language, dict.fromkeys(numbers, trace))
        note = LEFT_OUT if table.name == STANDS else table.note
        if note is not NOTHING:
            ui.label(note.read(self._language)).classes("pf-note")

    def _button(self, key: str, text: Words, icon: str, act: Callable[[], object]) -> ui.button:
        button = ui.button(text.read(self._language), icon=icon, on_click=act).props("dense no-caps outline")
        return describe(button.style("padding: 2px 10px"), HELPS[key], self._language)

    async def _hand_out(self) -> None:
        content = await run.io_bound(PLANNED_AGAIN.make, self._session)
        if content is not None and not self._client.is_deleted:
            with self._client:
                ui.download.content(content, name_file(self._session, PLANNED_AGAIN))


def _list_shown(found: Replan) -> list[Table]:
    """What the command line shows, and of each open target also what is asked."""
    whole = {each.name: each for each in list_replan_tables(found)}
    still_open = whole[STANDS].keep("result", [key for key in RESULTS if key != "met"]).pick(*STAND_COLUMNS)
    return [still_open if each.name == STANDS else each for each in shorten_tables(found)]


def _list_lacks(found: Replan) -> tuple[Words, ...]:
    """Why there is no portfolio and what is missing for one, without the names of files."""
    said = tuple(say_lacks(found))
    first = said[: len(said) - len(found.lacks)] if len(said) >= len(found.lacks) else said
    missing = [say("Missing for a portfolio: {said}.", said=each.said) for each in found.lacks]
    return (*first, *missing[: len(said) - len(first)])
