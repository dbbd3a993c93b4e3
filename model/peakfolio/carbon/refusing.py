"""What no path can be reckoned from, named with its lever, sector and year: a mix without fuels, growth of -100 %, numbers without end.

Why in the simulation and not in the tables alone: most of it hangs on several rows together, and some of it on the draw.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

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


def refuse_emptied(model: CarbonModel, whole: Floats, lever: str, sector: int | None) -> None:
    """Raises PlanFaults where every part of a mix (fuels of a sector, value added of all sectors) has fallen to nothing."""
    found = _find_first(~(whole > 0))
    if found is None:
        return
    place, share = found
    year, often = int(model.years[place]), _tell_share(share, len(whole))
    rows = list(_list_rows(model, lever, sector))
    name = model.sectors[sector].name if sector is not None else ""
    what = (
        say("every fuel of sector {name}", name=name) if sector is not None else say("the value added of every sector")
    )
    if place == 0 or not rows:
        _refuse(
            model,
            "energy.csv" if sector is not None else "drivers.csv",
            say("{what} is 0 in the base year {year}{often}", what=what, year=year, often=often),
            say("write numbers above 0"),
        )
    _refuse(
        model,
        LEVERS_FILE,
        say(
            "by {year} {lever} takes {what} to 0{often}, and nothing can be reckoned from there ({rows})",
            year=year,
            lever=lever,
            what=what,
            often=often,
            rows=listing(rows, SEMICOLON),
        ),
        say("lower the rate, end the period earlier, or write what grows in its place"),
    )


def refuse_vanishing(model: CarbonModel, rates: Floats, lever: str, sector: int | None) -> None:
    """Raises PlanFaults where a growth rate takes away all there is, or more."""
    found = _find_first(~(rates > -1.0))
    if found is None:
        return
    place, share = found
    year, often = int(model.years[place]), _tell_share(share, len(rates))
    rows = list(_list_rows(model, lever, sector))
    _refuse(
        model,
        LEVERS_FILE,
        say(
            "{lever} reaches -100 % a year or less in {year}{often} ({rows})",
            lever=lever,
            year=year,
            often=often,
            rows=listing(rows, SEMICOLON),
        ),
        say("write a rate above -100 % a year, with a narrower range"),
    )


def refuse_endless(model: CarbonModel, **results: Floats) -> None:
    """Raises PlanFaults where a result is not a number, or beyond anything a place can use or emit."""
    for name, values in results.items():
        found = _find_first(~(np.abs(values) <= LARGEST))
        if found is None:
            continue
        place, share = found
        year, often, what = int(model.years[place]), _tell_share(share, len(values)), QUANTITIES[name]
        _refuse(
            model,
            FILES[name],
            say(
                "{what}: beyond what can be reckoned ({most:.0e}) in {year}{often}",
                what=what,
                most=LARGEST,
                year=year,
                often=often,
            ),
            say("check the units of the amounts and the rates of growth"),
        )


def _find_first(is_wrong: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The first year (position) in which any run is wrong, and how many runs then are; None where all is well."""
    counts = is_wrong.sum(axis=0)
    wrong = np.flatnonzero(counts)
    return None if not len(wrong) else (int(wrong[0]), int(counts[wrong[0]]))


def _tell_share(count: int, runs: int) -> Words:
    if count == runs:
        return NOTHING
    return say(" (in {count} of {runs} draws)", count=count, runs=runs)


def _list_rows(model: CarbonModel, lever: str, sector: int | None) -> Iterator[str]:
    """The rows of a lever that act on a sector, as they stand in the file."""
    for slot in model.levers:
        row = model.parameters[slot.parameter].row
        if slot.lever == lever and (sector is None or sector in slot.sectors) and isinstance(row, Lever):
            subject = [part for part in (row.sector, row.fuel, row.item or "all") if part != "all"]
            central = model.parameters[slot.parameter].central
            yield " ".join([row.pathway, *subject, f"{row.first_year}-{row.last_year}", f"{central:g}"])


def _refuse(model: CarbonModel, file: str, finding: Words, mend: Words) -> None:
    said = say("pathway {pathway}: {finding}", pathway=model.pathway, finding=finding)
    raise PlanFaults(model.region, (Fault(file, None, None, said, mend),))
