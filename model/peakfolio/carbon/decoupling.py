"""Whether emissions still grow with the economy: Tapio's elasticity and its eight states."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from peakfolio.errors import PeakfolioError
from peakfolio.words import Words, listing, say

State = Literal[
    "strong_decoupling",
    "weak_decoupling",
    "expansive_coupling",
    "expansive_negative_decoupling",
    "strong_negative_decoupling",
    "weak_negative_decoupling",
    "recessive_coupling",
    "recessive_decoupling",
]

STATE_NAMES: Mapping[State, Words] = {
    "strong_decoupling": say("strong decoupling"),
    "weak_decoupling": say("weak decoupling"),
    "expansive_coupling": say("expansive coupling"),
    "expansive_negative_decoupling": say("expansive negative decoupling"),
    "strong_negative_decoupling": say("strong negative decoupling"),
    "weak_negative_decoupling": say("weak negative decoupling"),
    "recessive_coupling": say("recessive coupling"),
    "recessive_decoupling": say("recessive decoupling"),
}
LOWER, UPPER = 0.8, 1.2  # coupling: within 20 % of one (Tapio 2005)
NOTHING = 1e-9  # a growth, or a distance from a cut, that is rounding


@dataclass(frozen=True)
class Decoupling:
    """One period: growth of emissions and of activity as shares of the first year, their ratio, and the state's name.

    What cannot be calculated is None, and ``reason`` says why.
    """

    start: int
    end: int
    emissions_growth: float | None
    activity_growth: float | None
    elasticity: float | None
    state: State | None
    reason: Words | None = None


def find_decoupling(
    emissions: Mapping[int, float], activity: Mapping[int, float], periods: Sequence[tuple[int, int]] | None = None
) -> tuple[Decoupling, ...]:
    """Elasticity and state of each period: (dC / C) / (dG / G), both measured from the period's first year.

    Tapio 2005, Transport Policy 12:137-151.

    Parameters
    ----------
    emissions, activity
        By year. Activity must be at constant prices, or inflation passes for growth.
    periods
        First and last years; without them, every step between neighbouring years that both series have.

    Raises
    ------
    PeakfolioError
        If a year is missing or a value is not a finite number.
    """
    if periods is None:
        years = sorted(set(emissions) & set(activity))
        if len(years) < 2:
            raise PeakfolioError(
                say("emissions and activity need two years in common; they share {count}", count=len(years))
            )
        periods = list(pairwise(years))
    return tuple(_measure(emissions, activity, start, end) for start, end in periods)


def name_state(emissions_growth: float, activity_growth: float) -> State | None:
    """The state of two growth rates; None if activity did not change.

    0.8 and 1.2 themselves count as coupling; constant emissions as the weak state. An elasticity within 1e-9 of a cut is on it,
    so that rounding does not decide.
    """
    if abs(activity_growth) < NOTHING:
        return None
    elasticity = emissions_growth / activity_growth
    states: tuple[State, State, State, State] = (
        ("strong_decoupling", "weak_decoupling", "expansive_coupling", "expansive_negative_decoupling")
        if activity_growth > 0
        else ("strong_negative_decoupling", "weak_negative_decoupling", "recessive_coupling", "recessive_decoupling")
    )
    if elasticity < -NOTHING:
        return states[0]
    if elasticity < LOWER - NOTHING:
        return states[1]
    return states[2] if elasticity <= UPPER + NOTHING else states[3]


def _measure(emissions: Mapping[int, float], activity: Mapping[int, float], start: int, end: int) -> Decoupling:
    if end <= start:
        raise PeakfolioError(say("a period must end after it starts; found {start} to {end}", start=start, end=end))
    emissions_growth = _find_growth(say("emissions"), emissions, start, end)
    activity_growth = _find_growth(say("activity"), activity, start, end)
    if emissions_growth is None or activity_growth is None:
        reason = (
            say("Emissions of {start} are not above 0, so there is no growth rate.", start=start)
            if emissions_growth is None
            else say("Activity of {start} are not above 0, so there is no growth rate.", start=start)
        )
        return Decoupling(start, end, emissions_growth, activity_growth, None, None, reason)
    state = name_state(emissions_growth, activity_growth)
    if state is None:
        reason = say("Activity did not change from {start} to {end}, so there is no elasticity.", start=start, end=end)
        return Decoupling(start, end, emissions_growth, activity_growth, None, None, reason)
    elasticity = emissions_growth / activity_growth + 0.0  # no -0.0
    return Decoupling(start, end, emissions_growth, activity_growth, elasticity, state)


def _find_growth(name: Words, series: Mapping[int, float], start: int, end: int) -> float | None:
    """Growth as a share of the first year; None if that year is not above 0."""
    for year in (start, end):
        if year not in series:
            known = [str(each) for each in sorted(series)]
            raise PeakfolioError(
                say("{name} of {year} are missing; known years: {known}", name=name, year=year, known=listing(known))
            )
        if not math.isfinite(series[year]):
            raise PeakfolioError(
                say("{name} of {year} must be a finite number; found {value}", name=name, year=year, value=series[year])
            )
    return (series[end] - series[start]) / series[start] if series[start] > 0 else None
