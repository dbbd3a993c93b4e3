"""Shifts that do not balance: shares are brought back to 100 %, so what one part is asked to gain arrives only if others lose as much."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from peakfolio.carbon.levers import PERCENT, Moved
from peakfolio.carbon.model import CarbonModel
from peakfolio.carbon.parameters import Floats, list_centrals
from peakfolio.carbon.simulation import cumulate_rates, mix_fuels

LEAST_GAP = 1.0  # percentage points between what was asked and what arrives


@dataclass(frozen=True)
class Unbalanced:
    """A share that does not arrive where its levers ask it to be, in the year it misses by most; central values, per cent.

    ``fuel`` is None where the share is a sector's part of value added.
    """

    sector: str
    fuel: str | None
    year: int
    asked: float
    arrived: float


def find_unbalanced(model: CarbonModel) -> tuple[Unbalanced, ...]:
    """Every moved share that misses what its levers ask by a point or more, the widest first."""
    found = [*_compare_fuels(model), *_compare_sectors(model)]
    return tuple(sorted(found, key=lambda each: -abs(each.asked - each.arrived)))


def _compare_fuels(model: CarbonModel) -> Iterator[Unbalanced]:
    values = list_centrals(model.parameters)
    for number, sector in enumerate(model.sectors):
        parts = {cell.fuel: float(values[0, cell.parameter]) for cell in model.cells if cell.sector == number}
        mix, whole = mix_fuels(model, values, number)
        for fuel in sorted(fuel for fuel in parts if Moved("fuel_shift", number, fuel) in model.levers.weights):
            asked = parts[fuel] / sum(parts.values()) + cumulate_rates(model, values, "fuel_shift", number, fuel)[0]
            yield from _compare(model, (mix[fuel] / whole)[0], asked, sector.name, model.fuels[fuel])


def _compare_sectors(model: CarbonModel) -> Iterator[Unbalanced]:
    values = list_centrals(model.parameters)
    asked: dict[str, Floats] = {}
    for number, sector in enumerate(model.sectors):
        if sector.value_added is not None:
            moved = cumulate_rates(model, values, "share_change", number)[0]
            asked[sector.name] = PERCENT * values[0, sector.value_added] + moved
    if not asked:
        return
    kept = {name: np.maximum(share, 0.0) for name, share in asked.items()}
    whole = np.sum(list(kept.values()), axis=0)
    start = sum(float(share[0]) for share in asked.values())
    for name, share in asked.items():
        yield from _compare(model, start * kept[name] / whole, share, name, None)


def _compare(model: CarbonModel, arrived: Floats, asked: Floats, sector: str, fuel: str | None) -> Iterator[Unbalanced]:
    worst = int(np.argmax(np.abs(asked - arrived)))
    ends = 100.0 * float(asked[worst]), 100.0 * float(arrived[worst])
    if abs(ends[0] - ends[1]) >= LEAST_GAP:
        yield Unbalanced(sector, fuel, int(model.years[worst]), *ends)
