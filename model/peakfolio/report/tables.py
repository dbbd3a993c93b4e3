"""The tables of an answer, as data frames: what the CSV files hold and the report shows, built once."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from peakfolio.assess.audit import Finding
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import CitedRow, Effect
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.report.names import LEVELS, find_cost, name_action, name_basis, name_indicator, read_all, split_key
from peakfolio.report.reasons import explain_causes, explain_reason
from peakfolio.words import Language, Name, Words, end_sentence, say, say_in


def in_columns(column: str, words: Words) -> dict[str, str]:
    """A text in a column for each language."""
    return {f"{column}_{language}": text for language, text in read_all(words).items()}


def make_portfolio_table(answer: Answer) -> pd.DataFrame:
    """Every project and measure: role, years, cost, what it serves, and the reason in both languages."""
    return pd.DataFrame([_describe_action(answer, reason) for reason in answer.reasons])


def _describe_action(answer: Answer, reason: Reason) -> dict[str, Any]:
    plan, key = answer.plan, reason.action_id
    row = plan.name_action(key)
    project = plan.project_by_id.get(key)
    action = answer.problem.action_by_id.get(key)
    return {
        "action_id": key,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "category_zh": project.category_zh if project is not None else "政策措施",
        "role": reason.role,
        "start_year": reason.start,
        "finish_year": action.find_finish(reason.start) if action is not None and reason.start is not None else None,
        "printed_start_year": project.start_year if project is not None else None,
        "cost_wan_yuan": find_cost(answer, key),
        "is_committed": action.is_committed if action is not None else None,
        "serves": " ".join(reason.could_serve),
        "fails_without": " ".join(reason.fails_without),
        **in_columns("reason", explain_reason(answer, reason)),
        "source_id": row.source_id,
        "lines": row.lines,
    }


def make_indicator_table(answer: Answer) -> pd.DataFrame:
    """Every measured indicator with a target for the milestone: base, target, and where it ends."""
    plan, rows = answer.plan, []
    outcomes = {outcome.key: outcome for outcome in answer.verification.outcomes}
    for target in answer.problem.targets:
        outcome = outcomes[target.key]
        rows.append(
            {
                "indicator_id": target.key,
                **in_columns("name", name_indicator(plan, target.key)),
                "nature": target.nature,
                "unit": plan.indicator_by_id[target.indicator_id].unit,
                "base": target.base,
                "target": target.level,
                "reached": outcome.value,
                "missing": outcome.missing,
                "status": "met" if outcome.is_met else "missed",
                "served_by": " ".join(outcome.serving),
                "evidence": outcome.evidence,
            }
        )
    for settled in (*answer.problem.settled, *answer.problem.dropped):
        base = plan.find_base(settled.indicator_id)
        rows.append(
            {
                "indicator_id": settled.indicator_id,
                **in_columns("name", name_indicator(plan, settled.indicator_id)),
                "nature": plan.indicator_by_id[settled.indicator_id].nature,
                "unit": plan.indicator_by_id[settled.indicator_id].unit,
                "base": base.value if base is not None else None,
                "status": "left_out"
                if settled in answer.problem.dropped
                else {"met": "met_at_base"}.get(settled.status, settled.status),
            }
        )
    return pd.DataFrame(rows)


def make_shortfall_table(answer: Answer) -> pd.DataFrame:
    """Every target no portfolio can meet: the best that can be reached, what is missing, and why."""
    columns = [
        "indicator_id",
        "name_zh",
        "name_en",
        "base",
        "target",
        "best_reachable",
        "missing",
        "cause",
        "cause_zh",
        "cause_en",
    ]
    targets = {target.key: target for target in answer.problem.all_targets}
    rows = [
        {
            "indicator_id": reach.key,
            **in_columns("name", name_indicator(answer.plan, reach.key)),
            "base": targets[reach.key].base,
            "target": targets[reach.key].level,
            "best_reachable": reach.best_level,
            "missing": reach.missing,
            "cause": " ".join((reach.cause, *reach.also)),
            **in_columns("cause", explain_causes(answer.plan, reach)),
        }
        for reach in answer.choice.reaches
    ]
    return pd.DataFrame(rows, columns=columns)


def make_spending_table(answer: Answer) -> pd.DataFrame:
    """Spending of the portfolio by year and funding source, 万元."""
    rows = [
        {
            "year": year,
            "funding_source": source,
            "spending_wan_yuan": amount,
            "is_sunk": year <= answer.problem.base_year,
        }
        for (source, year), amount in answer.verification.spending.items()
    ]
    table = pd.DataFrame(rows, columns=["year", "funding_source", "spending_wan_yuan", "is_sunk"])
    return table.sort_values(["year", "funding_source"], ignore_index=True)


def make_check_table(answer: Answer) -> pd.DataFrame:
    """Every re-added sum: what it should be and what it is."""
    rows = [
        {
            "portfolio": name,
            "check": check.name.read("en"),
            "check_zh": check.name.read("zh"),
            "expected": check.expected,
            "found": check.found,
            "is_right": check.is_right,
        }
        for name, verification in (("needed", answer.verification), ("with optional", answer.best_effort))
        for check in verification.checks
    ]
    return pd.DataFrame(rows)


def make_switch_table(answer: Answer) -> pd.DataFrame:
    """The answer under other readings of the effects, and the projects by which it differs."""
    asked = {key for key in answer.choice.portfolio.starts if key in answer.plan.project_by_id}
    rows = [
        {
            "effects": switch.effects,
            "use_shared_effects": switch.use_shared_effects,
            "cost_wan_yuan": switch.cost_wan_yuan,
            "targets_met": switch.met,
            "open_targets": switch.open_targets,
            "projects": len(switch.chosen),
            "added": " ".join(key for key in switch.chosen if key not in asked),
            "dropped": " ".join(sorted(asked - set(switch.chosen))),
        }
        for switch in answer.switches
    ]
    return pd.DataFrame(rows)


def make_assumption_table(answer: Answer) -> pd.DataFrame:
    """Everything the answer rests on that no document states: rules of the model, marked assumptions, effects in use."""
    rows = [*_list_rules(answer), *_list_sources(answer), *_list_effects(answer)]
    return pd.DataFrame(rows, columns=["kind", "subject", "text_zh", "text_en", "source_id", "lines"])


def list_serving_effects(answer: Answer) -> tuple[Effect, ...]:
    """The effects by which the chosen portfolio closes gaps."""
    serving = {(key, split_key(outcome.key)[0]) for outcome in answer.verification.outcomes for key in outcome.serving}
    return tuple(row for row in answer.plan.effects if (row.action_id, row.indicator_id) in serving)


def list_optional_effects(answer: Answer) -> tuple[Effect, ...]:
    """The effects by which projects that only bring missed targets nearer do so."""
    extra = set(answer.choice.best_effort.starts) - set(answer.choice.portfolio.starts)
    serving = {(key, split_key(outcome.key)[0]) for outcome in answer.best_effort.outcomes for key in outcome.serving}
    return tuple(
        row for row in answer.plan.effects if row.action_id in extra and (row.action_id, row.indicator_id) in serving
    )


def _list_rules(answer: Answer) -> list[dict[str, Any]]:
    said = _say_rules(answer.scenario)
    return [
        {"kind": "rule", "subject": "model", **in_columns("text", each), "source_id": None, "lines": None}
        for each in said
    ]


def _say_rules(scenario: Scenario) -> tuple[Words, ...]:
    step = scenario.improve_step
    if not scenario.use_shared_effects:
        shared = say("effects without a figure are not used")
    elif scenario.shared_rule == "cost":
        shared = say("supporters without a figure share the gap by cost")
    else:
        shared = say("supporters without a figure share the gap equally")
    return (
        say("A project's money is spread evenly over its years."),
        say(
            "A project is in service at the end of its last year and keeps its printed length; it may start in its printed "
            "year or up to {years} years later.",
            years=scenario.latest_delay_years,
        ),
        say("Without the plan an indicator stays at its base value."),
        say(
            "A trend target without a number is met by {step}; any supporter that works by then is enough.",
            step=say_in("step", "any improvement") if step is None else say("an improvement of {step}", step=step),
        ),
        say("Additions do not stack on a level that another project reaches."),
        say("Effects at their {level} value; {shared}.", level=LEVELS[scenario.effects], shared=shared),
    )


def _list_sources(answer: Answer) -> list[dict[str, Any]]:
    open_ids = {target.indicator_id for target in answer.problem.targets}
    used = " ".join(effect.reasoning for effect in answer.plan.effects if effect.indicator_id in open_ids)
    cited = {row.source_id for row in _cited_rows(answer)}
    return [
        {
            "kind": "assumption",
            "subject": source.source_id,
            "text_zh": f"{end_sentence(source.name('zh'), '。')}{source.reasoning_zh or ''}",
            "text_en": f"{end_sentence(source.title, '. ')}{source.reasoning or ''}".strip(),
            "source_id": source.source_id,
            "lines": None,
        }
        for source in answer.plan.sources
        if source.kind == "assumption" and (source.source_id in cited or source.source_id in used)
    ]


def _cited_rows(answer: Answer) -> Sequence[CitedRow]:
    return (*answer.plan.observations, *answer.plan.targets, *list_serving_effects(answer))


def _list_effects(answer: Answer) -> list[dict[str, Any]]:
    rows = []
    for effect in list_serving_effects(answer):
        text = say(
            "{action} -> {indicator} ({basis}): {reasoning}",
            action=name_action(answer.plan, effect.action_id),
            indicator=name_indicator(answer.plan, effect.indicator_id),
            basis=name_basis(answer.plan, effect),
            reasoning=Name(effect.reasoning_zh or effect.reasoning, effect.reasoning),
        )
        rows.append(
            {
                "kind": f"effect: {effect.basis}",
                "subject": f"{effect.action_id} {effect.indicator_id}",
                **in_columns("text", text),
                "source_id": effect.source_id,
                "lines": effect.lines,
            }
        )
    return rows


def make_finding_table(findings: Sequence[Finding], language: Language | None = None) -> pd.DataFrame:
    """Audit findings with severity, both figures and their lines; one language or both."""
    rows = [
        {
            "severity": finding.severity,
            "code": finding.code,
            "subject": finding.subject,
            **in_columns("sentence", finding.sentence),
            "printed": finding.figures[0] if finding.figures else None,
            "found": finding.figures[1] if finding.figures else None,
            "lines": " | ".join(f"{place.source_id}:{place.lines}" for place in finding.places),
        }
        for finding in findings
    ]
    table = pd.DataFrame(
        rows, columns=["severity", "code", "subject", "sentence_zh", "sentence_en", "printed", "found", "lines"]
    )
    return table if language is None else table.drop(columns=["sentence_en" if language == "zh" else "sentence_zh"])
