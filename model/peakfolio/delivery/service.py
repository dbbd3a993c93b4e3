"""When projects and measures begin to work, and how much of an effect has arrived by a year, run by run.

The same arithmetic serves the plan's own dates and simulated ones: a plan is a delivery with one run that keeps every printed date.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.delivery.draws import Floats
from peakfolio.delivery.ensemble import Delivery
from peakfolio.delivery.model import MONTHS, ROUNDING, DeliveryModel
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect
from peakfolio.portfolio.problem import PortfolioProblem


@dataclass(frozen=True)
class Service:
    """When the work of an action begins and ends and when it is in service, months: three arrays of shape (runs,).

    Infinite is never.
    """

    begun: Floats
    ended: Floats
    in_service: Floats

    def take(self, runs: int) -> "Service":
        """The first runs only."""
        return Service(self.begun[:runs], self.ended[:runs], self.in_service[:runs])


def plan_service(
    model: DeliveryModel, problem: PortfolioProblem, starts: Mapping[str, int], runs: int = 1
) -> Mapping[str, Service]:
    """The service of every action by the plan's own dates, the same in every run."""
    found = {}
    for key, start in starts.items():
        action = problem.action_by_id[key]
        begin = np.full(runs, model.end_of(start - 1))
        end = np.full(runs, model.end_of(action.find_finish(start)))
        found[key] = Service(begin, end, end)
    return found


def find_service(
    plan: Plan, problem: PortfolioProblem, delivery: Delivery, starts: Mapping[str, int]
) -> Mapping[str, Service]:
    """The service of every action of a portfolio as delivered.

    Projects come from the simulation. Measures keep their printed dates (no document tells how often an order is late), but wait for a project
    they require.
    """
    records, working = delivery.records, delivery.in_service
    begun, ended = records.find_begins("construction"), records.find_ends("construction")
    found = {
        key: Service(begun[:, place], ended[:, place], working[:, place])
        for place, key in enumerate(records.action_ids)
    }
    measures = {key: start for key, start in starts.items() if key in plan.measure_by_id}
    for key, planned in plan_service(delivery.model, problem, measures, delivery.runs).items():
        whole = planned.in_service
        for row in plan.relations:
            if row.kind == "requires" and row.action_id == key and row.other_id in found:
                whole = np.maximum(whole, found[row.other_id].in_service)
        found[key] = Service(planned.begun, whole, whole)
    return found


def find_arrived(model: DeliveryModel, effect: Effect, service: Service, year: int) -> Floats:
    """Share of an effect that has arrived by the end of a year: (runs,).

    On completion: 0 before the lag is over, then 1, or (years since) / ramp while it grows. Pro rata: the share of the work that is done, shifted by
    the lag. Each year: all of it from the year in which the work begins.
    """
    if effect.arrives == "each_year":
        begun = model.first_year + np.floor(service.begun / MONTHS + ROUNDING)
        return (begun <= year - effect.lag_years).astype(np.float64)
    if effect.arrives == "pro_rata":
        known = np.isfinite(service.begun) & np.isfinite(service.ended)
        begun, ended = np.where(known, service.begun, 0.0), np.where(known, service.ended, 1.0)
        share = (model.end_of(year - effect.lag_years) - begun) / np.maximum(ended - begun, ROUNDING)
        return np.where(known, np.clip(share, 0.0, 1.0), 0.0)
    finish = find_years(model, service.in_service)
    years = year - (finish + effect.lag_years) + 1
    if effect.ramp_years == 0:
        return (years > 0).astype(np.float64)
    return np.clip(years / effect.ramp_years, 0.0, 1.0)


def find_years(model: DeliveryModel, months: Floats) -> Floats:
    """The calendar year in which each month lies, as a number; infinite where it is never."""
    return np.asarray(model.first_year - 1 + np.maximum(np.ceil(months / MONTHS - ROUNDING), 1.0))
