"""What ``plan.toml`` says: the region, the years, the rule that assesses it, and the named scenarios."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from peakfolio.plan.days import read_day
from peakfolio.plan.limits import MOST_NAME
from peakfolio.plan.rows import Day, Identifier, Named, Row, Text, Year, copy_chinese
from peakfolio.plan.vocabulary import (
    FundingSource,
    Ledger,
    LeverName,
    LeverShape,
    PathwayProjects,
    QuestionName,
    QueueRule,
    Standard,
    Terrain,
    Trade,
)
from peakfolio.plan.wrong_values import WrongValue
from peakfolio.words import say

Rule = Literal["threshold", "binding_and_reference_share", "points", "elapsed_progress"]
EffectLevel = Literal["low", "central", "high"]
SharedRule = Literal["cost", "equal"]
KeyText = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*(@[0-9]{4})?$", max_length=MOST_NAME)]


class Titled(Row):
    """What has a title in each language; where only one is given it stands in both."""

    @model_validator(mode="before")
    @classmethod
    def _title_in_both(cls, said: Any) -> Any:
        if isinstance(said, dict) and said.get("title_en") and not said.get("title_zh"):
            return {**said, "title_zh": said["title_en"]}
        return copy_chinese(said, "title")


class Region(Named):
    """The place a plan is for. Its ``id`` names the folder of its results; where there is none it follows from the package's folder."""

    id: Identifier
    name_zh: Text
    name_en: str = ""
    province_zh: str = ""
    province_en: str = ""
    begun_from: Identifier | None = None  # the plan it is a copy of
    system: Identifier | None = None  # the indicator system the plan follows, a key of systems.csv
    terrain: Terrain | None = None  # that of most of the place, where a standard depends on it

    @property
    def evidence_id(self) -> str:
        """The key under which the evidence knows its projects, so that none is judged by itself: that of the plan it is a copy of."""
        return self.begun_from or self.id

    @model_validator(mode="before")
    @classmethod
    def _say_province_in_both(cls, said: Any) -> Any:
        return copy_chinese(said, "province")


class Years(Titled):
    """The years of a plan. The first is the one after the base year, the only milestone the last, where nothing else is said."""

    title_zh: Text
    title_en: str = ""
    base_year: Year
    first_year: Year
    last_year: Year
    milestones: tuple[Year, ...] = Field(min_length=1)
    price_year: Year | None = None  # whose prices the costs are in; the first year where nothing is said
    as_of: Day | None = None  # the day the plan is read on, such as 2026-11; its own where nothing is said

    @property
    def prices_of(self) -> int:
        """The year at whose prices costs are written."""
        return self.price_year or self.first_year

    @model_validator(mode="before")
    @classmethod
    def _fill_years(cls, said: Any) -> Any:
        if not isinstance(said, dict):
            return said
        base, last = said.get("base_year"), said.get("last_year")
        first = {"first_year": base + 1} if isinstance(base, int) else {}
        return {**first, **({"milestones": (last,)} if isinstance(last, int) else {}), **said}

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if not self.base_year < self.first_year <= self.last_year:
            raise WrongValue(say("base_year must lie before first_year, and first_year not after last_year"))
        if any(not self.first_year <= year <= self.last_year for year in self.milestones):
            raise WrongValue(say("every milestone must lie between first_year and last_year"))
        if self.as_of is not None and read_day(self.as_of)[0] < self.base_year:
            raise WrongValue(say("as_of must not lie before base_year"))
        return self


class AssessmentSettings(Row):
    """How indicators are judged: by default against the plan's own targets of its first milestone."""

    rule: Rule = "threshold"
    milestone: Year
    standards: tuple[Standard, ...] = Field(("plan",), min_length=1)
    reference_share: float = Field(0.8, ge=0, le=1)
    pass_points: float | None = None


class Ceiling(Row):
    """Money that may be spent: of one source or of all, in one year or over the horizon."""

    ceiling_wan_yuan: float = Field(ge=0)
    funding_source: FundingSource | None = None
    year: Year | None = None


class Group(Row):
    """At least or at most so many of some projects."""

    name: Text
    members: tuple[Identifier, ...] = Field(min_length=1)
    at_least: int = Field(0, ge=0)
    at_most: int | None = Field(None, ge=0)


class Balance(Row):
    """A least or greatest share of the money for the projects of a category or township."""

    category_zh: str | None = None
    township_zh: str | None = None
    min_share: float = Field(0.0, ge=0, le=1)
    max_share: float = Field(1.0, ge=0, le=1)


class EmissionCut(Row):
    """What the projects must take off the emissions of a ledger, in one year or, without a year, over the horizon.

    ``grid_ratios`` are the grid factors of those years as ratios to the settings' year, where a pathway moves them.
    """

    wan_tco2: float
    ledger: Ledger = "energy_co2"
    year: Year | None = None
    grid_ratios: tuple[float, ...] = ()


class Weights(Row):
    """What one whole gap of a target weighs, by its nature, when shortfalls are added up."""

    binding: float = Field(3.0, ge=0)
    anticipatory: float = Field(1.0, ge=0)
    reference: float = Field(1.0, ge=0)
    unstated: float = Field(1.0, ge=0)


class Scenario(Titled):
    """One question put to the plan."""

    title_zh: Text = "达到全部可达目标的最低投资组合"
    title_en: Text = "Cheapest portfolio that meets every target the pool can meet"
    question: QuestionName = "cheapest"
    milestone: Year | None = None
    milestones: tuple[Year, ...] = ()
    standard: Standard | None = None
    budget_wan_yuan: float | None = Field(None, ge=0)
    budgets: tuple[Ceiling, ...] = ()
    carry_over: bool = False
    points: float | None = Field(None, ge=0)
    weights: Weights = Weights()
    abatement_wan_tco2: float | None = Field(None, ge=0)
    ledgers: tuple[Ledger, ...] = ("energy_co2",)
    emission_cuts: tuple[EmissionCut, ...] = ()
    groups: tuple[Group, ...] = ()
    balances: tuple[Balance, ...] = ()
    robust_budget: float = Field(0.0, ge=0)
    effects: EffectLevel = "central"
    use_shared_effects: bool = False
    use_proposed_effects: bool = False
    shared_rule: SharedRule = "cost"
    shared_low_factor: float = Field(0.7, gt=0, le=1)
    shared_high_factor: float = Field(1.3, ge=1)
    improve_step: float | None = Field(None, gt=0)
    least_part: float = Field(0.1, ge=0.001, le=1)
    near_enough: float = Field(0.01, ge=0, lt=1)
    lock_committed: bool = False
    discount_rate: float = Field(0.0, ge=0, lt=1)
    latest_delay_years: int = Field(5, ge=0, le=30)
    early_starts: bool = False
    dropped_targets: tuple[KeyText, ...] = ()
    target_values: dict[KeyText, float] = Field(default_factory=dict)
    parameter_values: dict[Identifier, tuple[float, float, float]] = Field(default_factory=dict)
    locked_in: tuple[Identifier, ...] = ()
    locked_out: tuple[Identifier, ...] = ()


LEAST_SPAN, LEAST_HORIZON = 10, 2035


class Correlation(Row):
    """Rank correlation (Spearman) between all draws of two levers of one period."""

    lever: LeverName
    other: LeverName
    rank: float = Field(ge=-1, le=1)


class IntensityTarget(Row):
    """A target on CO2 per GDP at constant prices: how far it is to fall between two years, per cent."""

    first_year: Year
    year: Year
    fall_percent: float = Field(gt=0, lt=100)
    source_id: Identifier

    @property
    def name(self) -> str:
        """The target in a few signs: 2020-2025 -18%."""
        return f"{self.first_year}-{self.year} -{self.fall_percent:g}%"


class CarbonSettings(Row):
    """How a region's emissions are counted and carried on.

    The grid factor is the mean over ``grid_years``: where water drives the grid, one dry year is weather and must not make a peak.
    """

    base_year: Year
    horizon: Year = 2060
    factor_set: Identifier = "guideline"
    gwp_set: Identifier = "AR5"
    grid: Text = "China"
    grid_years: tuple[Year, ...] = Field((2022,), min_length=1)
    main_pathway: Identifier = "as_planned"
    correlations: tuple[Correlation, ...] = ()
    period_correlation: float = Field(0.5, ge=0, lt=1)
    sector_correlation: float = Field(0.5, ge=0, lt=1)
    lever_shape: LeverShape = "step"
    intensity_targets: tuple[IntensityTarget, ...] = ()
    national_path: bool = False  # whether what the nation asks of CO2 per GDP is checked beside them

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        least = max(self.base_year + LEAST_SPAN, LEAST_HORIZON)
        if self.horizon < least:
            raise WrongValue(
                say(
                    "horizon must be {least} or later, so that a peak by 2030 can be told from the end of the path",
                    least=least,
                )
            )
        return self


class Pathway(Titled):
    """One carbon pathway: its levers stand in levers.csv, the projects that enter it are named here."""

    title_zh: Text
    title_en: str = ""
    projects: PathwayProjects = "chosen"
    delay_years: int = Field(0, ge=0, le=20)


Month = Annotated[int, Field(ge=1, le=12)]
Capacity = Annotated[int, Field(ge=1)]


class DeliverySettings(Row):
    """What is particular to a region when projects are delivered; everything else stands in ``scenarios/delivery``.

    Where desks, designers or crews are not set, there are as many as the plan's own printed years need on average, times the
    margin of ``conditions.csv``. ``cash_box_wan_yuan`` is what the county can lend until a tranche arrives.
    """

    rule: QueueRule = "plan_order"
    rainy_months: tuple[Month, ...] = ()
    winter_months: tuple[Month, ...] = ()
    approval_desks: Capacity | None = None
    design_institutes: Capacity | None = None
    crews: dict[Trade, Capacity] = Field(default_factory=dict)
    cash_box_wan_yuan: float | None = Field(None, ge=0)
    sources: tuple[Identifier, ...] = ()


class ReportingSettings(Row):
    """When reports are due. Both are conventions of this project: the plans name who reports, and no day.

    The figures of a year are due by the end of ``indicator_month`` of the next; projects report by the end of every ``project_months``
    months, counted from January.
    """

    indicator_month: Month = 3
    project_months: Month = 3


class Settings(Row):
    """The whole of ``plan.toml``."""

    region: Region
    years: Years
    assessment: AssessmentSettings
    scenario: Scenario = Scenario()
    scenarios: dict[Identifier, Scenario] = Field(default_factory=dict)
    carbon: CarbonSettings | None = None
    pathways: dict[Identifier, Pathway] = Field(default_factory=dict)
    delivery: DeliverySettings = DeliverySettings()
    reporting: ReportingSettings = ReportingSettings()

    @model_validator(mode="before")
    @classmethod
    def _fill_milestone(cls, said: Any) -> Any:
        """Where nothing is said of it, the plan is judged at its first milestone, or in its last year."""
        if not isinstance(said, dict) or not isinstance(said.get("years"), dict):
            return said
        years, judged = said["years"], said.get("assessment", {})
        marks = years.get("milestones") or [years.get("last_year")]
        if not isinstance(judged, dict) or not isinstance(marks, list | tuple):
            return said
        return {**said, "assessment": {"milestone": marks[0], **judged}}
