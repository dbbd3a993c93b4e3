"""Holds projects and indicators against each other: money without a purpose, purposes without money, years that do not fit."""

import math
from collections.abc import Iterator

from peakfolio.language import Sentence, format_number
from peakfolio.plan.audit.finding import Finding, Place
from peakfolio.plan.judging import Verdict, judge_all
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Project
from peakfolio.units import name_in_chinese, name_in_english


def audit_coverage(plan: Plan) -> Iterator[Finding]:
    """Findings on the fit between projects and the targets of the assessment's milestone."""
    milestone = plan.settings.assessment.milestone
    step = plan.settings.scenario.improve_step
    verdicts = judge_all(
        plan, "plan", milestone, at_latest=plan.settings.assessment.rule == "elapsed_progress", improve_step=step
    )
    unmet = {key: verdict for key, verdict in verdicts.items() if verdict.status == "not_met"}
    yield from _find_unsupported(plan, unmet)
    undecided = {key for key, verdict in verdicts.items() if verdict.status in ("unknown", "untestable")}
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
        unit = "个百分点" if indicator.unit == "%" else name_in_chinese(indicator.unit)
        gap = f"{format_number(verdict.gap)} {unit}".strip() if verdict.gap else ""
        less = f"{format_number(verdict.gap)} {name_in_english(unit)}".strip() if verdict.gap else ""
        named = plan.list_named(key)
        why = Sentence(
            f"文件写明由 {'、'.join(named)} 支撑它，但没有给出数字，数据包中也没有这些项目的成效。"
            if named
            else "项目库和正文措施中没有任何一项支撑它。",
            f"the document names {', '.join(named)} for it, but gives no figure, and the package holds no effect of theirs."
            if named
            else "no project or measure of the plan supports it.",
        )
        sentence = Sentence(
            f"{indicator.name_zh}：未达到 {verdict.target.year} 年目标{f'（差 {gap}）' if gap else ''}，{why.zh}",
            f"{indicator.name_en}: misses its target for {verdict.target.year}{f' by {less}' if less else ''}, and {why.en}",
        )
        place = Place(verdict.target.source_id, verdict.target.lines)
        yield Finding("unmet_unsupported", "warning", key, sentence, None, (place,))


def _find_idle_money(plan: Plan, unmet: set[str], undecided: set[str]) -> Iterator[Finding]:
    """Projects that serve no unmet indicator; those that serve an indicator nothing can test are told apart."""
    useful = {row.action_id for row in plan.effects if row.indicator_id in unmet}
    hopeful = {row.action_id for row in plan.effects if row.indicator_id in undecided} - useful
    priced = [row for row in plan.projects if row.cost_wan_yuan is not None]
    all_cost = math.fsum(row.cost_wan_yuan or 0.0 for row in priced)
    groups = (
        (
            [row for row in priced if row.project_id not in useful | hopeful],
            "不支撑任何尚未达标的指标",
            "support no indicator that is still unmet",
        ),
        (
            [row for row in priced if row.project_id in hopeful],
            "只支撑无法检验或无现状值的指标",
            "support only indicators that nothing can test",
        ),
    )
    for code, (rows, zh, en) in zip(("money_without_unmet_target", "money_for_untestable_target"), groups, strict=True):
        if not rows or all_cost <= 0:
            continue
        cost = math.fsum(row.cost_wan_yuan or 0.0 for row in rows)
        shown = (f"{format_number(cost, 2)} 万元", f"{format_number(all_cost, 2)} 万元")
        names, share = ", ".join(row.project_id for row in rows), 100.0 * cost / all_cost
        sentence = Sentence(
            f"{len(priced)} 个项目中有 {len(rows)} 个（{shown[0]}，占总投资 {share:.1f}%）{zh}：{names}。",
            f"{len(rows)} of {len(priced)} projects (CNY {format_number(cost / 100, 2)} million, {share:.1f}% of all money) {en}: {names}.",
        )
        places = tuple(Place(row.source_id, row.lines) for row in rows)
        yield Finding(code, "warning", "projects", sentence, shown, places)


def _find_loose_names(plan: Plan) -> Iterator[Finding]:
    for row in plan.supports:
        if row.indicator_id is None:
            project = plan.project_by_id[row.project_id]
            sentence = Sentence(
                f"{project.name_zh}：所填支撑指标“{row.as_written}”不在指标表中。",
                f"{project.name_en}: the supported indicator '{row.as_written}' is not in the plan's list of indicators.",
            )
            place = Place(row.source_id, row.lines)
            yield Finding("support_names_no_indicator", "note", row.project_id, sentence, None, (place,))
    named = {row.project_id for row in plan.supports}
    for project in plan.projects:
        if plan.supports and project.project_id not in named:
            sentence = Sentence(
                f"{project.name_zh}：未填写支撑指标。",
                f"{project.name_en}: the column of supported indicators is empty.",
            )
            place = Place(project.source_id, project.lines)
            yield Finding("support_is_empty", "note", project.project_id, sentence, None, (place,))


def _check_project(plan: Plan, project: Project) -> Iterator[Finding]:
    years = plan.settings.years
    place = (Place(project.source_id, project.lines),)
    if project.cost_wan_yuan is None:
        sentence = Sentence(
            f"{project.name_zh}：没有投资数字，无法参与优选。",
            f"{project.name_en}: no cost is printed, so it cannot be weighed against others.",
        )
        yield Finding("cost_is_unknown", "warning", project.project_id, sentence, None, place)
    if project.start_year is not None and project.end_year is not None:
        starts_early, ends_late = project.start_year < years.first_year, project.end_year > years.last_year
        if starts_early or ends_late:
            horizon = f"{years.first_year}-{years.last_year}"
            printed = project.years_as_written or f"{project.start_year}-{project.end_year}"
            sentence = Sentence(
                f"{project.name_zh}：建设时间 {printed} 超出规划期 {horizon}。",
                f"{project.name_en}: its years {printed} reach beyond the plan's {horizon}.",
            )
            yield Finding("project_outside_horizon", "note", project.project_id, sentence, (printed, horizon), place)
