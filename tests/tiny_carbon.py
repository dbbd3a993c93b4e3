"""A region small enough to reckon by hand; its numbers are worked out in ``test_carbon.py``.

100 万tce in 2022: industry 60 % (all coal), households 40 % (half gas, half electricity, counted at 0.3 kgce/kWh).
Factors: coal 2.5, gas 1.5 tCO2/tce; grid 0.6 kgCO2/kWh, so electricity is 2 tCO2/tce.
Base year: industry 60 x 2.5 = 150, households 20 x 1.5 + 20 x 2 = 70; together 220 万tCO2.

P1 saves 100,000 MWh a year (6 万tCO2 at the base year's grid) and 20,000 t of CO2 (2 万t); it is built in 2023-2024.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from peakfolio.plan.carbon_tables import (
    Abatement,
    BaseDriver,
    EnergyUse,
    FuelFactor,
    GridFactor,
    Gwp,
    Lever,
    OtherEmission,
    StandardCoal,
)
from peakfolio.plan.factors import FactorBook
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import CarbonSettings, Pathway
from tiny import CITE, make_tiny_plan

FACTORS = FactorBook(
    fuel_factors=tuple(
        FuelFactor(factor_set=name, fuel=fuel, low=scale * low, central=scale * central, high=scale * high, **CITE)
        for name, scale in (("guideline", 1.0), ("double", 2.0))
        for fuel, low, central, high in (
            ("coal", 2.4, 2.5, 2.6),
            ("natural_gas", 1.5, 1.5, 1.5),
            ("non_fossil", 0, 0, 0),
        )
    ),
    grid_factors=(
        GridFactor(province_en="China", province_zh="中国", year=2022, kind="average", kg_per_kwh=0.6, **CITE),
    ),
    gwps=(
        Gwp(gwp_set="AR5", gas="ch4", value=28, **CITE),
        Gwp(gwp_set="AR5", gas="n2o", value=265, **CITE),
        Gwp(gwp_set="SAR", gas="ch4", value=21, **CITE),
    ),
    standard_coals=(
        StandardCoal(fuel="electricity", account="equivalent", year=2022, value=0.3, unit="kgce/kWh", **CITE),
        StandardCoal(fuel="electricity", account="calorific", value=0.12, unit="kgce/kWh", **CITE),
        StandardCoal(fuel="coal", account="calorific", value=0.7, unit="kgce/kg", **CITE),
    ),
)


def make_energy(sector: str, fuel: str, central: float, **changes: Any) -> EnergyUse:
    said: dict[str, Any] = {
        "kind": "share",
        "unit": "%",
        "distribution": "fixed",
        "central": central,
        **CITE,
        **changes,
    }
    return EnergyUse(sector=sector, fuel=fuel, **said)


def make_lever(lever: str, central: float, spread: float = 0.0, **changes: Any) -> Lever:
    said: dict[str, Any] = {
        "pathway": "baseline",
        "first_year": 2023,
        "last_year": 2060,
        "distribution": "triangular" if spread else "fixed",
        "low": central - spread,
        "high": central + spread,
        "reasoning": "by hand",
        **CITE,
        **changes,
    }
    return Lever(lever=lever, central=central, **said)


def make_abatement(key: str, component: str, form: str, amount: float, **changes: Any) -> Abatement:
    ledger = {"ch4": "other_ghg", "n2o": "other_ghg"}.get(form, "energy_co2")
    said: dict[str, Any] = {
        "ledger": ledger,
        "low": amount,
        "central": amount,
        "high": amount,
        "life_years": 30,
        "reasoning": "by hand",
    }
    return Abatement(action_id=key, component=component, form=form, **{**said, **CITE, **changes})


LEVERS = (
    make_lever("gdp_growth", 5.0, 1.0, last_year=2030),
    make_lever("gdp_growth", 2.0, 1.0, first_year=2031),
    make_lever("population_growth", 0.0),
    make_lever("intensity_change", -2.0, 1.0, last_year=2030),
    make_lever("intensity_change", -4.0, 1.0, first_year=2031),
    make_lever("grid_factor_change", 0.0),
    make_lever("carbon_intensity_change", -2.0, last_year=2030),
    make_lever("carbon_intensity_change", -4.0, first_year=2031),
    make_lever("intensity_change", -6.0, 1.0, pathway="as_planned", first_year=2031),
)


def make_carbon_plan(**changes: Any) -> Plan:
    tiny = make_tiny_plan()
    pathways = {
        "baseline": Pathway(title_zh="基准", title_en="Baseline", projects="none"),
        "as_planned": Pathway(title_zh="规划", title_en="As planned"),
        "late": Pathway(title_zh="延迟", title_en="Late", delay_years=2),
    }
    carbon = CarbonSettings(base_year=2022, horizon=2060, grid="China", main_pathway="as_planned")
    settings = tiny.settings.model_copy(update={"carbon": carbon, "pathways": pathways})
    said: Mapping[str, Any] = {
        "settings": settings,
        "factors": FACTORS,
        "drivers": (
            BaseDriver(driver="gdp", unit="亿元", distribution="fixed", central=200.0, **CITE),
            BaseDriver(
                driver="value_added_share", sector="industry", unit="%", distribution="fixed", central=100.0, **CITE
            ),
            BaseDriver(driver="population", unit="万人", distribution="fixed", central=30.0, **CITE),
        ),
        "energy": (
            make_energy("all", "all", 100.0, kind="amount", unit="万吨标准煤", distribution="lognormal", low=80, high=125),
            make_energy("industry", "all", 60.0),
            make_energy("households", "all", 40.0),
            make_energy("industry", "coal", 100.0),
            make_energy("households", "natural_gas", 50.0),
            make_energy("households", "electricity", 50.0),
        ),
        "other_emissions": (
            OtherEmission(item="landfill", ledger="other_ghg", gas="ch4", name_zh="填埋", name_en="Landfill",
                          distribution="fixed", central=1000.0, reasoning="by hand", **CITE),
            OtherEmission(item="forest", ledger="sink", gas="co2", name_zh="森林", name_en="Forest",
                          distribution="fixed", central=50000.0, reasoning="by hand", **CITE),
        ),
        "levers": LEVERS,
        "abatements": (
            make_abatement("P1", "power", "electricity", 100_000.0),
            make_abatement("P1", "fuel", "co2", 20_000.0),
            make_abatement("P2", "landfill", "ch4", 500.0, ramp_years=4),
        ),
    }  # fmt: skip
    return replace(tiny, **{**said, **changes})
