"""Where the time goes: months of work and of waiting by cause, and how full desks, designers and crews are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.delivery.draws import Floats
from peakfolio.delivery.ensemble import Delivery
from peakfolio.delivery.model import APPROVAL, ASKED, BEGUN, CONSTRUCTION, DESIGN, ENDED, ROUNDING, STAGES
from peakfolio.plan.vocabulary import Stage

CAUSES = ("desk", "designer", "crew", "money")


@dataclass(frozen=True)
class Queue:
    """One queue: how many can be served at once, how many projects use it, months waited, how full it is and how long the line gets.

    ``waited`` is the mean over projects and runs, ``busy`` the share of its capacity in use from its first to its last service, ``longest`` the
    mean over runs of the longest line.
    """

    kind: str
    subject: str
    capacity: float
    projects: int
    waited: float
    busy: float
    longest: float


def find_stage_months(delivery: Delivery) -> Mapping[Stage, Floats]:
    """Mean months from begin to end of each stage by project, (projects,), over the runs in which it ends; nan for stages skipped."""
    found = {}
    for number, stage in enumerate(STAGES):
        times = delivery.records.times[:, :, number]
        found[stage] = _mean(_subtract(times[..., ENDED], times[..., BEGUN]))
    return found


def find_waits(delivery: Delivery) -> Mapping[str, Floats]:
    """Mean months each project waits for a desk, a designer, a crew and money: (projects,) each."""
    times = delivery.records.times
    stages = {"desk": APPROVAL, "designer": DESIGN, "crew": CONSTRUCTION}
    begun = np.minimum(times[..., BEGUN], delivery.model.horizon)
    waits = {cause: _subtract(begun[:, :, stage], times[:, :, stage, ASKED]) for cause, stage in stages.items()}
    found = {cause: np.nan_to_num(_mean(wait)) for cause, wait in waits.items()}
    return {**found, "money": delivery.records.unpaid.mean(axis=0)}


def find_queues(delivery: Delivery) -> tuple[Queue, ...]:
    """Every desk, design institute and trade that is limited and used."""
    limits, horizon, times = delivery.model.capacities, delivery.model.horizon, delivery.records.times
    lines = [("desk", "", limits.approval, times[:, :, APPROVAL]), ("designer", "", limits.design, times[:, :, DESIGN])]
    for trade, crews in limits.crews.items():
        rows = np.array([job.trade == trade for job in delivery.jobs], dtype=bool)
        lines.append(("crew", trade, crews, times[:, rows, CONSTRUCTION]))
    return tuple(
        Queue(kind, subject, capacity, *_measure_line(line, capacity, horizon))
        for kind, subject, capacity, line in lines
        if np.isfinite(capacity) and np.isfinite(line[..., BEGUN]).any()
    )


def _measure_line(line: Floats, capacity: float, horizon: float) -> tuple[int, float, float, float]:
    """Projects that are ever served, mean months waited, share of the capacity in use, and mean longest line."""
    times = line[:, np.isfinite(line[..., BEGUN]).any(axis=0)]
    begins, ends = np.minimum(times[..., BEGUN], horizon), np.minimum(times[..., ENDED], horizon)
    span = ends.max(axis=1) - begins.min(axis=1)
    busy = (ends - begins).sum(axis=1) / np.maximum(span * capacity, ROUNDING)
    waited = begins - np.minimum(times[..., ASKED], begins)
    return times.shape[1], float(waited.mean()), float(busy.mean()), _find_longest(times)


def _find_longest(times: Floats) -> float:
    """Mean over runs of the most projects that wait at once."""
    longest = []
    for run in times:
        waiting = run[run[:, BEGUN] > run[:, ASKED]]
        asked, begun = waiting[:, ASKED], waiting[:, BEGUN]
        counts = [int(((asked <= moment) & (begun > moment)).sum()) for moment in asked]
        longest.append(max(counts, default=0))
    return float(np.mean(longest))


def _subtract(end: Floats, begin: Floats) -> Floats:
    """Months between two moments; infinite where one of them never comes."""
    known = np.isfinite(end) & np.isfinite(begin)
    return np.where(known, np.where(known, end, 0.0) - np.where(known, begin, 0.0), np.inf)


def _mean(values: Floats) -> Floats:
    """Mean over runs of what is known; nan where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
