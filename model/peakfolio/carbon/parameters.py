"""Every uncertain figure of a pathway as one parameter, and how parameters are drawn.

A pathway is a pure function of one row of parameter values. That makes the central path, an ensemble, a sensitivity analysis
and a test with all ranges closed the same calculation with other rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from peakfolio.plan.carbon_tables import Ranged
from peakfolio.plan.rows import CitedRow
from peakfolio.plan.vocabulary import Distribution
from peakfolio.triangular import invert_triangular

Floats = NDArray[np.float64]
Sampling = Literal["random", "latin_hypercube", "sobol"]
BLOCK = 16  # rows of a product small enough that linear algebra libraries keep it on one thread
TAIL = float(ndtri(0.975))  # low and high of normal and lognormal figures are the 2.5 % and 97.5 % points


@dataclass(frozen=True)
class Parameter:
    """One uncertain figure.

    ``name`` tells table, subject and period. ``group`` and ``period`` say which lever it belongs to and which of its periods it
    is (for correlation); both are empty for other figures. ``row`` is the row of the plan it comes from.
    """

    name: str
    distribution: Distribution
    low: float
    central: float
    high: float
    values: tuple[float, ...] = ()
    group: tuple[str, ...] = ()
    period: int = 0
    row: CitedRow | None = None


@dataclass
class ParameterBook:
    """The growing list of parameters of one model; their order is that of the draws."""

    parameters: list[Parameter] = field(default_factory=list)

    def add(self, parameter: Parameter) -> int:
        """Enters a parameter and gives its place."""
        self.parameters.append(parameter)
        return len(self.parameters) - 1

    def add_row(self, name: str, row: Ranged, scale: float = 1.0, group: tuple[str, ...] = (), period: int = 0) -> int:
        """Enters a row of a table, its figures times ``scale``."""
        said = getattr(row, "values", None)
        values = tuple(scale * float(part) for part in said.split(";")) if said else ()
        central = row.central if row.central is not None else float(np.median(values)) / scale
        low = central if row.low is None else row.low
        high = central if row.high is None else row.high
        return self.add(
            Parameter(name, row.distribution, scale * low, scale * central, scale * high, values, group, period, row)
        )

    def add_none(self, name: str) -> int:
        """Enters a figure that is nothing and is not drawn, so that it has a place among the others."""
        return self.add(Parameter(name, "fixed", 0.0, 0.0, 0.0))


def invert_distribution(parameter: Parameter, uniform: Floats) -> Floats:
    """Values of a parameter at uniform numbers in (0, 1), any shape."""
    return _INVERSES[parameter.distribution](parameter, uniform)


def list_centrals(parameters: Sequence[Parameter]) -> Floats:
    """The central values as one row, shape (1, parameters)."""
    return np.array([[each.central for each in parameters]], dtype=np.float64)


def draw_values(parameters: Sequence[Parameter], uniform: Floats, link: Floats | None = None) -> Floats:
    """Parameter values at uniform numbers, both of shape (runs, parameters).

    ``link`` is the factor of ``correlate_levers``: where it is given, the uniforms are joined by a Gaussian copula first, which
    leaves every single distribution as it is (Cario and Nelson 1997).
    """
    joined = uniform
    if link is not None:
        strange = np.abs(link - np.eye(len(link))) > 0
        moved = np.flatnonzero(strange.any(axis=0) | strange.any(axis=1))
        joined = uniform.copy(order="F")
        normal, mixer = ndtri(uniform[:, moved]), link[np.ix_(moved, moved)].T
        for start in range(0, len(normal), BLOCK):
            joined[start : start + BLOCK, moved] = ndtr(normal[start : start + BLOCK] @ mixer)
    values = np.empty(joined.shape, order="F")
    for position, parameter in enumerate(parameters):
        values[:, position] = invert_distribution(parameter, joined[:, position])
    return values


@dataclass(frozen=True)
class Ranks:
    """Rank correlations (Spearman) between levers.

    ``levers`` holds those between two levers of one period by name; ``sectors`` the one between the same lever (and fuel) of two
    sectors; ``periods`` the one between two neighbouring periods of one lever, which fades with their distance.
    """

    levers: Mapping[frozenset[str], float] = field(default_factory=dict)
    sectors: float = 0.0
    periods: float = 0.0

    def find(self, one: Parameter, other: Parameter) -> float:
        """The rank correlation of two figures; 0 unless both are levers."""
        if not one.group or not other.group:
            return 0.0
        fade = self.periods ** abs(one.period - other.period)
        if one.group == other.group:
            return float(fade)
        if one.group[0] != other.group[0]:
            return float(self.levers.get(frozenset((one.group[0], other.group[0])), 0.0) * fade)
        return float(self.sectors * fade) if one.group[2:] == other.group[2:] else 0.0


def correlate_levers(parameters: Sequence[Parameter], ranks: Ranks) -> tuple[Floats, float]:
    """The factor that gives levers their rank correlations, and the largest correction that was needed.

    Spearman's rank r becomes Pearson's 2 sin(pi r / 6) of the copula (Kruskal 1958). Demands that cannot hold together are moved
    to the nearest matrix that can (negative eigenvalues clipped, diagonal brought back to 1).
    """
    size = len(parameters)
    ranked = np.eye(size)
    loose = [place for place, each in enumerate(parameters) if each.group and each.distribution != "fixed"]
    for row in loose:
        for column in loose:
            if column < row:
                ranked[row, column] = ranked[column, row] = ranks.find(parameters[row], parameters[column])
    wanted = 2.0 * np.sin(np.pi * ranked / 6.0)
    np.fill_diagonal(wanted, 1.0)
    weights, vectors = np.linalg.eigh(wanted)
    if size == 0 or weights.min() > 1e-10:
        return np.asarray(np.linalg.cholesky(wanted), dtype=np.float64), 0.0
    mended = vectors @ np.diag(np.clip(weights, 1e-8, None)) @ vectors.T
    scale = np.sqrt(np.diag(mended))
    mended /= np.outer(scale, scale)
    return np.asarray(np.linalg.cholesky(mended), dtype=np.float64), float(np.abs(mended - wanted).max())


def draw_uniforms(sampling: Sampling, seed: int, chunk: int, rows: int, columns: int) -> Floats:
    """One chunk of uniform numbers in (0, 1), shape (rows, columns): the same for a seed whatever runs before or beside it.

    Random and Latin-hypercube chunks have a stream each (a Latin hypercube is stratified within its chunk; McKay et al. 1979),
    drawn column by column: more columns leave the first ones as they are. Sobol chunks are consecutive parts of one scrambled
    sequence, so all chunks but the last must have the same number of rows.
    """
    if sampling == "sobol":
        from scipy.stats import qmc  # here, for it takes a second to load and the other ways do without

        engine = qmc.Sobol(columns, scramble=True, rng=np.random.default_rng(seed))
        if chunk:
            engine.fast_forward(chunk * rows)
        return np.asarray(np.clip(engine.random(rows), 1e-12, 1.0 - 1e-12))
    streams = np.random.SeedSequence(seed, spawn_key=(chunk,)).spawn(2)
    drawn = np.random.default_rng(streams[0]).random((columns, rows))
    if sampling == "latin_hypercube":
        order = np.broadcast_to(np.arange(rows), (columns, rows))
        drawn = (np.random.default_rng(streams[1]).permuted(order, axis=1) + drawn) / rows
    return np.asarray(np.clip(drawn.T, 1e-12, 1.0 - 1e-12))


def _invert_fixed(parameter: Parameter, uniform: Floats) -> Floats:
    return np.full_like(uniform, parameter.central)


def _invert_triangular(parameter: Parameter, uniform: Floats) -> Floats:
    return invert_triangular(parameter.low, parameter.central, parameter.high, uniform)


def _invert_normal(parameter: Parameter, uniform: Floats) -> Floats:
    return np.asarray(parameter.central + (parameter.high - parameter.low) / (2.0 * TAIL) * ndtri(uniform))


def _invert_lognormal(parameter: Parameter, uniform: Floats) -> Floats:
    spread = np.log(parameter.high / parameter.low) / (2.0 * TAIL)
    return np.asarray(parameter.central * np.exp(spread * ndtri(uniform)))


def _invert_uniform(parameter: Parameter, uniform: Floats) -> Floats:
    return parameter.low + (parameter.high - parameter.low) * uniform


def _invert_empirical(parameter: Parameter, uniform: Floats) -> Floats:
    return np.asarray(np.quantile(np.array(parameter.values), uniform))


_INVERSES: Mapping[str, Callable[[Parameter, Floats], Floats]] = {
    "fixed": _invert_fixed,
    "triangular": _invert_triangular,
    "normal": _invert_normal,
    "lognormal": _invert_lognormal,
    "uniform": _invert_uniform,
    "empirical": _invert_empirical,
}
