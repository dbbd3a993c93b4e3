"""Deliveries small enough to work by hand: the tiny plan with kinds of work, and months, money and weather that do not vary.

Unless a test says otherwise every project needs 2 months of approval, 1 of design, 1 of tender, 8 of construction and 2 of acceptance, so that
one that begins at month 0 is at work from 4 to 12 and accepted at 14. Nothing fails, no luck is shared, the county lends nothing, and the
money of each year comes at month 6 of it.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np

from peakfolio.delivery.build import build_delivery, schedule_starts
from peakfolio.delivery.draws import Draws
from peakfolio.delivery.ensemble import Delivery, deliver, simulate_batch
from peakfolio.delivery.model import NEVER, STAGES, Capacities, DeliveryModel, Range, Schedule
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.delivery.simulation import Records
from peakfolio.plan.delivery_book import DeliveryBook
from peakfolio.plan.delivery_tables import Condition, DeliveryKind, StageDuration, Tranche
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import DeliverySettings
from peakfolio.plan.tables import Relation
from peakfolio.plan.vocabulary import FundingSource, ProjectSize, WorkType
from tiny import CITE, make_tiny_plan

UNLIMITED = Capacities(NEVER, NEVER, {})  # no queue anywhere
Spread = float | tuple[float, float, float]
REGIONS = ("dongchuan", "panzhihua-dongqu", "yongchuan")
USUAL: Mapping[str, Spread] = {"approval": 2.0, "design": 1.0, "tender": 1.0, "construction": 8.0, "acceptance": 2.0}
CALM: Mapping[str, Spread] = {
    "tender_failure": 0.0,
    "retender_months": 3.0,
    "acceptance_failure": 0.0,
    "rework_months": 5.0,
    "advance_share": 0.1,
    "paid_share": 0.8,
    "rainy_pace": 0.5,
    "winter_pace": 0.25,
    "common_luck": 0.0,
    "capacity_margin": 1.0,
    "cash_box_share": 0.0,
}


def open_range(said: Spread) -> dict[str, float]:
    low, mode, high = said if isinstance(said, tuple) else (said, said, said)
    return {"low": low, "mode": mode, "high": high}


def make_book(
    stages: Mapping[str, Spread] | None = None, tranches: Mapping[str, Spread] | None = None, **conditions: Spread
) -> DeliveryBook:
    """The same months for every kind of work and size."""
    months, moments = {**USUAL, **(stages or {})}, tranches or {}
    return DeliveryBook(
        stages=tuple(
            StageDuration(
                work_type=work, size=size, stage=stage, reasoning="by hand", **open_range(months[stage]), **CITE
            )
            for work in get_args(WorkType)
            for size in get_args(ProjectSize)
            for stage in STAGES
        ),
        tranches=tuple(
            Tranche(funding_source=source, reasoning="by hand", **open_range(moments.get(source, 6.0)), **CITE)
            for source in get_args(FundingSource)
        ),
        conditions=tuple(
            Condition(condition=name, unit="share", reasoning="by hand", **open_range(said), **CITE)
            for name, said in {**CALM, **conditions}.items()
        ),
    )


def make_kind(key: str, **changes: Any) -> DeliveryKind:
    said = {
        "project_id": key,
        "work_type": "pipeline",
        "trade": "pipe_layers",
        "stops_for_rain": False,
        "reasoning": "by hand",
        **CITE,
        **changes,
    }
    return DeliveryKind(**said)


def own_months(said: Spread) -> dict[str, float]:
    return {f"construction_{name}": value for name, value in open_range(said).items()}


def require(action: str, other: str) -> Relation:
    return Relation(kind="requires", action_id=action, other_id=other, reasoning="by hand", **CITE)


def make_delivery_plan(
    *,
    book: DeliveryBook | None = None,
    kinds: Mapping[str, Mapping[str, Any]] | None = None,
    delivery: DeliverySettings | None = None,
    **tables: Any,
) -> Plan:
    """The tiny plan with other ``tables``; ``kinds`` changes the kinds of work of some projects."""
    plan = replace(make_tiny_plan(), **tables)
    own = kinds or {}
    return replace(
        plan,
        settings=plan.settings.model_copy(update={"delivery": delivery or DeliverySettings()}),
        delivery=tuple(make_kind(row.project_id, **own.get(row.project_id, {})) for row in plan.projects),
        delivery_book=book or make_book(),
    )


def pose_unlimited(plan: Plan, **changes: Any) -> DeliveryModel:
    """The delivery of a plan without queues and with all money at once; ``changes`` are said on top."""
    said = {"capacities": UNLIMITED, "is_money_limited": False, **changes}
    return replace(build_delivery(plan), **said)


def free_of_queues(model: DeliveryModel) -> DeliveryModel:
    """The same projects with unlimited desks, designers, crews and money: nothing waits for anything but what it requires."""
    return replace(model, capacities=UNLIMITED, is_money_limited=False)


def free_of_chance(model: DeliveryModel) -> DeliveryModel:
    """The same model with every range closed at its mode, no failures, and weather and tranches as most likely."""

    def close(given: Range) -> Range:
        return Range(given.mode, given.mode, given.mode)

    said = model.conditions
    return replace(
        model,
        jobs=tuple(
            replace(job, months={stage: close(months) for stage, months in job.months.items()}) for job in model.jobs
        ),
        conditions=replace(
            said,
            tender_failure=0.0,
            acceptance_failure=0.0,
            rainy_pace=close(said.rainy_pace),
            winter_pace=close(said.winter_pace),
        ),
        arrivals={source: close(given) for source, given in model.arrivals.items()},
    )


def limit_crews(crews: float) -> Capacities:
    return Capacities(NEVER, NEVER, {"pipe_layers": crews})


def set_months(model: DeliveryModel, key: str, **stages: Spread) -> DeliveryModel:
    own = {stage: Range(**open_range(said)) for stage, said in stages.items()}
    jobs = (
        replace(job, months={**job.months, **own}) if job.action_id == key else job  # type: ignore[dict-item]
        for job in model.jobs
    )
    return replace(model, jobs=tuple(jobs))


def run_once(model: DeliveryModel, starts: Mapping[str, int]) -> Delivery:
    return deliver(model, schedule_starts(model, starts), SimulationSettings(runs=1))


def find_times(delivery: Delivery, key: str, stage: str) -> tuple[float, float, float]:
    """When a stage was asked for, begun and ended in the first run."""
    place = delivery.records.action_ids.index(key)
    asked, begun, ended = delivery.records.times[0, place, STAGES.index(stage)]  # type: ignore[arg-type]
    return float(asked), float(begun), float(ended)


def find_accepted(delivery: Delivery) -> dict[str, float]:
    return {key: float(delivery.records.accepted[0, place]) for place, key in enumerate(delivery.records.action_ids)}


def find_luck(model: DeliveryModel, months: np.ndarray) -> Draws:
    """Luck of one run with these months, (jobs, stages), and the tranches and weather that are most likely."""
    years, said = len(model.years), model.conditions
    tranches = [np.full(years, given.mode) for given in model.arrivals.values()]
    return Draws(
        months=months[None],
        tranches=np.array(tranches).reshape(1, len(tranches), years),
        rainy=np.full((1, years), said.rainy_pace.mode),
        winter=np.full((1, years), said.winter_pace.mode),
    )


Batch = tuple[DeliveryModel, Schedule, int, tuple[int, ...]]


def die_once(marker: Path, fatal: int, batch: Batch, number: int) -> Records:
    """One batch; the worker that first takes the fatal one dies of it."""
    if number == fatal and not marker.exists():
        marker.touch()
        os._exit(1)
    return simulate_batch(*batch, number)


def stop_at_two(number: int) -> int:
    """Ctrl-C in the third piece."""
    if number == 2:
        raise KeyboardInterrupt
    return number * number
