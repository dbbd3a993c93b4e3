"""The rows that say how long projects really take: default durations by kind of work, and each project's kind of work.

A project goes through approval, design, tender, construction and acceptance. Durations are months of calendar time without
queues, weather stops or missing money; those come from the shared resources of ``[delivery]`` in plan.toml.
"""

from collections.abc import Iterator

from pydantic import Field

from peakfolio.errors import Flaw
from peakfolio.plan.ranges import find_bad_triangle
from peakfolio.plan.rows import CitedRow, Identifier, Text
from peakfolio.plan.vocabulary import ConditionName, FundingSource, ProjectSize, Stage, Trade, WorkType
from peakfolio.words import say

WRITE_SHARE = say("write a share")
SHARES = (
    "tender_failure",
    "acceptance_failure",
    "advance_share",
    "paid_share",
    "rainy_pace",
    "winter_pace",
    "common_luck",
)


class StageDuration(CitedRow):
    """How long a stage takes for one kind of work and size, in months: low, mode and high of a triangular distribution."""

    key = ("work_type", "size", "stage")

    work_type: WorkType = Field(description="Kind of work.")
    size: ProjectSize = Field(description="small (below 1,000 万元), medium (below 10,000 万元) or large.")
    stage: Stage = Field(
        description="approval (立项、可研、环评、用地), design (初步设计、施工图), tender (招投标), construction (施工), acceptance (验收)."
    )
    low: float = Field(ge=0, description="Shortest, months.")
    mode: float = Field(ge=0, description="Most likely, months.")
    high: float = Field(ge=0, description="Longest, months.")
    reasoning: Text = Field(description="Why these months.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")

    def find_flaws(self) -> Iterator[Flaw]:
        """Months out of order."""
        yield from super().find_flaws()
        yield from find_bad_triangle("mode", self.low, self.mode, self.high)


class Tranche(CitedRow):
    """When in a year the money of a funding source arrives: months after 1 January, a triangular distribution.

    One draw counts for all projects of the source in that year, because the money comes with one notice.
    """

    key = ("funding_source",)

    funding_source: FundingSource = Field(description="Kind of funding source.")
    low: float = Field(ge=0, le=12, description="Earliest, months after 1 January (5 is the end of May).")
    mode: float = Field(ge=0, le=12, description="Most likely.")
    high: float = Field(ge=0, le=12, description="Latest.")
    reasoning: Text = Field(description="Why these months.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")

    def find_flaws(self) -> Iterator[Flaw]:
        """Months out of order."""
        yield from super().find_flaws()
        yield from find_bad_triangle("mode", self.low, self.mode, self.high)


class Condition(CitedRow):
    """A condition of delivery that holds everywhere unless a region's ``[delivery]`` says otherwise."""

    key = ("condition",)

    condition: ConditionName = Field(
        description="tender_failure and acceptance_failure (chance that a call, or an acceptance, fails once), retender_months and "
        "rework_months (what that costs), advance_share (share of the cost that must be paid before work begins), paid_share (share of the "
        "work done that must be paid before more is done), rainy_pace and winter_pace (share of a normal month's work done in such a "
        "month), common_luck (rank correlation of the luck of all stages), capacity_margin (desks, designers and crews as a share of "
        "what the printed years need at their peak), cash_box_share (money the county can lend until a tranche arrives, as a share of "
        "a year's spending)."
    )
    low: float = Field(ge=0, description="Lowest; for a fixed figure the same as mode.")
    mode: float = Field(ge=0, description="Most likely, or the fixed figure.")
    high: float = Field(ge=0, description="Highest; for a fixed figure the same as mode.")
    unit: Text = Field(description="share or months.")
    reasoning: Text = Field(description="Why this figure.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")

    def find_flaws(self) -> Iterator[Flaw]:
        """Figures out of order, a share above the whole, and nothing paid for work that is to go on."""
        yield from super().find_flaws()
        yield from find_bad_triangle("mode", self.low, self.mode, self.high)
        if self.condition in SHARES and self.high > 1:
            yield Flaw("high", say("must be 1 or less; found {high:g}", high=self.high), WRITE_SHARE)
        if self.condition == "paid_share" and self.low <= 0:
            yield Flaw("low", say("must be above 0"), WRITE_SHARE)


class DeliveryKind(CitedRow):
    """What kind of work a project is, who builds it, and whether weather stops it."""

    key = ("project_id",)
    references = CitedRow.references | {"project_id": "projects"}

    project_id: Identifier = Field(description="A key of projects.csv.")
    work_type: WorkType = Field(
        description="survey (studies, plans, monitoring), equipment, building, pipeline, plant (sewage, power, waste), earthworks "
        "(remediation, river, mine), planting, or programme (yearly campaigns, farming, training)."
    )
    trade: Trade = Field(
        description="Crew that builds it: consultants, installers, builders, pipe_layers, earthmovers, foresters, agencies."
    )
    stops_for_rain: bool = Field(description="true where construction stops in the rainy months of [delivery].")
    is_started: bool = Field(
        False, description="true where the document says that approval and design are done or building has begun."
    )
    is_reserve: bool = Field(
        False, description="true where the document lists it as a reserve, to be built when conditions are ripe."
    )
    construction_low: float | None = Field(
        None, ge=0, description="Own months of construction, where the document tells; else the default."
    )
    construction_mode: float | None = Field(None, ge=0, description="Own most likely months.")
    construction_high: float | None = Field(None, ge=0, description="Own longest months.")
    reasoning: Text = Field(description="Why this kind, and what the text says about its state.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")

    def find_flaws(self) -> Iterator[Flaw]:
        """Own months of construction that are not all given or out of order."""
        yield from super().find_flaws()
        own = (self.construction_low, self.construction_mode, self.construction_high)
        yield from find_bad_triangle("construction_mode", *own)
