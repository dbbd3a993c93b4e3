"""Figures that could be read but not reckoned with: dead levers, draws beyond all there is, energy that comes to nothing."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from peakfolio.carbon.parameters import Parameter, invert_distribution
from peakfolio.plan.carbon_tables import BaseDriver, Lever
from peakfolio.plan.plan import Plan
from peakfolio.plan.ranges import find_ends
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import write_plan
from test_carbon_reading import list_faults, swap
from tiny import CITE
from tiny_carbon import LEVERS, make_carbon_plan, make_lever


def take_levers(*levers: Lever, horizon: int = 2060, shape: str = "step", **changes: Any) -> Plan:
    """The tiny region with levers of its own beside those it has."""
    tiny = make_carbon_plan(**changes)
    carbon = tiny.settings.carbon.model_copy(update={"horizon": horizon, "lever_shape": shape})
    kept = tuple(row.model_copy(update={"last_year": min(row.last_year, 2060)}) for row in tiny.levers)
    return dataclasses.replace(
        tiny, levers=(*kept, *levers), settings=tiny.settings.model_copy(update={"carbon": carbon})
    )


@pytest.mark.parametrize(
    ("lever", "place", "finding"),
    [
        (make_lever("fuel_shift", 1.0, sector="services", fuel="coal"), "sector", "energy.csv has no sector services"),
        (make_lever("intensity_change", -1.0, sector="primary"), "sector", "energy.csv has no sector primary"),
        (make_lever("share_change", -1.0, sector="households"), "sector", "sector households has no share of value added"),
        (make_lever("fuel_shift", -1.0, sector="industry", fuel="lpg"), "fuel",
         "there is no lpg in sector industry, and no lever brings any"),
        (make_lever("fuel_shift", -1.0, fuel="lpg"), "fuel", "there is no lpg in any sector, and no lever brings any"),
        (make_lever("fuel_shift", 1.0, sector="industry", fuel="coal", first_year=2015, last_year=2022), "last_year",
         "2015-2022 does not reach beyond the base year 2022"),
        (make_lever("fuel_shift", 1.0, sector="industry", fuel="coal", first_year=2061, last_year=2070), "first_year",
         "2061-2070 lies beyond the horizon 2060"),
    ],
)  # fmt: skip
def test_a_lever_that_moves_nothing_is_refused(tmp_path: Path, lever: Lever, place: str, finding: str) -> None:
    (line,) = list_faults(tmp_path / "plan", plan=take_levers(lever))
    assert line.startswith(f"levers.csv, row 11, {place}: {finding}, so this lever moves nothing; ")
    assert line.endswith("or remove the row.")


@pytest.mark.parametrize(
    "levers",
    [
        (make_lever("fuel_shift", -1.0, sector="industry", fuel="lpg", first_year=2041),
         make_lever("fuel_shift", 1.0, sector="industry", fuel="lpg", last_year=2040)),
        (make_lever("fuel_shift", 1.0, sector="industry", fuel="natural_gas"),),
        (make_lever("fuel_shift", 1.0, sector="industry", fuel="coal", first_year=2015, last_year=2023),),
    ],
)  # fmt: skip
def test_a_lever_that_moves_something_is_taken(tmp_path: Path, levers: tuple[Lever, ...]) -> None:
    write_plan(take_levers(*levers), tmp_path)
    assert len(read_plan(tmp_path).levers) == len(LEVERS) + len(levers)


def test_a_period_beyond_the_horizon_counts_where_rates_move_in_a_line(tmp_path: Path) -> None:
    beyond = make_lever("fuel_shift", 1.0, sector="industry", fuel="coal", first_year=2061, last_year=2070)
    write_plan(take_levers(beyond, shape="linear"), tmp_path)
    assert read_plan(tmp_path).levers[-1] == beyond


@pytest.mark.parametrize(
    ("changes", "place", "finding"),
    [
        ({"distribution": "normal", "low": -40.0, "high": 40.0}, "low", "can be drawn at -143.6 a year (normal)"),
        ({"distribution": "normal", "low": 0.0, "central": 30.0, "high": 50.0}, "high", "can be drawn at 119.7 a year"),
        ({"distribution": "lognormal", "low": 1.0, "central": 6.0, "high": 50.0}, "high", "(lognormal), outside -100 to 100"),
        ({"distribution": "empirical", "low": None, "central": None, "high": None, "values": "1;2;-100"}, "values",
         "can be drawn at -100 a year (empirical)"),
    ],
)  # fmt: skip
def test_a_rate_that_could_be_drawn_beyond_all_there_is_is_refused(
    tmp_path: Path, changes: dict[str, Any], place: str, finding: str
) -> None:
    row = make_lever("item_change", 0.0, item="forest").model_copy(update=changes)
    (line,) = list_faults(tmp_path / "plan", plan=take_levers(row))
    assert line.startswith(f"levers.csv, row 11, {place}: ")
    assert finding in line


def test_the_ends_of_a_range_are_those_a_draw_can_reach() -> None:
    lever = make_lever("item_change", 5.0, item="forest")
    for kind, low, high in (
        ("normal", 3.0, 8.0),
        ("lognormal", 3.0, 8.0),
        ("uniform", 3.0, 8.0),
        ("triangular", 3.0, 8.0),
    ):
        row = lever.model_copy(update={"distribution": kind, "low": low, "high": high})
        ends = invert_distribution(Parameter("x", kind, low, 5.0, high), np.array([1e-12, 1.0 - 1e-12]))
        assert find_ends(row) == pytest.approx(tuple(ends), rel=1e-4)


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"distribution": "normal", "low": 60, "high": 140}, "can be drawn at -43.56 (normal), below 0"),
        ({"distribution": "lognormal", "low": 1e-5, "high": 1e5},
         "low 1e-05 and high 100000 lie more than 6 powers of ten apart"),
        ({"distribution": "fixed", "central": 0, "low": None, "high": None}, "the energy of all adds up to 0"),
    ],
)  # fmt: skip
def test_energy_that_cannot_be_carried_on_is_refused(tmp_path: Path, changes: dict[str, Any], finding: str) -> None:
    tiny = make_carbon_plan()
    energy = (tiny.energy[0].model_copy(update=changes), *tiny.energy[1:])
    found = list_faults(tmp_path / "plan", plan=dataclasses.replace(tiny, energy=energy))
    assert any(line.startswith("energy.csv, row 2, ") and finding in line for line in found)


def test_a_sector_that_uses_energy_needs_value_added(tmp_path: Path) -> None:
    tiny = make_carbon_plan()
    shares = (("industry", 0.0), ("services", 100.0))
    drivers = tuple(
        BaseDriver(driver="value_added_share", sector=sector, unit="%", distribution="fixed", central=share, **CITE)
        for sector, share in shares
    )
    plan = dataclasses.replace(tiny, drivers=(tiny.drivers[0], tiny.drivers[2], *drivers))
    (line,) = list_faults(tmp_path / "plan", plan=plan)
    assert line.startswith("drivers.csv, row 4, central: sector industry uses energy but has no value added")


def test_a_base_year_that_is_past_the_peak_s_own_date_is_refused(tmp_path: Path) -> None:
    found = list_faults(tmp_path / "plan", swap("plan.toml", "base_year = 2022\nhorizon", "base_year = 2031\nhorizon"))
    assert any("2031 does not lie before 2030, the year a peak is judged by" in line for line in found)


@pytest.mark.parametrize(
    ("driver", "said"), [("gdp", "GDP must be above 0"), ("population", "population must be above 0")]
)
def test_a_county_without_people_or_output_is_refused(tmp_path: Path, driver: str, said: str) -> None:
    tiny = make_carbon_plan()
    drivers = tuple(row.model_copy(update={"central": 0.0}) if row.driver == driver else row for row in tiny.drivers)
    (line,) = list_faults(tmp_path / "plan", plan=dataclasses.replace(tiny, drivers=drivers))
    assert said in line
