"""The first tab: what the plan says before anything is asked of it."""

from nicegui import ui

from peakfolio.app.figures import chart_categories, plot_statuses
from peakfolio.app.parts import Plot, TraceDialog, show_table
from peakfolio.app.sessions import Session
from peakfolio.assess.audit import Finding
from peakfolio.plan.words import ASKED, STANDARDS
from peakfolio.portfolio.scenario_targets import choose_standard
from peakfolio.report.assessment import describe_assessment, list_indicators
from peakfolio.report.audit import make_finding_table
from peakfolio.report.names import name_category, show_money
from peakfolio.report.tracing import trace_category, trace_places, trace_status, trace_whole
from peakfolio.words import NOTHING, Language, Name, Words, format_number, say


def show_overview(session: Session, traces: TraceDialog) -> None:
    """Counts, the two pictures, the assessment in sentences, and what the audit found."""
    plan, language = session.plan, session.language
    assessment, findings = session.opened.assessment, session.opened.findings
    ui.label(Name(plan.settings.years.title_zh, plan.settings.years.title_en).read(language)).classes(
        "pf-headline pf-strong"
    )
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
            money.show_chart(chart_categories(plan), language)
    with ui.element("div").classes("pf-box"):
        for sentence in (*describe_assessment(plan, assessment), *_tell_standards(session)):
            ui.label(sentence.read(language))
    _show_heading(list_indicators(plan, assessment).title, language)
    _show_indicators(session, traces)
    _show_heading(say("Audit findings"), language)
    _show_findings(session, findings, traces)


def _tell_standards(session: Session) -> list[Words]:
    """That the portfolio is asked for other targets than this page judges by, where it is."""
    judged, asked = session.plan.settings.assessment.standards[0], choose_standard(session.plan, session.scenario)
    if judged == asked:
        return []
    return [
        say(
            "This page judges whole indicators by the {judged}; the portfolio is asked for the {asked} and counts every "
            "measured part, so that the numbers not met differ.",
            judged=STANDARDS[judged],
            asked=ASKED[asked],
        )
    ]


def _show_heading(said: Words, language: Language) -> None:
    ui.html(f"<h2>{said.read(language)}</h2>", sanitize=False)


def _show_counts(session: Session, findings: tuple[Finding, ...]) -> None:
    plan, language = session.plan, session.language
    unpriced = sum(row.cost_wan_yuan is None for row in plan.projects)
    errors, warnings = (sum(each.severity == name for each in findings) for name in ("error", "warning"))
    priced = [row.cost_wan_yuan for row in plan.projects if row.cost_wan_yuan is not None]
    cards: tuple[tuple[Words, Words | str, Words], ...] = (
        (
            say("Indicators"),
            str(len(plan.headline_indicators)),
            say("{count} measured parts", count=len(plan.measured_indicators)),
        ),
        (say("Projects"), str(len(plan.projects)), say("{count} without a cost", count=unpriced)),
        (say("Cost of the pool"), show_money(sum(priced)) if priced else say("unknown"), NOTHING),
        (
            say("Audit findings"),
            format_number(len(findings)),
            say("{errors} errors, {warnings} warnings", errors=errors, warnings=warnings),
        ),
    )
    with ui.element("div").classes("pf-cards"):
        for title, number, note in cards:
            with ui.element("div").classes("pf-card"):
                ui.label(title.read(language)).classes("pf-label")
                ui.label(number.read(language) if isinstance(number, Words) else number).classes("pf-big")
                ui.label(note.read(language)).classes("pf-note")


def _show_indicators(session: Session, traces: TraceDialog) -> None:
    """The table of the report's chapter on where the indicators stand."""
    language, plan = session.language, session.plan
    ui.label(
        say(
            "Judged by the {standard}; click a value for its source, a heading to sort by it (to have those not met "
            "together).",
            standard=STANDARDS[plan.settings.assessment.standards[0]],
        ).read(language)
    ).classes("pf-note")
    show_table(
        list_indicators(plan, session.opened.assessment),
        language,
        {"value": lambda key: traces.show(key, trace_whole(plan, key))},
        unbroken=("nature", "status", "printed"),
    )


def _show_findings(session: Session, findings: tuple[Finding, ...], traces: TraceDialog) -> None:
    def trace(number: str) -> None:
        found = findings[int(number)]
        places = [(place.source_id, place.lines) for place in found.places]
        traces.show(found.subject, trace_places(session.plan, places, found.sentence))

    table = make_finding_table(findings).pick("severity", "sentence", "printed", "found", "lines")
    shown = show_table(table, session.language, {"lines": trace})
    for number, row in enumerate(shown.rows):
        row["id"] = number
    shown.update()
