"""The rows of the indicator systems: who issued a list, which indicators it asks of a county or city, and what it asks of each."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from peakfolio.errors import Flaw
from peakfolio.plan.rows import CitedRow, Identifier, Named, Text, Year
from peakfolio.plan.tables import Indicator, Target
from peakfolio.plan.vocabulary import (
    Area,
    Direction,
    IndicatorKind,
    Nature,
    Standard,
    SystemReading,
    SystemScope,
    TargetRelation,
    Terrain,
)
from peakfolio.words import Name


class IndicatorSystem(CitedRow, Named):
    """An indicator system 指标体系: a list of indicators that an authority asks of a place."""

    key: ClassVar[tuple[str, ...]] = ("system_id",)

    system_id: Identifier = Field(description="Key.")
    name_zh: Text = Field(description="Name in Chinese.")
    name_en: Text = Field(description="Name in English.")
    number_zh: str | None = Field(None, description="Number of the document 文号; empty where it was not read.")
    year: Year = Field(description="Year of issue.")
    standard: Standard = Field(
        description="Which standard of targets.csv its values are: national, provincial, municipal."
    )
    place_zh: Text = Field(description="Where it holds, in Chinese.")
    place_en: Text = Field(description="Where it holds, in English.")
    scope: SystemScope = Field(description="county or city: whom it is asked of.")
    is_whole: bool = Field(description="Whether every indicator of the list stands here.")
    read_in: SystemReading = Field(
        description="Where the list was read: original, plan (a plan that prints it) or reprint (a copy)."
    )

    @property
    def remark(self) -> Name:
        """What to know before it is used, in each language."""
        return Name(self.note_zh or "", self.note or "")


class SystemIndicator(CitedRow, Named):
    """An indicator a system asks for, or one measured part of it."""

    key: ClassVar[tuple[str, ...]] = ("system_id", "indicator_id")
    references: ClassVar[dict[str, str]] = CitedRow.references | {"system_id": "systems"}

    system_id: Identifier = Field(description="A key of systems.csv.")
    indicator_id: Identifier = Field(description="Key within the system: I08, parts I08a, I08b.")
    parent_id: Identifier | None = Field(None, description="The indicator this row is a part of.")
    number: int | None = Field(None, description="The list's own number.")
    name_zh: Text = Field(description="Name in Chinese.")
    name_en: Text = Field(description="Name in English.")
    aliases_zh: str | None = Field(None, description="Other names plans give it, by ';'.")
    domain_zh: str | None = Field(None, description="Domain 领域 as printed.")
    task_zh: str | None = Field(None, description="Task 任务 as printed.")
    kind: IndicatorKind = Field(description="As in indicators.csv.")
    nature: Nature = Field(description="As in indicators.csv.")
    direction: Direction = Field(description="As in indicators.csv.")
    area: Area = Field("all", description="As in indicators.csv.")
    unit: str | None = Field(None, description="Unit; must be one that units.py knows.")
    lower_bound: float | None = Field(None, description="Value it cannot fall below.")
    upper_bound: float | None = Field(None, description="Value it cannot exceed.")
    denominators_zh: str | None = Field(
        None, description="What an effect on it is divided by, by ';': our reading of the name."
    )

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names plans give it."""
        return tuple(self.aliases_zh.split(";")) if self.aliases_zh else ()

    def find_flaws(self) -> Iterator[Flaw]:
        """What would be wrong with it in a plan."""
        yield from super().find_flaws()
        yield from self.make_indicator(self.source_id).find_flaws()

    def make_indicator(self, source_id: str) -> Indicator:
        """The indicator as a plan lists it, from a source of that plan."""
        own = {name: getattr(self, name) for name in Indicator.model_fields if name in SystemIndicator.model_fields}
        return Indicator(**{**own, "source_id": source_id, "lines": None})


class SystemStandard(CitedRow):
    """What a system asks of an indicator: several rows hold together, those with one word in any_of are alternatives."""

    key: ClassVar[tuple[str, ...]] = ("system_id", "indicator_id", "as_written", "terrain", "condition_zh")
    references: ClassVar[dict[str, str]] = CitedRow.references | {"system_id": "systems"}

    system_id: Identifier = Field(description="A key of systems.csv.")
    indicator_id: Identifier = Field(description="An indicator of the system.")
    relation: TargetRelation = Field(description="As in targets.csv.")
    value: float | None = Field(None, description="Number, in the unit of the indicator.")
    upper_value: float | None = Field(None, description="Upper end for between.")
    as_written: Text = Field(description="Words as printed: the part of the cell this row reads.")
    any_of: str | None = Field(None, description="As in targets.csv.")
    all_of: str | None = Field(None, description="As in targets.csv.")
    terrain: Terrain | None = Field(
        None, description="mountains 山区, hills 丘陵 or plains 平原, where it holds only there."
    )
    condition_zh: str | None = Field(None, description="Any other condition under which it holds, as printed.")
    condition_en: str | None = Field(None, description="The same in English.")

    @property
    def condition(self) -> Name | None:
        """The condition in each language; None where it holds everywhere, or depends on terrain only."""
        return Name(self.condition_zh, self.condition_en or self.condition_zh) if self.condition_zh else None

    def find_flaws(self) -> Iterator[Flaw]:
        """What would be wrong with it as a target."""
        yield from super().find_flaws()
        yield from self.make_target("national", self.source_id, is_used=True).find_flaws()

    def make_target(self, standard: Standard, source_id: str, *, is_used: bool) -> Target:
        """The row as a target of a plan, from a source of that plan."""
        own = {name: getattr(self, name) for name in Target.model_fields if name in SystemStandard.model_fields}
        said = {"standard": standard, "is_used": is_used, "source_id": source_id, "lines": None}
        return Target(**{**own, **said})
