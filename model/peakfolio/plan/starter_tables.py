"""The rows a plan's tables can be started from where the county knows little: kinds of work, seasons of building, energy of provinces."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from peakfolio.errors import Flaw
from peakfolio.plan.rows import CitedRow, Identifier, Text, Year
from peakfolio.plan.vocabulary import BalanceFuel, BalanceSector, Trade, WorkType
from peakfolio.words import say

MONTHS = 12
TEMPERATURES = rf"^-?[0-9]+(\.[0-9]+)?(;-?[0-9]+(\.[0-9]+)?){{{MONTHS - 1}}}$"


class KindOfWork(CitedRow):
    """What kind of work a reference class is in delivery.csv, who builds it, and whether rain stops it."""

    key: ClassVar[tuple[str, ...]] = ("kind_id",)

    kind_id: Identifier = Field(
        description="Key: a class of evidence/classes.csv, or a name of its own where words_zh says its words."
    )
    words_zh: str | None = Field(
        None, description="Words in a project's name or content that point here, by ';'. Empty: those of the class."
    )
    work_type: WorkType = Field(description="As in delivery.csv.")
    trade: Trade = Field(description="As in delivery.csv.")
    stops_for_rain: bool = Field(description="As in delivery.csv.")
    is_mixed: bool = Field(
        False, description="Whether such projects are of several kinds, so that a person must look at each."
    )


class MonthlyTemperature(CitedRow):
    """Mean temperatures of the months of a year in the capital of a province."""

    key: ClassVar[tuple[str, ...]] = ("province_en", "year")

    province_zh: Text = Field(description="Province, in Chinese.")
    province_en: Text = Field(description="Province, in English, as in factors/grid_factors.csv.")
    city_en: Text = Field(description="City where it was measured.")
    year: Year = Field(description="Year.")
    temperatures: str = Field(pattern=TEMPERATURES, description="Mean of each month from January, °C, by ';'.")

    @property
    def months(self) -> tuple[float, ...]:
        """The twelve means."""
        return tuple(float(each) for each in self.temperatures.split(";"))


class FloodSeason(CitedRow):
    """The months of the flood season 汛期 in the river basin of a province's capital."""

    key: ClassVar[tuple[str, ...]] = ("province_en",)

    province_zh: Text = Field(description="Province, in Chinese.")
    province_en: Text = Field(description="Province, in English.")
    basin_zh: Text = Field(description="River basin, in Chinese.")
    first_month: int = Field(ge=1, le=MONTHS, description="First month.")
    last_month: int = Field(ge=1, le=MONTHS, description="Last month.")

    def find_flaws(self) -> Iterator[Flaw]:
        """A season that ends before it begins."""
        yield from super().find_flaws()
        if self.last_month < self.first_month:
            finding = say(
                "{last_month} lies before {first_month}", last_month=self.last_month, first_month=self.first_month
            )
            yield Flaw("last_month", finding, say("correct the months"))


class ProvinceEnergy(CitedRow):
    """Energy used at last in a province in a year, by sector and fuel."""

    key: ClassVar[tuple[str, ...]] = ("province_en", "sector", "fuel")

    province_zh: Text = Field(description="Province, in Chinese.")
    province_en: Text = Field(description="Province, in English.")
    year: Year = Field(description="Year.")
    sector: BalanceSector = Field(description="Sector of the energy balance.")
    fuel: BalanceFuel = Field(description="Fuel of the energy balance; heat is bought heat.")
    amount: float = Field(
        ge=0,
        description="Final consumption, million tonnes of standard coal, electricity at its calorific value (当量值).",
    )
    non_energy: float = Field(0, ge=0, description="What of it is feedstock and not burnt.")

    def find_flaws(self) -> Iterator[Flaw]:
        """More feedstock than there is of the fuel."""
        yield from super().find_flaws()
        if self.non_energy > self.amount:
            finding = say("{part:g} is more than the amount {amount:g}", part=self.non_energy, amount=self.amount)
            yield Flaw("non_energy", finding, say("correct one of them"))
