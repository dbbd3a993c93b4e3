"""Holds projects and indicators against each other: money without a purpose, purposes without money, years that do not fit."""

import math
from collections.abc import Iterator

from peakfolio.assess.audit.finding import Finding, cite
from peakfolio.assess.judging import Verdict, judge_all
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Project
from peakfolio.units import Measured, Money
from peakfolio.words import format_number, listing, say


def audit_coverage(plan: Plan) -> Iterator[Finding]:
    """Findings on the fit between projects and the targets of the assessment's milestone."""
    settings = plan.settings.assessment
    verdicts = judge_all(
        plan,
        "plan",
        settings.milestone,
        at_latest=settings.rule == "elapsed_progress",
        improve_step=plan.settings.scenario.improve_step,
    )
    unmet = {key: verdict for key, verdict in verdicts.items() if verdict.status == "not_met"}
    undecided = {key for key, verdict in verdicts.items() if verdict.status in ("unknown", "untestable")}
    yield from _find_unsupported(plan, unmet)
    yield from _find_idle_money(plan, set(unmet), undecided)
    yield from _find_loose_names(plan)
    for project in plan.projects:
        yield from _check_project(plan, project)


def _find_unsupported(plan: Plan, unmet: dict[str, Verdict]) -> Iterator[Finding]:
    supported = {row.indicator_id for row in plan.effects}
    for key, verdict in unmet.items():
        if key in supported or verdict.target is None:
            continue
        indicator = plan.indicator_by_id[key]
        named = plan.list_named(key)
        why = (
            say(
                "the document names {named} for it, but gives no figure, and the package holds no effect of theirs.",
                named=listing(named),
            )
            if named
            else say("no project or measure of the plan supports it.")
        )
        said = {"name": indicator.name, "year": verdict.target.year, "why": why}
        gap = Measured(format_number(verdict.gap or 0.0), "个百分点" if indicator.unit == "%" else indicator.unit)
        sentence = (
            say("{name}: misses its target for {year} by {gap}, and {why}", gap=gap, **said)
            if verdict.gap
            else say("{name}: misses its target for {year}, and {why}", **said)
        )
        yield Finding("unmet_unsupported", "warning", key, sentence, None, cite(verdict.target))


def _find_idle_money(plan: Plan, unmet: set[str], undecided: set[str]) -> Iterator[Finding]:
    """Projects that serve no unmet indicator; those that serve an indicator nothing can test are told apart."""
    useful, hopeful = (
        {row.action_id for row in plan.effects if row.indicator_id in keys} for keys in (unmet, undecided)
    )
    priced = [row for row in plan.projects if row.cost_wan_yuan is not None]
    idle = [row for row in priced if row.project_id not in useful | hopeful]
    vain = [row for row in priced if row.project_id in hopeful - useful]
    groups = (
        ("money_without_unmet_target", idle, say("support no indicator that is still unmet")),
        ("money_for_untestable_target", vain, say("support only indicators that nothing can test")),
    )
    all_cost = _sum_costs(priced)
    for code, rows, use in groups:
        if not rows or all_cost <= 0:
            continue
        cost = _sum_costs(rows)
        sentence = say(
            "{count} of {all} projects ({cost}, {share:.1f}% of all money) {use}: {names}.",
            count=len(rows),
            all=len(priced),
            cost=Money(cost),
            share=100.0 * cost / all_cost,
            use=use,
            names=", ".join(row.project_id for row in rows),
        )
        figures = (Money(cost).read("zh"), Money(all_cost).read("zh"))
        yield Finding(code, "warning", "projects", sentence, figures, cite(*rows))


def _sum_costs(rows: list[Project]) -> float:
    return math.fsum(row.cost_wan_yuan or 0.0 for row in rows)


def _find_loose_names(plan: Plan) -> Iterator[Finding]:
    for row in plan.supports:
        if row.indicator_id is None:
            project = plan.project_by_id[row.project_id]
            sentence = say(
                "{name}: the supported indicator '{as_written}' is not in the plan's list of indicators.",
                name=project.name,
                as_written=row.as_written,
            )
            yield Finding("support_names_no_indicator", "note", row.project_id, sentence, None, cite(row))
    named = {row.project_id for row in plan.supports}
    for project in plan.projects:
        if plan.supports and project.project_id not in named:
            sentence = say("{name}: the column of supported indicators is empty.", name=project.name)
            yield Finding("support_is_empty", "note", project.project_id, sentence, None, cite(project))


def _check_project(plan: Plan, project: Project) -> Iterator[Finding]:
    years, start, end = plan.settings.years, project.start_year, project.end_year
    if project.cost_wan_yuan is None:
        sentence = say("{name}: no cost is printed, so it cannot be weighed against others.", name=project.name)
        yield Finding("cost_is_unknown", "warning", project.project_id, sentence, None, cite(project))
    if start is not None and end is not None and (start < years.first_year or end > years.last_year):
        horizon = f"{years.first_year}-{years.last_year}"
        printed = project.years_as_written or f"{start}-{end}"
        sentence = say(
            "{name}: its years {printed} reach beyond the plan's {horizon}.",
            name=project.name,
            printed=printed,
            horizon=horizon,
        )
        figures = (printed, horizon)
        yield Finding("project_outside_horizon", "note", project.project_id, sentence, figures, cite(project))
