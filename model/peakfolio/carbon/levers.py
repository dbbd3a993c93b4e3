"""The levers of a pathway: what each of them moves, and how much of its rate holds in which year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from peakfolio.plan.carbon_tables import Lever
from peakfolio.plan.vocabulary import LeverName, LeverShape

Floats = NDArray[np.float64]
PERCENT = 0.01  # rates and shares are per cent in the tables, shares in the model


@dataclass(frozen=True)
class Moved:
    """What a lever moves: one thing of the region, or a sector, a fuel of a sector, or an item."""

    lever: str
    sector: int | None = None
    fuel: int | None = None
    item: int | None = None


@dataclass(frozen=True)
class LeverSlot:
    """Where a lever acts: the parameter, the first and last year, and the sectors, fuel or item it moves.

    Years are stated ones, as positions from the base year: below 0 before it, beyond the last after the horizon.
    """

    parameter: int
    lever: LeverName
    first: int
    last: int
    sectors: tuple[int, ...]
    fuel: int | None
    item: int | None

    def list_moved(self) -> Iterator[Moved]:
        """Everything this lever moves."""
        match self.lever:
            case "fuel_shift":
                yield from (Moved(self.lever, sector, self.fuel) for sector in self.sectors)
            case "intensity_change" | "share_change":
                yield from (Moved(self.lever, sector) for sector in self.sectors)
            case "item_change":
                yield Moved(self.lever, item=self.item)
            case _:
                yield Moved(self.lever)


@dataclass(frozen=True, eq=False)
class RateWeights:
    """The parameters that hold in any year and how much of each does, as shares: shape (parameters, years)."""

    parameters: NDArray[np.intp]
    by_year: Floats


@dataclass(frozen=True)
class LeverSet:
    """All levers of a pathway over ``years`` years, the base year first, and how rates move from one period to the next."""

    slots: tuple[LeverSlot, ...]
    years: int
    shape: LeverShape = "step"

    @cached_property
    def weights(self) -> Mapping[Moved, RateWeights]:
        """The weights of everything that is moved."""
        by_moved: dict[Moved, list[LeverSlot]] = {}
        for slot in self.slots:
            for moved in slot.list_moved():
                by_moved.setdefault(moved, []).append(slot)
        return {moved: self._weigh(slots) for moved, slots in by_moved.items()}

    def find_weights(self, moved: Moved) -> RateWeights:
        """The weights by which something is moved: none where it has no lever."""
        return self.weights.get(moved) or RateWeights(np.zeros(0, dtype=np.intp), np.zeros((0, self.years)))

    def find_covered(self, lever: str, sector: int | None = None) -> set[int]:
        """The years, as positions, that a lever (of a sector) is stated for."""
        own = (slot for slot in self.slots if slot.lever == lever and (sector is None or sector in slot.sectors))
        return {year for slot in own for year in range(slot.first, slot.last + 1)}

    def _weigh(self, slots: list[LeverSlot]) -> RateWeights:
        weights = PERCENT * weigh_years(slots, self.years, self.shape)
        held = np.flatnonzero(weights.any(axis=1))
        parameters = np.array([slot.parameter for slot in slots], dtype=np.intp)
        return RateWeights(parameters[held], weights[held])


def name_subject(row: Lever) -> str:
    """What a row of levers.csv is about, as the file says it: its sector, fuel and item where they are not all."""
    return " ".join(part for part in (row.sector, row.fuel, row.item or "all") if part != "all")


def weigh_years(slots: list[LeverSlot], years: int, shape: LeverShape) -> Floats:
    """How much of each lever's rate holds in each year after the base year, shape (slots, years).

    step: the whole rate in every year of its period. linear: the rate moves in a straight line from the middle of one period to
    the middle of the next, and is level before the first middle and after the last. Periods count as they are stated, also
    before the base year and beyond the horizon, so that neither moves a middle.
    """
    cut = np.zeros((len(slots), years))
    if not slots:
        return cut
    origin, end = min(each.first for each in slots), max(each.last for each in slots)
    weights = _weigh_stated(slots, origin, end, shape)
    first, last = max(origin, 1), min(end, years - 1)
    if first <= last:
        cut[:, first : last + 1] = weights[:, first - origin : last + 1 - origin]
    return cut


def _weigh_stated(slots: list[LeverSlot], origin: int, end: int, shape: LeverShape) -> Floats:
    """The weights over all stated periods, from the first of them to the last. A sector's own row beats that of all."""
    weights = np.zeros((len(slots), end - origin + 1))
    holder = np.full(end - origin + 1, -1)
    for number in sorted(range(len(slots)), key=lambda each: -len(slots[each].sectors)):
        holder[slots[number].first - origin : slots[number].last - origin + 1] = number
    held = np.flatnonzero(holder >= 0)
    if shape == "step":
        weights[holder[held], held] = 1.0
        return weights
    starts = [held[0], *(year for year in held[1:] if holder[year] != holder[year - 1])]
    ends = [*(each - 1 for each in starts[1:]), held[-1]]
    middles = [(first + last) / 2.0 for first, last in zip(starts, ends, strict=True)]
    for place, first in enumerate(starts):
        hat = np.zeros(len(starts))
        hat[place] = 1.0
        weights[holder[first], held] += np.interp(held, middles, hat)
    return weights
