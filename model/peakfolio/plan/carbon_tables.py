"""The rows that describe a region's emissions: its energy, its other gases, the levers of its pathways, and the factors.

Three ledgers are kept apart throughout: energy CO2 (the one China's peak target counts), other greenhouse gases, and sinks.
Every figure has a range, because a county's inventory is rarely better than +-20 %. The four factor tables are shared by all
regions (``scenarios/factors``); the others belong to one region.
"""

from collections.abc import Iterator, Mapping

from pydantic import Field

from peakfolio.errors import Flaw
from peakfolio.plan.ranges import (
    BY_SIZE,
    CAUTIOUS_FIRST,
    find_bad_range,
    find_disorder,
    find_negative,
    find_negative_draw,
    find_wild_rate,
)
from peakfolio.plan.rows import CitedRow, Identifier, Named, Text, Year
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
from peakfolio.words import Words, say

LARGEST_RATE = 50.0  # % a year; anything beyond is a slip of the pen
PERCENT = ("%", "％")
DRIVER_UNITS = {"gdp": ("亿元",), "population": ("万人",), "value_added_share": PERCENT}
UNIT_NAMES = {
    "gdp": say("100 million yuan (亿元)"),
    "population": say("10,000 persons (万人)"),
    "value_added_share": say("per cent (%)"),
}
ABOVE_ZERO: Mapping[str, Words] = {"gdp": say("GDP"), "population": say("population")}
LEDGER_OF_FORM: Mapping[str, Ledger] = {"ch4": "other_ghg", "n2o": "other_ghg", "electricity": "energy_co2"}
# What a lever can tell apart, and what it must name.
SUBJECTS: Mapping[LeverName, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gdp_growth": ((), ()),
    "population_growth": ((), ()),
    "share_change": (("sector",), ("sector",)),
    "intensity_change": (("sector",), ()),
    "fuel_shift": (("sector", "fuel"), ("fuel",)),
    "grid_factor_change": ((), ()),
    "item_change": (("item",), ("item",)),
    "carbon_intensity_change": ((), ()),
}


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

    def find_flaws(self) -> Iterator[Flaw]:
        """A range that is incomplete, out of order or says nothing."""
        yield from super().find_flaws()
        yield from find_bad_range(self)


class Amount(Ranged):
    """A figure of the base year that is never below zero."""

    derived = "central"

    def find_flaws(self) -> Iterator[Flaw]:
        """A range that reaches below zero."""
        yield from super().find_flaws()
        yield from find_negative_draw(self)


class BaseDriver(Amount):
    """What emissions hang on in the base year: GDP, people, and each sector's share of value added."""

    key = ("driver", "sector")

    driver: Driver = Field(description="gdp (亿元), population (万人), or value_added_share (% of GDP, by sector).")
    sector: Sector = Field("all", description="Sector of a value_added_share, else all.")
    unit: Text = Field(description="亿元, 万人 or %.")
    formula: str | None = Field(None, description="How central follows from printed figures.")
    reasoning: str | None = Field(None, description="For an assumption: why this value and this range.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")

    def find_flaws(self) -> Iterator[Flaw]:
        """A unit or sector that the driver does not have, and a base year without people or output."""
        yield from super().find_flaws()
        yield from find_negative(self)
        if self.unit not in DRIVER_UNITS[self.driver]:
            finding = say(
                '{driver} is in {wanted}; found "{unit}"',
                driver=self.driver,
                wanted=UNIT_NAMES[self.driver],
                unit=self.unit,
            )
            yield Flaw("unit", finding, say("convert it"))
        if (self.driver == "value_added_share") == (self.sector == "all"):
            finding = say("{driver} of sector {sector}", driver=self.driver, sector=self.sector)
            yield Flaw("sector", finding, say("a share names its sector; GDP and population are of all"))
        if self.driver in ABOVE_ZERO and (self.central or 0.0) <= 0:
            name = ABOVE_ZERO[self.driver]
            mend = say("write the {name} of the base year", name=name)
            yield Flaw("central", say("{name} must be above 0", name=name), mend)


class EnergyUse(Amount):
    """Energy used in the base year: an amount, or a share of one, by sector and fuel."""

    key = ("sector", "fuel")

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

    @property
    def is_whole(self) -> bool:
        """Whether the row is of all sectors and all fuels."""
        return (self.sector, self.fuel) == ("all", "all")

    def find_flaws(self) -> Iterator[Flaw]:
        """A unit that does not fit the kind, and a share of nothing."""
        yield from super().find_flaws()
        yield from find_negative(self)
        if (self.kind == "share") != (self.unit in PERCENT):
            finding = say("the unit {unit} does not fit kind {kind}", unit=self.unit, kind=self.kind)
            yield Flaw("unit", finding, say("write % for a share, a unit of energy for an amount"))
        if self.kind == "share" and self.is_whole:
            yield Flaw("kind", say("the whole has no share"), say("write an amount, or name a sector or fuel"))


class OtherEmission(Amount, Named):
    """A source of other greenhouse gases, or a sink, in the base year."""

    key = ("item",)

    item: Identifier = Field(description="Key, such as landfill or cement_process.")
    ledger: Ledger = Field(description="other_ghg or sink. A sink's amount is what it takes up, as a positive number.")
    gas: Gas = Field(description="co2, ch4 or n2o.")
    name_zh: Text = Field(description="What it is, in Chinese.")
    name_en: str = Field("", description="What it is, in English. Empty: the Chinese one is shown.")
    unit: Text = Field("吨", description="吨 of the gas a year.")
    formula: str | None = Field(None, description="How central follows, in plain arithmetic.")
    reasoning: Text = Field(description="How it follows, and why this range.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")

    def find_flaws(self) -> Iterator[Flaw]:
        """Another ledger, another unit, or a negative amount."""
        yield from super().find_flaws()
        if self.ledger == "energy_co2":
            finding = say("energy_co2 is reckoned from energy.csv")
            yield Flaw("ledger", finding, say("write other_ghg or sink"))
        if self.unit not in ("吨", "t"):
            finding = say('must be tonnes of the gas a year; found "{unit}"', unit=self.unit)
            yield Flaw("unit", finding, say("convert the amount to tonnes; the unit is t"))
        if any(value is not None and value < 0 for value in (self.low, self.central, self.high)):
            mend = say("a sink's amount is what it takes up, as a positive number")
            yield Flaw("low", say("must be 0 or more"), mend)


class Lever(Ranged):
    """How one driver moves in one period of one pathway. A pathway takes over every lever of `baseline` it does not set itself."""

    key = ("pathway", "lever", "sector", "fuel", "item", "first_year")

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

    def find_flaws(self) -> Iterator[Flaw]:
        """A rate beyond any that was ever seen, a period that ends before it begins, and a lever of nothing it can move."""
        yield from super().find_flaws()
        yield from find_wild_rate(self)
        largest = max((each for each in (self.low, self.central, self.high) if each is not None), key=abs, default=0.0)
        if abs(largest) > LARGEST_RATE:
            finding = say("{largest:g} a year is beyond {most:g}", largest=largest, most=LARGEST_RATE)
            yield Flaw("central", finding, say("write per cent (or points) a year"))
        if self.last_year < self.first_year:
            finding = say("{last_year} lies before {first_year}", last_year=self.last_year, first_year=self.first_year)
            yield Flaw("last_year", finding, say("correct the period"))
        yield from self._find_bad_subjects()

    def _find_bad_subjects(self) -> Iterator[Flaw]:
        """A lever names what it moves and nothing that it cannot tell apart."""
        told, named = SUBJECTS[self.lever]
        for subject in (each for each in ("sector", "fuel", "item") if each not in told):
            if getattr(self, subject) not in (None, "all"):
                finding = say("{lever} does not tell one {subject} from another", lever=self.lever, subject=subject)
                yield Flaw(subject, finding, say("write all, or leave the item empty"))
        for subject in named:
            if getattr(self, subject) in (None, "all"):
                finding = say("is empty or all for {lever}", lever=self.lever)
                yield Flaw(subject, finding, say("name the {subject} it moves", subject=subject))


class Abatement(CitedRow):
    """What a project or measure takes off (or adds to) the emissions of a year in service; or that nothing is known."""

    key = ("action_id", "component")
    references = CitedRow.references | {"action_id": "actions"}
    derived = "central"

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

    def find_flaws(self) -> Iterator[Flaw]:
        """Numbers or a ledger that are missing, or that a form without figures has; a ledger the form does not belong to."""
        yield from super().find_flaws()
        values = (self.low, self.central, self.high)
        if self.form == "none_known":
            if self.ledger is not None or any(value is not None for value in values):
                finding = say("none_known carries neither a ledger nor numbers")
                yield Flaw("form", finding, say("clear them, or give another form"))
            return
        if any(value is None for value in values):
            finding = say("low, central and high are not all given")
            yield Flaw("central", finding, say("write all three, or the form none_known"))
        else:
            yield from find_disorder(self, CAUTIOUS_FIRST)
        yield from self._find_bad_ledger()

    def _find_bad_ledger(self) -> Iterator[Flaw]:
        belongs = LEDGER_OF_FORM.get(self.form, self.ledger)
        if self.ledger is None:
            yield Flaw("ledger", say("is empty"), say("write energy_co2, other_ghg or sink"))
        elif self.ledger != belongs:
            finding = say(
                "{form} belongs to {belongs}, not {ledger}", form=self.form, belongs=belongs, ledger=self.ledger
            )
            yield Flaw("ledger", finding, say("write {belongs}", belongs=belongs))


class FuelFactor(CitedRow):
    """CO2 of a fuel in one named set of factors."""

    key = ("factor_set", "fuel")
    derived = "central"

    factor_set: Identifier = Field(description="Name of the set.")
    fuel: Fuel = Field(description="Fuel.")
    low: float = Field(ge=0, description="Lower end, tCO2/tce (1 tce = 29.3076 GJ).")
    central: float = Field(description="Central value, tCO2/tce.")
    high: float = Field(description="Upper end, tCO2/tce.")
    formula: str | None = Field(None, description="Carbon content x oxidation x 44/12 x 0.0293076.")

    def find_flaws(self) -> Iterator[Flaw]:
        """A factor outside its range."""
        yield from super().find_flaws()
        yield from find_disorder(self, BY_SIZE)


class GridFactor(CitedRow):
    """Mean CO2 of a kilowatt-hour from a grid."""

    key = ("province_en", "year", "kind")

    province_en: Text = Field(description="Province, region or China, in English as in plan.toml.")
    province_zh: Text = Field(description="The same in Chinese.")
    year: Year = Field(description="Year of the factor.")
    kind: GridKind = Field(description="average, or fossil (fossil power only).")
    kg_per_kwh: float = Field(ge=0, description="kgCO2/kWh.")


class Gwp(CitedRow):
    """Global warming potential over 100 years."""

    key = ("gwp_set", "gas")

    gwp_set: Identifier = Field(description="Assessment report: SAR, AR4, AR5, AR6.")
    gas: Gas = Field(description="co2, ch4 or n2o.")
    value: float = Field(gt=0, description="tCO2e per tonne of the gas.")


class StandardCoal(CitedRow):
    """Standard coal in a unit of an energy carrier."""

    key = ("fuel", "account", "year")

    fuel: Fuel = Field(description="Fuel; electricity has a calorific and an equivalent value.")
    account: ElectricityAccount = Field(description="For electricity: calorific or equivalent; else calorific.")
    year: Year | None = Field(None, description="Year of an equivalent value; it falls as power plants improve.")
    value: float = Field(gt=0, description="Amount of standard coal in one unit.")
    unit: Text = Field(description="kgce/kg, kgce/m3 or kgce/kWh.")
