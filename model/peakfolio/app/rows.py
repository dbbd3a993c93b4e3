"""The rows of the workbench's tables, as plain dictionaries: made from an answer, shown by the pages."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from peakfolio.app.texts import read_text
from peakfolio.assess.audit import Finding
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Indicator
from peakfolio.portfolio.answering import Answer, Switch
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.report import content
from peakfolio.report import names as wording
from peakfolio.report.names import (
    EVIDENCE,
    LEVELS,
    ROLES,
    SEVERITIES,
    find_cost,
    find_digits,
    name_action,
    name_category,
    name_indicator,
    show_difference,
    show_level,
    show_value,
    show_years,
    split_key,
)
from peakfolio.report.numbering import read_table
from peakfolio.report.reasons import explain_reason
from peakfolio.report.tables import make_indicator_table
from peakfolio.words import Language, format_number, say, show_share

Rows = list[dict[str, Any]]
LOCKS = ("free", "in", "out")


def list_rows(table: content.Table, language: Language, key: str = "") -> Rows:
    """The rows of a table as the workbench shows them: every cell as text under the key of its column.

    Besides, "id" is the raw cell of the column ``key`` (of the first where none is named), "trace_label" what a number that can be clicked
    is called aloud, and "KEY_code" the raw cell of each column whose codes have words, such as ``role_code``, for colours.
    """
    place = [each.key for each in table.columns].index(key) if key else 0
    read = read_table(table, language)
    rows = []
    for raw, cells in zip(table.rows, read.rows, strict=True):
        row: dict[str, Any] = {each.key: each.show(cell) for each, cell in zip(read.columns, cells, strict=True)}
        row |= {f"{each.key}_code": cell for each, cell in zip(table.columns, raw, strict=True) if each.words}
        row["id"] = raw[place]
        row["trace_label"] = say("Source of {name}", name=row.get("name", str(cells[place]))).read(language)
        rows.append(row)
    return rows


def list_projects(plan: Plan, scenario: Scenario, answer: Answer | None, language: Language) -> Rows:
    """Every measure and project: cost, years, decision, reason, and its lock."""
    reasons = {} if answer is None else {each.action_id: each for each in answer.reasons}
    rows = []
    for key in (*plan.project_by_id, *plan.measure_by_id):
        name, project = name_action(plan, key).read(language), plan.project_by_id.get(key)
        printed = 0.0 if project is None else project.cost_wan_yuan
        cost = printed if answer is None else find_cost(answer, key)
        row: dict[str, Any] = {
            "id": key,
            "name": name,
            "category": say("policy measure").read(language)
            if project is None
            else name_category(project.category_zh).read(language),
            "cost": None if cost is None else cost,
            "cost_text": "-" if cost is None else format_number(cost, 2),
            "years": "" if project is None else project.years_as_written or "",
            "role": "",
            "role_key": "",
            "why": "",
            "lock": find_lock(scenario, key),
            "lock_label": say("Lock {name}", name=name).read(language),
            "trace_label": say("Source of {name}", name=name).read(language),
        }
        if answer is not None:
            row |= _describe_decision(answer, reasons[key], language)
        rows.append(row)
    return rows


def _describe_decision(answer: Answer, reason: Any, language: Language) -> dict[str, Any]:
    said = {"role": ROLES[reason.role].read(language), "role_key": reason.role}
    said["why"] = explain_reason(answer, reason).read(language)
    project = answer.plan.project_by_id.get(reason.action_id)
    if reason.start is not None and project is not None:
        duration = answer.problem.action_by_id[reason.action_id].duration_years
        said["years"] = show_years(project, reason.start, duration)
    return said


def find_lock(scenario: Scenario, key: str) -> str:
    """Whether a project is locked in or out, or free."""
    return "in" if key in scenario.locked_in else "out" if key in scenario.locked_out else "free"


def set_lock(scenario: Scenario, key: str, lock: str) -> Scenario:
    """The scenario with one project locked in or out, or free."""
    inside = tuple(each for each in scenario.locked_in if each != key) + ((key,) if lock == "in" else ())
    outside = tuple(each for each in scenario.locked_out if each != key) + ((key,) if lock == "out" else ())
    return scenario.model_copy(update={"locked_in": inside, "locked_out": outside})


def set_target(scenario: Scenario, key: str, *, counts: bool | None = None, value: float | None = None) -> Scenario:
    """The scenario with one target on or off, or at another number."""
    changes: dict[str, Any] = {}
    if counts is not None:
        rest = tuple(each for each in scenario.dropped_targets if each != key)
        changes["dropped_targets"] = rest if counts else (*rest, key)
    if value is not None:
        changes["target_values"] = {**scenario.target_values, key: value}
    return scenario.model_copy(update=changes)


def list_targets(answer: Answer, language: Language, chances: Mapping[str, float] | None = None) -> Rows:
    """Every target of the milestone: base, level asked, level reached, what is missing, the evidence it rests on, P(met in time)."""
    plan, scenario = answer.plan, answer.scenario
    rows = []
    open_targets = {each.key: each for each in answer.problem.targets}
    for said in make_indicator_table(answer).to_dict("records"):
        key = str(said["indicator_id"])
        indicator, name = plan.indicator_by_id[split_key(key)[0]], name_indicator(plan, key).read(language)
        target = open_targets.get(key)
        rows.append(
            {
                "id": key,
                "name": name,
                "nature": read_text(f"nature_{said['nature']}", language),
                "status": read_text(f"status_{said['status']}", language),
                "status_key": said["status"],
                "counts": key not in scenario.dropped_targets,
                "can_edit": indicator.kind == "numeric" and indicator.direction != "none",
                "edited": scenario.target_values.get(key),
                "unit": ""
                if target is not None and target.is_trend is False
                else wording.show_unit(indicator.unit).read(language),
                "counts_label": say("Whether {name} counts", name=name).read(language),
                "value_label": say("Target of {name}", name=name).read(language),
                "trace_label": say("Source of {name}", name=name).read(language),
                "evidence": "",
                "gap": "",
                "sure": show_share(chances[key]) if chances and key in chances else "",
                **_show_levels(answer, indicator, target, said, language),
            }
        )
    return rows


def list_targets_alone(before: Answer, scenario: Scenario, language: Language) -> Rows:
    """The targets where a scenario has no answer: what was asked last time, what counts now, and nothing of what was reached."""
    unsaid = dict.fromkeys(("reached", "gap", "status", "status_key", "sure", "evidence"), "")
    return [
        {
            **row,
            **unsaid,
            "counts": row["id"] not in scenario.dropped_targets,
            "edited": scenario.target_values.get(row["id"]),
        }
        for row in list_targets(before, language)
    ]


def _show_levels(
    answer: Answer, indicator: Indicator, target: OpenTarget | None, said: Mapping[Any, Any], language: Language
) -> dict[str, Any]:
    plan = answer.plan
    if target is None:
        base = said["base"]
        shown = (
            "" if base is None or base != base else show_value(plan, indicator.indicator_id, float(base)).read(language)
        )
        asked = [row.as_written for row in plan.find_targets(indicator.indicator_id, "plan", answer.problem.milestone)]
        return {"base": shown, "target": " / ".join(asked), "reached": shown}
    outcome = next(each for each in answer.verification.outcomes if each.key == target.key)
    found = {"evidence": EVIDENCE[outcome.evidence].read(language) if outcome.is_met else ""}
    if target.is_state:
        reached = read_text("state_done" if outcome.is_met else "state_open", language)
        return found | {
            "base": say("not in force").read(language),
            "target": say("in force").read(language),
            "reached": reached,
        }
    level = (
        say("any improvement").read(language)
        if target.is_trend
        else show_level(answer, target.key, target.level, find_digits(outcome.value, target.level)).read(language)
    )
    missing = (
        "" if outcome.is_met or target.is_trend else show_difference(plan, target.key, outcome.missing).read(language)
    )
    digits = find_digits(target.base, outcome.value, *(() if target.is_trend else (target.level,)))
    reached = show_level(answer, target.key, outcome.value, digits).read(language)
    if target.is_trend and math.isclose(outcome.value, target.base):
        reached = read_text("improves_somehow" if outcome.is_met else "no_improvement", language)
    return found | {
        "base": show_level(answer, target.key, target.base, digits).read(language),
        "target": level,
        "reached": reached,
        "gap": missing,
    }


def list_findings(findings: Sequence[Finding], language: Language) -> Rows:
    """What an audit found, the gravest first."""
    order = list(SEVERITIES)
    rows = [
        {
            "id": number,
            "severity": SEVERITIES[each.severity].read(language),
            "rank": order.index(each.severity),
            "finding": each.sentence.read(language),
            "printed": each.figures[0] if each.figures else "",
            "recomputed": each.figures[1] if each.figures else "",
            "lines": "; ".join(f"{place.lines}" for place in each.places if place.lines),
        }
        for number, each in enumerate(findings)
    ]
    return sorted(rows, key=lambda row: int(row["rank"]))


def list_switches(switches: Sequence[Switch], language: Language) -> Rows:
    """The answer under other readings of the effects."""
    return [
        {
            "id": number,
            "effects": LEVELS[each.effects].read(language),
            "shared": read_text("yes" if each.use_shared_effects else "no", language),
            "cost": format_number(each.cost_wan_yuan, 2),
            "met": f"{each.met}/{each.open_targets}",
            "projects": " ".join(each.chosen),
        }
        for number, each in enumerate(switches)
    ]


def list_differences(answers: Mapping[str, Answer], language: Language) -> Rows:
    """Projects and targets that are not the same in all scenarios: one row each, one column for each scenario by its place."""
    rows: Rows = []
    inside, outside = say("● in").read(language), say("○").read(language)
    first = next(iter(answers.values()))
    for key in (*first.plan.project_by_id, *first.plan.measure_by_id):
        said = {
            f"s{place}": f"{inside} {answer.choice.portfolio.starts[key]}"
            if key in answer.choice.portfolio.starts
            else outside
            for place, answer in enumerate(answers.values())
        }
        if len(set(said.values())) > 1:
            rows.append({"id": key, "name": name_action(first.plan, key).read(language), **said})
    keys = dict.fromkeys(outcome.key for answer in answers.values() for outcome in answer.verification.outcomes)
    for key in keys:
        said = {f"s{place}": _show_outcome(answer, key, language) for place, answer in enumerate(answers.values())}
        if len(set(said.values())) > 1:
            rows.append({"id": key, "name": name_indicator(first.plan, key).read(language), **said})
    return rows


def _show_outcome(answer: Answer, key: str, language: Language) -> str:
    outcome = next((each for each in answer.verification.outcomes if each.key == key), None)
    if outcome is None:
        return "-"
    return read_text("status_met" if outcome.is_met else "status_missed", language)
