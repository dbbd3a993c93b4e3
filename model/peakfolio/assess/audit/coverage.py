"""Holds projects and indicators against each other: money without a purpose, purposes without money, years that do not fit."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from peakfolio.assess.audit.finding import Finding, Severity, cite
from peakfolio.assess.judging import Verdict, judge_all
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Measure, Project, Support
from peakfolio.units import Measured, Money
from peakfolio.words import Name, Words, format_number, listing, say


def audit_coverage(plan: Plan) -> Iterator[Finding]:
    """Findings on the fit between projects and the targets of the assessment's milestone; none without a list of projects."""
    if not plan.projects:
        return
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
    yield from _find_unknown_costs(plan)
    yield from _find_strays(plan)


def _find_unsupported(plan: Plan, unmet: dict[str, Verdict]) -> Iterator[Finding]:
    """Unmet targets that no project serves: with the order where the text orders work, else as a gap of the plan."""
    orders = {row.measure_id: row for row in plan.measures}
    for key, verdict in unmet.items():
        actions = {row.action_id for row in plan.effects if row.indicator_id == key}
        if verdict.target is None or not actions <= set(orders):
            continue
        rows = [orders[action] for action in orders if action in actions]
        sentence = _describe_miss(plan, verdict, _say_why(plan, key, rows))
        places = cite(verdict.target, *rows)
        if rows:
            yield Finding("unmet_by_order_only", "note", key, sentence, None, places)
        else:
            yield Finding("unmet_unsupported", "warning", key, sentence, None, places)


def _say_why(plan: Plan, key: str, orders: list[Measure]) -> Words:
    named = plan.list_named(key)
    quotes = listing((row.as_written for row in orders), Name(" / ", " / "))
    if orders and named:
        return say(
            "the document names {named} for it, but gives no figure; the text orders: '{orders}'.",
            named=listing(named),
            orders=quotes,
        )
    if orders:
        return say("no project serves it; the text orders: '{orders}'.", orders=quotes)
    if named:
        return say(
            "the document names {named} for it, but gives no figure, and the package holds no effect of theirs.",
            named=listing(named),
        )
    return say("no project or measure of the plan supports it.")


def _describe_miss(plan: Plan, verdict: Verdict, why: Words) -> Words:
    indicator = plan.indicator_by_id[verdict.indicator_id]
    said = {"name": indicator.name, "year": verdict.target.year if verdict.target is not None else None, "why": why}
    if not verdict.gap:
        return say("{name}: misses its target for {year}, and {why}", **said)
    gap = Measured(format_number(verdict.gap), "个百分点" if indicator.unit == "%" else indicator.unit)
    return say("{name}: misses its target for {year} by {gap}, and {why}", gap=gap, **said)


def _find_idle_money(plan: Plan, unmet: set[str], undecided: set[str]) -> Iterator[Finding]:
    """Projects that serve no unmet indicator; those that serve an indicator nothing can test are told apart."""
    useful, hopeful = (
        {row.action_id for row in plan.effects if row.indicator_id in keys}
        | {name for key in keys for name in plan.list_named(key)}
        for keys in (unmet, undecided)
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
    """Names in the column of supported indicators that are no indicator, and cells of it that are empty."""
    loose: dict[str, list[Support]] = defaultdict(list)
    for row in plan.supports:
        if row.indicator_id is None:
            loose[row.as_written].append(row)
    if loose:
        rows = [row for each in loose.values() for row in each]
        named = (
            say("{name} ({parts})", name=Name(f"“{text}”", f"'{text}'"), parts=listing(row.project_id for row in each))
            for text, each in loose.items()
        )
        sentence = say("Named as supported indicators, but not in the plan's list: {names}.", names=listing(named))
        yield _gather("support_names_no_indicator", "note", sentence, rows)
    named_by = {row.project_id for row in plan.supports}
    empty = [project for project in plan.projects if plan.supports and project.project_id not in named_by]
    if empty:
        names = _name_projects(empty)
        sentence = say("The column of supported indicators is empty: {names}.", names=names)
        yield _gather("support_is_empty", "note", sentence, empty)


def _find_unknown_costs(plan: Plan) -> Iterator[Finding]:
    rows = [project for project in plan.projects if project.cost_wan_yuan is None]
    if rows:
        sentence = say(
            "No cost is printed, so that it cannot be weighed against others: {names}.", names=_name_projects(rows)
        )
        yield _gather("cost_is_unknown", "warning", sentence, rows)


def _find_strays(plan: Plan) -> Iterator[Finding]:
    """Projects that begin before the plan or end after it."""
    years = plan.settings.years
    rows = [project for project in plan.projects if _reaches_beyond(project, years.first_year, years.last_year)]
    if not rows:
        return
    horizon = f"{years.first_year}-{years.last_year}"
    printed = [row.years_as_written or f"{row.start_year}-{row.end_year}" for row in rows]
    named = (say("{name} ({year})", name=row.name, year=each) for row, each in zip(rows, printed, strict=True))
    sentence = say("Years that reach beyond the plan's {horizon}: {names}.", horizon=horizon, names=listing(named))
    found = _gather("project_outside_horizon", "note", sentence, rows)
    yield replace(found, figures=(" / ".join(dict.fromkeys(printed)), horizon))


def _reaches_beyond(project: Project, first_year: int, last_year: int) -> bool:
    start, end = project.start_year, project.end_year
    return start is not None and end is not None and (start < first_year or end > last_year)


def _name_projects(rows: list[Project]) -> Words:
    return listing(say("{name} ({parts})", name=row.name, parts=row.project_id) for row in rows)


def _gather(code: str, severity: Severity, sentence: Words, rows: Sequence[Project | Support]) -> Finding:
    """One finding on several projects."""
    first, *also = dict.fromkeys(row.project_id for row in rows)
    return Finding(code, severity, first, sentence, None, cite(*rows), tuple(also))
