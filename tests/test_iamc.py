"""Tables in the IAMC layout: names, units and sums, by hand on the tiny plan, and read back by pandas and by pyam."""

from dataclasses import replace
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest

from peakfolio.carbon.pathways import Projection, project_pathway
from peakfolio.carbon.settings import PathwaySettings
from peakfolio.errors import PeakfolioError
from peakfolio.plan.carbon_tables import FuelFactor, OtherEmission
from peakfolio.render.iamc import IDENTITY, make_iamc_table, write_iamc
from peakfolio.render.packing import SAVED
from tiny import CITE
from tiny_carbon import FACTORS, LEVERS, make_abatement, make_carbon_plan, make_energy, make_lever

SECTORS = ("primary", "energy_intensive", "industry", "construction", "transport", "services", "households")
ENERGY = "Emissions|CO2|Energy"


def make_item(item: str, gas: str, tonnes: float, ledger: str = "other_ghg") -> OtherEmission:
    said = {"item": item, "gas": gas, "ledger": ledger, "central": tonnes, "distribution": "fixed"}
    return OtherEmission(name_zh=item, name_en=item, reasoning="by hand", **said, **CITE)


@cache
def project_tiny() -> Projection:
    return project_pathway(make_carbon_plan(), "as_planned", settings=PathwaySettings(projects="all", runs=500))


@cache
def project_full() -> Projection:
    """A region with every sector, all kinds of fuel, and all gases, both in the inventory and in projects."""
    factors = (
        FuelFactor(factor_set="guideline", fuel=fuel, low=value, central=value, high=value, **CITE)
        for fuel, value in (("diesel", 2.1), ("coke", 2.9), ("feedstock", 0.0))
    )
    mix = {"coal": 20, "coke": 10, "diesel": 15, "natural_gas": 10, "electricity": 30, "non_fossil": 5, "feedstock": 10}
    plan = make_carbon_plan(
        factors=replace(FACTORS, fuel_factors=(*FACTORS.fuel_factors, *factors)),
        energy=(
            make_energy("all", "all", 100.0, kind="amount", unit="万吨标准煤"),
            *(make_energy(sector, "all", float(10 + number)) for number, sector in enumerate(SECTORS)),
            *(make_energy("all", fuel, float(share)) for fuel, share in mix.items()),
        ),
        other_emissions=(
            make_item("landfill", "ch4", 1000.0),
            make_item("rice", "ch4", 300.0),
            make_item("sewage_n2o", "n2o", 20.0),
            make_item("cement_process", "co2", 50_000.0),
            make_item("waste_incineration", "co2", 10_000.0),
            make_item("dry_ice", "co2", 100.0),
            make_item("forest", "co2", 60_000.0, "sink"),
        ),
        levers=(*LEVERS, make_lever("item_change", -2.0, item="landfill")),
        abatements=(
            make_abatement("P1", "power", "electricity", 100_000.0),
            make_abatement("P1", "fuel", "co2", 20_000.0),
            make_abatement("P2", "landfill", "ch4", 500.0, ramp_years=4),
            make_abatement("P2", "stack", "n2o", -3.0),
            make_abatement("P3", "plastics", "co2", -4_000.0, ledger="other_ghg"),
            make_abatement("P4", "trees", "co2", 7_000.0, ledger="sink", ramp_years=9),
        ),
    )
    return project_pathway(plan, "as_planned", settings=PathwaySettings(projects="all", runs=50))


def index(projection: Projection) -> pd.DataFrame:
    """The rows of a projection by variable, years only."""
    return make_iamc_table([projection]).set_index("Variable").drop(columns=["Model", "Scenario", "Region", "Unit"])


def test_layout_is_the_wide_one_of_iamc() -> None:
    table = make_iamc_table([project_tiny()])
    assert list(table.columns) == [*IDENTITY, *range(2022, 2061)]
    assert set(table["Model"]) == {f"peakfolio {version('peakfolio')}"}
    assert set(table["Scenario"]) == {"as_planned"}
    assert set(table["Region"]) == {"China|Province|Tiny"}
    assert not table.duplicated(list(IDENTITY)).any()
    assert table.notna().all(axis=None)


def test_no_projection_is_an_empty_table() -> None:
    assert list(make_iamc_table([]).columns) == list(IDENTITY)


def test_base_year_by_hand() -> None:
    table = make_iamc_table([project_tiny()])
    found = {
        row["Variable"]: (row[2022], row["Unit"]) for _, row in table.iterrows() if "Ensemble" not in row["Variable"]
    }
    homes = "Residential and Commercial"
    wanted = {
        ENERGY: (2.2, "Mt CO2/yr"),  # 220 万tCO2
        f"{ENERGY}|Demand": (1.8, "Mt CO2/yr"),  # what is burnt in the region
        f"{ENERGY}|Demand|Industry": (1.5, "Mt CO2/yr"),  # 60 万tce of coal x 2.5
        f"{ENERGY}|Demand|{homes}": (0.3, "Mt CO2/yr"),  # 20 万tce of gas x 1.5
        f"{ENERGY}|Demand|{homes}|Residential": (0.3, "Mt CO2/yr"),
        f"{ENERGY}|Supply": (0.4, "Mt CO2/yr"),  # 20 万tce of electricity x 2.0
        f"{ENERGY}|Supply|Electricity": (0.4, "Mt CO2/yr"),
        f"{ENERGY}|Projects": (0.0, "Mt CO2/yr"),
        "Emissions|Kyoto Gases (AR5-GWP100)": (2.228, "Mt CO2-equiv/yr"),  # 220 + 1000 t x 28 = 222.8 万t
        "Emissions|CH4": (0.001, "Mt CH4/yr"),
        "Emissions|CH4|Waste": (0.001, "Mt CH4/yr"),
        "Emissions|CH4|Projects": (0.0, "Mt CH4/yr"),
        "Gross Removals|CO2": (-0.05, "Mt CO2/yr"),
        "Gross Removals|CO2|AFOLU": (-0.05, "Mt CO2/yr"),
        "Final Energy": (0.02584608, "EJ/yr"),
        "Final Energy|Industry": (0.01758456, "EJ/yr"),  # 60 万tce x 0.000293076
        "Final Energy|Industry|Solids": (0.01758456, "EJ/yr"),
        f"Final Energy|{homes}": (0.00826152, "EJ/yr"),
        f"Final Energy|{homes}|Gases": (0.00586152, "EJ/yr"),
        f"Final Energy|{homes}|Electricity": (0.0024, "EJ/yr"),  # 200,000 tce at 0.3 kgce/kWh: 667 GWh of 3.6 MJ/kWh
        "Final Energy|Solids": (0.01758456, "EJ/yr"),
        "Final Energy|Gases": (0.00586152, "EJ/yr"),
        "Final Energy|Electricity": (0.0024, "EJ/yr"),
        "Population": (0.3, "million"),  # 30 万人
        "GDP|MER": (20.0, "billion CNY_2022/yr"),  # 200 亿元
    }
    assert found == {key: (pytest.approx(value, rel=1e-12), unit) for key, (value, unit) in wanted.items()}


def test_projects_by_hand() -> None:
    rows = index(project_tiny())
    assert rows.loc[f"{ENERGY}|Projects", 2024] == 0.0  # P1 is built until the end of 2024
    assert rows.loc[f"{ENERGY}|Projects", 2025] == pytest.approx(-0.08)  # 6 + 2 万tCO2
    assert rows.loc["Emissions|CH4|Projects", 2026] == pytest.approx(-0.0001)  # P2, first of five years of its ramp
    assert rows.loc["Emissions|CH4", 2030] == pytest.approx(0.0005)
    assert rows.loc["GDP|MER", 2023] == pytest.approx(21.0)


def test_units_are_written_as_pyam_knows_them() -> None:
    units = set(make_iamc_table([project_full()])["Unit"])
    assert units == {
        "Mt CO2/yr",
        "Mt CO2-equiv/yr",
        "Mt CH4/yr",
        "kt N2O/yr",
        "EJ/yr",
        "million",
        "billion CNY_2022/yr",
    }


def test_emissions_add_up_at_every_level() -> None:
    rows = index(project_full())
    assert {name for name in rows.index if name.startswith(f"{ENERGY}|Demand|")} == {
        f"{ENERGY}|Demand|AFOFI",
        f"{ENERGY}|Demand|Industry",
        f"{ENERGY}|Demand|Industry|Energy-Intensive",
        f"{ENERGY}|Demand|Industry|Other Sector",
        f"{ENERGY}|Demand|Industry|Construction",
        f"{ENERGY}|Demand|Transportation",
        f"{ENERGY}|Demand|Residential and Commercial",
        f"{ENERGY}|Demand|Residential and Commercial|Commercial",
        f"{ENERGY}|Demand|Residential and Commercial|Residential",
    }
    parents = [ENERGY, f"{ENERGY}|Demand", f"{ENERGY}|Demand|Industry", f"{ENERGY}|Demand|Residential and Commercial"]
    parents += [f"{ENERGY}|Supply", "Emissions|CH4", "Emissions|N2O", "Gross Removals|CO2"]
    for parent in parents:
        below = [name for name in rows.index if name.startswith(f"{parent}|") and "|" not in name[len(parent) + 1 :]]
        assert below
        assert rows.loc[below].sum().to_numpy() == pytest.approx(rows.loc[parent].to_numpy(), rel=1e-12)


def test_paths_are_those_of_the_model() -> None:
    projection = project_full()
    rows, central = index(projection), projection.central
    assert rows.loc[ENERGY].to_numpy() == pytest.approx(0.01 * central.net[0])
    before = rows.loc[[f"{ENERGY}|Demand", f"{ENERGY}|Supply"]].sum()
    assert before.to_numpy() == pytest.approx(0.01 * central.gross[0])
    assert rows.loc["Gross Removals|CO2"].to_numpy() == pytest.approx(-0.01 * central.sink[0])


def test_gases_weighed_by_their_potentials_are_the_kyoto_gases() -> None:
    rows = index(project_full())
    co2 = [ENERGY, "Emissions|CO2|Industrial Processes", "Emissions|CO2|Waste", "Emissions|CO2|Other"]
    co2 += ["Emissions|CO2|Projects outside Energy"]
    whole = rows.loc[co2].sum() + 28 * rows.loc["Emissions|CH4"] + 0.265 * rows.loc["Emissions|N2O"]
    assert whole.to_numpy() == pytest.approx(rows.loc["Emissions|Kyoto Gases (AR5-GWP100)"].to_numpy(), rel=1e-12)
    assert rows.loc["Emissions|CO2|Projects outside Energy", 2030] == pytest.approx(0.004)  # P3 emits 4,000 t
    assert rows.loc["Emissions|N2O|Projects", 2030] == pytest.approx(0.003)  # P2 emits 3 t
    assert rows.loc["Emissions|CH4|Waste", 2023] == pytest.approx(0.00098)
    assert "Emissions|CO2" not in rows.index


def test_final_energy_adds_up_by_sector_and_by_carrier() -> None:
    rows = index(project_full())
    sectors = [
        f"Final Energy|{name}" for name in ("Agriculture", "Industry", "Transportation", "Residential and Commercial")
    ]
    carriers = ("Electricity", "Solids", "Liquids", "Gases", "Other")
    rest = rows.loc["Final Energy"] - rows.loc["Final Energy|Non-Energy Use"]
    assert rows.loc[sectors].sum().to_numpy() == pytest.approx(rest.to_numpy(), rel=1e-12)
    assert rows.loc[[f"Final Energy|{name}" for name in carriers]].sum().to_numpy() == pytest.approx(rest.to_numpy())
    for sector in sectors:
        by_carrier = rows.loc[[f"{sector}|{name}" for name in carriers]].sum()
        assert by_carrier.to_numpy() == pytest.approx(rows.loc[sector].to_numpy(), rel=1e-12)
    assert rows.loc["Final Energy|Non-Energy Use", 2022] == pytest.approx(10 * 0.000293076)
    # seventy of a hundred 万tce are no electricity; thirty are 1e9 kWh
    assert rows.loc["Final Energy", 2022] == pytest.approx(70 * 0.000293076 + 0.0036)


def test_electricity_counted_by_its_calorific_value_is_the_same_kilowatt_hours() -> None:
    energy = tuple(row.model_copy(update={"account": "calorific"}) for row in make_carbon_plan().energy)
    rows = index(
        project_pathway(
            make_carbon_plan(energy=energy), "as_planned", settings=PathwaySettings(projects="none", runs=10)
        )
    )
    assert rows.loc["Final Energy|Electricity", 2022] == pytest.approx(200_000_000 / 0.12 * 3.6e-12)


def test_a_gas_the_inventory_does_not_know_has_no_total() -> None:
    plan = make_carbon_plan(
        other_emissions=(),
        abatements=(make_abatement("P1", "gas", "ch4", 5.0), make_abatement("P2", "trees", "co2", 9.0, ledger="sink")),
    )
    rows = index(project_pathway(plan, "as_planned", settings=PathwaySettings(projects="all", runs=10)))
    assert rows.loc["Emissions|CH4|Projects", 2025] == pytest.approx(-5e-6)
    assert rows.loc["Gross Removals|CO2|Projects", 2026] == pytest.approx(-9e-6)
    assert not {"Emissions|CH4", "Gross Removals|CO2"} & set(rows.index)
    assert not [name for name in rows.index if "Kyoto" in name]


def test_people_are_left_out_where_their_growth_is_not_known() -> None:
    levers = tuple(row for row in LEVERS if row.lever != "population_growth")
    energy = (make_energy("industry", "coal", 60.0, kind="amount", unit="万吨标准煤"),)
    rows = index(
        project_pathway(make_carbon_plan(levers=levers, energy=energy), "as_planned", settings=PathwaySettings(runs=10))
    )
    assert "Population" not in rows.index
    assert "GDP|MER" in rows.index


def test_quantiles_are_named_as_in_ar6() -> None:
    projection, rows = project_tiny(), index(project_tiny())
    names = [f"Ensemble|{ENERGY}|{share}th Percentile" for share in ("5.0", "25.0", "50.0", "75.0", "95.0")]
    assert [name for name in rows.index if name.startswith("Ensemble|")] == names
    assert rows.loc[names].to_numpy() == pytest.approx(0.01 * projection.ensemble.fans["net"])
    assert (np.diff(rows.loc[names].to_numpy(), axis=0) > 0).all()


def test_the_same_pathway_twice_is_refused() -> None:
    with pytest.raises(PeakfolioError, match="given twice") as caught:
        make_iamc_table([project_tiny(), project_tiny()])
    assert "出现两次" in caught.value.read("zh")


def test_a_year_one_pathway_does_not_reach_is_unknown() -> None:
    plan = make_carbon_plan()
    assert plan.settings.carbon is not None
    shorter = plan.settings.carbon.model_copy(update={"horizon": 2040})
    plan = replace(plan, settings=plan.settings.model_copy(update={"carbon": shorter}))
    table = make_iamc_table([project_tiny(), project_pathway(plan, "baseline", settings=PathwaySettings(runs=10))])
    is_short = table["Scenario"] == "baseline"
    assert table.loc[is_short, 2041].isna().all()
    assert table.loc[~is_short, 2041].notna().all()


def test_csv_is_plain_utf8_and_read_back(tmp_path: Path) -> None:
    table = make_iamc_table([project_full()])
    place = write_iamc(table, tmp_path / "deep" / "pathways.csv")
    first = place.read_bytes()
    assert first.startswith(b"Model,Scenario,Region,Variable,Unit,2022,")
    assert b"\r" not in first
    assert b"-0," not in first
    assert write_iamc(table, place).read_bytes() == first
    assert [each.name for each in place.parent.iterdir()] == ["pathways.csv"]
    read = pd.read_csv(place)
    read.columns = table.columns
    pd.testing.assert_frame_equal(read, table, rtol=1e-9)


def test_workbook_is_the_same_bytes_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = make_iamc_table([project_full()])
    place = write_iamc(table, tmp_path / "pathways.xlsx")
    first = place.read_bytes()
    with ZipFile(BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {SAVED}
        assert parts.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert write_iamc(table, place).read_bytes() == first
    read = pd.read_excel(place, sheet_name="data")
    pd.testing.assert_frame_equal(read, table, check_column_type=False)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeakfolioError, match="written as") as caught:
        write_iamc(make_iamc_table([]), tmp_path / "pathways.json")
    assert "只写成" in caught.value.read("zh")


@pytest.mark.filterwarnings("ignore")  # pyam's own
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_pyam_reads_it_and_finds_the_same_sums(tmp_path: Path, ending: str) -> None:
    pyam = pytest.importorskip("pyam")
    table = make_iamc_table([project_full()])
    read = pyam.IamDataFrame(str(write_iamc(table, tmp_path / f"pathways.{ending}")))
    assert len(read.variable) == len(table)
    assert read.year == list(range(2022, 2061))
    demand = f"{ENERGY}|Demand"
    parents = [ENERGY, demand, f"{demand}|Industry", f"{demand}|Residential and Commercial", f"{ENERGY}|Supply"]
    for parent in [*parents, "Emissions|CH4", "Emissions|N2O", "Gross Removals|CO2"]:
        assert read.filter(variable=parent).data.size > 0
        assert read.check_aggregate(parent) is None
    carriers = [
        f"Final Energy|{name}" for name in ("Electricity", "Solids", "Liquids", "Gases", "Other", "Non-Energy Use")
    ]
    assert read.check_aggregate("Final Energy", carriers) is None
    weighed = read.convert_unit("Mt CH4/yr", "Mt CO2-equiv/yr", context="AR5GWP100").filter(variable="Emissions|CH4")
    wanted = 28 * table.set_index("Variable").loc["Emissions|CH4", 2030]
    assert weighed.filter(year=2030).data["value"].item() == pytest.approx(wanted, rel=1e-9)
    in_joules = read.convert_unit("EJ/yr", "PJ/yr").filter(variable="Final Energy", year=2022)
    assert in_joules.data["value"].item() == pytest.approx(1000 * (70 * 0.000293076 + 0.0036))
