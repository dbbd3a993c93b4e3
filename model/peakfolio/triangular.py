"""The triangular distribution: the one most figures of a plan are drawn from, because low, mode and high are all that is known."""

import numpy as np
from numpy.typing import NDArray


def invert_triangular(low: float, mode: float, high: float, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values at uniform numbers in (0, 1), any shape; a closed range gives its mode."""
    if high <= low:
        return np.full_like(uniform, mode)
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < (mode - low) / (high - low), rising, falling)
