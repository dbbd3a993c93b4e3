"""Many paths, without keeping them: quantiles, peak years and probabilities, chunk by chunk.

Each chunk of draws is simulated, counted and dropped, so memory does not grow with the number of runs. Quantiles come from
counts in fixed bins whose range is set by the first chunk; with 8192 bins over one and a half times that range they are exact to
about 0.02 % of it. Counts are whole numbers: the same seed gives the same bytes in any order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.model import CarbonModel, Paths
from peakfolio.carbon.parameters import Floats, correlate_levers, draw_uniforms, draw_values
from peakfolio.carbon.path_peaks import CLASSES, PeakClass, PeakCounts, count_peaks, find_peak_years
from peakfolio.carbon.settings import EnsembleSettings
from peakfolio.carbon.simulation import simulate_paths
from peakfolio.plan.settings import IntensityTarget

CHUNK = 1024  # rows of a chunk; a power of two, as Sobol sequences want
BINS = 8192  # of each column: 64 kB, and quantiles to 0.02 % of the range
MARGIN = 0.25  # how far beyond the first chunk's range the bins reach, as a share of it
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
Store = Callable[[int, Paths], None]


@dataclass
class Sketch:
    """Counts of values in fixed bins, one row of bins for each column of the data."""

    low: Floats
    high: Floats
    counts: NDArray[np.int64]
    least: Floats
    most: Floats
    total: Floats

    @classmethod
    def around(cls, first: Floats) -> "Sketch":
        """An empty sketch whose bins reach a quarter beyond the range of a first sample, shape (runs, columns)."""
        least, most = first.min(axis=0), first.max(axis=0)
        reach = np.maximum(most - least, 1e-9 * np.maximum(np.abs(most), 1e-30)) * MARGIN
        columns = first.shape[1]
        empty = np.zeros((columns, BINS), dtype=np.int64)
        infinite = np.full(columns, np.inf)
        return cls(least - reach, most + reach, empty, infinite, -infinite, np.zeros(columns))

    def add(self, values: Floats) -> None:
        """Counts values of shape (runs, columns); what lies outside the bins counts in the outermost ones."""
        columns = values.shape[1]
        place = (values - self.low) * (BINS / (self.high - self.low))
        bins = np.clip(place.astype(np.int64), 0, BINS - 1) + BINS * np.arange(columns)
        self.counts += np.bincount(bins.ravel(), minlength=columns * BINS).reshape(columns, BINS)
        self.least = np.minimum(self.least, values.min(axis=0))
        self.most = np.maximum(self.most, values.max(axis=0))
        self.total = self.total + values.sum(axis=0)

    @property
    def mean(self) -> Floats:
        """Mean of each column."""
        return np.asarray(self.total / self.counts.sum(axis=1))

    def find_quantiles(self, shares: Sequence[float] = QUANTILES) -> Floats:
        """Quantiles, shape (shares, columns): linear within a bin; the outermost bins end at what was seen."""
        width = (self.high - self.low) / BINS
        found = np.empty((len(shares), len(self.low)))
        for column, counts in enumerate(self.counts):
            cumulated = np.cumsum(counts)
            for row, share in enumerate(shares):
                rank = share * cumulated[-1]
                place = min(int(np.searchsorted(cumulated, rank, side="left")), BINS - 1)
                before = cumulated[place - 1] if place else 0
                inside = (rank - before) / max(counts[place], 1)
                left = self.least[column] if place == 0 else self.low[column] + width[column] * place
                right = self.most[column] if place == BINS - 1 else self.low[column] + width[column] * (place + 1)
                found[row, column] = left + inside * (right - left)
        return np.asarray(np.clip(found, self.least, self.most))


@dataclass(frozen=True)
class Ensemble:
    """What many draws of a pathway come to.

    ``fans`` holds quantiles by year (shape (quantiles, years)) of net, gross, other, sink, energy (万tCO2, 万tCO2e, 万tce) and intensity
    (tCO2 per 万元 of constant GDP, where GDP is known); ``means`` the means. ``peak_level`` and ``cumulative`` are quantiles over runs of the
    highest year and of the sum to each year. ``met`` is the probability of each intensity target. ``correction`` is how far
    correlations had to be moved to hold together.
    """

    pathway: str
    settings: EnsembleSettings
    years: NDArray[np.int64]
    quantiles: tuple[float, ...]
    fans: Mapping[str, Floats]
    means: Mapping[str, Floats]
    peaks: PeakCounts
    peak_level: Floats
    cumulative: Floats
    met: Mapping[str, float]
    correction: float

    @property
    def runs(self) -> int:
        """How many paths were drawn."""
        return self.settings.runs

    def find_range(self, name: str, place: int) -> tuple[float, float, float]:
        """The 90 % range of a fan in the year at a place, and its median: low, median, high."""
        low, _, median, _, high = self.fans[name][:, place].tolist()
        return low, median, high

    @property
    def peaked_by(self) -> Floats:
        """P(peak <= year) for every year: runs of the class ``peaked`` alone; a plateau, a rise or a return to the top is no peak."""
        return np.asarray(np.cumsum(self.peaks.by_year) / self.runs)

    @property
    def peaked_before(self) -> float:
        """Share of the runs that peak in the base year: they are only known to lie below it ever after."""
        return float(self.peaks.by_year[0]) / self.runs

    @property
    def class_shares(self) -> Mapping[PeakClass, float]:
        """Share of the runs in each class."""
        return {
            name: float(count) / self.runs for name, count in zip(CLASSES, self.peaks.by_class.sum(axis=1), strict=True)
        }


@dataclass
class _Tally:
    sketches: dict[str, Sketch] = field(default_factory=dict)
    peaks: PeakCounts | None = None
    met: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, values: Floats) -> None:
        if name not in self.sketches:
            self.sketches[name] = Sketch.around(values)
        self.sketches[name].add(values)


def simulate_ensemble(
    model: CarbonModel,
    settings: EnsembleSettings,
    targets: Sequence[IntensityTarget] = (),
    store: Store | None = None,
    services: tuple[Floats, ...] = (),
) -> Ensemble:
    """Draws paths and counts them; ``store`` is handed every chunk, with the number of its first run.

    ``services`` hold, for each project effect of the model, its share in service by run of delivery and year; run r takes row r modulo
    their number. Without them every run takes the plan's own years. Raises PlanFaults where a path cannot be reckoned.
    """
    link, correction = correlate_levers(model.parameters, model.ranks)
    tally = _Tally()
    for chunk, start in enumerate(range(0, settings.runs, CHUNK)):
        rows = min(CHUNK, settings.runs - start)
        uniform = draw_uniforms(settings.sampling, settings.seed, chunk, CHUNK, len(model.parameters))[:rows]
        own = serve_chunk(model, services, start, rows) if services else model
        paths = simulate_paths(own, draw_values(model.parameters, uniform, link))
        _count_chunk(model, paths, targets, tally)
        if store is not None:
            store(start, paths)
    peaks = tally.peaks
    assert peaks is not None  # runs is at least one
    fans = {name: each.find_quantiles() for name, each in tally.sketches.items()}
    return Ensemble(
        pathway=model.pathway,
        settings=settings,
        years=model.years,
        quantiles=QUANTILES,
        fans={name: fan for name, fan in fans.items() if name not in ("peak_level", "cumulative")},
        means={name: each.mean for name, each in tally.sketches.items()},
        peaks=peaks,
        peak_level=fans["peak_level"][:, 0],
        cumulative=fans["cumulative"],
        met={name: count / settings.runs for name, count in tally.met.items()},
        correction=correction,
    )


def try_draws(model: CarbonModel) -> None:
    """Simulates the first chunk of draws that ``simulate_ensemble`` would at seed 0, and counts nothing: counting takes most of its time.

    Raises PlanFaults where a draw cannot be reckoned.
    """
    link, _ = correlate_levers(model.parameters, model.ranks)
    uniform = draw_uniforms("latin_hypercube", 0, 0, CHUNK, len(model.parameters))
    simulate_paths(model, draw_values(model.parameters, uniform, link))


def serve_chunk(model: CarbonModel, services: tuple[Floats, ...], first: int, rows: int) -> CarbonModel:
    """The model of some runs, in which each project serves as in the run of delivery with the same number."""
    projects = tuple(
        replace(each, service=service[(first + np.arange(rows)) % len(service)])
        for each, service in zip(model.projects, services, strict=True)
    )
    return replace(model, projects=projects)


def _count_chunk(model: CarbonModel, paths: Paths, targets: Sequence[IntensityTarget], tally: _Tally) -> None:
    for name in ("net", "gross", "other", "sink", "energy"):
        tally.add(name, getattr(paths, name))
    if model.gdp_yi_yuan:
        tally.add("intensity", measure_intensity(model, paths))
    tally.add("peak_level", paths.net.max(axis=1, keepdims=True))
    tally.add("cumulative", np.cumsum(paths.net, axis=1))
    found = count_peaks(find_peak_years(paths.net, paths.years))
    tally.peaks = found if tally.peaks is None else tally.peaks + found
    for target in targets:
        held = int(holds_target(model, paths, target).sum())
        tally.met[target.name] = tally.met.get(target.name, 0) + held


def measure_intensity(model: CarbonModel, paths: Paths) -> Floats:
    """CO2 per GDP at constant prices, tCO2 per 万元, shape (runs, years)."""
    return np.asarray(paths.net / (paths.gdp * (model.gdp_yi_yuan or np.nan)))  # 万t per 亿元 is t per 万元


def holds_target(model: CarbonModel, paths: Paths, target: IntensityTarget) -> NDArray[np.bool_]:
    """Whether CO2 per GDP falls as far as the target asks, by run."""
    ratio = paths.net / paths.gdp
    first, last = (int(np.searchsorted(model.years, year)) for year in (target.first_year, target.year))
    return np.asarray(ratio[:, last] <= (1.0 - target.fall_percent / 100.0) * ratio[:, first])
