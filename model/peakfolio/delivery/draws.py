"""All chance of delivery in one place: the same seed gives every project the same luck, whatever else is built.

A batch of runs has a stream of its own from (seed, number of the batch), so neither earlier nor parallel batches matter. Every
project of the plan is drawn in every run, also one that is not built: two portfolios, or two what-ifs, of one seed differ by what was
changed and by nothing else (common random numbers).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from peakfolio.delivery.model import MONTHS, STAGES, DeliveryModel, Range
from peakfolio.triangular import invert_triangular

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draws:
    """The luck of some runs.

    ``months``: (runs, jobs, stages), working months of each stage, a failed tender and a failed acceptance included.
    ``tranches``: (runs, sources, years), month of the year in which the money of a source arrives. ``rainy`` and ``winter``: (runs, years),
    share of a normal month's work.
    """

    months: Floats
    tranches: Floats
    rainy: Floats
    winter: Floats

    def __len__(self) -> int:
        return len(self.months)


def draw_samples(model: DeliveryModel, seed: int, batch: int, runs: int) -> Draws:
    """The luck of one batch of runs."""
    jobs, years, sources = len(model.jobs), len(model.years), len(model.arrivals)
    streams = [np.random.default_rng(each) for each in np.random.SeedSequence(seed, spawn_key=(batch,)).spawn(5)]
    said = model.conditions
    own = streams[0].standard_normal((runs, jobs, len(STAGES)))
    common = streams[1].standard_normal((runs, 1, 1))
    pearson = 2.0 * np.sin(np.pi * said.common_luck / 6.0)
    uniform = ndtr(np.sqrt(pearson) * common + np.sqrt(1.0 - pearson) * own)
    months = np.empty(uniform.shape)
    for place, job in enumerate(model.jobs):
        for number, stage in enumerate(STAGES):
            months[:, place, number] = _draw(job.months[stage], uniform[:, place, number])
    failing, mending = streams[2].random((runs, jobs, 2)), streams[3].random((runs, jobs, 2))
    retender, rework = _draw(said.retender_months, mending[..., 0]), _draw(said.rework_months, mending[..., 1])
    months[..., STAGES.index("tender")] += np.where(failing[..., 0] < said.tender_failure, retender, 0.0)
    months[..., STAGES.index("acceptance")] += np.where(failing[..., 1] < said.acceptance_failure, rework, 0.0)
    yearly = streams[4].random((runs, sources + 2, years))
    tranches = [_draw(given, yearly[:, number]) for number, given in enumerate(model.arrivals.values())]
    return Draws(
        months=months,
        tranches=np.stack(tranches, axis=1) if tranches else np.empty((runs, 0, years)),
        rainy=_draw(said.rainy_pace, yearly[:, sources]),
        winter=_draw(said.winter_pace, yearly[:, sources + 1]),
    )


def _draw(given: Range, uniform: Floats) -> Floats:
    return invert_triangular(given.low, given.mode, given.high, uniform)


def spread_pace(model: DeliveryModel, luck: Draws) -> Floats:
    """Work done by the end of each month by a job that stops for weather, in working months: (runs, months + 1), from 0."""
    runs, years = luck.rainy.shape
    pace = np.ones((runs, years, MONTHS))
    for month in model.conditions.rainy_months:
        pace[:, :, month - 1] = luck.rainy
    for month in model.conditions.winter_months:
        pace[:, :, month - 1] = luck.winter
    done = np.zeros((runs, years * MONTHS + 1))
    np.cumsum(pace.reshape(runs, years * MONTHS), axis=1, out=done[:, 1:])
    return done
