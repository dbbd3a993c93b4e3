"""What drives a pathway: its change over the years, and its distance from another pathway, split among the drivers by LMDI-I.

emissions[s, f] = population x (GDP per head) x structure[s] x intensity[s] x mix[s, f] x factor[s, f] for every sector that hangs on GDP;
households hang on population alone, so GDP per head is 1 for them. What projects take off is a term of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from peakfolio.carbon.decomposition import Decomposition, Kind, decompose_chain, decompose_change, kaya_factors
from peakfolio.carbon.parameters import Floats, list_centrals
from peakfolio.carbon.pathways import Projection
from peakfolio.carbon.simulation import grow, sum_rates
from peakfolio.errors import PeakfolioError
from peakfolio.words import say

PROJECTS = "projects"
DRIVERS = ("population", "gdp_per_head", "structure", "intensity", "fuel_mix", "emission_factor")


@dataclass(frozen=True)
class DriverSplit:
    """A difference in net energy CO2 split among drivers.

    Additive ``effects`` sum to ``end - start`` (万tCO2), multiplicative ones multiply to ``end / start``. ``decomposition`` is the
    split of the emissions before projects; its ``span`` says end_to_end or chained.
    """

    start: float
    end: float
    effects: Mapping[str, float]
    decomposition: Decomposition


def split_years(
    projection: Projection, first: int, last: int, *, chained: bool = False, kind: Kind = "additive"
) -> DriverSplit:
    """The change of net energy CO2 between two years of a pathway's central path."""
    places = [_find_place(projection, year) for year in (first, last)]
    if places[0] >= places[1]:
        raise PeakfolioError(say("The first year must lie before the last: {first}, {last}.", first=first, last=last))
    if chained:
        years = range(places[0], places[1] + 1)
        chain = decompose_chain(
            [int(projection.model.years[each]) for each in years],
            [list_factors(projection, each) for each in years],
            kind,
        )
        split = chain.chained
    else:
        split = decompose_change(list_factors(projection, places[0]), list_factors(projection, places[1]), kind)
    return _add_projects(split, *(_sum_projects(projection, place) for place in places))


def split_against(projection: Projection, yardstick: Projection, year: int, kind: Kind = "additive") -> DriverSplit:
    """The distance of one pathway from another in a year, for instance plan against baseline."""
    place = _find_place(projection, year)
    if not np.array_equal(projection.model.years, yardstick.model.years):
        raise PeakfolioError(say("The two pathways have different years."))
    split = decompose_change(list_factors(yardstick, place), list_factors(projection, place), kind)
    return _add_projects(split, _sum_projects(yardstick, place), _sum_projects(projection, place))


def list_factors(projection: Projection, place: int) -> Mapping[str, Floats]:
    """The factors of one year by sector and fuel, those of ``kaya_factors`` in ratios; their product is the emission of the cell, 万tCO2."""
    model, detail = projection.model, projection.detail
    people = float(grow(sum_rates(model, list_centrals(model.parameters), "population_growth"))[0, place])
    gdp = float(projection.central.gdp[0, place])
    on_people = np.array([sector.follows == "population" for sector in model.sectors])
    activity = detail.activity[0, place]
    kaya = kaya_factors(1.0, activity, detail.energy[0, place], detail.emissions[0, place])
    return {
        "population": np.array(people),
        "gdp_per_head": np.where(on_people, 1.0, gdp / people)[:, None],
        "structure": (activity / np.where(on_people, people, gdp))[:, None],
        **{name: kaya[name] for name in ("intensity", "fuel_mix", "emission_factor")},
    }


def _sum_projects(projection: Projection, place: int) -> float:
    return float(projection.central.gross[0, place] - projection.central.net[0, place])


def _add_projects(split: Decomposition, before: float, after: float) -> DriverSplit:
    """The projects' own term: what they take off more, or by how much they lower the share that is left."""
    effects = {name: float(value) for name, value in zip(split.factors, split.effects, strict=True)}
    start, end = split.start - before, split.end - after
    effects[PROJECTS] = before - after if split.kind == "additive" else (end / split.end) / (start / split.start)
    return DriverSplit(start, end, effects, split)


def _find_place(projection: Projection, year: int) -> int:
    years = projection.model.years
    if not years[0] <= year <= years[-1]:
        raise PeakfolioError(say("{year} lies outside {first}-{last}.", year=year, first=years[0], last=years[-1]))
    return int(year - years[0])
