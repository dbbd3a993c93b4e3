"""What dates and probabilities of delivery rest on: kinds of work, months of stages, and when the money comes."""

from dataclasses import replace

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.plan.delivery_book import find_size
from peakfolio.plan.delivery_tables import StageDuration, Tranche
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import CitedRow
from peakfolio.plan.target_keys import TargetKey
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.choice import Portfolio
from peakfolio.report.delivery.names import STAGE_NAMES, TRADES, WORK_TYPES
from peakfolio.report.names import name_action
from peakfolio.report.tracing import Trace, trace_project, trace_row
from peakfolio.words import Words, say


def trace_delivery(plan: Plan, key: str) -> tuple[Trace, ...]:
    """What the dates of a project rest on: its kind of work, the months of its stages, and when its money comes."""
    kind = next((row for row in plan.delivery if row.project_id == key), None)
    project = plan.project_by_id.get(key)
    if kind is None or project is None or project.cost_wan_yuan is None:
        return ()
    book, size, name = plan.delivery_book, find_size(project.cost_wan_yuan), name_action(plan, key)
    stages = [book.find_stage(kind.work_type, size, stage) for stage in STAGE_NAMES]  # type: ignore[arg-type]
    paying = [row.funding_source for row in plan.funding if row.project_id == key]
    said: list[tuple[CitedRow, Words, Words]] = [
        (kind, name, say("{kind}; {trade}", kind=WORK_TYPES[kind.work_type], trade=TRADES[kind.trade])),
        *((row, STAGE_NAMES[row.stage], _say_months(row)) for row in stages),
        *((row, FUNDING[row.funding_source], _say_months(row)) for row in map(book.find_tranche, dict.fromkeys(paying))),
    ]  # fmt: skip
    return tuple(
        trace_row(plan, row, say("{key} {name}", key=key, name=subject), value) for row, subject, value in said
    )


def trace_chance(outlook: DeliveryOutlook, target: str) -> tuple[Trace, ...]:
    """What the probability of a target in the chosen portfolio rests on: every project that serves it, and its dates."""
    plan, indicator_id = outlook.plan, TargetKey(target).indicator_id
    serving = {each.action_id for each in plan.effects if each.indicator_id == indicator_id}
    return _trace_dates(plan, [key for key in outlook.choice.portfolio.starts if key in serving])


def trace_choice(plan: Plan, portfolio: Portfolio) -> tuple[Trace, ...]:
    """What cost and probability of a portfolio rest on: every project of it, and its dates."""
    return _trace_dates(plan, list(portfolio.starts))


def _trace_dates(plan: Plan, keys: list[str]) -> tuple[Trace, ...]:
    rows = []
    for key in keys:
        subject = say("{key} {name}", key=key, name=name_action(plan, key))
        rows += [replace(trace_project(plan, key)[0], subject=subject), *trace_delivery(plan, key)]
    return tuple(rows)


def _say_months(row: StageDuration | Tranche) -> Words:
    span = f"{row.low:g} – {row.mode:g} – {row.high:g}"
    return say("{span} months", span=span)
