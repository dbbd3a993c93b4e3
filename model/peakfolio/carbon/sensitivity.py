"""Which uncertain figures decide the result: one at a time, by Sobol indices, and by Morris screening. The one door to SALib.

All three draw the figures independently of each other; correlations between levers are left out, because variance shares are
defined for independent figures only (Sobol 1993; Saltelli et al. 2010; Morris 1991; Campolongo et al. 2007).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from peakfolio.carbon.ensemble import CHUNK
from peakfolio.carbon.model import CarbonModel, Paths
from peakfolio.carbon.parameters import Floats, Parameter, draw_values, invert_distribution, list_centrals
from peakfolio.carbon.path_peaks import find_peak_years
from peakfolio.carbon.simulation import simulate_paths
from peakfolio.errors import UnknownName
from peakfolio.words import say

Measure = Callable[[Paths], Floats]
LOW, HIGH = 0.05, 0.95


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


def screen_emissions(model: CarbonModel, year: int) -> Screening:
    """Sobol indices and Morris effects of the emissions of a year."""
    measure = find_measure("emissions", year)
    return Screening(year, find_sobol(model, measure), screen_morris(model, measure))


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
    loose = _list_loose(model)
    if not loose:
        return ()
    rows = np.repeat(list_centrals(model.parameters), 2 * len(loose), axis=0)
    for number, place in enumerate(loose):
        ends = invert_distribution(model.parameters[place], np.array([LOW, HIGH]))
        rows[2 * number, place], rows[2 * number + 1, place] = ends
    results = _measure_all(model, rows, measure)
    swings = [
        Swing(model.parameters[place], float(results[2 * number]), float(results[2 * number + 1]))
        for number, place in enumerate(loose)
    ]
    return tuple(sorted(swings, key=lambda each: (-each.width, each.parameter.name)))


def find_sobol(model: CarbonModel, measure: Measure, base_runs: int = 256, seed: int = 0) -> tuple[SobolIndex, ...]:
    """Sobol indices, the largest total first; ``base_runs`` is a power of two, and runs are that times (figures + 2)."""
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    problem, loose = _pose(model)
    if not loose:
        return ()
    unit = sample.sample(problem, base_runs, calc_second_order=False, seed=seed)
    results = _measure_all(model, _fill(model, loose, unit), measure)
    if np.ptp(results) == 0:
        return ()
    found = analyze.analyze(problem, results, calc_second_order=False, seed=seed)
    indices = [
        SobolIndex(model.parameters[place], *(float(found[key][number]) for key in ("S1", "S1_conf", "ST", "ST_conf")))
        for number, place in enumerate(loose)
    ]
    return tuple(sorted(indices, key=lambda each: (-each.total, each.parameter.name)))


def screen_morris(
    model: CarbonModel, measure: Measure, trajectories: int = 50, seed: int = 0
) -> tuple[MorrisEffect, ...]:
    """Morris screening, the largest mean effect first: cheap enough for hundreds of figures."""
    from SALib.analyze import morris as analyze
    from SALib.sample import morris as sample

    problem, loose = _pose(model)
    if not loose:
        return ()
    unit = sample.sample(problem, trajectories, seed=seed)
    results = _measure_all(model, _fill(model, loose, unit), measure)
    found = analyze.analyze(problem, unit, results, seed=seed)
    effects = [
        MorrisEffect(
            model.parameters[place], *(float(found[key][number]) for key in ("mu_star", "mu_star_conf", "sigma"))
        )
        for number, place in enumerate(loose)
    ]
    return tuple(sorted(effects, key=lambda each: (-each.mu_star, each.parameter.name)))


def _list_loose(model: CarbonModel) -> list[int]:
    return [
        place
        for place, each in enumerate(model.parameters)
        if (each.distribution != "fixed" and each.high > each.low) or each.values
    ]


def _pose(model: CarbonModel) -> tuple[Mapping[str, Any], list[int]]:
    loose = _list_loose(model)
    names = [model.parameters[place].name for place in loose]
    return {"num_vars": len(loose), "names": names, "bounds": [[0.001, 0.999]] * len(loose)}, loose


def _fill(model: CarbonModel, loose: list[int], unit: Floats) -> Floats:
    """Parameter values of shape (runs, parameters): the loose ones at the unit numbers, the rest central."""
    rows = np.repeat(list_centrals(model.parameters), len(unit), axis=0)
    rows[:, loose] = draw_values([model.parameters[place] for place in loose], unit)
    return rows


def _measure_all(model: CarbonModel, rows: Floats, measure: Measure) -> Floats:
    parts = [measure(simulate_paths(model, rows[start : start + CHUNK])) for start in range(0, len(rows), CHUNK)]
    return np.concatenate(parts)


def _place(paths: Paths, year: int) -> int:
    return int(np.searchsorted(paths.years, year))
