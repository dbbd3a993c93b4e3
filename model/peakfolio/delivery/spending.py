"""When money is really spent: by month and funding source, and against the plan's own years."""

from collections.abc import Mapping

import numpy as np

from peakfolio.delivery.draws import Floats
from peakfolio.delivery.ensemble import Delivery
from peakfolio.delivery.simulation import plan_bills, plan_tranches
from peakfolio.plan.vocabulary import FundingSource


def spend_by_month(delivery: Delivery) -> Mapping[FundingSource, Floats]:
    """Money paid in each month by source, 万元: arrays of shape (runs, months). What is never paid in the simulated time is left out."""
    model, paid = delivery.model, delivery.records.paid
    months = int(model.horizon)
    spent = {source: np.zeros((delivery.runs, months)) for source in model.arrivals}
    runs = np.arange(delivery.runs)
    for row, bills in enumerate(plan_bills(model, delivery.schedule)):
        for number, amounts in enumerate(bills):
            when = paid[:, row, number]
            known = when < months
            for source, amount in amounts.items():
                np.add.at(spent[source], (runs[known], when[known].astype(np.int64)), amount)
    return {source: amounts for source, amounts in spent.items() if amounts.any()}


def plan_by_month(delivery: Delivery) -> Floats:
    """Money the plan means to have spent by the end of each month, 万元: its yearly spending, even over the year, (months,)."""
    yearly = np.sum(list(plan_tranches(delivery.model, delivery.schedule).values()), axis=0)
    return np.cumsum(np.repeat(np.asarray(yearly, dtype=np.float64) / 12.0, 12))
