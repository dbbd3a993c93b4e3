"""What no path can be reckoned from, named with its lever, sector and year: a mix without fuels, growth of -100 %, numbers without end.

Why in the simulation and not in the tables alone: most of it hangs on several rows together, and some of it on the draw.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon.levers import name_subject
from peakfolio.carbon.model import CarbonModel
from peakfolio.carbon.parameters import Floats
from peakfolio.errors import Fault, PlanFaults
from peakfolio.plan.carbon_tables import Lever
from peakfolio.words import NOTHING, SEMICOLON, Words, listing, say

LEVERS_FILE = "levers.csv"
LARGEST = 1e12  # 万t, 万tce, or times the base year: the whole world emits some 4e6 万t a year
QUANTITIES = {
    "gdp": say("GDP as a ratio to the base year"),
    "energy": say("energy use"),
    "gross": say("energy CO2 before projects"),
    "net": say("energy CO2"),
    "other": say("other greenhouse gases"),
    "sink": say("sinks"),
}
FILES = {
    "gdp": LEVERS_FILE,
    "energy": "energy.csv, levers.csv",
    "gross": "energy.csv, levers.csv",
    "net": "abatements.csv",
    "other": "other_emissions.csv, levers.csv, abatements.csv",
    "sink": "other_emissions.csv, levers.csv, abatements.csv",
}  # where the cause stands, each given that those before it are in order


@dataclass(frozen=True)
class _Break:
    """The first year in which any run is wrong, its place, and how many runs then are (nothing where all are)."""

    place: int
    year: int
    often: Words


def refuse_emptied(model: CarbonModel, whole: Floats, lever: str, sector: int | None) -> None:
    """Raises PlanFaults where every part of a mix (fuels of a sector, value added of all sectors) has fallen to nothing."""
    found = _find_break(model, ~(whole > 0))
    if found is None:
        return
    rows = list(_list_rows(model, lever, sector))
    name = model.sectors[sector].name if sector is not None else ""
    all_fuels, all_value = say("every fuel of sector {name}", name=name), say("the value added of every sector")
    known = {"what": all_fuels if name else all_value, "year": found.year, "often": found.often}
    if found.place == 0 or not rows:
        finding = say("{what} is 0 in the base year {year}{often}", **known)
        _refuse(model, "energy.csv" if name else "drivers.csv", finding, say("write numbers above 0"))
    finding = say(
        "by {year} {lever} takes {what} to 0{often}, and nothing can be reckoned from there ({rows})",
        lever=lever,
        rows=listing(rows, SEMICOLON),
        **known,
    )
    _refuse(
        model, LEVERS_FILE, finding, say("lower the rate, end the period earlier, or write what grows in its place")
    )


def refuse_vanishing(model: CarbonModel, rates: Floats, lever: str, sector: int | None) -> None:
    """Raises PlanFaults where a growth rate takes away all there is, or more."""
    found = _find_break(model, ~(rates > -1.0))
    if found is None:
        return
    finding = say(
        "{lever} reaches -100 % a year or less in {year}{often} ({rows})",
        lever=lever,
        year=found.year,
        often=found.often,
        rows=listing(list(_list_rows(model, lever, sector)), SEMICOLON),
    )
    _refuse(model, LEVERS_FILE, finding, say("write a rate above -100 % a year, with a narrower range"))


def refuse_endless(model: CarbonModel, **results: Floats) -> None:
    """Raises PlanFaults where a result is not a number, or beyond anything a place can use or emit."""
    for name, values in results.items():
        found = _find_break(model, ~(np.abs(values) <= LARGEST))
        if found is not None:
            finding = say(
                "{what}: beyond what can be reckoned ({most:.0e}) in {year}{often}",
                what=QUANTITIES[name],
                most=LARGEST,
                year=found.year,
                often=found.often,
            )
            _refuse(model, FILES[name], finding, say("check the units of the amounts and the rates of growth"))


def _find_break(model: CarbonModel, is_wrong: NDArray[np.bool_]) -> _Break | None:
    counts, runs = is_wrong.sum(axis=0), len(is_wrong)
    if not counts.any():
        return None
    place = int(np.flatnonzero(counts)[0])
    count = int(counts[place])
    often = NOTHING if count == runs else say(" (in {count} of {runs} draws)", count=count, runs=runs)
    return _Break(place, int(model.years[place]), often)


def _list_rows(model: CarbonModel, lever: str, sector: int | None) -> Iterator[str]:
    """The rows of a lever that act on a sector, as they stand in the file."""
    for slot in model.levers.slots:
        row = model.parameters[slot.parameter].row
        if slot.lever == lever and (sector is None or sector in slot.sectors) and isinstance(row, Lever):
            parts = (
                row.pathway,
                name_subject(row),
                f"{row.first_year}-{row.last_year}",
                f"{model.parameters[slot.parameter].central:g}",
            )
            yield " ".join(part for part in parts if part)


def _refuse(model: CarbonModel, file: str, finding: Words, mend: Words) -> NoReturn:
    said = say("pathway {pathway}: {finding}", pathway=model.pathway, finding=finding)
    raise PlanFaults(model.region, (Fault(file, None, None, said, mend),))
