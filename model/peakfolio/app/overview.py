"""The first tab: what the plan says before anything is asked of it."""

from nicegui import ui

from peakfolio.app.figures import plot_categories, plot_statuses
from peakfolio.app.parts import Plot, TraceDialog, make_number_cell, make_table
from peakfolio.app.rows import list_findings
from peakfolio.app.sessions import Session
from peakfolio.app.texts import read_text
from peakfolio.assess.audit import Finding
from peakfolio.plan.words import ASKED, STANDARDS
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.report.assessment import describe_assessment
from peakfolio.report.chapters.assessment import list_indicators
from peakfolio.report.names import name_category, show_money
from peakfolio.report.tracing import trace_category, trace_places, trace_status, trace_whole
from peakfolio.report.voice import Voice
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
            lambda status: traces.show(say("Result").read(language), trace_status(assessment, plan, str(status)))
        )
        statuses.show(plot_statuses(assessment, language), say("Indicators by status").read(language))
        if any(row.cost_wan_yuan is not None for row in plan.projects):
            money = Plot(
                lambda name: traces.show(name_category(str(name)).read(language), trace_category(plan, str(name)))
            )
            money.show(
                plot_categories(plan, language), say("Money of the pool by category (10,000 yuan)").read(language)
            )
    with ui.element("div").classes("pf-box"):
        for sentence in describe_assessment(plan, assessment):
            ui.label(sentence.read(language))
        judged, asked = plan.settings.assessment.standards[0], choose_standard(plan, session.scenario)
        if judged != asked:
            names = {"judged": STANDARDS[judged].read(language), "asked": ASKED[asked].read(language)}
            ui.label(
                say(
                    "This page judges whole indicators by the {judged}; the portfolio is asked for the {asked} and counts every "
                    "measured part, so that the numbers not met differ.",
                    **names,
                ).read(language)
            )
    ui.html(f"<h2>{say('Every indicator against what is asked').read(language)}</h2>", sanitize=False)
    _show_indicators(session, traces)
    ui.html(f"<h2>{say('Audit findings').read(language)}</h2>", sanitize=False)
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
            say("{count} measured parts", count=len(plan.measured_indicators)).read(language),
        ),
        ("project_count", str(len(plan.projects)), say("{count} without a cost", count=unpriced).read(language)),
        ("pool_cost", cost.read(language), ""),
        (
            "finding_count",
            format_number(len(findings)),
            say("{errors} errors, {warnings} warnings", errors=grave["error"], warnings=grave["warning"]).read(
                language
            ),
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
    ui.label(
        say(
            "Judged by the {standard}; click a value for its source, a heading to sort by it (to have those not met "
            "together).",
            standard=standard,
        ).read(language)
    ).classes("pf-note")
    rows = [
        {
            "id": line[0],
            "trace_label": say("Source of {name}", name=str(line[1])).read(language),
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
