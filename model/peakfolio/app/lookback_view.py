"""The tab that looks back: what was forecast, what came, how good the forecasts were, and what is missing."""

from collections.abc import Callable
from dataclasses import replace

from nicegui import run, ui

from peakfolio.app.dead_ends import Leads
from peakfolio.app.downloads import LOOKED_BACK, name_file
from peakfolio.app.errands import Errand, look_back
from peakfolio.app.helping import describe
from peakfolio.app.parts import TraceDialog, show_heading, show_points, show_table
from peakfolio.app.sessions import Session
from peakfolio.report.content import Table
from peakfolio.report.review.names import KNOWN_GRADES, show_outcome
from peakfolio.report.review.summary import describe_review
from peakfolio.report.review.tables import list_review_tables
from peakfolio.report.tracing import Trace, trace_row
from peakfolio.review.reviewing import Review
from peakfolio.words import NOTHING, Words, say, tell_at_desk

# What of each table decides; the files have all.
SHOWN = {
    "review_targets": ("indicator_id", "indicator", "asked", "asked_year", "interval_80", "chance", "year", "outcome", "result", "cause"),
    "review_breaks": ("indicator_id", "indicator", "since", "before", "after", "interval_80", "year", "outcome"),
    "review_scores": ("against", "cases", "right", "brier", "own_brier", "values", "error", "own_error"),
    "review_coverage": ("share", "count", "inside", "width"),
    "review_carbon": ("quantity", "years", "interval_80", "outcome", "in_80", "in_90"),
    "review_apart": ("indicator_id", "indicator", "year", "outcome", "why"),
    "review_missing": ("indicator_id", "indicator", "asked", "asked_year", "interval_80", "chance", "lack"),
    "review_totals": ("quantity", "place_zh", "year", "outcome"),
}  # fmt: skip
CASES, FOLDED = "review_targets", ("review_apart", "review_missing", "review_totals")
TRACED = {"review_targets", "review_breaks"}
HELPS = {
    "enter": say("Opens the table of outcomes: what came of each indicator, the year, the day it was published, and where it was read."),
    "stop": say("Ends looking back at once; what is asked at the left goes on."),
    "again": say("Looks back once more."),
    "files": say("Every table of this tab as CSV, and all of it as JSON, in a zip."),
}  # fmt: skip


class LookbackView:
    """Built once; ``refresh`` fills it from the session and looks back where the tab is open."""

    def __init__(self, session: Session, traces: TraceDialog, leads: Leads) -> None:
        self._session, self._traces, self._leads, self._language = session, traces, leads, session.language
        self._client = ui.context.client
        self._body = ui.column().classes("w-full gap-0")

    def refresh(self) -> None:
        """Shows what looking back found, or why nothing is there."""
        looker, errand = self._session.looker, look_back(self._session.folder)
        found = looker.find(errand)
        if (
            found is None
            and self._session.tab == "lookback"
            and not looker.is_due(errand)
            and not looker.is_stopped(errand)
        ):
            looker.ask(errand)
        self._body.clear()
        with self._body:
            if isinstance(found, Review):
                self._show(found)
            elif isinstance(found, Words):
                ui.label(found.read(self._language)).classes("pf-box pf-bad")
                self._offer_entering()
            else:
                self._wait(errand)

    def _wait(self, errand: Errand) -> None:
        """That it is being computed, with the way to stop it; or the way to begin."""
        looker, language = self._session.looker, self._language
        with ui.row().classes("pf-box w-full items-center gap-3").props('role="status"'):
            if not looker.is_due(errand):
                ui.label(say("Not computed yet.").read(language)).classes("pf-grow")
                self._button("again", say("Look back"), "history", lambda: looker.ask(errand))
                return
            ui.spinner(size="22px")
            said = say(
                "Looking back: the plan's targets are forecast from what its own date knew. With projects this takes up to half a minute."
            )
            ui.label(said.read(language)).classes("pf-grow")
            self._button("stop", say("Stop"), "stop", lambda: looker.stop(errand))

    def _show(self, review: Review) -> None:
        language, (first, *others) = self._language, describe_review(review)
        record = review.record
        is_bare = not (record.cases or record.broken)
        if is_bare and not record.apart and review.milestones:
            first = _say_no_outcome(review)
        ui.label(tell_at_desk(first).read(language)).classes("pf-box pf-headline").props('role="status"')
        if is_bare:
            self._offer_entering()
        tables = list_review_tables(review)
        self._show_table(review, tables[CASES].keep("is_last", (True,)))
        show_points(map(tell_at_desk, others), language)
        for name in SHOWN:
            if name != CASES and (name not in FOLDED or (is_bare and name == "review_missing")):
                self._show_table(review, tables[name])
        for name in FOLDED:
            if tables[name].rows and not (is_bare and name == "review_missing"):
                self._fold_table(review, tables[name])
        self._offer_files()

    def _offer_entering(self) -> None:
        """The way to the table of outcomes."""
        with ui.row().classes("gap-2 items-center pf-leads pf-noprint"):
            enter = self._button("enter", say("Enter outcomes"), "edit", lambda: self._leads.edit("outcomes"))
            enter.props(remove="outline").props("unelevated color=primary")

    def _offer_files(self) -> None:
        with ui.row().classes("gap-2 items-center pf-leads pf-noprint"):
            self._button("files", LOOKED_BACK.text, "download", self._hand_out)

    def _button(self, key: str, text: Words, icon: str, act: Callable[[], object]) -> ui.button:
        button = ui.button(text.read(self._language), icon=icon, on_click=act).props("dense no-caps outline")
        return describe(button.style("padding: 2px 10px"), HELPS[key], self._language)

    def _show_table(self, review: Review, table: Table) -> None:
        if not table.rows:
            return
        language = self._language
        show_heading(table.title, language)
        numbers = ("outcome",) if table.name in TRACED else ()

        def trace(key: str) -> None:
            self._traces.show(key, trace_outcome(review, key))

        show_table(table.pick(*SHOWN[table.name]), language, dict.fromkeys(numbers, trace), unbroken=("interval_80",))
        if table.note is not NOTHING:
            ui.label(table.note.read(language)).classes("pf-note")

    def _fold_table(self, review: Review, table: Table) -> None:
        text = say("{title} ({count})", title=table.title, count=len(table.rows)).read(self._language)
        with ui.expansion(text).classes("w-full pf-fold").props("dense"):
            show_table(table.pick(*SHOWN[table.name]), self._language, unbroken=("interval_80",))

    async def _hand_out(self) -> None:
        content = await run.io_bound(LOOKED_BACK.make, self._session)
        if content is not None and not self._client.is_deleted:
            with self._client:
                ui.download.content(content, name_file(self._session, LOOKED_BACK))


def trace_outcome(review: Review, key: str) -> tuple[Trace, ...]:
    """Where the outcomes of an indicator were read, each with the words of its source."""
    plan, record = review.plan, review.record
    rows = [each.outcome for each in record.cases] + [each.outcome for each in record.broken]
    return tuple(
        replace(
            trace_row(plan, row, plan.indicator_by_id[key].name, show_outcome(plan, key, row.value, row.state)),
            basis=say(
                "{grade}, published {day}, value of {year}",
                grade=KNOWN_GRADES[row.grade],
                day=row.known_on,
                year=str(row.year),
            ),
            reasoning=say("Read at {address}", address=row.address) if row.address else NOTHING,
        )
        for row in rows
        if row.indicator_id == key
    )


def _say_no_outcome(review: Review) -> Words:
    return say(
        "{place}: no outcome of its targets is entered yet, so no forecast can be scored. What is missing: of each target the value that "
        "came, the day it was published, and where. The list below names the targets.",
        place=review.plan.settings.region.name,
    )
