"""The first tab: what the plan says before anything is asked of it, what is not met first."""

from collections.abc import Mapping

from nicegui import ui

from peakfolio.app.figures import chart_categories, plot_statuses
from peakfolio.app.parts import Plot, TraceDialog, show_heading, show_table, show_whole
from peakfolio.app.rows import Rows, list_rows
from peakfolio.app.sessions import Session
from peakfolio.app.yardsticks import Yardsticks
from peakfolio.assess.audit import SEVERITIES as AUDIT_ORDER
from peakfolio.assess.audit import Finding
from peakfolio.plan.words import STANDARDS
from peakfolio.report.assessment import describe_assessment, list_indicators
from peakfolio.report.audit import make_finding_table
from peakfolio.report.names import SEVERITIES, STATUSES, Capitalised, name_category
from peakfolio.report.tracing import trace_category, trace_places, trace_status, trace_whole
from peakfolio.words import NOTHING, Name, Words, format_number, listing, say, say_many

GROUPS: Mapping[
    str, tuple[Words, tuple[str, ...]]
] = {  # the filter of the indicators, in the order in which they are shown
    "not_met": (STATUSES["not_met"], ("not_met", "partly_met")),
    "unknown": (say("cannot be told"), ("unknown", "untestable")),
    "met": (STATUSES["met"], ("met",)),
}
ALL = "all"


def show_overview(session: Session, traces: TraceDialog) -> Yardsticks:
    """Counts by both yardsticks, the indicators that are not met, what the audit found; the yardsticks follow the answer."""
    plan, language = session.plan, session.language
    assessment, findings = session.opened.assessment, session.opened.findings
    title = Name(plan.settings.years.title_zh, plan.settings.years.title_en).read(language)
    ui.label(title).classes("pf-headline pf-strong")
    _show_counts(session, findings)
    with ui.element("div").classes("pf-two pf-standing"):
        statuses = Plot(
            lambda status: traces.show(say("Result").read(language), trace_status(assessment, plan, str(status)))
        )
        statuses.show(plot_statuses(assessment, language), say("Indicators by status").read(language))
        yardsticks = Yardsticks(session)
    _show_indicators(session, traces)
    with ui.element("div").classes("pf-box"):
        for sentence in describe_assessment(plan, assessment)[1:]:
            ui.label(sentence.read(language))
    show_heading(say("Audit findings"), language)
    _show_findings(session, findings, traces)
    if any(row.cost_wan_yuan is not None for row in plan.projects):
        money = Plot(lambda name: traces.show(name_category(str(name)).read(language), trace_category(plan, str(name))))
        money.show_chart(chart_categories(plan), language)
    return yardsticks


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
        (say("Cost of the pool"), show_whole(sum(priced)) if priced else say("unknown"), NOTHING),
        (
            say("Audit findings"),
            format_number(len(findings)),
            listing((say_many("{n} error", "{n} errors", errors), say_many("{n} warning", "{n} warnings", warnings))),
        ),
    )
    with ui.element("div").classes("pf-cards"):
        for title, number, note in cards:
            with ui.element("div").classes("pf-card"):
                ui.label(title.read(language)).classes("pf-label")
                ui.label(number.read(language) if isinstance(number, Words) else number).classes("pf-big")
                ui.label(note.read(language)).classes("pf-note")


def group_indicators(session: Session) -> Mapping[str, Rows]:
    """The rows of the indicators by the group of their whole, each with its parts; "all" has them with what is not met first."""
    plan, assessment = session.plan, session.opened.assessment
    statuses = {row.indicator.indicator_id: row.status for row in assessment.rows}
    wholes = {
        each.indicator_id: row.indicator.indicator_id
        for row in assessment.rows
        for verdicts in row.verdicts.values()
        for each in verdicts
    }
    found: dict[str, Rows] = {name: [] for name in GROUPS}
    names = {status: name for name, (_, own) in GROUPS.items() for status in own}
    for row in list_rows(list_indicators(plan, assessment), session.language):
        key = row["indicator_id"]
        status = statuses[key if key in statuses else wholes[key]]
        found[names[status]].append(row)
    return {**found, ALL: [row for rows in found.values() for row in rows]}


def _show_indicators(session: Session, traces: TraceDialog) -> None:
    """The table of the report's chapter on where the indicators stand; what is not met first, the rest behind a filter."""
    language, plan, assessment = session.language, session.plan, session.opened.assessment
    table, rows = list_indicators(plan, assessment), group_indicators(session)
    counts = assessment.count_statuses()
    names = {
        name: f"{words.read(language)} {sum(counts.get(each, 0) for each in own)}"
        for name, (words, own) in GROUPS.items()
    }
    names = {name: text for name, text in names.items() if rows[name]}
    names[ALL] = f"{say('all').read(language)} {len(assessment.rows)}"
    first = next(iter(names))
    with ui.row().classes("w-full items-center gap-3 pf-filter"):
        show_heading(table.title, language)
        pick = ui.toggle(names, value=first).props(
            "dense no-caps unelevated toggle-color=primary color=white text-color=primary"
        )
        pick.props["aria-label"] = say("Which indicators are shown").read(language)
        standard = STANDARDS[plan.settings.assessment.standards[0]]
        said = say("Judged by the {standard}; click a value for its source.", standard=standard)
        ui.label(said.read(language)).classes("pf-note")
    trace = {"value": lambda key: traces.show(key, trace_whole(plan, key))}
    shown = show_table(table, language, trace, unbroken=("status",))
    if table.note:
        ui.label(table.note.read(language)).classes("pf-note")

    def show() -> None:
        shown.rows = rows[str(pick.value)]
        shown.update()

    pick.on_value_change(show)
    show()


def _show_findings(session: Session, findings: tuple[Finding, ...], traces: TraceDialog) -> None:
    """The findings by severity, each kind folded; the gravest is open."""
    language = session.language
    if not findings:
        ui.label(say("The audit found nothing.").read(language)).classes("pf-box")
    first = True
    for severity in AUDIT_ORDER:
        own = tuple(each for each in findings if each.severity == severity)
        if not own:
            continue
        title = say("{kind}: {count}", kind=Capitalised(SEVERITIES[severity]), count=len(own)).read(language)
        with ui.expansion(title, value=first).props("dense").classes("w-full pf-fold"):
            _show_kind(session, own, traces)
        first = False


def _show_kind(session: Session, findings: tuple[Finding, ...], traces: TraceDialog) -> None:
    def trace(number: str) -> None:
        found = findings[int(number)]
        places = [(place.source_id, place.lines) for place in found.places]
        traces.show(found.subject, trace_places(session.plan, places, found.sentence))

    table = make_finding_table(findings).pick("sentence", "printed", "found", "lines")
    shown = show_table(table, session.language, {"lines": trace})
    for number, row in enumerate(shown.rows):
        row["id"] = number
    shown.update()
