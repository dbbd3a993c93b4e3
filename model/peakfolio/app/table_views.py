"""The two tabs with tables that answer and ask at once: projects with their locks, targets with their numbers."""

from nicegui import events, ui

from peakfolio.app.dead_ends import Leads, show_lack
from peakfolio.app.downloads import gather_facts
from peakfolio.app.parts import TraceDialog, show_table
from peakfolio.app.rows import (
    LOCKS,
    Rows,
    list_projects,
    list_targets,
    list_targets_alone,
    make_lock_table,
    make_target_table,
    set_lock,
    set_target,
)
from peakfolio.app.sessions import Session
from peakfolio.report.chapters.brief import find_options
from peakfolio.report.delivery.tracing import trace_chance
from peakfolio.report.tracing import trace_indicator, trace_project
from peakfolio.words import Language, Words, say, show_share

# what a control is called aloud is written by the browser, which knows the name of the row
NAME = "${props.row.name}"
LOCK_CELL = """
<q-td :props="props"><select class="pf-select" :aria-label="`%s`" :value="props.row.lock"
@change="(event) => $parent.$emit('lock', [props.row.id, event.target.value])">%s</select></q-td>
"""
COUNTS_CELL = """
<q-td :props="props"><input type="checkbox" :aria-label="`%s`" :checked="props.row.counts"
@change="(event) => $parent.$emit('counts', [props.row.id, event.target.checked])"></q-td>
"""
TARGET_CELL = """
<q-td :props="props"><span v-if="!props.row.can_edit">{{ props.value }}</span><span v-else class="pf-asked">{{ props.value }}
<input type="number" step="any" class="pf-input" :aria-label="`%s`" :value="props.row.edited" placeholder="%s"
@change="(event) => $parent.$emit('value', [props.row.id, event.target.value])"></span></q-td>
"""
STATUS_CELL = (
    '<q-td :props="props"><span :class="\'pf-status-\' + props.row.status_code">{{ props.value }}</span></q-td>'
)
ROLE_CELL = '<q-td :props="props"><span :class="\'pf-role-\' + props.row.role_code">{{ props.value }}</span></q-td>'


TARGET_HINT = say(
    "Not met first. The box takes another number in the plan's place, in the unit of its row; Enter solves anew, empty is the plan's own. "
    "Where only 'better' is asked any improvement counts, however small; as many digits are shown as tell it. Unticked, a target does not "
    "count."
)


def make_search(table: ui.table, language: Language) -> None:
    """A field whose words filter a table."""
    field = ui.input(label=say("Search").read(language)).props("dense clearable").classes("pf-noprint")
    field.bind_value_to(table, "filter", forward=lambda text: text or "")


class ProjectView:
    """Every project: its cost, its years, the decision with the reason, and a lock."""

    def __init__(self, session: Session, traces: TraceDialog, leads: Leads) -> None:
        self._session, self._language = session, session.language
        language = session.language
        self._lack = ui.column().classes("w-full gap-0")
        self._leads = leads
        self._bar = ui.row().classes("w-full items-center gap-4 pf-noprint")
        self._table = show_table(
            make_lock_table(session.plan, session.scenario, session.found.answer),
            language,
            {"cost_wan_yuan": lambda key: traces.show(key, trace_project(session.plan, key))},
            unbroken=("printed_years", "years"),
        )
        with self._bar:
            make_search(self._table, language)
            categories = {"": say("all").read(language)}
            categories |= {row["category_zh_code"]: row["category_zh"] for row in self._list()}
            self._category = ui.select(
                categories, value="", label=say("Category").read(language), on_change=self.refresh
            )
            self._category.props("dense").style("min-width: 220px")
        options = "".join(f'<option value="{lock}">{words.read(language)}</option>' for lock, words in LOCKS.items())
        self._table.add_slot("body-cell-role", ROLE_CELL)
        self._table.add_slot("body-cell-lock", LOCK_CELL % (say("Lock {name}", name=NAME).read(language), options))
        self._table.on("lock", self._lock)
        self.refresh()

    def refresh(self) -> None:
        """Shows the decisions known by now."""
        self._lack.clear()
        with self._lack:
            show_lack(self._session, self._leads)
        for part in (self._bar, self._table):
            part.set_visibility(bool(self._session.plan.projects))
        self._table.rows = [row for row in self._list() if self._category.value in ("", row["category_zh_code"])]
        self._table.update()

    def _list(self) -> Rows:
        return list_projects(self._session.plan, self._session.scenario, self._session.found.answer, self._language)

    def _lock(self, event: events.GenericEventArguments) -> None:
        key, lock = event.args
        if lock in LOCKS and (key in self._session.plan.project_by_id or key in self._session.plan.measure_by_id):
            self._session.change(set_lock(self._session.scenario, key, lock))


class TargetView:
    """Every target of the milestone: what it asks, where it ends, whether it counts, and a field for another number."""

    def __init__(self, session: Session, traces: TraceDialog, leads: Leads) -> None:
        self._session, self._language, self._traces = session, session.language, traces
        self._leads, self._lack = leads, ui.column().classes("w-full gap-0")
        self._bar = ui.row().classes("w-full items-center gap-4")
        table = make_target_table(None, session.scenario)
        is_told = any(row.nature != "unstated" for row in session.plan.indicators)
        self._table = show_table(
            table
            if is_told
            else table.drop("nature"),  # where the plan tells no nature, a column of nothing takes the others' room
            session.language,
            {"base": self._trace, "reached": self._trace, "sure": self._trace_chance},
            unbroken=("nature",),
        )
        with self._bar:
            make_search(self._table, session.language)
            ui.label(TARGET_HINT.read(session.language)).classes("pf-note pf-grow")
        asked = say("Target of {name}", name=NAME), say("other")
        self._table.add_slot("body-cell-counts", self._name(COUNTS_CELL, say("Whether {name} counts", name=NAME)))
        self._table.add_slot("body-cell-target", self._name(TARGET_CELL, *asked))
        self._table.add_slot("body-cell-status", STATUS_CELL)
        self._table.on("counts", self._count)
        self._table.on("value", self._set)

    def refresh(self) -> None:
        """Shows the targets of the answer known by now; without an answer those of the one before, so that one can be taken back."""
        session, found = self._session, self._session.found
        self._lack.clear()
        with self._lack:
            is_lacking = show_lack(session, self._leads)
        for part in (self._table, self._bar):
            part.set_visibility(not is_lacking)
        facts = gather_facts(session, found)
        if found.answer is not None and facts is not None:
            self._table.rows = list_targets(found.answer, session.scenario, self._language, find_options(facts))
        elif session.before is not None:
            self._table.rows = list_targets_alone(session.before, session.scenario, self._language)
        else:
            self._table.rows = []
        self._table.update()

    def _name(self, cell: str, *words: Words) -> str:
        return cell % tuple(each.read(self._language) for each in words)

    def _trace(self, key: str) -> None:
        self._traces.show(key, trace_indicator(self._session.plan, key, self._session.found.answer))

    def _trace_chance(self, key: str) -> None:
        outlook = self._session.found.delivery
        if outlook is not None:
            intro = say(
                "Of {runs} draws of delays and effects together, the share in which the target is met by the end of {year}. By dates "
                "alone, with the effects as reckoned, it is {chance}. The dates rest on:",
                runs=outlook.settings.runs,
                year=outlook.milestone,
                chance=show_share(outlook.chosen.meeting.chances.get(key, 0.0)),
            ).read(self._language)
            self._traces.show(key, trace_chance(outlook, key), intro)

    def _count(self, event: events.GenericEventArguments) -> None:
        key, counts = event.args
        self._session.change(set_target(self._session.scenario, str(key), counts=bool(counts)))

    def _set(self, event: events.GenericEventArguments) -> None:
        key, text = event.args
        scenario = self._session.scenario
        if str(text).strip():
            self._session.change(set_target(scenario, str(key), value=float(text)))
        else:
            rest = {name: value for name, value in scenario.target_values.items() if name != key}
            self._session.change(scenario.model_copy(update={"target_values": rest}))
