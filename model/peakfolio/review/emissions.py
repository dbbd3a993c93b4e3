"""The carbon pathway against what was observed: growth, intensities, energy and CO2 of years that were still to come.

Compared is what is counted alike: yearly changes at constant prices, and levels of energy and CO2 of the place itself. Output at the
prices of its year is not: the pathway reckons in constant ones.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from peakfolio.carbon.build import build_carbon
from peakfolio.carbon.built import list_built
from peakfolio.carbon.ensemble import CHUNK
from peakfolio.carbon.model import CarbonModel, Paths
from peakfolio.carbon.parameters import correlate_levers, draw_uniforms, draw_values
from peakfolio.carbon.simulation import simulate_paths
from peakfolio.plan.plan import Plan
from peakfolio.plan.progress_tables import ObservedTotal, PathStep, read_day
from peakfolio.plan.standing import list_known
from peakfolio.plan.vocabulary import ObservedQuantity
from peakfolio.review.cases import END_OF_TIME, GRADES
from peakfolio.review.forecasts import Floats, ReviewSettings

HUNDRED = 100.0
CHANGES: tuple[ObservedQuantity, ...] = ("gdp_growth", "co2_intensity_change", "energy_intensity_change")


@dataclass(frozen=True, eq=False)
class PathCase:
    """What was observed of a year, or on average from ``first_year`` on, and the draws of the pathway for it, (runs,)."""

    observed: ObservedTotal
    draws: Floats
    first_year: int

    @property
    def central(self) -> float:
        """The median."""
        return float(np.median(self.draws))

    def find_interval(self, share: float) -> tuple[float, float]:
        """The central interval that holds a share of the draws."""
        low, high = np.quantile(self.draws, ((1.0 - share) / 2.0, (1.0 + share) / 2.0))
        return float(low), float(high)


@dataclass(frozen=True)
class PathRecord:
    """What the pathway can be held against, and the observed totals it cannot: another place, another count, a year it knew.

    ``means`` hold yearly changes averaged from the base year on, where every year is known: a pathway says how a period goes, not its years.
    ``nation`` holds what the nation asked of its CO2 per GDP over some years and what came, the base rate of such targets.
    """

    pathway: str
    cases: tuple[PathCase, ...] = ()
    apart: tuple[ObservedTotal, ...] = ()
    means: tuple[PathCase, ...] = ()
    nation: tuple[PathStep, ...] = ()


def review_emissions(plan: Plan, frozen: Plan, day: str | None, settings: ReviewSettings) -> PathRecord:
    """The main pathway of a frozen plan against the totals known by a day."""
    name = plan.carbon.main_pathway
    known = [row for row in dict.fromkeys(plan.observed) if read_day(row.known_on) <= read_day(day or END_OF_TIME)]
    rows = _choose_newest(known)
    nation = _list_nation(plan, day)
    if not rows or not frozen.energy or name not in frozen.settings.pathways:
        return PathRecord(name, apart=tuple(known), nation=nation)
    model = _build(frozen, name)
    paths = _draw_paths(model, settings)
    usable = [row for row in rows if _is_comparable(plan, model, row)]
    cases = tuple(PathCase(row, _measure(model, paths, row), row.year) for row in usable)
    apart = tuple(row for row in known if row not in usable and not (row.is_used and row not in rows))
    return PathRecord(name, cases, apart, tuple(_average(model, cases)), nation)


def _choose_newest(known: Sequence[ObservedTotal]) -> list[ObservedTotal]:
    """The used totals, each quantity of a place and year once: as published last, of one day by the best source."""
    newest: dict[tuple[str, str, int], ObservedTotal] = {}
    for row in (each for each in known if each.is_used):
        key, had = (row.quantity, row.place_zh, row.year), newest.get((row.quantity, row.place_zh, row.year))
        if had is None or _rank(row) > _rank(had):
            newest[key] = row
    return list(newest.values())


def _rank(row: ObservedTotal) -> tuple[tuple[int, int, int], int]:
    return read_day(row.known_on), -GRADES.index(row.grade)


def _measure(model: CarbonModel, paths: Paths, row: ObservedTotal) -> Floats:
    return MEASURES[row.quantity](paths, int(row.year - model.years[0]))


def _average(model: CarbonModel, cases: Sequence[PathCase]) -> Iterator[PathCase]:
    """The mean yearly change of each quantity over the years from the first simulated one on, as far as every one is observed."""
    for quantity in CHANGES:
        by_year = {each.observed.year: each for each in cases if each.observed.quantity == quantity}
        first = int(model.years[0]) + 1
        run = list(takewhile(by_year.__contains__, range(first, int(model.years[-1]) + 1)))
        if len(run) > 1:
            values = np.array([by_year[year].observed.value for year in run])
            draws = np.stack([by_year[year].draws for year in run])
            row = by_year[run[-1]].observed.model_copy(update={"value": float(_find_mean(values))})
            yield PathCase(row, _find_mean(draws), first)


def _find_mean(changes: Floats) -> Floats:
    """The yearly change, per cent, that over so many years comes to the same as the changes along the first axis."""
    return np.asarray(HUNDRED * (np.prod(1.0 + changes / HUNDRED, axis=0) ** (1.0 / len(changes)) - 1.0))


def _list_nation(plan: Plan, day: str | None) -> tuple[PathStep, ...]:
    return tuple(
        row
        for row in list_known(plan.factors.list_path("co2_per_gdp"), day or END_OF_TIME)
        if row.asked is not None and row.reached is not None
    )


def _build(plan: Plan, name: str) -> CarbonModel:
    pathway = plan.find_pathway(name)
    return build_carbon(plan, name, list_built(plan, None, "all", pathway.delay_years))


def _draw_paths(model: CarbonModel, settings: ReviewSettings) -> Paths:
    link, _ = correlate_levers(model.parameters, model.ranks)
    uniform = draw_uniforms("latin_hypercube", settings.seed, 0, max(CHUNK, settings.runs), len(model.parameters))
    return simulate_paths(model, draw_values(model.parameters, uniform[: settings.runs], link))


def _is_comparable(plan: Plan, model: CarbonModel, row: ObservedTotal) -> bool:
    is_here = row.place_zh == plan.settings.region.name_zh
    return is_here and row.quantity in MEASURES and model.years[0] < row.year <= model.years[-1]


def _change(values: Floats, place: int) -> Floats:
    return np.asarray(HUNDRED * (values[:, place] / values[:, place - 1] - 1.0))


MEASURES: Mapping[ObservedQuantity, Callable[[Paths, int], Floats]] = {
    "gdp_growth": lambda paths, place: _change(paths.gdp, place),
    "energy": lambda paths, place: paths.energy[:, place],
    "co2": lambda paths, place: paths.net[:, place],
    "co2_intensity_change": lambda paths, place: _change(paths.net / paths.gdp, place),
    "energy_intensity_change": lambda paths, place: _change(paths.energy / paths.gdp, place),
}
