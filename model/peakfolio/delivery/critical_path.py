"""Finish dates without any queue, in plain arithmetic on arrays: no SimPy, no events.

It is the independent check of the simulation where nothing queues, and the fast way to finish dates of many start years at once. It knows
neither desks nor crews; what a project requires it waits for. Money is either there at once, or each project has its own tranches and
nobody lends.
"""

from collections.abc import Iterator

import numpy as np

from peakfolio.delivery.draws import Draws, Floats, spread_pace
from peakfolio.delivery.model import MONTHS, NEVER, PREPARING, ROUNDING, SLICES, STAGES, DeliveryModel, Job, Schedule


def find_critical_dates(
    model: DeliveryModel, schedule: Schedule, luck: Draws, *, own_money: bool = False
) -> tuple[Floats, Floats, Floats]:
    """When construction begins and ends and when each project is accepted, months: three arrays of shape (runs, projects)."""
    done = spread_pace(model, luck)
    shape = (len(luck), len(schedule.begins))
    begun, ended, accepted = np.empty(shape), np.empty(shape), np.empty(shape)
    rows = {key: row for row, key in enumerate(schedule.action_ids)}
    for key in _order_by_need(model, schedule):
        row, job, place = rows[key], model.job_by_id[key], model.place_by_id[key]
        ready = np.full(len(luck), schedule.begins[key])
        if not job.is_started:
            for stage in PREPARING:
                ready = ready + luck.months[:, place, STAGES.index(stage)]
        for other in job.requires:
            if other in rows:
                ready = np.maximum(ready, accepted[:, rows[other]])
        begun[:, row] = ready
        money = find_money_dates(model, job, schedule.begins[key], luck) if own_money else None
        months = luck.months[:, place, STAGES.index("construction")]
        ended[:, row] = _build(job, ready, months, done, money)
        accepted[:, row] = ended[:, row] + luck.months[:, place, STAGES.index("acceptance")]
    return begun, ended, accepted


def find_money_dates(model: DeliveryModel, job: Job, begin: float, luck: Draws) -> Floats:
    """When the money for each quarter of the work has come, if a project has its own tranches: (runs, quarters)."""
    first = int(begin // MONTHS)
    paid = np.cumsum(job.spending_shares)
    needed = np.cumsum(model.conditions.payments[:SLICES])
    dates = np.full((len(luck), SLICES), begin)
    for number, source in enumerate(model.arrivals):
        factor = (model.source_factors or {}).get(source, 1.0)
        for quarter in range(SLICES) if source in job.funding and job.cost_wan_yuan > 0 else ():
            enough = np.flatnonzero(factor * paid >= needed[quarter] - ROUNDING)
            if not len(enough):
                dates[:, quarter] = NEVER
                continue
            year = min(first + int(enough[0]), len(model.years) - 1)
            dates[:, quarter] = np.maximum(dates[:, quarter], MONTHS * year + luck.tranches[:, number, year])
    return dates


def _build(job: Job, ready: Floats, months: Floats, done: Floats, money: Floats | None) -> Floats:
    """End of the work: at one go, or quarter by quarter as money comes."""
    end, pieces = ready, 1 if money is None else SLICES
    for quarter in range(pieces):
        end = end if money is None else np.maximum(end, money[:, quarter])
        end = find_work_end(end, months / pieces, done) if job.stops_for_weather else end + months / pieces
    return np.maximum(end, job.open_until)


def find_work_end(begin: Floats, months: Floats, done: Floats) -> Floats:
    """When so many working months are done, run by run: the inverse of the work possible by each month, shape (runs,)."""
    last = done.shape[1] - 1
    runs = np.arange(len(begin))
    known = np.where(np.isfinite(begin), begin, float(last))
    whole = np.minimum(known.astype(np.int64), last - 1)
    start = done[runs, whole] + (known - whole) * (done[runs, whole + 1] - done[runs, whole])
    wanted = start + months
    month = np.clip((done < wanted[:, None]).sum(axis=1) - 1, 0, last - 1)
    pace = done[runs, month + 1] - done[runs, month]
    inside = month + (wanted - done[runs, month]) / np.where(pace > 0, pace, 1.0)
    late = np.where(begin >= last, begin + months, last + wanted - done[:, -1])
    return np.maximum(np.where(wanted >= done[:, -1], late, inside), begin)


def _order_by_need(model: DeliveryModel, schedule: Schedule) -> Iterator[str]:
    """The projects so that each stands behind what it requires; a circle is left out of the order by ending it where it began."""
    seen: set[str] = set()

    def visit(key: str) -> Iterator[str]:
        if key in seen or key not in schedule.begins:
            return
        seen.add(key)
        for other in model.job_by_id[key].requires:
            yield from visit(other)
        yield key

    for key in schedule.begins:
        yield from visit(key)
