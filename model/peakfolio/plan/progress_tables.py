"""The rows that say what came about since a plan was written: outcomes, the state of projects, yearly totals, and what cannot be compared.

None of them changes what the plan says. A reader who stands at a later date reads them first (``standing``).
"""

from collections.abc import Iterator
from typing import Any

from pydantic import Field, model_validator

from peakfolio.errors import Flaw
from peakfolio.plan.days import read_day as read_day
from peakfolio.plan.rows import CitedRow, Day, Identifier, Text, Year, copy_chinese
from peakfolio.plan.vocabulary import BreakKind, Grade, ObservedQuantity, PathQuantity, ProjectStatus, State
from peakfolio.words import Name, say


class KnownRow(CitedRow):
    """A row that became known on a day, was read somewhere, and stands on a grade of source."""

    known_on: Day = Field(description="When it was published: 2025-06-04, 2025-06 or 2025.")
    grade: Grade = Field(
        description="official (the authority's own page), plan, press, reprint (a copy of an official text), judgement."
    )
    address: str | None = Field(None, description="Where it was read.")
    is_used: bool = Field(
        True, description="false keeps a value visible without using it: another count, another place."
    )


def find_early(year: int, known_on: str) -> Iterator[Flaw]:
    """A value that nobody can have known: of a year that had not begun when it was published."""
    if year > read_day(known_on)[0]:
        finding = say("{year} lies after the day it was published ({day})", year=str(year), day=known_on)
        yield Flaw("year", finding, say("correct the year or known_on; a forecast is no outcome"))


class ReportedOutcome(KnownRow):
    """What an indicator came to in a year, reported after the plan was written."""

    key = ("indicator_id", "year", "as_written", "known_on")
    references = CitedRow.references | {"indicator_id": "indicators"}
    derived = "value"

    indicator_id: Identifier = Field(description="A key of indicators.csv.")
    year: Year = Field(description="Year of the value.")
    value: float | None = Field(None, description="Number, in the unit of the indicator; empty is unknown.")
    state: State | None = Field(
        None, description="For binary and qualitative indicators: done, partial, not_done, unknown."
    )
    place_zh: str | None = Field(
        None, description="Place it is of where that is not the region itself; such a value is never used."
    )
    as_written: Text = Field(description="The words of the source.")
    edition: str | None = Field(
        None, description="The definition or standard the value was counted by, where the source names one."
    )
    formula: str | None = Field(None, description="How the value follows from printed figures.")

    def find_flaws(self) -> Iterator[Flaw]:
        """A value of another place that is used as if it were of this one, and one that was published before its year."""
        yield from super().find_flaws()
        yield from find_early(self.year, self.known_on)
        if self.place_zh is not None and self.is_used:
            finding = say("names another place than the region, and the value is used")
            yield Flaw("place_zh", finding, say("write is_used false, or clear the place"))


class ProjectReport(KnownRow):
    """The state of a project as reported on a day; the newest report counts."""

    key = ("project_id", "known_on")
    references = CitedRow.references | {"project_id": "projects"}

    project_id: Identifier = Field(description="A key of projects.csv.")
    status: ProjectStatus = Field(
        description="planned (nothing settled), approved (may be built), under_way, done (in service), dropped (will not be built)."
    )
    start_year: Year | None = Field(None, description="Year building began, or is to begin.")
    finish_year: Year | None = Field(None, description="Year it was finished, or is to be finished.")
    spent_wan_yuan: float | None = Field(None, ge=0, description="Money spent so far, 万元; empty is unknown.")
    to_come_wan_yuan: float | None = Field(
        None, ge=0, description="Money still to be spent, 万元; empty: the cost less what was spent."
    )
    final_cost_wan_yuan: float | None = Field(None, ge=0, description="Cost in the end, 万元, of what is done.")
    reported_by_zh: str | None = Field(None, description="Unit that reported it.")
    as_written: Text = Field(description="The words of the report.")

    def find_flaws(self) -> Iterator[Flaw]:
        """Years out of order, and a finish that a running project cannot have."""
        yield from super().find_flaws()
        if self.start_year is not None and self.finish_year is not None and self.finish_year < self.start_year:
            yield Flaw("finish_year", say("lies before start_year"), say("correct the years"))
        if self.status == "done" and self.finish_year is None:
            yield Flaw("finish_year", say("is empty for a project that is done"), say("write the year it was finished"))
        told = read_day(self.known_on)[0]
        if self.status == "done" and self.finish_year is not None and self.finish_year > told:
            finding = say("lies after the report, and the project is reported as done")
            yield Flaw("finish_year", finding, say("correct the year, or write under_way"))
        if self.status in ("under_way", "done") and self.start_year is not None and self.start_year > told:
            finding = say("lies after the report, and the project is reported as begun")
            yield Flaw("start_year", finding, say("correct the year, or write planned or approved"))


class ObservedTotal(KnownRow):
    """A yearly total that the carbon model projects: output, people, energy, emissions."""

    key = ("quantity", "year", "place_zh", "known_on")
    derived = "value"

    quantity: ObservedQuantity = Field(
        description="gdp (亿元, prices of the year), gdp_growth (%, constant prices), population (万人), energy (万吨标准煤), electricity "
        "(亿千瓦时), co2 (万吨), co2_intensity_change (%, of the year), energy_intensity_change (%)."
    )
    year: Year = Field(description="Year of the value.")
    value: float = Field(description="Number, in the unit of the quantity.")
    place_zh: Text = Field(description="Place it is of: the region itself, or the city or province it lies in.")
    as_written: Text = Field(description="The words of the source.")
    edition: str | None = Field(None, description="The account or price base, where the source names one.")
    formula: str | None = Field(None, description="How the value follows from printed figures.")

    def find_flaws(self) -> Iterator[Flaw]:
        """A total that was published before its year."""
        yield from super().find_flaws()
        yield from find_early(self.year, self.known_on)


class PathStep(KnownRow):
    """What the nation asked of itself over some years, and what it reached; shared by all regions (``scenarios/factors``)."""

    key = ("quantity", "first_year", "last_year")
    derived = "reached"

    quantity: PathQuantity = Field(
        description="co2_per_gdp, energy_per_gdp (% change over the years), non_fossil_share (% of energy in the last year), "
        "net_ghg (% from the peak), wind_solar (亿千瓦), forest_stock (亿立方米)."
    )
    first_year: Year = Field(description="First year; of a level the same as last_year.")
    last_year: Year = Field(description="Last year.")
    asked: float | None = Field(None, description="What was asked; a fall is negative. Empty: nothing was.")
    hoped: float | None = Field(None, description="What is striven for beyond that.")
    reached: float | None = Field(None, description="What came; empty is unknown or still to come.")
    as_written: Text = Field(description="The words of the source.")
    edition: str | None = Field(None, description="The account, where the source names one.")
    formula: str | None = Field(None, description="How what was reached follows from printed figures.")

    def find_flaws(self) -> Iterator[Flaw]:
        """Years out of order, and a row that says neither what was asked nor what came."""
        yield from super().find_flaws()
        if self.last_year < self.first_year:
            finding = say("{last_year} lies before {first_year}", last_year=self.last_year, first_year=self.first_year)
            yield Flaw("last_year", finding, say("correct the period"))
        if self.asked is None and self.hoped is None and self.reached is None:
            yield Flaw("asked", say("neither what was asked nor what came is given"), say("write one of them"))


class SeriesBreak(CitedRow):
    """A year from which an indicator is counted in another way; values on the two sides are not compared.

    Where the English is not given, the Chinese stands in both.
    """

    key = ("indicator_id", "first_year")
    references = CitedRow.references | {"indicator_id": "indicators"}

    indicator_id: Identifier = Field(description="A key of indicators.csv.")
    first_year: Year = Field(description="First year counted in the new way.")
    kind: BreakKind = Field(
        description="definition (what counts), standard (the limit), method (how it is measured), area (where)."
    )
    before_zh: Text = Field(description="The way before.")
    before_en: Text = Field(description="The same in English.")
    after_zh: Text = Field(description="The way after.")
    after_en: Text = Field(description="The same in English.")

    @model_validator(mode="before")
    @classmethod
    def _tell_in_both(cls, said: Any) -> Any:
        return copy_chinese(said, "before", "after")

    @property
    def before(self) -> Name:
        """The way before, in each language."""
        return Name(self.before_zh, self.before_en)

    @property
    def after(self) -> Name:
        """The way after, in each language."""
        return Name(self.after_zh, self.after_en)
