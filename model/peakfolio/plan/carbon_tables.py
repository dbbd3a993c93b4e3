"""The rows that describe a region's emissions: its energy, its other gases, the levers of its pathways, and the factors.

Three ledgers are kept apart throughout: energy CO2 (the one China's peak target counts), other greenhouse gases, and sinks.
Every figure has a range, because a county's inventory is rarely better than +-20 %. The four factor tables are shared by all
regions (``scenarios/factors``); the others belong to one region.
"""

from pydantic import Field

from peakfolio.plan.rows import CitedRow, Identifier, Text, Year
from peakfolio.plan.vocabulary import (
    AbatementForm,
    Distribution,
    Driver,
    ElectricityAccount,
    EnergyKind,
    Fuel,
    Gas,
    GridKind,
    Ledger,
    LeverName,
    Sector,
)


class Ranged(CitedRow):
    """A row whose figure has a range."""

    distribution: Distribution = Field(
        "triangular",
        description="How the range is drawn: fixed (central only), triangular (low, mode, high), normal or lognormal (low and "
        "high are the 2.5 % and 97.5 % points; normal: they lie evenly about central; lognormal: as ratios), uniform, or empirical (`values`).",
    )
    low: float | None = Field(None, description="Lower end, in the unit of the row.")
    central: float | None = Field(None, description="Central value.")
    high: float | None = Field(None, description="Upper end.")


class BaseDriver(Ranged):
    """What emissions hang on in the base year: GDP, people, and each sector's share of value added."""

    driver: Driver = Field(description="gdp (亿元), population (万人), or value_added_share (% of GDP, by sector).")
    sector: Sector = Field("all", description="Sector of a value_added_share, else all.")
    unit: Text = Field(description="亿元, 万人 or %.")
    formula: str | None = Field(None, description="How central follows from printed figures.")
    reasoning: str | None = Field(None, description="For an assumption: why this value and this range.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")


class EnergyUse(Ranged):
    """Energy used in the base year: an amount, or a share of one, by sector and fuel."""

    sector: Sector = Field(description="Sector, or all.")
    fuel: Fuel = Field(description="Fuel, or all.")
    kind: EnergyKind = Field(
        description="amount (of energy), or share: with fuel all the sector's share of the total, else the fuel's share of the "
        "sector (sector all: of every sector that has no row of its own)."
    )
    unit: Text = Field(description="万吨标准煤 or another unit of energy or mass for an amount, % for a share.")
    account: ElectricityAccount = Field(
        "equivalent",
        description="How electricity is counted in the figure: equivalent (等价值, by the coal a power plant burns) or calorific (当量值).",
    )
    formula: str | None = Field(None, description="How central follows from printed figures: 138.2*0.4360.")
    reasoning: str | None = Field(None, description="For an assumption: why this value and this range.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")


class OtherEmission(Ranged):
    """A source of other greenhouse gases, or a sink, in the base year."""

    item: Identifier = Field(description="Key, such as landfill or cement_process.")
    ledger: Ledger = Field(description="other_ghg or sink. A sink's amount is what it takes up, as a positive number.")
    gas: Gas = Field(description="co2, ch4 or n2o.")
    name_zh: Text = Field(description="What it is, in Chinese.")
    name_en: Text = Field(description="What it is, in English.")
    unit: Text = Field("吨", description="吨 of the gas a year.")
    formula: str | None = Field(None, description="How central follows, in plain arithmetic.")
    reasoning: Text = Field(description="How it follows, and why this range.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")


class Lever(Ranged):
    """How one driver moves in one period of one pathway. A pathway takes over every lever of `baseline` it does not set itself."""

    pathway: Identifier = Field(description="Key of [pathways] in plan.toml; baseline, or the pathway that changes it.")
    lever: LeverName = Field(
        description="gdp_growth, population_growth (% a year); share_change (percentage points of GDP a year, by sector); "
        "intensity_change (energy per unit of activity, % a year; a sector's own row beats sector all); fuel_shift (percentage points of the "
        "sector's energy a year, by fuel); grid_factor_change (% a year); item_change (an item of other_emissions, % a year); "
        "carbon_intensity_change (CO2 per GDP, % a year: for the growth-rate engine only)."
    )
    sector: Sector = Field("all", description="Sector it moves, or all.")
    fuel: Fuel = Field("all", description="Fuel a fuel_shift moves, else all.")
    item: Identifier | None = Field(None, description="Item of other_emissions an item_change moves.")
    first_year: Year = Field(description="First year of the period (14th five-year plan: 2021-2025, and so on).")
    last_year: Year = Field(description="Last year of the period.")
    values: str | None = Field(None, description="For empirical: observed values, joined by ';'.")
    reasoning: Text = Field(description="Why this value and this range.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")


class Abatement(CitedRow):
    """What a project or measure takes off (or adds to) the emissions of a year in service; or that nothing is known."""

    action_id: Identifier = Field(description="A key of projects.csv or measures.csv.")
    ledger: Ledger | None = Field(
        None, description="energy_co2, other_ghg or sink; ledgers are never added up unseen. Empty for none_known."
    )
    component: Identifier = Field(description="Part of the project's effect: power, own_use, landfill_gas, none.")
    form: AbatementForm = Field(
        description="co2, ch4, n2o (tonnes of the gas a year), electricity (MWh a year, weighed by the grid factor of the year), or "
        "none_known: looked at, no figure can be given."
    )
    low: float | None = Field(
        None, description="Cautious amount a year, tonnes or MWh; negative where the project emits or uses more."
    )
    central: float | None = Field(None, description="Central amount.")
    high: float | None = Field(None, description="Hopeful amount.")
    ramp_years: int = Field(0, ge=0, description="Years in service until the full amount is reached; 0 is at once.")
    life_years: int = Field(20, ge=1, description="Years the project stays in service.")
    formula: str | None = Field(
        None, description="How central follows from the project's quantities, in plain arithmetic."
    )
    factor: str | None = Field(None, description="Named factors it rests on, with their publication.")
    reasoning: Text = Field(description="How it follows, why this range, and what is left out.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")


class FuelFactor(CitedRow):
    """CO2 of a fuel in one named set of factors."""

    factor_set: Identifier = Field(description="Name of the set.")
    fuel: Fuel = Field(description="Fuel.")
    low: float = Field(ge=0, description="Lower end, tCO2/tce (1 tce = 29.3076 GJ).")
    central: float = Field(description="Central value, tCO2/tce.")
    high: float = Field(description="Upper end, tCO2/tce.")
    formula: str | None = Field(None, description="Carbon content x oxidation x 44/12 x 0.0293076.")


class GridFactor(CitedRow):
    """Mean CO2 of a kilowatt-hour from a grid."""

    province_en: Text = Field(description="Province, region or China, in English as in plan.toml.")
    province_zh: Text = Field(description="The same in Chinese.")
    year: Year = Field(description="Year of the factor.")
    kind: GridKind = Field(description="average, or fossil (fossil power only).")
    kg_per_kwh: float = Field(ge=0, description="kgCO2/kWh.")


class Gwp(CitedRow):
    """Global warming potential over 100 years."""

    gwp_set: Identifier = Field(description="Assessment report: SAR, AR4, AR5, AR6.")
    gas: Gas = Field(description="co2, ch4 or n2o.")
    value: float = Field(gt=0, description="tCO2e per tonne of the gas.")


class StandardCoal(CitedRow):
    """Standard coal in a unit of an energy carrier."""

    fuel: Fuel = Field(description="Fuel; electricity has a calorific and an equivalent value.")
    account: ElectricityAccount = Field(description="For electricity: calorific or equivalent; else calorific.")
    year: Year | None = Field(None, description="Year of an equivalent value; it falls as power plants improve.")
    value: float = Field(gt=0, description="Amount of standard coal in one unit.")
    unit: Text = Field(description="kgce/kg, kgce/m3 or kgce/kWh.")
