"""The rows of a plan package, one class per table.

Each class is at once the noun the model works with, the check of one row and the entry of the data dictionary: the field
descriptions below are what ``datapackage.json`` says and what ``scenarios/README.md`` lists. An empty cell is ``None``,
which means unknown; it is never read as zero.

Every row names where it comes from: ``source_id`` points into ``sources.csv`` and ``lines`` gives the lines of that
document, such as ``432``, ``992-999`` or ``344;346``.
"""

from pydantic import Field

from peakfolio.plan.rows import CitedRow, Identifier, Text, Year
from peakfolio.plan.vocabulary import (
    Area,
    ClaimKind,
    Direction,
    Divisibility,
    EffectArrival,
    EffectBasis,
    EffectMode,
    FundingSource,
    IndicatorKind,
    Nature,
    ObservationRole,
    PrintedClass,
    PrintedStatus,
    QuantityDomain,
    RelationKind,
    Standard,
    State,
    TargetRelation,
)
from peakfolio.plan.words import Named


class Indicator(CitedRow, Named):
    """An indicator 指标 as the plan lists it, or one measured part of it."""

    indicator_id: Identifier = Field(description="Key: I08, parts I08a, I08b.")
    parent_id: Identifier | None = Field(None, description="The indicator this row is a part of.")
    number: int | None = Field(None, description="The document's own number of the indicator.")
    name_zh: Text = Field(description="Name as printed.")
    name_en: Text = Field(description="Name in English.")
    domain_zh: str | None = Field(None, description="Domain 领域 as printed.")
    task_zh: str | None = Field(None, description="Task 任务 as printed.")
    chapter: str = Field("main", description="Which list of the document: main, or a chapter's own list.")
    kind: IndicatorKind = Field(
        description="numeric, binary (done or not), qualitative, or group (its parts are measured)."
    )
    nature: Nature = Field(description="binding 约束性, anticipatory 预期性, reference 参考性, or unstated.")
    direction: Direction = Field(description="more is better, less is better, or none.")
    area: Area = Field("all", description="all, or the part of the region it is measured in.")
    unit: str | None = Field(None, description="Unit as printed; must be one that units.py knows.")
    lower_bound: float | None = Field(None, description="Value it cannot fall below (a share: 0).")
    upper_bound: float | None = Field(None, description="Value it cannot exceed (a share: 100).")
    lead_zh: str | None = Field(None, description="Responsible unit as printed.")


class Target(CitedRow):
    """A target 目标值 of the plan for a year, or the value a standard asks for."""

    indicator_id: Identifier = Field(description="A key of indicators.csv.")
    standard: Standard = Field(
        description="plan (the target table), text (the same plan's prose), national, provincial, municipal."
    )
    year: Year | None = Field(None, description="Year to be met; empty for a standard without a year.")
    relation: TargetRelation = Field(
        description="at_least, at_most, above, below, equal, between; hold (not worse than base); improve (better than base); "
        "assigned (a higher level's task the document gives no number for); assigned_or_hold; done (established, carried out)."
    )
    value: float | None = Field(None, description="Number, in the unit of the indicator.")
    upper_value: float | None = Field(None, description="Upper end for between.")
    as_written: Text = Field(description="Cell or words as printed.")
    is_used: bool = Field(True, description="false keeps a contradicting value visible without using it.")
    any_of: str | None = Field(
        None,
        description="Rows of one indicator, standard and year with the same word here are alternatives: "
        "one is enough (≥60或逐年提高). Alternatives that leave a gap between them (below 64, or at least 68) are assessed, "
        "but a portfolio is refused where projects can carry the value across the gap.",
    )


class Observation(CitedRow):
    """A value that was measured or reported."""

    indicator_id: Identifier = Field(description="A key of indicators.csv.")
    year: Year = Field(description="Year of the value.")
    role: ObservationRole = Field(
        description="base (the plan starts from it), latest (an evaluation's newest value), history."
    )
    value: float | None = Field(None, description="Number, in the unit of the indicator; empty is unknown.")
    state: State | None = Field(
        None, description="For binary and qualitative indicators: done, partial, not_done, unknown."
    )
    as_written: Text = Field(description="Cell or words as printed.")
    is_used: bool = Field(True, description="false keeps a contradicting value visible without using it.")
    formula: str | None = Field(
        None, description="How the value follows from printed figures where it is not printed itself: 40-2.9."
    )


class PrintedAssessment(CitedRow):
    """What the document itself says about how an indicator stands."""

    indicator_id: Identifier = Field(description="A key of indicators.csv.")
    year: Year | None = Field(None, description="Year the judgement speaks of.")
    status: PrintedStatus | None = Field(None, description="met 达标, partly_met, not_met, unknown 无现状.")
    progress_class: PrintedClass | None = Field(
        None, description="exceeded, on_track, behind (需加快推进), adjust (需要调整)."
    )
    progress_percent: float | None = Field(None, description="Printed progress, per cent.")
    points: float | None = Field(None, description="Printed points.")
    as_written: Text = Field(description="Words as printed.")


class ScoreTier(CitedRow):
    """Points an indicator earns in a range of values; the best tier that holds counts."""

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


class BasicCondition(CitedRow, Named):
    """A precondition with a veto 基本条件（一票否决）."""

    condition_id: Identifier = Field(description="Key: B1.")
    name_zh: Text = Field(description="Condition as printed.")
    name_en: Text = Field(description="Condition in English.")
    state_zh: Text = Field(description="Present state as printed.")
    status: PrintedStatus = Field(description="As printed: met 满足, not_met 暂不满足.")
    target_near_zh: str | None = Field(None, description="Near target as printed.")
    target_far_zh: str | None = Field(None, description="Far target as printed.")
    years_required: float | None = Field(None, description="Years the condition must have run, where it says so.")
    starts_on: str | None = Field(
        None, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="Day the clock starts, ISO date."
    )


class Project(CitedRow, Named):
    """A key project 重点工程."""

    project_id: Identifier = Field(description="Key: P01.")
    number: int | None = Field(None, description="The document's own number.")
    name_zh: Text = Field(description="Name as printed.")
    name_en: Text = Field(description="Name in English.")
    category_zh: Text = Field(description="Category of the project table as printed.")
    content_zh: str | None = Field(None, description="Content as printed.")
    start_year: Year | None = Field(None, description="First year as printed; empty is unknown.")
    end_year: Year | None = Field(None, description="Last year as printed; empty is unknown.")
    years_as_written: str | None = Field(None, description="Years as printed.")
    cost_wan_yuan: float | None = Field(None, ge=0, description="Cost in 万元; empty is unknown.")
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
        None,
        ge=0,
        description="Cost of operation and maintenance per year in service; empty is unknown and not counted.",
    )
    divisible: Divisibility = Field("whole", description="whole, continuous (亩, km), or integer (villages).")
    unit_count: int | None = Field(None, ge=1, description="Number of units of an integer project.")
    township_zh: str | None = Field(None, description="Township, where balance rules need it.")


class Support(CitedRow):
    """One indicator name that a project's row claims to support, and what it was matched to."""

    project_id: Identifier = Field(description="A key of projects.csv.")
    as_written: Text = Field(description="The name as printed.")
    indicator_id: Identifier | None = Field(
        None, description="The indicator meant; empty where the name is no indicator of the plan."
    )


class Measure(CitedRow, Named):
    """A policy measure 政策措施 that the text orders and that needs no investment."""

    measure_id: Identifier = Field(description="Key: M01.")
    name_zh: Text = Field(description="Measure in a few words, as printed where possible.")
    name_en: Text = Field(description="Measure in English.")
    start_year: Year = Field(description="First year it can start.")
    duration_years: int = Field(1, ge=1, description="Years until it is in force.")
    as_written: Text = Field(description="The sentence that orders it.")


class Funding(CitedRow):
    """Who pays for a project."""

    project_id: Identifier = Field(description="A key of projects.csv.")
    funding_source: FundingSource = Field(description="Kind of funding source.")
    amount_wan_yuan: float | None = Field(
        None,
        ge=0,
        description="Amount in 万元 where the document splits the cost, together no more than the cost; empty means the rest.",
    )
    as_written: Text = Field(description="Cell as printed; '-' where the document names no source.")


class Effect(CitedRow):
    """What a project or measure does to an indicator once it is in service 工程成效."""

    action_id: Identifier = Field(description="A key of projects.csv or measures.csv.")
    indicator_id: Identifier = Field(description="A key of indicators.csv (a measured part, not a group).")
    mode: EffectMode = Field(
        description="adds (so many units), reaches (a level), enables (a binary indicator becomes done)."
    )
    basis: EffectBasis = Field(
        description="stated (the document promises it), quantified (a physical quantity of the document times "
        "a factor), shared (no figure: supporters share the gap by rule), user."
    )
    low: float | None = Field(
        None, description="Cautious value, in the unit of the indicator; empty for shared and enables."
    )
    central: float | None = Field(None, description="Central value.")
    high: float | None = Field(None, description="Hopeful value.")
    lag_years: int = Field(0, ge=0, description="Full years between the end of building and the first effect.")
    ramp_years: int = Field(
        0, ge=0, description="Years over which the effect grows from its first step to its full size; 0 is at once."
    )
    arrives: EffectArrival = Field(
        "on_completion",
        description="on_completion (when building ends) or pro_rata (grows with each year of a running programme).",
    )
    formula: str | None = Field(
        None, description="How central follows from figures of the document, in plain arithmetic."
    )
    reasoning: Text = Field(description="Why this effect, in one or two sentences.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")


class Relation(CitedRow):
    """What holds between two projects."""

    kind: RelationKind = Field(
        description="requires (the first needs the other and serves no earlier), excludes (not both), together (both or none)."
    )
    action_id: Identifier = Field(description="The first project or measure.")
    other_id: Identifier = Field(description="The other project or measure.")
    reasoning: Text = Field(description="Why.")
    reasoning_zh: str | None = Field(None, description="The same in Chinese.")


class Budget(CitedRow):
    """A ceiling on spending."""

    funding_source: FundingSource | None = Field(None, description="Source the ceiling is for; empty is all money.")
    year: Year | None = Field(None, description="Year the ceiling is for; empty is the whole horizon.")
    ceiling_wan_yuan: float = Field(ge=0, description="Ceiling in 万元.")


class StatedTotal(CitedRow, Named):
    """A total, count, share, score or percentage that the document states about itself."""

    claim_id: Identifier = Field(description="Key: C01.")
    kind: ClaimKind = Field(
        description="How it is recomputed; not_recomputable keeps a claim whose parts are not printed."
    )
    scope: str | None = Field(
        None,
        description="What is counted or added: field=value pairs joined by ';' such as "
        "'category_zh=生态安全'; for ratio, difference and growth the quantities 'of=A;by=B'.",
    )
    name_zh: Text = Field(description="What is claimed.")
    name_en: Text = Field(description="The same in English.")
    value: float = Field(description="Number as printed.")
    unit: Text = Field(description="Unit of the number.")
    formula: str | None = Field(
        None, description="For kind formula: printed figures in plain arithmetic, in the unit of the claim."
    )
    as_written: Text = Field(description="Words as printed.")


class Quantity(CitedRow, Named):
    """A figure about the region that is no indicator: energy, output, people, waste, forest and so on."""

    quantity_id: Identifier = Field(description="Key.")
    topic: Identifier = Field(description="What is measured; two rows of one topic and year must agree.")
    domain: QuantityDomain = Field(description="Field the figure belongs to.")
    name_zh: Text = Field(description="What it is, in the document's words.")
    name_en: Text = Field(description="What it is, in English.")
    year: Year | None = Field(None, description="Year of the figure; empty where the document does not say.")
    value: float = Field(description="Number as printed.")
    unit: Text = Field(description="Unit as printed.")
    as_written: Text = Field(description="Words as printed.")


class Activity(CitedRow):
    """A physical quantity of a project: villages, mu, m3/d, t/d, MW, km, vehicles."""

    project_id: Identifier = Field(description="A key of projects.csv.")
    activity: Identifier = Field(description="What is counted, such as villages, sewage_capacity, afforestation_area.")
    value: float = Field(description="Number as printed.")
    unit: Text = Field(description="Unit as printed.")
    as_written: Text = Field(description="Words as printed.")
