"""Builds the delivery of a plan's projects: kinds of work become months, printed years become capacities."""

import math
from collections.abc import Mapping

from peakfolio.delivery.model import (
    MONTHS,
    PREPARING,
    STAGES,
    Capacities,
    Conditions,
    DeliveryModel,
    Job,
    Range,
    Schedule,
)
from peakfolio.errors import MissingData
from peakfolio.plan.delivery_book import find_size
from peakfolio.plan.delivery_tables import Condition, DeliveryKind, StageDuration, Tranche
from peakfolio.plan.plan import Plan
from peakfolio.plan.vocabulary import ConditionName, ProjectSize, Stage, Trade
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.problem import Action, PortfolioProblem
from peakfolio.words import say

YEARS_BEYOND = 10  # simulated after the plan's last year, so that what is late is seen to end
NO_TIME: Mapping[Stage, Range] = {stage: Range(0.0, 0.0, 0.0) for stage in STAGES}  # of what is built already
LEAST_CAPACITY = 2  # one desk or crew alone would make a queue of any two projects


def build_delivery(plan: Plan, problem: PortfolioProblem | None = None) -> DeliveryModel:
    """The delivery model of a plan: every project that has a cost.

    ``problem`` is the portfolio problem the actions are taken from, by default that of the plan's own scenario. Raises MissingData where
    a project has no row in ``delivery.csv``.
    """
    posed = problem or build_problem(plan, plan.settings.scenario)
    actions = tuple(action for action in posed.actions if action.kind == "project")
    kinds = _find_kinds(plan, actions)
    first = min(plan.settings.years.first_year, *(action.printed_start for action in actions))
    jobs = tuple(_make_job(plan, action, kinds[action.action_id], first) for action in actions)
    sources = tuple(dict.fromkeys(source for job in jobs for source in job.funding))
    arrivals = {source: _read_range(plan.delivery_book.find_tranche(source)) for source in sources}
    return DeliveryModel(
        region=plan.settings.region.id,
        first_year=first,
        opening_year=plan.settings.years.first_year,
        last_year=plan.settings.years.last_year + YEARS_BEYOND,
        jobs=jobs,
        capacities=_find_capacities(plan, jobs, first),
        conditions=_find_conditions(plan),
        arrivals=arrivals,
        rule=plan.settings.delivery.rule,
        priorities={},
    )


def schedule_starts(
    model: DeliveryModel, starts: Mapping[str, int], shares: Mapping[str, float] | None = None
) -> Schedule:
    """A portfolio's projects with the month their start year begins; measures are no projects and are left out."""
    begins = {
        job.action_id: float(MONTHS * (starts[job.action_id] - model.first_year))
        for job in model.jobs
        if job.action_id in starts
    }
    return Schedule(begins, {key: share for key, share in (shares or {}).items() if key in begins})


def _find_kinds(plan: Plan, actions: tuple[Action, ...]) -> Mapping[str, DeliveryKind]:
    kinds = {row.project_id: row for row in plan.delivery}
    missing = ", ".join(action.action_id for action in actions if action.action_id not in kinds)
    if missing:
        raise MissingData(
            say(
                "delivery.csv: no kind of work is given for {projects}, so delivery cannot be simulated.",
                projects=missing,
            )
        )
    return kinds


def _make_job(plan: Plan, action: Action, kind: DeliveryKind, first: int) -> Job:
    is_done = plan.standpoint is not None and plan.standpoint.is_done(action.action_id)
    is_old = not is_done and kind.is_started and action.printed_start <= plan.settings.years.base_year
    return Job(
        action_id=action.action_id,
        order=action.order,
        printed_start=action.printed_start,
        duration_years=action.duration_years,
        months=_find_months(plan, kind, find_size(action.cost_wan_yuan)) if not is_done else NO_TIME,
        trade=kind.trade,
        stops_for_weather=kind.stops_for_rain,
        is_started=kind.is_started,
        open_until=float(MONTHS * (plan.settings.years.base_year + 1 - first)) if is_old else 0.0,
        serves_from="construction" if kind.work_type == "programme" else "acceptance",
        cost_wan_yuan=action.cost_wan_yuan,
        spending_shares=action.spending_shares,
        funding={source: share for source, share in action.funding.items() if share > 0},  # type: ignore[misc]
        requires=_list_required(plan, action.action_id),
    )


def _find_months(plan: Plan, kind: DeliveryKind, size: ProjectSize) -> Mapping[Stage, Range]:
    """The months of every stage: those of the work and size, for construction the project's own where its document tells."""
    book = plan.delivery_book
    months = {stage: _read_range(book.find_stage(kind.work_type, size, stage)) for stage in STAGES}
    low, mode, high = kind.construction_low, kind.construction_mode, kind.construction_high
    if low is not None and mode is not None and high is not None:
        months["construction"] = Range(low, mode, high)
    return months


def _list_required(plan: Plan, key: str) -> tuple[str, ...]:
    """The projects that must be in service before another is built."""
    needed = (row.other_id for row in plan.relations if row.kind == "requires" and row.action_id == key)
    return tuple(other for other in needed if other in plan.project_by_id)


def _read_range(row: StageDuration | Tranche | Condition) -> Range:
    return Range(row.low, row.mode, row.high)


def _find_conditions(plan: Plan) -> Conditions:
    book, own = plan.delivery_book, plan.settings.delivery

    def find(name: ConditionName) -> Range:
        return _read_range(book.find_condition(name))

    return Conditions(
        tender_failure=find("tender_failure").mode,
        retender_months=find("retender_months"),
        acceptance_failure=find("acceptance_failure").mode,
        rework_months=find("rework_months"),
        advance_share=find("advance_share").mode,
        paid_share=find("paid_share").mode,
        rainy_months=own.rainy_months,
        rainy_pace=find("rainy_pace"),
        winter_months=own.winter_months,
        winter_pace=find("winter_pace"),
        common_luck=find("common_luck").mode,
        cash_box_share=find("cash_box_share").mode,
        cash_box_wan_yuan=own.cash_box_wan_yuan,
    )


def _find_capacities(plan: Plan, jobs: tuple[Job, ...], first: int) -> Capacities:
    """A share of what the printed years need at their peak, at least two of each, where the region does not say otherwise.

    Bureaus run their programmes side by side, so agencies are limited only where the region says so.
    """
    own, margin = plan.settings.delivery, plan.delivery_book.find_condition("capacity_margin").mode
    spans: dict[str, list[tuple[float, float]]] = {"approval": [], "design": []}
    for job in jobs:
        at = float(MONTHS * (job.printed_start - first))
        for stage in () if job.is_started else PREPARING:
            spans.setdefault(stage, []).append((at, at + job.months[stage].mode))
            at += job.months[stage].mode
        spans.setdefault(job.trade, []).append((at, at + job.months["construction"].mode))
    needed = {name: max(math.ceil(margin * count_at_once(each)), LEAST_CAPACITY) for name, each in spans.items()}
    trades: tuple[Trade, ...] = tuple(dict.fromkeys(job.trade for job in jobs if job.trade != "agencies"))
    return Capacities(
        approval=own.approval_desks or needed["approval"],
        design=own.design_institutes or needed["design"],
        crews={**{trade: needed[trade] for trade in trades}, **own.crews},
    )


def count_at_once(spans: list[tuple[float, float]]) -> int:
    """The most spans (begin, end) that overlap at any moment; one that ends as another begins does not overlap it."""
    turns = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    most = now = 0
    for _, change in turns:
        now += change
        most = max(most, now)
    return most
