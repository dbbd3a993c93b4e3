"""The rows of the evidence: reference classes of county projects, what they cost, what their steps bring, how prices went."""

import math
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from peakfolio.errors import Flaw
from peakfolio.plan.ranges import BY_SIZE, ENDS, find_disorder
from peakfolio.plan.rows import DERIVED_SLACK, CitedRow, Identifier, Row, Source, Text, Year
from peakfolio.plan.vocabulary import EffectKind, Grade
from peakfolio.words import Name, say


class Publication(Source):
    """Where a figure of the evidence comes from, and whether its own page was read."""

    address: str | None = Field(
        None, description="Where it was read; empty for a plan, and for what was not read itself."
    )
    grade: Grade = Field(description="official (or a paper), plan, press, reprint or judgement.")
    is_read: bool = Field(description="Whether the original itself was read.")


class ReferenceClass(Row):
    """A kind of county project 参照类, by which money is turned into a quantity."""

    key: ClassVar[tuple[str, ...]] = ("class_id",)

    class_id: Identifier = Field(description="Key.")
    name_zh: Text = Field(description="Name in Chinese.")
    name_en: Text = Field(description="Name in English.")
    effect_kind: EffectKind = Field(description="What kind of effect: count, load, order, survey, or none.")
    quantity_unit: Text = Field(description="What its cost is counted by; must be one that units.py knows.")
    is_deflated: bool = Field(
        True, description="Whether its prices follow the index; false where technology drives them."
    )
    keywords_zh: str | None = Field(None, description="Words in a project's name or content that point here, by ';'.")
    excludes_zh: str | None = Field(None, description="Words that rule it out, by ';'.")
    note: str | None = Field(None, description="What a reader should know.")
    note_zh: str | None = Field(None, description="The same in Chinese.")

    @property
    def name(self) -> Name:
        """The name in each language."""
        return Name(self.name_zh, self.name_en)


class ClassRow(CitedRow):
    """A figure of a reference class, read somewhere."""

    references: ClassVar[dict[str, str]] = CitedRow.references | {"class_id": "classes"}

    class_id: Identifier = Field(description="A key of classes.csv.")
    low: float | None = Field(None, description="Lower end.")
    central: float | None = Field(None, description="The figure; empty where only a range was read.")
    high: float | None = Field(None, description="Upper end.")
    place_zh: str | None = Field(None, description="Where, in Chinese.")
    place_en: str | None = Field(None, description="Where, in English.")
    as_written: str | None = Field(None, description="The source's own words.")
    grade: Grade = Field(
        description="How well the figure is known; only official and plan carry the centre of a class."
    )

    @property
    def place(self) -> Name:
        """The place in each language."""
        return Name(self.place_zh or "", self.place_en or self.place_zh or "")

    def find_flaws(self) -> Iterator[Flaw]:
        """No figure at all, or a range out of order."""
        yield from super().find_flaws()
        known = [value for value in (getattr(self, name) for name in ENDS) if value is not None]
        if not known:
            yield Flaw("central", say("is empty, as low and high are"), say("write the figure or its range"))
        elif len(known) == len(ENDS):
            yield from find_disorder(self, BY_SIZE)


class UnitCost(ClassRow):
    """What one project of a class cost, in 万元 per its unit of quantity."""

    key: ClassVar[tuple[str, ...]] = ("cost_id",)

    cost_id: Identifier = Field(description="Key.")
    price_year: Year = Field(description="Year of its prices.")
    region_id: Identifier | None = Field(
        None, description="The shipped plan it belongs to, so that it can be left out."
    )
    project_id: Identifier | None = Field(None, description="The project of that plan.")
    project_zh: str | None = Field(None, description="Name of the project.")
    cost_wan_yuan: float | None = Field(None, description="Its cost in 万元.")
    quantity: float | None = Field(None, description="Its quantity, in the unit of the class.")
    carries_centre: bool = Field(
        description="Whether the centre of the class may rest on it; else it only widens the range."
    )

    @property
    def figures(self) -> tuple[float, ...]:
        """What it says, from low to high."""
        return tuple(value for value in (self.low, self.central, self.high) if value is not None)

    def find_flaws(self) -> Iterator[Flaw]:
        """A figure that is not its cost over its quantity, or is no price."""
        yield from super().find_flaws()
        if any(value <= 0 for value in self.figures):
            yield Flaw("central", say("is no price: it must be above 0"), say("write what a unit cost"))
        if self.carries_centre and self.central is None:
            yield Flaw(
                "carries_centre", say("a row without a figure carries no centre"), say("write central, or false")
            )
        if self.cost_wan_yuan is None or not self.quantity or self.central is None:
            return
        result = self.cost_wan_yuan / self.quantity
        if not math.isclose(result, self.central, rel_tol=DERIVED_SLACK):
            finding = say("cost over quantity is {result:.6g}, not {value:.6g}", result=result, value=self.central)
            yield Flaw("central", finding, say("correct it, or the cost or quantity"))


class UnitEffect(ClassRow):
    """One physical step between a quantity and an indicator."""

    key: ClassVar[tuple[str, ...]] = ("step_id",)

    step_id: Identifier = Field(description="Key.")
    name_zh: Text = Field(description="What it is, in Chinese.")
    name_en: Text = Field(description="What it is, in English.")
    unit: Text = Field(description="Unit; must be one that units.py knows.")
    year: Year | None = Field(None, description="Year it speaks of.")

    @property
    def name(self) -> Name:
        """The name in each language."""
        return Name(self.name_zh, self.name_en)


class PriceChange(CitedRow):
    """How prices changed against the year before, by one index."""

    key: ClassVar[tuple[str, ...]] = ("year", "index_id")

    year: Year = Field(description="Year.")
    index_id: Identifier = Field(description="Which index.")
    name_zh: Text = Field(description="Its name in Chinese.")
    name_en: Text = Field(description="Its name in English.")
    percent: float = Field(description="Change against the year before, %.")
    is_used: bool = Field(description="Whether prices are carried by it in this year; one index a year.")
