"""The first tab: what the plan says before anything is asked of it."""

from nicegui import ui

from peakfolio.app.figures import plot_categories, plot_statuses
from peakfolio.app.parts import Plot, TraceDialog, make_number_cell, make_table
from peakfolio.app.rows import list_findings
from peakfolio.app.sessions import Session
from peakfolio.app.texts import read_text
from peakfolio.plan.audit import Finding
from peakfolio.plan.words import ASKED, STANDARDS
from peakfolio.portfolio.posing import choose_standard
from peakfolio.results.assessment_text import describe_assessment
from peakfolio.results.documents.standing import list_indicators
from peakfolio.results.documents.voice import Voice
from peakfolio.results.tracing import trace_category, trace_places, trace_status, trace_whole
from peakfolio.results.wording import name_category, show_money
from peakfolio.words import format_number, say


def show_overview(session: Session, traces: TraceDialog) -> None:
    """Counts, the two pictures, the assessment in sentences, and what the audit found."""
    plan, language = session.plan, session.language
    assessment, findings = session.opened.assessment, session.opened.findings
    title = plan.settings.years.title_zh if language == "zh" else plan.settings.years.title_en
    ui.label(title).classes("pf-headline pf-strong")
    _show_counts(session, findings)
    with ui.element("div").classes("pf-two"):
        statuses = Plot(
            lambda status: traces.show(read_text("status", language), trace_status(assessment, plan, str(status)))
        )
        statuses.show(plot_statuses(assessment, language), read_text("indicators_by_status", language))
        if any(row.cost_wan_yuan is not None for row in plan.projects):
            money = Plot(
                lambda name: traces.show(name_category(str(name)).read(language), trace_category(plan, str(name)))
            )
            money.show(plot_categories(plan, language), read_text("money_by_category", language))
    with ui.element("div").classes("pf-box"):
        for sentence in describe_assessment(plan, assessment):
            ui.label(sentence.read(language))
        judged, asked = plan.settings.assessment.standards[0], choose_standard(plan, session.scenario)
        if judged != asked:
            names = {"judged": STANDARDS[judged].read(language), "asked": ASKED[asked].read(language)}
            ui.label(read_text("two_standards", language, **names))
    ui.html(f"<h2>{read_text('indicators_asked', language)}</h2>", sanitize=False)
    _show_indicators(session, traces)
    ui.html(f"<h2>{read_text('findings', language)}</h2>", sanitize=False)
    _show_findings(session, findings, traces)


def _show_counts(session: Session, findings: tuple[Finding, ...]) -> None:
    plan, language = session.plan, session.language
    unpriced = sum(row.cost_wan_yuan is None for row in plan.projects)
    grave = {name: sum(each.severity == name for each in findings) for name in ("error", "warning")}
    priced = [row.cost_wan_yuan for row in plan.projects if row.cost_wan_yuan is not None]
    cost = show_money(sum(priced)) if priced else say("unknown")
    cards = (
        (
            "indicator_count",
            str(len(plan.headline_indicators)),
            read_text("parts", language, count=len(plan.measured_indicators)),
        ),
        ("project_count", str(len(plan.projects)), read_text("no_cost_known", language, count=unpriced)),
        ("pool_cost", cost.read(language), ""),
        (
            "finding_count",
            format_number(len(findings)),
            read_text("errors_warnings", language, errors=grave["error"], warnings=grave["warning"]),
        ),
    )
    with ui.element("div").classes("pf-cards"):
        for key, number, note in cards:
            with ui.element("div").classes("pf-card"):
                ui.label(read_text(key, language)).classes("pf-label")
                ui.label(number).classes("pf-big")
                ui.label(note).classes("pf-note")


def _show_indicators(session: Session, traces: TraceDialog) -> None:
    """The table of the report's chapter on where the indicators stand."""
    language, plan = session.language, session.plan
    said = list_indicators(plan, session.opened.assessment, Voice(language))
    standard = STANDARDS[plan.settings.assessment.standards[0]].read(language)
    ui.label(read_text("indicators_note", language, standard=standard)).classes("pf-note")
    rows = [
        {
            "id": line[0],
            "trace_label": read_text("trace_of", language, name=str(line[1])),
            **{column.key: column.show(cell) for column, cell in zip(said.columns, line, strict=True)},
        }
        for line in said.rows
    ]
    columns = [(column.key, column.heading) for column in said.columns]
    numbers = [column.key for column in said.columns if column.is_number]
    table = make_table(columns, rows, language, numbers=numbers, unbroken=("nature", "status", "printed"))
    for name in numbers:
        table.add_slot(f"body-cell-{name}", make_number_cell())
    table.on("trace", lambda event: traces.show(str(event.args), trace_whole(plan, str(event.args))))


def _show_findings(session: Session, findings: tuple[Finding, ...], traces: TraceDialog) -> None:
    language = session.language
    columns = [(key, read_text(key, language)) for key in ("severity", "finding", "printed", "recomputed", "lines")]
    table = make_table(columns, list_findings(findings, language), language)
    table.add_slot(
        "body-cell-lines",
        """<q-td :props="props"><button v-if="props.value" type="button" class="pf-number"
        :aria-label="props.row.trace_label" @click="() => $parent.$emit('trace', props.row.id)">{{ props.value }}</button></q-td>""",
    )

    def trace(number: int) -> None:
        found = findings[number]
        places = [(place.source_id, place.lines) for place in found.places]
        traces.show(found.subject, trace_places(session.plan, places, found.sentence))

    table.on("trace", lambda event: trace(int(event.args)))
