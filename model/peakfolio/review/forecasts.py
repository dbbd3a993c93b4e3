"""A forecast as a value: draws of what an indicator comes to in a year, and how likely it then meets what is asked."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Basis = Literal["projects", "counts", "history", "value", "none"]
RUNS = 2000  # a probability of one half is then known to 1.1 points
SHARES = (0.8, 0.9)  # of the intervals that are told


@dataclass(frozen=True)
class ReviewSettings:
    """How forecasts are drawn."""

    runs: int = RUNS
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Forecast:
    """What an indicator was to come to in a year, as the plan's date knew.

    ``basis``: ``projects`` (base value plus what the pool was to bring), ``counts`` (few units, counted), ``history`` (drift of two or
    more values), ``value`` (one value, no drift known), ``none`` (no forecast, as of a state that no project serves). ``draws`` are
    values, (runs,), None where there is no number; ``chance`` is the probability of what is asked, None where nothing is asked or forecast.
    """

    indicator_id: str
    year: int
    basis: Basis = "none"
    draws: Floats | None = None
    chance: float | None = None

    @property
    def central(self) -> float | None:
        """The median."""
        return None if self.draws is None else float(np.median(self.draws))

    def find_interval(self, share: float) -> tuple[float, float] | None:
        """The central interval that holds a share of the draws."""
        if self.draws is None:
            return None
        low, high = np.quantile(self.draws, ((1.0 - share) / 2.0, (1.0 + share) / 2.0))
        return float(low), float(high)
