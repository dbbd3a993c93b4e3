"""When simulated paths peak: free of noise, so that the first year of the maximum counts; and counts of many of them."""

from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

PeakClass = Literal["peaked", "plateau", "rising", "unknown"]
CLASSES: tuple[PeakClass, ...] = ("peaked", "plateau", "rising", "unknown")
ROUNDING = {
    "float32": 1e-6,
    "float64": 1e-9,
}  # share of the largest value that is no difference; well above the type's own


@dataclass(frozen=True, eq=False)
class PathPeaks:
    """The peak of each run: its position on ``axis`` (years), its value, and a code into ``CLASSES``; arrays are (runs,)."""

    axis: NDArray[np.int64]
    positions: NDArray[np.int64]
    values: NDArray[Any]
    codes: NDArray[np.int8]

    @property
    def years(self) -> NDArray[np.int64]:
        """The peak year of each run."""
        return self.axis[self.positions]


def find_peak_years(
    paths: NDArray[Any], years: NDArray[np.int64], edge_years: int = 5, plateau_share: float = 0.05
) -> PathPeaks:
    """The first year after which the maximum is never exceeded, for each noise-free path; ``paths`` is (runs, years).

    Rising: that year is one of the last ``edge_years``. Plateau: the path stays within ``plateau_share`` of its maximum to the
    end, as a constant path does. Peaked: it ends below that band. Unknown: it leaves the band and comes back.
    """
    axis = np.asarray(years, dtype=np.int64)
    if paths.ndim != 2 or paths.shape[1] != len(axis) or np.any(np.diff(axis) < 1):
        raise ValueError(f"paths are (runs, years) on rising years; found {paths.shape} on {len(axis)} years")
    if axis[-1] - axis[0] < edge_years:
        raise ValueError(f"{len(axis)} years are all within the last {edge_years}: no peak can be told from the edge")
    if not np.all(np.isfinite(paths)):
        raise ValueError("paths hold finite numbers")
    top = np.max(paths, axis=1)
    slack = ROUNDING.get(paths.dtype.name, ROUNDING["float64"]) * np.max(np.abs(paths), axis=1)
    positions = np.argmax(paths >= (top - slack)[:, None], axis=1)
    band = top - plateau_share * np.abs(top) - slack
    before = np.arange(len(axis)) < positions[:, None]
    stays = np.all((paths >= band[:, None]) | before, axis=1)
    conditions = [axis[positions] > axis[-1] - edge_years, stays, paths[:, -1] < band]
    order = [CLASSES.index(name) for name in ("rising", "plateau", "peaked")]
    codes = np.select(conditions, order, default=CLASSES.index("unknown")).astype(np.int8)
    return PathPeaks(axis, positions.astype(np.int64), top, codes)


@dataclass(frozen=True, eq=False)
class PeakCounts:
    """How many runs of each class have their maximum in each year: whole numbers (classes, years), so that chunks add up exactly."""

    axis: NDArray[np.int64]
    by_class: NDArray[np.int64]

    def __add__(self, other: Self) -> "PeakCounts":
        if not np.array_equal(self.axis, other.axis):
            raise ValueError("counts add up only over the same years")
        return PeakCounts(self.axis, self.by_class + other.by_class)

    @property
    def runs(self) -> int:
        """How many runs were counted."""
        return int(self.by_class.sum())

    @property
    def by_year(self) -> NDArray[np.int64]:
        """Runs that peaked, by year."""
        found: NDArray[np.int64] = self.by_class[CLASSES.index("peaked")]
        return found


def count_peaks(peaks: PathPeaks) -> PeakCounts:
    """The histogram of peak years, by class."""
    width = len(peaks.axis)
    cells = np.bincount(peaks.codes.astype(np.int64) * width + peaks.positions, minlength=len(CLASSES) * width)
    return PeakCounts(peaks.axis, cells.reshape(len(CLASSES), width))
