"""Which uncertain figures decide the result, by Sobol indices and by Morris screening. The one door to SALib.

Both draw the figures independently of each other; correlations between levers are left out, because variance shares are
defined for independent figures only (Sobol 1993; Saltelli et al. 2010; Morris 1991; Campolongo et al. 2007).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris as morris_sampling
from SALib.sample import sobol as sobol_sampling

from peakfolio.carbon.model import CarbonModel
from peakfolio.carbon.parameters import Floats, draw_values, list_centrals
from peakfolio.carbon.sensitivity import (
    Measure,
    MorrisEffect,
    Screening,
    SobolIndex,
    find_measure,
    list_loose,
    measure_all,
)

SEEDED = 1  # SALib takes a seed of 0 for none
INNER = [0.001, 0.999]  # uniform numbers: figures without ends, such as normal ones, have no value at 0 and 1


def screen_emissions(model: CarbonModel, year: int) -> Screening:
    """Sobol indices and Morris effects of the emissions of a year."""
    measure = find_measure("emissions", year)
    return Screening(year, find_sobol(model, measure), screen_morris(model, measure))


def find_sobol(model: CarbonModel, measure: Measure, base_runs: int = 256, seed: int = 0) -> tuple[SobolIndex, ...]:
    """Sobol indices, the largest total first; ``base_runs`` is a power of two, and runs are that times (figures + 2)."""
    problem, loose = _pose(model)
    if not loose:
        return ()
    unit = sobol_sampling.sample(problem, base_runs, calc_second_order=False, seed=seed)
    results = measure_all(model, _fill(model, loose, unit), measure)
    if np.ptp(results) == 0:
        return ()
    found = sobol_analysis.analyze(problem, results, calc_second_order=False, seed=seed + SEEDED)
    indices = [
        SobolIndex(model.parameters[place], *(float(found[key][number]) for key in ("S1", "S1_conf", "ST", "ST_conf")))
        for number, place in enumerate(loose)
    ]
    return tuple(sorted(indices, key=lambda each: (-each.total, each.parameter.name)))


def screen_morris(
    model: CarbonModel, measure: Measure, trajectories: int = 50, seed: int = 0
) -> tuple[MorrisEffect, ...]:
    """Morris screening, the largest mean effect first: cheap enough for hundreds of figures."""
    problem, loose = _pose(model)
    if not loose:
        return ()
    unit = morris_sampling.sample(problem, trajectories, seed=seed + SEEDED)
    results = measure_all(model, _fill(model, loose, unit), measure)
    found = morris_analysis.analyze(problem, unit, results, seed=seed + SEEDED)
    effects = [
        MorrisEffect(
            model.parameters[place], *(float(found[key][number]) for key in ("mu_star", "mu_star_conf", "sigma"))
        )
        for number, place in enumerate(loose)
    ]
    return tuple(sorted(effects, key=lambda each: (-each.mu_star, each.parameter.name)))


def _pose(model: CarbonModel) -> tuple[Mapping[str, Any], list[int]]:
    loose = list_loose(model)
    names = [model.parameters[place].name for place in loose]
    return {"num_vars": len(loose), "names": names, "bounds": [INNER] * len(loose)}, loose


def _fill(model: CarbonModel, loose: list[int], unit: Floats) -> Floats:
    """Parameter values of shape (runs, parameters): the loose ones at the unit numbers, the rest central."""
    rows = np.repeat(list_centrals(model.parameters), len(unit), axis=0)
    rows[:, loose] = draw_values([model.parameters[place] for place in loose], unit)
    return rows
