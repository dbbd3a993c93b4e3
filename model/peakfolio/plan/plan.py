"""The plan: every table of one region, read whole, and the few look-ups that all later stages share.

Tables stay tuples of rows rather than data frames: a plan has dozens of rows, each carries its source with it, and a row
knows the type of every cell. Arrays begin where the mathematics begins, in ``portfolio``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import product

from peakfolio.errors import UnknownName
from peakfolio.plan import carbon_tables, chain_tables, claims, delivery_tables, progress_tables, rows, tables
from peakfolio.plan.chains import Chain, Pair, build_chain, gather_figures, group_steps
from peakfolio.plan.delivery_book import DeliveryBook
from peakfolio.plan.evidence_book import EvidenceBook
from peakfolio.plan.factors import FactorBook
from peakfolio.plan.settings import CarbonSettings, IntensityTarget, Pathway, Scenario, Settings
from peakfolio.words import say

LATER_TABLES = ("outcomes", "progress", "observed", "breaks")  # what came about since a plan was written
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9_]")


@dataclass(frozen=True)
class Standpoint:
    """From where a plan is read: a day later than its own, and what had become known by then.

    ``written`` is the plan as it was written, ``taken`` the outcomes one starts from, ``reports`` the newest of each project, ``silent``
    the projects that should have begun and of which nothing is known, ``carried`` the targets asked again of a later year.
    """

    day: str
    written: "Plan"
    taken: tuple[progress_tables.ReportedOutcome, ...] = ()
    reports: Mapping[str, progress_tables.ProjectReport] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    carried: tuple[tables.Target, ...] = ()

    def is_done(self, project_id: str) -> bool:
        """Whether a project is reported as built."""
        return project_id in self.reports and self.reports[project_id].status == "done"


@dataclass(frozen=True)
class Plan:
    """What one plan says: its settings and its tables, each a tuple of rows in file order."""

    settings: Settings
    sources: tuple[rows.Source, ...] = ()
    indicators: tuple[tables.Indicator, ...] = ()
    targets: tuple[tables.Target, ...] = ()
    observations: tuple[tables.Observation, ...] = ()
    printed_assessments: tuple[claims.PrintedAssessment, ...] = ()
    score_tiers: tuple[tables.ScoreTier, ...] = ()
    basic_conditions: tuple[claims.BasicCondition, ...] = ()
    projects: tuple[tables.Project, ...] = ()
    supports: tuple[tables.Support, ...] = ()
    measures: tuple[tables.Measure, ...] = ()
    funding: tuple[tables.Funding, ...] = ()
    effects: tuple[tables.Effect, ...] = ()
    parameters: tuple[chain_tables.Parameter, ...] = ()
    chains: tuple[chain_tables.ChainStep, ...] = ()
    abatements: tuple[carbon_tables.Abatement, ...] = ()
    relations: tuple[tables.Relation, ...] = ()
    budgets: tuple[tables.Budget, ...] = ()
    stated_totals: tuple[claims.StatedTotal, ...] = ()
    quantities: tuple[claims.Quantity, ...] = ()
    activities: tuple[claims.Activity, ...] = ()
    drivers: tuple[carbon_tables.BaseDriver, ...] = ()
    energy: tuple[carbon_tables.EnergyUse, ...] = ()
    other_emissions: tuple[carbon_tables.OtherEmission, ...] = ()
    levers: tuple[carbon_tables.Lever, ...] = ()
    delivery: tuple[delivery_tables.DeliveryKind, ...] = ()
    outcomes: tuple[progress_tables.ReportedOutcome, ...] = ()
    progress: tuple[progress_tables.ProjectReport, ...] = ()
    observed: tuple[progress_tables.ObservedTotal, ...] = ()
    breaks: tuple[progress_tables.SeriesBreak, ...] = ()
    factors: FactorBook = field(default_factory=FactorBook, compare=False)
    delivery_book: DeliveryBook = field(default_factory=DeliveryBook, compare=False)
    evidence: EvidenceBook = field(default_factory=EvidenceBook, compare=False)
    standpoint: Standpoint | None = field(default=None, compare=False)

    @property
    def as_written(self) -> "Plan":
        """The plan as its document says it, whatever day it is read on."""
        return self if self.standpoint is None else self.standpoint.written

    @cached_property
    def indicator_by_id(self) -> Mapping[str, tables.Indicator]:
        """Indicators by their key."""
        return {row.indicator_id: row for row in self.indicators}

    @cached_property
    def project_by_id(self) -> Mapping[str, tables.Project]:
        """Projects by their key."""
        return {row.project_id: row for row in self.projects}

    @cached_property
    def measure_by_id(self) -> Mapping[str, tables.Measure]:
        """Measures by their key."""
        return {row.measure_id: row for row in self.measures}

    @cached_property
    def source_by_id(self) -> Mapping[str, rows.Source]:
        """Sources by their key."""
        return {row.source_id: row for row in self.sources}

    @cached_property
    def own_sources(self) -> tuple[rows.Source, ...]:
        """The sources of what the plan says; those that only what came about since needs are left out."""
        later = {key for row in self._list_cited(later=True) for key in (row.source_id, *KEY.findall(row.note or ""))}
        texts = (f"{row.reasoning} {row.citation}" for row in self.sources)
        named = {key for text in (*texts, self.settings.model_dump_json()) for key in KEY.findall(text)}
        own = named | {row.source_id for row in self._list_cited(later=False)}
        return tuple(row for row in self.sources if row.source_id not in later or row.source_id in own)

    def _list_cited(self, *, later: bool) -> Iterator[rows.CitedRow]:
        for each in fields(self):
            table = getattr(self, each.name)
            if isinstance(table, tuple) and (each.name in LATER_TABLES) == later:
                yield from (row for row in table if isinstance(row, rows.CitedRow))

    @cached_property
    def chain_by_effect(self) -> Mapping[Pair, Chain]:
        """The chain of each effect that has one, by action and indicator."""
        figures = gather_figures(self.settings, self.parameters, self.projects, self.evidence)
        built = {
            pair: build_chain(steps, figures, self.indicator_by_id[pair[1]].unit)
            for pair, steps in group_steps(self.chains).items()
        }
        return {pair: chain for pair, chain in built.items() if isinstance(chain, Chain)}

    def find_chain(self, effect: tables.Effect) -> Chain | None:
        """The chain of an effect; None of one that has none, that establishes a state, or that is taken at its word as unknown."""
        if effect.mode == "enables" or effect.basis == "shared":
            return None
        return self.chain_by_effect.get((effect.action_id, effect.indicator_id))

    @cached_property
    def _readings(self) -> Mapping[tuple[bool, bool], tuple[tables.Effect, ...]]:
        return {
            (at_word, proposals): tuple(self._read_effects(at_word=at_word, proposals=proposals))
            for at_word, proposals in product((False, True), (False, True))
        }

    def _read_effects(self, *, at_word: bool, proposals: bool) -> Iterator[tables.Effect]:
        for row in self.effects:
            read = row.at_word if at_word else row
            if read.basis != "proposed" or proposals:
                yield read
            elif not at_word:  # at its word the document shares no gap with what it does not name
                yield read.unsized

    def read_effects(self, scenario: Scenario) -> tuple[tables.Effect, ...]:
        """The effects as a scenario reads them: as reckoned or as the document says; a proposal is unknown unless it is asked for."""
        return self._readings[scenario.use_shared_effects, scenario.use_proposed_effects]

    @cached_property
    def carbon(self) -> CarbonSettings:
        """The settings of ``[carbon]``, or the defaults where the plan has none."""
        return self.settings.carbon or CarbonSettings(base_year=self.settings.years.base_year)

    @cached_property
    def national_targets(self) -> tuple[IntensityTarget, ...]:
        """What the nation asks of CO2 per GDP, where ``[carbon]`` has it checked; what the plan asks itself is not told twice."""
        if not self.carbon.national_path:
            return ()
        own = {each.name for each in self.carbon.intensity_targets}
        asked = self.factors.list_national_targets(self.carbon.base_year)
        return tuple(each for each in asked if each.name not in own)

    def check_national(self) -> "Plan":
        """The plan with what the nation asks of CO2 per GDP checked beside its own targets."""
        carbon = self.carbon.model_copy(update={"national_path": True})
        return replace(self, settings=self.settings.model_copy(update={"carbon": carbon}))

    @property
    def intensity_targets(self) -> tuple[IntensityTarget, ...]:
        """Every target on CO2 per GDP: the region's own, then the nation's."""
        return (*self.carbon.intensity_targets, *self.national_targets)

    def find_source(self, source_id: str) -> rows.Source:
        """A source of the plan, or of the factors all regions share."""
        return self.source_by_id.get(source_id) or self.factors.source_by_id[source_id]

    @cached_property
    def headline_indicators(self) -> tuple[tables.Indicator, ...]:
        """The indicators the plan numbers: those that are no part of another."""
        return tuple(row for row in self.indicators if row.parent_id is None)

    @cached_property
    def measured_indicators(self) -> tuple[tables.Indicator, ...]:
        """The indicators that carry a value of their own: everything but groups."""
        return tuple(row for row in self.indicators if row.kind != "group")

    def find_parts(self, indicator_id: str) -> tuple[tables.Indicator, ...]:
        """The measured parts of an indicator; the indicator itself where it has none."""
        parts = tuple(row for row in self.indicators if row.parent_id == indicator_id)
        return parts or (self.indicator_by_id[indicator_id],)

    def find_targets(self, indicator_id: str, standard: str, year: int | None) -> tuple[tables.Target, ...]:
        """The used targets of an indicator for a standard; standards without a year hold in every year."""
        standards = ("plan", "text") if standard == "plan" else (standard,)
        return tuple(
            row
            for row in self.targets
            if row.indicator_id == indicator_id
            and row.standard in standards
            and row.is_used
            and row.year in (year, None)
        )

    def find_base(self, indicator_id: str) -> tables.Observation | None:
        """The used observation of the base year."""
        return self._find_observation(indicator_id, ("base",))

    def find_latest(self, indicator_id: str) -> tables.Observation | None:
        """The newest used observation: an evaluation's value where there is one, else the base."""
        return self._find_observation(indicator_id, ("latest",)) or self.find_base(indicator_id)

    def find_scenario(self, name: str | None) -> Scenario:
        """A named scenario, or the plan's own where no name is given."""
        if name is None or name == "base":
            return self.settings.scenario
        if name not in self.settings.scenarios:
            raise UnknownName(say("scenario"), name, ("base", *self.settings.scenarios))
        return self.settings.scenarios[name]

    def find_pathway(self, name: str) -> Pathway:
        """A named carbon pathway."""
        if name not in self.settings.pathways:
            raise UnknownName(say("pathway"), name, tuple(self.settings.pathways))
        return self.settings.pathways[name]

    def list_named(self, indicator_id: str) -> tuple[str, ...]:
        """The projects the document names for an indicator, or for the whole it is a part of."""
        whole = self.indicator_by_id[indicator_id].parent_id
        return tuple(
            dict.fromkeys(row.project_id for row in self.supports if row.indicator_id in {indicator_id, whole} - {None})
        )

    def name_action(self, action_id: str) -> tables.Project | tables.Measure:
        """The project or measure behind an action's key."""
        return self.project_by_id.get(action_id) or self.measure_by_id[action_id]

    def _find_observation(self, indicator_id: str, roles: tuple[str, ...]) -> tables.Observation | None:
        rows = [
            row for row in self.observations if row.indicator_id == indicator_id and row.is_used and row.role in roles
        ]
        return max(rows, key=lambda row: row.year) if rows else None
