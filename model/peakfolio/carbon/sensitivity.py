"""Which uncertain figures decide the result: one at a time here, by their shares of the variance in ``screening``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.carbon.ensemble import CHUNK
from peakfolio.carbon.model import CarbonModel, Paths
from peakfolio.carbon.parameters import Floats, Parameter, invert_distribution, list_centrals
from peakfolio.carbon.path_peaks import find_peak_years
from peakfolio.carbon.simulation import simulate_paths
from peakfolio.errors import UnknownName
from peakfolio.words import say

Measure = Callable[[Paths], Floats]
LOW, HIGH = 0.05, 0.95  # the ends of the 90 % range that is told of every result


@dataclass(frozen=True)
class Swing:
    """What one figure does alone: the result at its 5 % and 95 % points, all others central."""

    parameter: Parameter
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """Distance between the two results."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class SobolIndex:
    """Share of the variance a figure explains alone (first) and with all others (total), each with its 95 % half width."""

    parameter: Parameter
    first: float
    first_spread: float
    total: float
    total_spread: float


@dataclass(frozen=True)
class MorrisEffect:
    """Mean absolute elementary effect of a figure, its 95 % half width, and the spread of effects (interaction, curvature)."""

    parameter: Parameter
    mu_star: float
    mu_star_spread: float
    sigma: float


@dataclass(frozen=True)
class Screening:
    """How much every uncertain figure counts for the emissions of a year, by Sobol indices and by Morris screening."""

    year: int
    sobol: tuple[SobolIndex, ...]
    morris: tuple[MorrisEffect, ...]


def find_measure(name: str, year: int) -> Measure:
    """A result of paths by name, one number per run: emissions (of the year), cumulative (to the year), peak_level, peak_year."""
    measures: Mapping[str, Measure] = {
        "emissions": lambda paths: paths.net[:, _place(paths, year)],
        "cumulative": lambda paths: paths.net[:, : _place(paths, year) + 1].sum(axis=1),
        "peak_level": lambda paths: paths.net.max(axis=1),
        "peak_year": lambda paths: find_peak_years(paths.net, paths.years).years.astype(np.float64),
    }
    if name not in measures:
        raise UnknownName(say("measure"), name, tuple(measures))
    return measures[name]


def swing_parameters(model: CarbonModel, measure: Measure) -> tuple[Swing, ...]:
    """Every uncertain figure alone, the widest swing first."""
    loose = list_loose(model)
    if not loose:
        return ()
    rows = np.repeat(list_centrals(model.parameters), 2 * len(loose), axis=0)
    for number, place in enumerate(loose):
        ends = invert_distribution(model.parameters[place], np.array([LOW, HIGH]))
        rows[2 * number, place], rows[2 * number + 1, place] = ends
    results = measure_all(model, rows, measure)
    swings = [
        Swing(model.parameters[place], float(results[2 * number]), float(results[2 * number + 1]))
        for number, place in enumerate(loose)
    ]
    return tuple(sorted(swings, key=lambda each: (-each.width, each.parameter.name)))


def list_loose(model: CarbonModel) -> list[int]:
    """The places of the parameters that have a range."""
    return [
        place
        for place, each in enumerate(model.parameters)
        if (each.distribution != "fixed" and each.high > each.low) or each.values
    ]


def measure_all(model: CarbonModel, rows: Floats, measure: Measure) -> Floats:
    """The result of each row of parameter values, simulated chunk by chunk."""
    parts = [measure(simulate_paths(model, rows[start : start + CHUNK])) for start in range(0, len(rows), CHUNK)]
    return np.concatenate(parts)


def _place(paths: Paths, year: int) -> int:
    return int(np.searchsorted(paths.years, year))
