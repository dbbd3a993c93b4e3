"""The rows that say how long projects really take: default durations by kind of work, and each project's kind of work.

A project goes through approval, design, tender, construction and acceptance. Durations are months of calendar time without
queues, weather stops or missing money; those come from the shared resources of ``[delivery]`` in plan.toml.
"""

from pydantic import Field

from peakfolio.plan.tables import CitedRow, Identifier, Text
from peakfolio.plan.vocabulary import ProjectSize, Stage, Trade, WorkType


class StageDuration(CitedRow):
    """How long a stage takes for one kind of work and size, in months: low, mode and high of a triangular distribution."""

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


class DeliveryKind(CitedRow):
    """What kind of work a project is, who builds it, and whether weather stops it."""

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
    construction_low: float | None = Field(
        None, ge=0, description="Own months of construction, where the document tells; else the default."
    )
    construction_mode: float | None = Field(None, ge=0, description="Own most likely months.")
    construction_high: float | None = Field(None, ge=0, description="Own longest months.")
    reasoning: Text = Field(description="Why this kind, and what the text says about its state.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")
