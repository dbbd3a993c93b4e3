"""The rows of a plan package, one class per table.

Each class is at once the noun the model works with, the check of one row and the entry of the data dictionary: the field
descriptions below are what ``datapackage.json`` says and what ``scenarios/README.md`` lists. An empty cell is ``None``,
which means unknown; it is never read as zero.

Every row names where it comes from: ``source_id`` points into ``sources.csv`` and ``lines`` gives the lines of that
document, such as ``432``, ``992-999`` or ``344;346``.
"""

import math
from collections.abc import Iterator

from pydantic import Field

from peakfolio.errors import Flaw
from peakfolio.plan.rows import CitedRow, Identifier, Named, Text, Year
from peakfolio.plan.vocabulary import (
    Area,
    Direction,
    Divisibility,
    EffectArrival,
    EffectBasis,
    EffectMode,
    FundingSource,
    IndicatorKind,
    Nature,
    ObservationRole,
    RelationKind,
    Standard,
    State,
    TargetRelation,
)
from peakfolio.words import say

NUMERIC_RELATIONS = ("at_least", "at_most", "above", "below", "equal", "between")
FILL_OR_CLEAR = say("fill or clear it")


class Indicator(CitedRow, Named):
    """An indicator 指标 as the plan lists it, or one measured part of it."""

    key = ("indicator_id",)
    references = CitedRow.references | {"parent_id": "indicators"}

    indicator_id: Identifier = Field(
        description="Key: I08, parts I08a, I08b. Empty: I and the number, else the place in the table."
    )
    parent_id: Identifier | None = Field(None, description="The indicator this row is a part of.")
    number: int | None = Field(None, description="The document's own number of the indicator.")
    name_zh: Text = Field(description="Name as printed.")
    name_en: str = Field("", description="Name in English. Empty: the Chinese one is shown.")
    domain_zh: str | None = Field(None, description="Domain 领域 as printed.")
    task_zh: str | None = Field(None, description="Task 任务 as printed.")
    chapter: str = Field("main", description="Which list of the document: main, or a chapter's own list.")
    kind: IndicatorKind = Field(
        description="numeric, binary (done or not), qualitative, or group (its parts are measured). Empty: group where it has parts, "
        "numeric where it has a unit, bound, value or target with a number, binary where its target is done, else qualitative."
    )
    nature: Nature = Field(
        "unstated",
        description="binding 约束性, anticipatory 预期性, reference 参考性, or unstated (also where it is empty).",
    )
    direction: Direction = Field(
        description="more is better, less is better, or none. Empty: as its targets say (at least: more; at most: less), none where it has "
        "no number; a fault where they do not say it."
    )
    area: Area = Field("all", description="all, or the part of the region it is measured in.")
    unit: str | None = Field(None, description="Unit as printed; must be one that units.py knows.")
    lower_bound: float | None = Field(None, description="Value it cannot fall below (a share: 0).")
    upper_bound: float | None = Field(None, description="Value it cannot exceed (a share: 100).")
    counted_units: int | None = Field(None, ge=1, description="Units a share is counted over: 27 river sections.")
    lead_zh: str | None = Field(None, description="Responsible unit as printed.")

    def find_flaws(self) -> Iterator[Flaw]:
        """Bounds that leave no value, a parent that can be none, and a number of which nobody says what is better."""
        yield from super().find_flaws()
        low, high = self.lower_bound, self.upper_bound
        if low is not None and high is not None and low >= high:
            finding = say("the lower bound {low:g} is not below the upper bound {high:g}", low=low, high=high)
            yield Flaw("lower_bound", finding, say("write the smaller number as lower_bound"))
        if self.parent_id == self.indicator_id:
            mend = say("name another group, or leave it empty")
            yield Flaw("parent_id", say("it is its own parent"), mend)
        elif self.kind == "group" and self.parent_id is not None:
            finding = say('a group cannot itself be a part of "{parent_id}"', parent_id=self.parent_id)
            yield Flaw("parent_id", finding, say("keep one level: indicators and their parts"))
        if self.kind == "numeric" and self.direction == "none":
            yield Flaw("direction", say("a numeric indicator needs one"), say("write more or less"))


class Target(CitedRow):
    """A target 目标值 of the plan for a year, or the value a standard asks for."""

    key = ("indicator_id", "standard", "year", "as_written", "lines", "relation", "value")
    references = CitedRow.references | {"indicator_id": "indicators"}

    indicator_id: Identifier = Field(description="A key of indicators.csv.")
    standard: Standard = Field(
        "plan",
        description="plan (the target table; also where it is empty), text (the same plan's prose), national, provincial, municipal.",
    )
    year: Year | None = Field(None, description="Year to be met; empty for a standard without a year.")
    relation: TargetRelation = Field(
        description="at_least, at_most, above, below, equal, between; hold (not worse than base); improve (better than base); "
        "assigned (a higher level's task the document gives no number for); assigned_or_hold; done (established, carried out). Empty: "
        "between with an upper value; at_least or at_most by the direction of the indicator; done where it has no number."
    )
    value: float | None = Field(None, description="Number, in the unit of the indicator.")
    upper_value: float | None = Field(None, description="Upper end for between.")
    as_written: Text = Field(description="Cell or words as printed. Empty: the cells as they were typed.")
    is_used: bool = Field(True, description="false keeps a contradicting value visible without using it.")
    any_of: str | None = Field(
        None,
        description="Rows of one indicator, standard and year are one target and all hold together (≥55且不降低: at_least 55 "
        "and hold), except that those with the same word here are alternatives: one is enough (≥60或逐年提高). Alternatives that "
        "leave a gap between them (below 64, or at least 68) are assessed, but a portfolio is refused where projects can carry "
        "the value across the gap.",
    )
    all_of: str | None = Field(
        None,
        description="Alternatives of several rows: those with the same word in any_of and the same word here hold together "
        "(完成考核任务且≥95，或持续提高: assigned and at_least 95 share a word here, improve has none).",
    )

    def find_flaws(self) -> Iterator[Flaw]:
        """A number that the relation needs and lacks, or has and does not need."""
        yield from super().find_flaws()
        is_number, value, upper = self.relation in NUMERIC_RELATIONS, self.value, self.upper_value
        if is_number and value is None:
            finding = say("is empty for {relation}", relation=self.relation)
            yield Flaw("value", finding, say("write the number, or another relation"))
        if not is_number and value is not None:
            finding = say("belongs to no {relation}", relation=self.relation)
            yield Flaw("value", finding, say("clear it, or write a relation such as at_least"))
        if (self.relation == "between") != (upper is not None):
            yield Flaw("upper_value", say("belongs to between, and only there"), FILL_OR_CLEAR)
        if upper is not None and value is not None and upper < value:
            yield Flaw("upper_value", say("lies below value"), say("write the larger number here"))


class Observation(CitedRow):
    """A value that was measured or reported."""

    key = ("indicator_id", "year", "as_written", "lines")
    references = CitedRow.references | {"indicator_id": "indicators"}
    derived = "value"

    indicator_id: Identifier = Field(description="A key of indicators.csv.")
    year: Year = Field(description="Year of the value.")
    role: ObservationRole = Field(
        description="base (the plan starts from it), latest (an evaluation's newest value), history. Empty: base in the base year of "
        "plan.toml, latest for the newest value after it, else history."
    )
    value: float | None = Field(None, description="Number, in the unit of the indicator; empty is unknown.")
    state: State | None = Field(
        None, description="For binary and qualitative indicators: done, partial, not_done, unknown."
    )
    as_written: Text = Field(description="Cell or words as printed. Empty: the cells as they were typed.")
    is_used: bool = Field(True, description="false keeps a contradicting value visible without using it.")
    formula: str | None = Field(
        None, description="How the value follows from printed figures where it is not printed itself: 40-2.9."
    )


class ScoreTier(CitedRow):
    """Points an indicator earns in a range of values; the best tier that holds counts."""

    key = ("indicator_id", "tier")
    references = CitedRow.references | {"indicator_id": "indicators"}

    indicator_id: Identifier = Field(description="A key of indicators.csv.")
    tier: int = Field(ge=1, description="1 is the best tier.")
    points: float = Field(ge=0, description="Points of the tier.")
    at_least: float | None = Field(None, description="Value is at least this.")
    above: float | None = Field(None, description="Value is above this.")
    below: float | None = Field(None, description="Value is below this.")
    at_most: float | None = Field(None, description="Value is at most this.")
    requires_state: State | None = Field(
        None, description="For indicators without a number: the state that earns the points."
    )
    condition_zh: str | None = Field(None, description="A condition that no number in the table can test, as printed.")
    as_written: Text = Field(description="Cell as printed.")

    @property
    def least(self) -> float | None:
        """Where the tier begins; None where it has no lower end."""
        return max((value for value in (self.at_least, self.above) if value is not None), default=None)

    @property
    def most(self) -> float | None:
        """Where the tier ends; None where it has no upper end."""
        return min((value for value in (self.at_most, self.below) if value is not None), default=None)

    def find_flaws(self) -> Iterator[Flaw]:
        """A tier in which no value lies."""
        yield from super().find_flaws()
        if self.least is not None and self.most is not None and self.least > self.most:
            finding = say(
                "begins at {lows:g} and ends at {highs:g}: no value lies in it", lows=self.least, highs=self.most
            )
            yield Flaw("at_least", finding, say("correct the range of the tier"))


class Project(CitedRow, Named):
    """A key project 重点工程."""

    key = ("project_id",)

    project_id: Identifier = Field(description="Key: P01. Empty: P and the number, else the place in the table.")
    number: int | None = Field(None, description="The document's own number.")
    name_zh: Text = Field(description="Name as printed.")
    name_en: str = Field("", description="Name in English. Empty: the Chinese one is shown.")
    category_zh: Text = Field("未分类", description="Category of the project table as printed. Empty: 未分类, none.")
    content_zh: str | None = Field(None, description="Content as printed.")
    start_year: Year | None = Field(None, description="First year as printed; empty is unknown.")
    end_year: Year | None = Field(None, description="Last year as printed; empty is unknown.")
    years_as_written: str | None = Field(None, description="Years as printed.")
    cost_wan_yuan: float | None = Field(None, ge=0, description="Cost in 万元; empty is unknown.")
    whole_cost_wan_yuan: float | None = Field(
        None, ge=0, description="Whole cost in 万元 where cost_wan_yuan is only the rest; effects follow from it."
    )
    cost_as_written: str | None = Field(None, description="Cost as printed.")
    lead_zh: str | None = Field(None, description="Lead unit as printed.")
    supports_as_written: str | None = Field(
        None, description="Supported indicators as printed; empty where the cell is empty."
    )
    earliest_start: Year | None = Field(None, description="First year it may start; empty is its printed first year.")
    latest_start: Year | None = Field(None, description="Last year it may start; empty leaves it to the scenario.")
    spending_profile: str | None = Field(
        None,
        pattern=r"^[0-9]*\.?[0-9]+(;[0-9]*\.?[0-9]+)*$",
        description="Shares of the cost by year of building, such as 0.2;0.5;0.3; empty is even.",
    )
    operation_wan_yuan_per_year: float | None = Field(
        None, ge=0, description="Cost of operation per year in service; empty is unknown and not counted."
    )
    divisible: Divisibility = Field("whole", description="whole, continuous (亩, km), or integer (villages).")
    unit_count: int | None = Field(None, ge=1, description="Number of units of an integer project.")
    township_zh: str | None = Field(None, description="Township, where balance rules need it.")

    @property
    def whole_cost(self) -> float | None:
        """What the whole project costs, whatever of it is spent already; 万元."""
        return self.cost_wan_yuan if self.whole_cost_wan_yuan is None else self.whole_cost_wan_yuan

    def find_flaws(self) -> Iterator[Flaw]:
        """Years out of order, units of what has none, and shares of the cost that do not fit the years."""
        yield from super().find_flaws()
        start, end, early, late = self.start_year, self.end_year, self.earliest_start, self.latest_start
        if start is not None and end is not None and end < start:
            finding = say("ends in {end_year} before it starts in {start_year}", end_year=end, start_year=start)
            yield Flaw("end_year", finding, say("correct the years"))
        if early is not None and late is not None and late < early:
            finding = say("{late} lies before earliest_start {early}", late=late, early=early)
            yield Flaw("latest_start", finding, say("correct the window"))
        if (self.divisible == "integer") != (self.unit_count is not None):
            yield Flaw("unit_count", say("belongs to integer, and only there"), FILL_OR_CLEAR)
        if self.spending_profile is not None:
            yield from self._find_bad_profile(self.spending_profile, (end or 0) - (start or 0) + 1)

    def _find_bad_profile(self, profile: str, years: int) -> Iterator[Flaw]:
        shares = [float(part) for part in profile.split(";")]
        if not math.isclose(math.fsum(shares), 1.0, abs_tol=1e-6) or len(shares) != years:
            finding = say(
                '"{spending_profile}" is not one share for each of {years} years, adding up to 1',
                spending_profile=profile,
                years=years,
            )
            yield Flaw("spending_profile", finding, say("write such shares, or clear it"))


class Support(CitedRow):
    """One indicator name that a project's row claims to support, and what it was matched to."""

    key = ("project_id", "as_written")
    references = CitedRow.references | {"indicator_id": "indicators", "project_id": "projects"}

    project_id: Identifier = Field(description="A key of projects.csv.")
    as_written: Text = Field(description="The name as printed.")
    indicator_id: Identifier | None = Field(
        None, description="The indicator meant; empty where the name is no indicator of the plan."
    )


class Measure(CitedRow, Named):
    """A policy measure 政策措施 that the text orders and that needs no investment."""

    key = ("measure_id",)

    measure_id: Identifier = Field(description="Key: M01. Empty: M and the place in the table.")
    name_zh: Text = Field(description="Measure in a few words, as printed where possible.")
    name_en: str = Field("", description="Measure in English. Empty: the Chinese one is shown.")
    start_year: Year = Field(description="First year it can start.")
    duration_years: int = Field(1, ge=1, description="Years until it is in force.")
    as_written: Text = Field(description="The sentence that orders it. Empty: its name.")


class Funding(CitedRow):
    """Who pays for a project."""

    key = ("project_id", "funding_source")
    references = CitedRow.references | {"project_id": "projects"}

    project_id: Identifier = Field(description="A key of projects.csv.")
    funding_source: FundingSource = Field(description="Kind of funding source.")
    amount_wan_yuan: float | None = Field(
        None,
        ge=0,
        description="Amount in 万元 where the document splits the cost, together no more than the cost; empty means the rest.",
    )
    as_written: Text = Field(
        description="Cell as printed; '-' where the document names no source. Empty: the kind of source."
    )


class Effect(CitedRow):
    """What a project or measure does to an indicator once it is in service 工程成效."""

    key = ("action_id", "indicator_id", "mode")
    references = CitedRow.references | {"action_id": "actions", "indicator_id": "indicators"}
    derived = "central"

    action_id: Identifier = Field(description="A key of projects.csv or measures.csv.")
    indicator_id: Identifier = Field(description="A key of indicators.csv (a measured part, not a group).")
    mode: EffectMode = Field(
        description="adds (so many units), reaches (a level), enables (a binary indicator becomes done)."
    )
    basis: EffectBasis = Field(
        description="quantified (from a printed quantity), stated (the document promises it), estimated (quantity from money through "
        "the unit cost of a class), law (a rule in force), order (a decision of the administration, without a figure), shared (named, "
        "but nothing says how much: unknown), user (a figure of one's own), proposed (worked out from the evidence, and nobody has "
        "accepted it: unknown until `use_proposed_effects`). Empty: quantified with a chain (estimated where it takes a unit cost), "
        "stated with figures or with enables, else shared."
    )
    low: float | None = Field(
        None,
        description="Cautious value, in the unit of the indicator; empty for shared, order and enables, and where chains.csv says it.",
    )
    central: float | None = Field(None, description="Central value.")
    high: float | None = Field(None, description="Hopeful value.")
    lag_years: int = Field(0, ge=0, description="Full years between the end of building and the first effect.")
    ramp_years: int = Field(
        0, ge=0, description="Years over which the effect grows from its first step to its full size; 0 is at once."
    )
    arrives: EffectArrival = Field(
        "on_completion",
        description="on_completion (when building ends), pro_rata (grows with each year of a running programme), or each_year (a "
        "service that has its whole effect from its first year).",
    )
    formula: str | None = Field(
        None, description="How central follows from figures of the document, in plain arithmetic."
    )
    is_named_only: bool = Field(
        False,
        description="Whether the document itself names the project and no figure: taken at its word, it shares the gap with the others "
        "(`use_shared_effects`) whatever is reckoned here.",
    )
    reasoning: Text = Field(description="Why this effect, in one or two sentences.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")

    @property
    def unsized(self) -> "Effect":
        """The effect without a figure: something is said to serve, and nothing says how much."""
        return self.model_copy(update={"basis": "shared", "low": None, "central": None, "high": None})

    @property
    def at_word(self) -> "Effect":
        """The effect as the document gives it: without a figure where it only names the project."""
        return self.unsized if self.is_named_only else self

    def _follows(self, result: float, value: float) -> bool:
        return super()._follows(
            abs(result), abs(value)
        )  # a formula tells how much, the sign of the effect in which direction


class Relation(CitedRow):
    """What holds between two projects."""

    key = ("kind", "action_id", "other_id")
    references = CitedRow.references | {"action_id": "actions", "other_id": "actions"}

    kind: RelationKind = Field(
        description="requires (the first needs the other and serves no earlier), excludes (not both), together (both or none)."
    )
    action_id: Identifier = Field(description="The first project or measure.")
    other_id: Identifier = Field(description="The other project or measure.")
    reasoning: Text = Field(description="Why.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")


class Budget(CitedRow):
    """A ceiling on spending."""

    key = ("funding_source", "year")

    funding_source: FundingSource | None = Field(None, description="Source the ceiling is for; empty is all money.")
    year: Year | None = Field(None, description="Year the ceiling is for; empty is the whole horizon.")
    ceiling_wan_yuan: float = Field(ge=0, description="Ceiling in 万元.")
