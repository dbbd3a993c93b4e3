"""What moved the emissions: a change between two years split among the factors whose product they are.

V = sum over cells i of x_1i * x_2i * ... * x_ni, such as activity * structure * intensity * fuel mix * emission factor over
sectors and fuels. LMDI-I splits the change without a residual, treats both years alike, and adds up over cells, so a county
is the sum of its sectors (Ang 2005, Energy Policy 33:867-871; Ang 2015, Energy Policy 86:233-238). It takes logarithms, so
negative values need the Shapley split instead.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peakfolio.errors import PeakfolioError, UnknownName
from peakfolio.words import NOTHING, Words, listing, say

Kind = Literal["additive", "multiplicative"]
Method = Literal["lmdi", "shapley"]
KIND, METHOD = say("kind"), say("method")
ACTIVITY, ENERGY, EMISSIONS = say("activity"), say("energy"), say("emissions")
THIS_YEAR, START, END = say("this year"), say("the start"), say("the end")
ACTIVITIES = say("activity in a sector"), say("activity in total")
ENERGIES = say("energy of a fuel"), say("energy in total")
Span = Literal["end_to_end", "chained"]
Floats = NDArray[np.float64]
Factors = Mapping[str, ArrayLike]


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A change of a total, split among factors.

    ``effects`` has one number per factor, in the order of ``factors``: additive ones sum to ``end - start``, multiplicative
    ones multiply to ``end / start``. ``by_cell`` (factors x cells) sums over the cells to ``effects``, or to their logarithms
    if multiplicative. ``residual`` is what is left unexplained: 0 (additive) or 1 (multiplicative), to rounding. ``span``
    says whether only the first and last year were used or every step between; the two differ.
    """

    factors: tuple[str, ...]
    start: float
    end: float
    kind: Kind
    method: Method
    span: Span
    by_cell: Floats

    def __post_init__(self) -> None:
        self.by_cell.setflags(write=False)

    @property
    def effects(self) -> Floats:
        """One number per factor."""
        sums: Floats = self.by_cell.reshape(len(self.factors), -1).sum(axis=1)
        return np.exp(sums) if self.kind == "multiplicative" else sums

    @property
    def by_factor(self) -> dict[str, float]:
        """The effects by the factors' names."""
        return dict(zip(self.factors, self.effects.tolist(), strict=True))

    @property
    def residual(self) -> float:
        """What the effects leave unexplained: a difference if additive, a ratio if multiplicative."""
        if self.kind == "multiplicative":
            return self.end / self.start / float(self.effects.prod())
        return self.end - self.start - float(self.effects.sum())


@dataclass(frozen=True, eq=False)
class Chain:
    """The same years decomposed twice: step by step, and only from the first to the last.

    ``chained`` uses what happened in between (sum or product of ``steps``), ``end_to_end`` does not. Both close; they differ
    whenever the factors did not move along one smooth path, so a figure must say which it is.
    """

    years: tuple[int, ...]
    steps: tuple[Decomposition, ...]
    chained: Decomposition
    end_to_end: Decomposition


def decompose_change(start: Factors, end: Factors, kind: Kind = "additive", method: Method = "lmdi") -> Decomposition:
    """The change between two years, split among the factors.

    Additive:        effect_k = sum_i L(V_i0, V_iT) * ln(x_kiT / x_ki0)                       (Ang 2005, Eq. 5)
    Multiplicative:  effect_k = exp(sum_i L(V_i0, V_iT) / L(V_0, V_T) * ln(x_kiT / x_ki0))   (Ang 2005, Eq. 4)

    with the logarithmic mean L(a, b) = (b - a) / ln(b / a) and L(a, a) = a. Zeros take the analytical limits.

    Parameters
    ----------
    start, end
        The factors of each year by name, each an array over the cells; numpy's broadcasting gives them one shape, which
        must be the same in both years.
    kind
        ``additive`` for amounts, ``multiplicative`` for ratios.
    method
        ``lmdi``, or ``shapley`` (additive only), which also allows negative values and changes of sign.

    Raises
    ------
    PeakfolioError
        For values that are no finite numbers, differing names or shapes, negative values under LMDI, and ratios from or to 0.
    """
    before, after = _read_moments([(START, start), (END, end)], kind, method)
    return _decompose(before, after, kind, method)


def decompose_chain(
    years: Sequence[int], factors: Sequence[Factors], kind: Kind = "additive", method: Method = "lmdi"
) -> Chain:
    """A series of years decomposed step by step and from end to end; ``factors`` holds one mapping for each year.

    Arguments and errors as for ``decompose_change``.
    """
    if len(years) < 2 or len(years) != len(factors):
        raise PeakfolioError(
            say(
                "a chain needs two years or more and factors for each; found {years}, {factors}",
                years=len(years),
                factors=len(factors),
            )
        )
    if any(later <= earlier for earlier, later in pairwise(years)):
        shown = ", ".join(map(str, years))
        raise PeakfolioError(say("the years of a chain must rise; found {years}", years=shown))
    moments = _read_moments(
        [(say("{year}", year=year), each) for year, each in zip(years, factors, strict=True)], kind, method
    )
    steps = tuple(_decompose(*pair, kind, method) for pair in pairwise(moments))
    whole = _decompose(moments[0], moments[-1], kind, method)
    by_cell: Floats = np.sum([step.by_cell for step in steps], axis=0)
    chained = Decomposition(whole.factors, whole.start, whole.end, kind, method, "chained", by_cell)
    return Chain(tuple(years), steps, chained, whole)


def kaya_factors(
    activity_total: float,
    activity_by_sector: ArrayLike,
    energy_by_sector_fuel: ArrayLike,
    emissions_by_sector_fuel: ArrayLike,
) -> dict[str, Floats]:
    """The five factors of one year's emissions: activity, structure, intensity, fuel mix, emission factor.

    emissions[s, f] = activity * (activity[s] / activity) * (energy[s] / activity[s]) * (energy[s, f] / energy[s])
                      * (emissions[s, f] / energy[s, f])

    Where nothing is divided by nothing the factor is 1; the product is still 0. LMDI gives a factor that is not itself 0 no
    effect in a cell that appears or vanishes, so any positive number there yields the same effects (a new fuel is a change
    of the fuel mix, not of an emission factor). Under Shapley the 1 does count.

    Parameters
    ----------
    activity_total, activity_by_sector
        Such as value added at constant prices; sectors in the order of the rows below.
    energy_by_sector_fuel, emissions_by_sector_fuel
        Sectors x fuels.

    Raises
    ------
    PeakfolioError
        If shapes differ, or something is divided by nothing (energy without activity, emissions without energy).
    """
    total = _read_array("activity_total", activity_total, THIS_YEAR)
    activity = _read_array("activity_by_sector", activity_by_sector, THIS_YEAR)
    energy = _read_array("energy_by_sector_fuel", energy_by_sector_fuel, THIS_YEAR)
    emissions = _read_array("emissions_by_sector_fuel", emissions_by_sector_fuel, THIS_YEAR)
    if energy.ndim != 2 or energy.shape != emissions.shape or activity.shape != energy.shape[:1] or total.ndim:
        shapes = ", ".join(str(each.shape) for each in (total, activity, energy, emissions))
        raise PeakfolioError(
            say("shapes must be (), (sectors), (sectors, fuels), (sectors, fuels); found {shapes}", shapes=shapes)
        )
    energy_by_sector = energy.sum(axis=1)
    return {
        "activity": total,
        "structure": _divide(activity, total, *ACTIVITIES)[:, np.newaxis],
        "intensity": _divide(energy_by_sector, activity, ENERGY, ACTIVITY)[:, np.newaxis],
        "fuel_mix": _divide(energy, energy_by_sector[:, np.newaxis], *ENERGIES),
        "emission_factor": _divide(emissions, energy, EMISSIONS, ENERGY),
    }


@dataclass(frozen=True, eq=False)
class _Moment:
    """The factors of one year, checked and brought to one shape (factors x cells)."""

    when: Words
    names: tuple[str, ...]
    values: Floats

    @property
    def cells(self) -> Floats:
        """The product of the factors in each cell."""
        products: Floats = self.values.prod(axis=0)
        return products


def _decompose(before: _Moment, after: _Moment, kind: Kind, method: Method) -> Decomposition:
    split = _split_lmdi if method == "lmdi" else _split_shapley
    by_cell = split(before.values, after.values)
    start, end = float(before.cells.sum()), float(after.cells.sum())
    if kind == "multiplicative":
        for total, moment in ((start, before), (end, after)):
            if total == 0:
                raise PeakfolioError(
                    say("the total of {when} is 0, so there is no ratio; use kind='additive'", when=moment.when)
                )
        by_cell = by_cell / _average_logarithmically(np.array(start), np.array(end), np.log(end / start))
    return Decomposition(before.names, start, end, kind, method, "end_to_end", by_cell)


def _split_lmdi(start: Floats, end: Floats) -> Floats:
    """Effects by factor and cell, with the limits of Ang, Zhang & Choi (1998, Energy 23:489-495, Table 2) where there are zeros.

    Put one small number d for every zero and let d -> 0. A cell that appears (V_0 = 0 < V_T) then gives V_T to the factor that
    was 0 and nothing to the others (cases 1 and 3); one that vanishes gives -V_0 to the factor that becomes 0 (cases 2
    and 4); one that is 0 in both years gives nothing (cases 5 to 8). If m factors are 0 together each tends to V_T / m, for
    ln V runs off as m ln d and each factor as ln d; so the effects of every cell still sum to its change. The
    limits are used and not a small number, since they are approached only as 1 / ln d (see Wood & Lenzen 2006, Energy
    Policy 34:1326-1331).
    """
    was_zero, is_zero = start == 0, end == 0
    positive = ~(was_zero.any(axis=0) | is_zero.any(axis=0))
    first, last = np.where(positive, start, 1.0), np.where(positive, end, 1.0)
    growth = _take_log_ratio(first, last)
    weight = _average_logarithmically(first.prod(axis=0), last.prod(axis=0), growth.sum(axis=0))
    appearing = _share_equally(was_zero) * end.prod(axis=0)
    vanishing = _share_equally(is_zero) * start.prod(axis=0)
    return np.where(positive, weight * growth, appearing - vanishing)


def _split_shapley(start: Floats, end: Floats) -> Floats:
    """Effects by factor and cell: each factor's change, averaged over all orders in which the factors could have changed.

    For a product this average equals change_k * integral over t from 0 to 1 of prod_{j != k} (x_j0 + t * change_j)
    (Owen 1972, Management Science 18:P64-P79), a polynomial that Gauss-Legendre integrates exactly. It is Sun's complete
    decomposition (Sun 1998, Energy Economics 20:85-100; Albrecht et al. 2002, Energy Policy 30:727-736). Any sign is allowed.
    """
    count, change = len(start), end - start
    effects = np.zeros_like(start)
    nodes, weights = np.polynomial.legendre.leggauss((count + 1) // 2)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        path = start + node * change
        for factor in range(count):
            effects[factor] += weight * change[factor] * np.delete(path, factor, axis=0).prod(axis=0)
    return effects


def _take_log_ratio(first: Floats, last: Floats) -> Floats:
    """ln(last / first) of positive numbers, also where the ratio itself is too large or small for a number."""
    with np.errstate(over="ignore", under="ignore"):
        ratio = last / first
    usable = (ratio > 1e-300) & (ratio < 1e300)
    logarithms: Floats = np.where(usable, np.log(np.where(usable, ratio, 1.0)), np.log(last) - np.log(first))
    return logarithms


def _average_logarithmically(first: Floats, last: Floats, growth: Floats) -> Floats:
    """L(first, last) given growth = ln(last / first): first * (e^growth - 1) / growth where the two are close."""
    is_near = np.abs(growth) <= 1
    small = np.where(is_near & (growth != 0), growth, 1.0)
    near = np.where(growth == 0, first, first * np.expm1(small) / small)
    means: Floats = np.where(is_near, near, (last - first) / np.where(is_near, 1.0, growth))
    return means


def _share_equally(is_zero: NDArray[np.bool_]) -> Floats:
    """1 / m for each of the m factors that are 0 in a cell, 0 for the others."""
    shares: Floats = is_zero / np.maximum(is_zero.sum(axis=0), 1)
    return shares


def _read_moments(given: Sequence[tuple[Words, Factors]], kind: Kind, method: Method) -> list[_Moment]:
    """Every year's factors, checked each alone and against the first year's names and shape."""
    for what, name, known in ((KIND, kind, get_args(Kind)), (METHOD, method, get_args(Method))):
        if name not in known:
            raise UnknownName(what, name, known)
    if kind == "multiplicative" and method == "shapley":
        raise PeakfolioError(
            say("the Shapley split is of amounts, not of ratios; use kind='additive' or method='lmdi'")
        )
    names = tuple(given[0][1])
    moments = [_read_moment(when, factors, names, method) for when, factors in given]
    for moment in moments[1:]:
        if moment.values.shape != moments[0].values.shape:
            shapes = f"{moments[0].values.shape[1:]}, {moment.values.shape[1:]}"
            raise PeakfolioError(
                say(
                    "the cells of {when} and {other} differ in shape: {shapes}",
                    when=moments[0].when,
                    other=moment.when,
                    shapes=shapes,
                )
            )
    return moments


def _read_moment(when: Words, factors: Factors, names: tuple[str, ...], method: Method) -> _Moment:
    if not names or set(factors) != set(names):
        raise PeakfolioError(
            say(
                "every year must have the same factors ({names}); {when} has {factors}",
                when=when,
                names=_list_names(names),
                factors=_list_names(factors),
            )
        )
    arrays = {name: _read_array(name, factors[name], when) for name in names}
    if method == "lmdi":
        mend = say(
            "LMDI takes logarithms and needs 0 or more; method='shapley' allows negative values and changes of sign"
        )
        for name, array in arrays.items():
            _refuse(array < 0, array, _name_factor(name, when), mend)
    try:
        values = np.stack(np.broadcast_arrays(*arrays.values()))
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise PeakfolioError(
            say("the factors of {when} have shapes that do not fit together: {shapes}", when=when, shapes=shapes)
        ) from error
    moment = _Moment(when, names, values)
    with np.errstate(over="ignore", invalid="ignore"):
        cells = moment.cells
    product = say("product of the factors of {when}", when=when)
    _refuse(~np.isfinite(cells), cells, product, say("too large to calculate with; use larger units"))
    return moment


def _list_names(names: Collection[str]) -> Words:
    return listing(names) if names else say("none")


def _read_array(name: str, value: ArrayLike, when: Words) -> Floats:
    factor = _name_factor(name, when)
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise PeakfolioError(say("{factor} is not an array of numbers: {error}", factor=factor, error=error)) from error
    if array.size == 0:
        raise PeakfolioError(say("{factor} is empty; give at least one cell", factor=factor))
    _refuse(~np.isfinite(array), array, factor, say("every value must be a finite number"))
    return array


def _name_factor(name: str, when: Words) -> Words:
    return say("factor '{name}' of {when}", name=name, when=when)


def _refuse(is_wrong: NDArray[np.bool_], array: Floats, what: Words, mend: Words) -> None:
    """Raises if anything is wrong; names the first wrong cell."""
    wrong = np.argwhere(is_wrong)
    if len(wrong) == 0:
        return
    place = tuple(int(each) for each in wrong[0])
    where = say("{what}, cell {place}", what=what, place=list(place)) if place else what
    more = say(" (and {others} more)", others=len(wrong) - 1) if len(wrong) > 1 else NOTHING
    raise PeakfolioError(
        say("{where}: found {value:g}{more}; {mend}", where=where, value=array[place], more=more, mend=mend)
    )


def _divide(part: Floats, whole: Floats, part_name: Words, whole_name: Words) -> Floats:
    """Quotient part / whole, and 1 where both are 0."""
    part, whole = np.broadcast_arrays(part, whole)
    impossible = np.argwhere((whole == 0) & (part != 0))
    if len(impossible) > 0:
        place = [int(each) for each in impossible[0]]
        raise PeakfolioError(
            say(
                "cell {place} has {part} but no {whole}; give it both or leave it out",
                place=place,
                part=part_name,
                whole=whole_name,
            )
        )
    return np.where(whole == 0, 1.0, part / np.where(whole == 0, 1.0, whole))
